"""The title and the date that a document carries itself."""

import re
from collections.abc import Iterable, Iterator

from app.text.blocks import Line, is_date_line, is_prose, lines_between, paragraph_end, starts_letterhead
from app.text.clippings import is_title
from app.text.dates import FoundDate, Precision, find_dates
from app.text.heads import Head, OpenerKind, find_heads
from app.text.kinds import DocumentKind
from app.text.markers import find_marker
from app.text.signatures import find_signature
from app.text.wording import LABEL, OFFICE, SUBJECT_LINE

_TOP = 4000
_LINES_AT_TOP = 15
_LONGEST_TITLE = 300
_FEWEST_WORDS_OF_SENTENCE_TITLE = 8
_FEWEST_WORDS_OF_HEADING = 2
_NUMBER_BEFORE_HEADING = re.compile(r"^nr\.? ?\d{1,6}\s{1,4}", re.IGNORECASE)
_THEIR_DATE = re.compile(
    r"uw (?:brief|bericht|mail|schrijven)|votre (?:lettre|courrier)|your (?:letter|email)|ihr schreiben|betreft|onderwerp|objet|subject",
    re.IGNORECASE,
)
_OPEN_LETTER = ("open brief", "lettre ouverte", "open letter", "offener brief")
_EDGE = "*_# \t"


def find_title(text: str, start: int, end: int, kind: DocumentKind) -> str | None:
    """Return the title of the document at text[start:end] on one line, or None when it has none.

    A letter has one in its subject line, its heading, or a sentence above the salutation; an article and a scorecard
    in their first line.
    """
    if kind in {DocumentKind.CLIPPING, DocumentKind.SCORECARD}:
        first = next(lines_between(text, start, end), None)
        is_titled = first is not None and (kind is DocumentKind.SCORECARD or is_title(first.words))
        return first.plain if first and is_titled else None
    top = min(end, start + _TOP)
    head = next(find_heads(text, start, top), None)
    heading = _heading(text, head)
    subject = SUBJECT_LINE.search(text, start, top)
    if subject and (
        head is None or subject.start() < _end_of_head(text, head, top) or subject.start() < head.end
    ):
        return subject["subject"].strip()
    return heading or _title_above(text, start, _end_of_top(text, start, top, head), head)


def _heading(text: str, head: Head | None) -> str | None:
    """Return "BRIEF VAN DE MINISTER ...", "Antwoord van ...", up to the addressee, without its number."""
    if head is None:
        return None
    opener = head.first(OpenerKind.LETTER_HEADING) or head.first(OpenerKind.REPLY_HEADING)
    if opener is None:
        return None
    after = [other.start for other in head.openers if other.start > opener.start]
    block_end = text.find("\n\n", opener.end)
    until = min([*after, block_end if block_end >= 0 else len(text)])
    words = " ".join(text[opener.start : until].split())
    return _NUMBER_BEFORE_HEADING.sub("", words.strip(_EDGE)).strip(_EDGE)


def _end_of_head(text: str, head: Head, top: int) -> int:
    """Where the first running text below the head starts."""
    return next((line.start for line in lines_between(text, head.end, top) if is_prose(line.words)), top)


def _end_of_top(text: str, start: int, top: int, head: Head | None) -> int:
    if head is not None:
        salutation = head.first(OpenerKind.SALUTATION)
        return salutation.start if salutation else head.start
    return next((line.start for line in lines_between(text, start, top) if is_prose(line.words)), top)


def _title_above(text: str, start: int, end: int, head: Head | None) -> str | None:
    addressee = head.first(OpenerKind.ADDRESSEE) if head else None
    address = range(addressee.start, paragraph_end(text, addressee.end)) if addressee else range(0)
    titles = (
        line.plain
        for line in lines_between(text, start, end)
        if line.start not in address and _is_title_of_letter(line)
    )
    return next(titles, None)


def _is_title_of_letter(line: Line) -> bool:
    """Ask for a marked heading, capitals or a whole sentence; names and addresses above a letter are none."""
    words = line.plain
    count = len(words.split())
    if len(words) > _LONGEST_TITLE or is_date_line(words) or LABEL.match(words) or find_marker(words):
        return False
    if words.lower().startswith(_OPEN_LETTER):
        return True
    is_marked = line.words.startswith(("#", "**")) or words.isupper()
    if is_marked and count >= _FEWEST_WORDS_OF_HEADING and not OFFICE.search(words):
        return True
    return (
        count >= _FEWEST_WORDS_OF_SENTENCE_TITLE and not starts_letterhead(words) and not OFFICE.match(words)
    )


def find_document_date(text: str, start: int, end: int, kind: DocumentKind) -> FoundDate | None:
    """Return the date that the document at text[start:end] gives itself: above its text, else below its signature.

    Dates in running text, in the subject and of the other side's letter are not its own. A day wins over a month.
    """
    top = min(end, start + _TOP)
    candidates = list(_own_dates(_lines_of_top(text, start, top, kind)))
    if not candidates:
        signed = find_signature(text, start, end)
        tail = lines_between(text, signed[-1].end if signed else end, end)
        candidates = list(_own_dates([line for line in [*signed, *tail] if is_date_line(line.words)]))
    days = [found for found in candidates if found.precision in {Precision.DAY, Precision.MINUTE}]
    return next(iter(days or candidates), None)


def _lines_of_top(text: str, start: int, top: int, kind: DocumentKind) -> Iterator[Line]:
    head = next(find_heads(text, start, top), None)
    salutation = head.first(OpenerKind.SALUTATION) if head else None
    is_letter = kind not in {DocumentKind.CLIPPING, DocumentKind.SCORECARD}
    until = salutation.start if salutation and is_letter else top
    for index, line in enumerate(lines_between(text, start, until)):
        past_head = not salutation and (head is None or line.start > head.end)
        if index > 2 * _LINES_AT_TOP or (past_head and index and is_prose(line.words)):
            return
        if not is_prose(line.words):
            yield line


def _own_dates(lines: Iterable[Line]) -> Iterator[FoundDate]:
    wanted = {Precision.DAY, Precision.MINUTE, Precision.MONTH}
    for line in lines:
        if _THEIR_DATE.search(line.words):
            continue
        for found in find_dates(line.words):
            if found.iso is not None and found.precision in wanted:
                yield FoundDate(
                    found.raw,
                    found.iso,
                    found.precision,
                    found.certainty,
                    found.other_reading,
                    line.start + found.start,
                    line.start + found.end,
                )
