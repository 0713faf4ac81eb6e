"""Laying a reply out for reading: paragraphs cut at every boundary of a passage, so that overlaps show. Pure."""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from app.answers.values import DemandState, Paragraph, Segment

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\n))*")
LONGEST_SHEET = 300_000  # characters; the longest reply on file in practice has a fifth of that
MOST_PARAGRAPHS = 3_000
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

    Of a text longer than any letter only the beginning is laid out, see `is_cut_short`. Offsets of the segments count code points of `text` as a whole, so that a selection can be sent back as it is.
    """
    marks_over = _Reader(marks)
    paragraphs = []
    for match in islice(_PARAGRAPH.finditer(text, start, min(end, start + LONGEST_SHEET)), MOST_PARAGRAPHS):
        here = marks_over.between(match.start(), match.end())
        segments = tuple(_segments(text, match.start(), match.end(), here))
        paragraphs.append(Paragraph(segments))
    return tuple(paragraphs)


class _Reader:
    """Finds what lies over each stretch of a text that is read once, from left to right.

    Looking through all ranges at each stretch would take a page of many passages, or of much bold print, minutes.
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        """Sort the ranges by where they begin."""
        self._ahead = deque(sorted(marks, key=lambda mark: mark.start))
        self._open: list[Mark] = []

    def between(self, start: int, end: int) -> list[Mark]:
        """Return what overlaps start..end; each stretch begins where the one before ended, or later."""
        while self._ahead and self._ahead[0].start < end:
            self._open.append(self._ahead.popleft())
        self._open = [mark for mark in self._open if mark.end > start]
        return self._open


def is_cut_short(text: str, start: int, end: int) -> bool:
    """Tell whether `lay_out` leaves out the end of this range: no browser shows megabytes of marked words."""
    if end - start > LONGEST_SHEET:
        return True
    return next(islice(_PARAGRAPH.finditer(text, start, end), MOST_PARAGRAPHS, None), None) is not None


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Segment]:
    bold = [(match.start(), match.end()) for match in _BOLD.finditer(text, start, end)]
    cuts = {start, end}
    cuts.update(place for mark in marks for place in (mark.start, mark.end) if start < place < end)
    cuts.update(place for left, right in bold for place in (left, left + 2, right - 2, right))
    marks_over, begins = _Reader(marks), [left for left, _ in bold]
    for left, right in pairwise(sorted(cuts)):
        nearest = bisect_right(begins, left) - 1
        within = bold[nearest] if nearest >= 0 and right <= bold[nearest][1] else None
        yield _segment(text, left, right, marks_over.between(left, right), within)


def _segment(
    text: str, left: int, right: int, marks: Sequence[Mark], within: tuple[int, int] | None
) -> Segment:
    covering = sorted(marks, key=lambda mark: mark.position)
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
