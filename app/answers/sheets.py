"""Laying a reply out for reading: paragraphs cut at every boundary of a passage, so that overlaps show. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answers.values import DemandState, Paragraph, Segment

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\n))*")
_STARS = "**"
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+(?:\n[^*\n]+)*)\*\*")


@dataclass(frozen=True)
class Mark:
    """A passage as it is drawn: its range in the text version, and the demand that it speaks to."""

    passage_id: int
    start: int
    end: int
    position: int
    label: str
    state: DemandState


def lay_out(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of text[start:end], cut wherever a passage or bold print begins or ends.

    Offsets of the segments count code points of `text` as a whole, so that a selection can be sent back as it is.
    """
    paragraphs = []
    for match in _PARAGRAPH.finditer(text, start, end):
        segments = tuple(_segments(text, match.start(), match.end(), marks))
        paragraphs.append(Paragraph(segments))
    return tuple(paragraphs)


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Segment]:
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    bold = [(match.start(), match.end()) for match in _BOLD.finditer(text, start, end)]
    cuts = {start, end}
    cuts.update(place for mark in here for place in (mark.start, mark.end) if start < place < end)
    cuts.update(place for left, right in bold for place in (left, left + 2, right - 2, right))
    ordered = sorted(cuts)
    for left, right in pairwise(ordered):
        yield _segment(text, left, right, here, bold)


def _segment(
    text: str, left: int, right: int, marks: Sequence[Mark], bold: Sequence[tuple[int, int]]
) -> Segment:
    covering = sorted(
        (mark for mark in marks if mark.start <= left and mark.end >= right), key=lambda mark: mark.position
    )
    within = next(((begin, stop) for begin, stop in bold if begin <= left and right <= stop), None)
    return Segment(
        start=left,
        text=text[left:right],
        is_bold=within is not None,
        is_markup=within is not None
        and (left == within[0] or right == within[1])
        and right - left == len(_STARS),
        positions=tuple(dict.fromkeys(mark.position for mark in covering)),
        labels=tuple(dict.fromkeys(mark.label for mark in covering)),
        state=covering[0].state if covering else None,
        opens=tuple(dict.fromkeys(mark.passage_id for mark in covering if mark.start == left)),
    )


def without_bold_marks(text: str) -> str:
    """Return words as they are quoted: without the stars that a plain text puts around bold print.

    >>> without_bold_marks("**Antwoord** van de minister")
    'Antwoord van de minister'
    """
    return _BOLD.sub(r"\1", text)


def only_unlinked(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Return the paragraphs in which something answers nothing, for the filter of that name."""
    return tuple(
        paragraph
        for paragraph in paragraphs
        if any(not segment.positions and segment.text.strip() for segment in paragraph.segments)
    )
