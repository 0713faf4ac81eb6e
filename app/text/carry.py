"""Passages carried over from one text to a better one: same, moved, changed or lost, and never by a score alone.

A score cannot tell a misread letter from a changed answer ("geen" taken out: 0.975; 12,5 become 2,5: 0.983). So the keys
of the words are compared, and only words that are identical at the place where they stood move without a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.text.anchors import Key, key_of
from app.text.differences import Change, list_changes
from app.text.errors import EmptyPassageError, PassageOutsideTextError
from app.text.homes import (
    LONGEST_FUZZY,
    MOST_OCCURRENCES,
    Words,
    find_alike,
    find_exact,
    find_overlapping,
    is_cut_alike,
    lay_over,
    similarity,
)

CONTEXT_ALIKE = 0.8
WORDS_ALIKE = 0.75
LONG_ENOUGH = 30  # key characters of a passage that one context is enough for
MOST_CANDIDATES = 10


class CarryState(Enum):
    """What became of a passage in another text."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place in the new text where the passage may stand; similarity from 0 to 1, for sorting and not for judging."""

    start: int
    end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one passage. `start`, `end` and `exact` are the best place, None where it is lost.

    Only where the state is `same` does the passage stand there; elsewhere a person decides. Offsets count code points.
    """

    state: CarryState
    start: int | None
    end: int | None
    exact: str | None
    candidates: tuple[Candidate, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Home:
    """Words of the new text, and how alike they and what is around them are to the passage."""

    words: Words
    similarity: float
    before: float
    after: float

    @property
    def has_both_contexts(self) -> bool:
        return min(self.before, self.after) >= CONTEXT_ALIKE

    @property
    def has_a_context(self) -> bool:
        return max(self.before, self.after) >= CONTEXT_ALIKE

    @property
    def rank(self) -> float:
        return self.similarity + self.before + self.after


def carry_passages(old: str, new: str, places: Sequence[tuple[int, int]]) -> list[Carried]:
    """Return what becomes of the passages old[start:end] in the new text, one for each place, in their order.

    Raises PassageOutsideTextError, or EmptyPassageError when no word stands between the offsets.
    """
    old_key, new_key = key_of(old), key_of(new)
    return [_carry(_passage(old, old_key, start, end), (start, end), new, new_key) for start, end in places]


def _passage(text: str, key: Key, start: int, end: int) -> Words:
    if not 0 <= start <= end <= len(text):
        raise PassageOutsideTextError
    first, last = key.places(start, end)
    if first == last:
        raise EmptyPassageError
    return Words(text, key, first, last)


def _carry(passage: Words, place: tuple[int, int], new: str, key: Key) -> Carried:
    quote = passage.quote
    count = key.text.count(quote)
    has_as_many = count == passage.key.text.count(quote)
    if has_as_many and (home := _find_untouched(passage, new, key)) is not None:
        return _answer(CarryState.SAME, passage, place, [_held_beside(passage, home)])
    exact = _list_exact(passage, new, key)
    if has_as_many and (one := _find_same(passage, exact, is_only_one=count == 1)) is not None:
        return _answer(CarryState.SAME, passage, place, [one])
    alike = [
        home
        for home in _list_alike(passage, new, key)
        if not any(_overlap(home.words, other.words) for other in exact)
    ]
    if exact:
        return _answer(CarryState.MOVED, passage, place, [*exact, *(home for home in alike if _may_be(home))])
    state = CarryState.CHANGED if alike and _may_be(alike[0]) else CarryState.LOST
    return _answer(state, passage, place, alike)


def _find_untouched(passage: Words, new: str, key: Key) -> Words | None:
    """Return the home of a passage with not a letter changed in it and around it; among twins the one in its turn."""
    region = passage.before + passage.quote + passage.after
    begin = passage.first - len(passage.before)
    stood = find_overlapping(region, passage.key.text, MOST_OCCURRENCES)
    stand = find_overlapping(region, key.text, MOST_OCCURRENCES)
    if len(stood) != len(stand) or begin not in stood:
        return None
    first = stand[stood.index(begin)] + len(passage.before)
    home = Words(new, key, first, first + len(passage.quote))
    # At the beginning of a text little stands before a passage: in the middle of another that is no sign of home.
    is_untouched = (home.before, home.after) == (passage.before, passage.after)
    return home if is_untouched and is_cut_alike(passage, home) else None


def _list_exact(passage: Words, new: str, key: Key) -> list[_Home]:
    """Return where the very words stand, the likeliest first; parts of other words and numbers are no such place."""
    length = len(passage.quote)
    found = (Words(new, key, first, first + length) for first in find_exact(passage.quote, key.text))
    homes = [_held_beside(passage, words) for words in found if is_cut_alike(passage, words)]
    return sorted(homes, key=lambda home: home.rank, reverse=True)


def _find_same(passage: Words, exact: Sequence[_Home], *, is_only_one: bool) -> _Home | None:
    """Return the one home that both contexts speak for, or one of them where long words stand but once."""
    if len(exact) > MOST_OCCURRENCES:
        return None
    in_both = [home for home in exact if home.has_both_contexts]
    if len(in_both) == 1 and _is_laid_there(passage, in_both[0].words):
        return in_both[0]
    is_long = len(passage.quote) >= LONG_ENOUGH
    return exact[0] if exact and is_only_one and is_long and exact[0].has_a_context else None


def _is_laid_there(passage: Words, home: Words) -> bool:
    """Tell whether what is around the passage puts it there, and not on other words next to it ("A: 5" became "A: 6, B: 5")."""
    if len(passage.quote) > LONGEST_FUZZY:
        return True
    slack = 2 * len(passage.before + passage.after)
    laid = lay_over(passage, home.text, home.key, max(0, home.first - slack), home.last + slack)
    return laid is not None and (laid.first, laid.last) == (home.first, home.last)


def _list_alike(passage: Words, new: str, key: Key) -> list[_Home]:
    """Return where words stand that are like the passage, none over another, the likeliest first."""
    homes = []
    for words in find_alike(passage, new, key):
        whole = words if is_cut_alike(passage, words) else words.with_rests()
        home = _held_beside(passage, whole)
        if home.similarity >= WORDS_ALIKE:
            homes.append(home)
    homes.sort(key=lambda home: (_may_be(home), home.rank), reverse=True)
    apart: list[_Home] = []
    for home in homes:
        if not any(_overlap(home.words, other.words) for other in apart):
            apart.append(home)
    return apart


def _may_be(home: _Home) -> bool:
    return home.similarity >= WORDS_ALIKE and home.has_a_context


def _overlap(one: Words, other: Words) -> bool:
    return one.first < other.last and other.first < one.last


def _held_beside(passage: Words, words: Words) -> _Home:
    return _Home(
        words,
        similarity(passage.quote, words.quote),
        similarity(passage.before, words.before),
        similarity(passage.after, words.after),
    )


def _answer(state: CarryState, passage: Words, place: tuple[int, int], homes: Sequence[_Home]) -> Carried:
    spans = [_span(passage, place, home.words) for home in homes[:MOST_CANDIDATES]]
    candidates = tuple(
        Candidate(start, end, round(home.similarity, 3))
        for (start, end), home in zip(spans, homes, strict=False)
    )
    if state is CarryState.LOST:
        return Carried(state, None, None, None, candidates)
    start, end = spans[0]
    changes: tuple[Change, ...] = ()
    if state is CarryState.CHANGED:
        changes = tuple(_changes(passage, homes[0].words))
    return Carried(state, start, end, homes[0].words.text[start:end], candidates, changes)


def _changes(passage: Words, words: Words) -> list[Change]:
    # A word that grew is shown whole on both sides: "on" put before "mogelijk" is another word, not one more.
    old = passage if is_cut_alike(passage, words) else passage.with_rests()
    old_start, old_end = old.place
    start, end = words.place
    return list_changes(passage.text[old_start:old_end], words.text[start:end])


def _span(passage: Words, place: tuple[int, int], words: Words) -> tuple[int, int]:
    """Return where words stand, with the blanks or stars at their edges that the passage was chosen with."""
    inner_start, inner_end = passage.place
    start, end = words.place
    head, tail = passage.text[place[0] : inner_start], passage.text[inner_end : place[1]]
    if head and words.text[max(0, start - len(head)) : start] == head:
        start -= len(head)
    if tail and words.text[end : end + len(tail)] == tail:
        end += len(tail)
    return start, end
