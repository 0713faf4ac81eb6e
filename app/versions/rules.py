"""Which part of a newer text is the letter or reply that stood in the older one."""

from collections.abc import Sequence

from app.text.anchors import key_of
from app.text.homes import similarity

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
