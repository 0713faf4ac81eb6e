"""Cut one file into its documents, and say what kind each is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from app.text.blocks import Line, is_prose, is_separator, lines_between, starts_letterhead
from app.text.clippings import find_article, find_junk, is_scorecard
from app.text.heads import Head, OpenerKind, find_heads
from app.text.kinds import DocumentKind, kind_of
from app.text.wording import CLOSING

MOST_DOCUMENTS = 50
_LONGEST_SIGNATURE = 4000


@dataclass(frozen=True, slots=True)
class Cut:
    """One document of a file, in code points of the text, without outer white space."""

    kind: DocumentKind
    start: int
    end: int


def cut_documents(text: str) -> list[Cut]:
    """Return the documents of a canonical text in order; junk around an article belongs to none.

    At most 50: what follows belongs to the last.
    """
    if is_scorecard(text):
        return [Cut(DocumentKind.SCORECARD, *_trimmed(text, 0, len(text)))]
    heads = _true_heads(text, islice(find_heads(text), MOST_DOCUMENTS * 10))
    if not heads:
        return [_without_head(text)]
    starts = [0, *(_start_of(text, before, head) for before, head in pairwise(heads))]
    ends = [*starts[1:], _end_of_last(text, heads[-1])]
    spans = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    return [Cut(kind_of(text, start, end), start, end) for start, end in spans]


def _without_head(text: str) -> Cut:
    article = find_article(text)
    if article:
        return Cut(DocumentKind.CLIPPING, *article)
    start, end = _trimmed(text, 0, len(text))
    return Cut(kind_of(text, start, end), start, end)


def _true_heads(text: str, heads: Iterator[Head]) -> list[Head]:
    """Keep the heads that start a document: greetings and addressees do occur in the middle of one."""
    kept: list[Head] = []
    for head in heads:
        if not kept:
            if _opens_first(text, head):
                kept.append(head)
        elif len(kept) < MOST_DOCUMENTS and _starts_another(text, kept[-1], head):
            kept.append(head)
    return kept


def _opens_first(text: str, head: Head) -> bool:
    """Reject a lone addressee line under running text: a heading of an article, not the top of a letter."""
    is_lone_addressee = all(opener.kind is OpenerKind.ADDRESSEE for opener in head.openers)
    has_prose_above = any(is_prose(line.words) for line in lines_between(text, 0, head.start))
    return not (is_lone_addressee and has_prose_above)


def _starts_another(text: str, before: Head, head: Head) -> bool:
    """Ask for an end of the document before: a closing, a signature, or a heading over the next one."""
    if CLOSING.search(text, before.end, head.start):
        return True
    if head.has(OpenerKind.REPLY_HEADING) or head.has(OpenerKind.LETTER_HEADING):
        return True
    gap = _gap_before(text, before, head)
    return bool(gap) and head.has(OpenerKind.SALUTATION)


def _gap_before(text: str, before: Head, head: Head) -> list[Line]:
    """Return the short lines between the last running text (or closing) of a document and the next head."""
    start = max(before.end, head.start - _LONGEST_SIGNATURE)
    gap: list[Line] = []
    for line in lines_between(text, start, head.start):
        closing = CLOSING.search(line.words)
        if closing or is_prose(line.words):
            gap = []
        else:
            gap.append(line)
    return gap


def _start_of(text: str, before: Head, head: Head) -> int:
    """Where a document starts whose head follows another document.

    Short lines between the two are the signature of the first, until a paragraph that looks like a letterhead.
    """
    gap = _gap_before(text, before, head)
    for index, line in enumerate(gap):
        if is_separator(line.words):
            return line.end
        if starts_letterhead(line.words):
            return _start_of_paragraph(gap, index)
    # The addressee may stand beside the sender: the document starts with the whole line.
    return text.rfind("\n", 0, head.start) + 1


def _start_of_paragraph(gap: list[Line], index: int) -> int:
    while index and not gap[index].blank_before:
        index -= 1
    return gap[index].start


def _end_of_last(text: str, head: Head) -> int:
    """Links and menus below a closed letter are not part of it."""
    closing = CLOSING.search(text, head.end)
    junk = find_junk(text, closing.end()) if closing else None
    return len(text) if junk is None else junk


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without rules of dashes and blanks at its edges."""
    top = lines_between(text, start, min(end, start + _LONGEST_SIGNATURE))
    first = next((line.start for line in top if not is_separator(line.words)), start)
    foot = list(lines_between(text, max(first, end - _LONGEST_SIGNATURE), end))
    while len(foot) > 1 and is_separator(foot[-1].words):
        foot.pop()
    return first, foot[-1].end if foot else end
