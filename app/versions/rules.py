"""Which part of a text is a letter or a reply: found again in a newer text, or chosen by its lines; pure."""

from collections.abc import Sequence

from app.text.anchors import key_of
from app.text.homes import similarity
from app.text.sentences import find_sentences

# Misread letters leave far more than half; another letter has less in common.
ALIKE = 0.7
# Key characters that are held beside each other: enough to know a letter by.
LONGEST = 20_000


def find_range(
    old: str, start: int, end: int, new: str, cuts: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the range of a document in the newer text; None where it is not there.

    `cuts` are where documents were found in it. What filled the old text fills the new one.
    """
    places = dict.fromkeys([*cuts, (0, len(new))])
    wanted = key_of(old[start:end]).text[:LONGEST]
    if not old[:start].strip() and not old[end:].strip():
        places = {(0, len(new)): None}
    scored = [
        (similarity(wanted, key_of(new[first:last]).text[:LONGEST]), first, last)
        for first, last in places
        if first < last
    ]
    best, first, last = max(scored, default=(0.0, 0, 0), key=lambda one: one[0])
    return (first, last) if best >= ALIKE else None


def number_lines(text: str) -> list[tuple[int, int]]:
    """Return the places that a person chooses among to say where a letter begins and ends: every sentence and every line.

    A line of a canonical text is a paragraph, which may hold a whole document; the first is number 1.
    """
    return find_sentences(text)


def line_at(lines: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the number of the line in which a code point stands, or of the next one; the last where none follows."""
    return next((number for number, (_, end) in enumerate(lines, 1) if offset < end), len(lines))


def range_of_lines(
    lines: Sequence[tuple[int, int]], first: int, last: int, now: tuple[int, int]
) -> tuple[int, int] | None:
    """Return the range from line `first` to line `last`; None where there are no such lines.

    An edge in a line that it stands in now stays as it is, also in the middle of that line.
    """
    if not 1 <= first <= last <= len(lines):
        return None
    start, end = now
    if first != line_at(lines, start):
        start = lines[first - 1][0]
    if last != line_at(lines, end - 1):
        end = lines[last - 1][1]
    return start, end
