"""Where the words of a passage may stand in another text: exact occurrences, and places that are like them. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from app.text.anchors import CONTEXT, Key

# Words that stand in a text this often are never told apart by what is around them: a person picks.
MOST_OCCURRENCES = 2_000
# Key characters; what is longer is found when nothing in it changed, and else not.
LONGEST_FUZZY = 10_000
_SEED = 10
_MOST_SEEDS = 100
_MOST_HITS = 100
_MOST_PLACES = 6
_NEAR = 16
_GROUPS = " \u00a0\u202f\u2009"
# The rest of the word or number that a passage is cut out of, outside it.
_WORD_BEFORE = re.compile(r"[\w'’-]*\Z")
_WORD_AFTER = re.compile(r"[\w'’-]*")
_NUMBER_BEFORE = re.compile(rf"(?:\d[{_GROUPS}])?[\w.,:/'’+−–-]*\Z")
_NUMBER_AFTER = re.compile(rf"(?:[\w.,:/'’−–-]*\w)?(?:[{_GROUPS}]\d{{3}}(?!\d))?%?")
_LONGEST_REST = 40


@dataclass(frozen=True, slots=True)
class Words:
    """A passage in the key of its text: key.text[first:last], where text[start:end] stands."""

    text: str
    key: Key
    first: int
    last: int

    @property
    def quote(self) -> str:
        """Return the key of the passage."""
        return self.key.text[self.first : self.last]

    @property
    def before(self) -> str:
        """Return the 64 key characters before it."""
        return self.key.text[max(0, self.first - CONTEXT) : self.first]

    @property
    def after(self) -> str:
        """Return the 64 key characters after it."""
        return self.key.text[self.last : self.last + CONTEXT]

    @property
    def place(self) -> tuple[int, int]:
        """Return (start, end) in code points of the text."""
        return self.key.span(self.first, self.last)

    def rests(self) -> tuple[str, str]:
        """Return the keys of what is left, before and after it, of the words or numbers that it is cut out of."""
        start, end = self.place
        before = after = ""
        if self.quote[0].isalnum():
            pattern = _NUMBER_BEFORE if self.quote[0].isdecimal() else _WORD_BEFORE
            before = _matched(pattern.search(self.text[max(0, start - _LONGEST_REST) : start]))
        if self.quote[-1].isalnum():
            pattern = _NUMBER_AFTER if self.quote[-1].isdecimal() else _WORD_AFTER
            after = _matched(pattern.match(self.text[end : end + _LONGEST_REST]))
        first, last = self.key.places(start - len(before), end + len(after))
        return self.key.text[first : self.first], self.key.text[self.last : last]

    def with_rests(self) -> "Words":
        """Return the passage with the whole of the words and numbers that it is cut out of."""
        before, after = self.rests()
        return Words(self.text, self.key, self.first - len(before), self.last + len(after))


def _matched(match: re.Match[str] | None) -> str:
    return match.group() if match else ""


def is_cut_alike(old: Words, new: Words) -> bool:
    """Tell whether both begin and end at the same letter of the same word: "2,5" in "12,5" is other words.

    Where a blank came or went at an edge, what stands next to it must be the very same.
    """
    (old_before, old_after), (new_before, new_after) = old.rests(), new.rests()
    return (old_before == new_before or old.before[-_NEAR:] == new.before[-_NEAR:]) and (
        old_after == new_after or old.after[:_NEAR] == new.after[:_NEAR]
    )


def similarity(one: str, other: str) -> float:
    """Return how alike two keys are, from 0 to 1: the share of their characters that stand in both in order."""
    return fuzz.ratio(one, other) / 100


def find_exact(quote: str, text: str) -> list[int]:
    """Return where the key of a passage stands, in order, two more than the most at the longest."""
    found: list[int] = []
    place = text.find(quote)
    while place >= 0 and len(found) <= MOST_OCCURRENCES + 1:
        found.append(place)
        place = text.find(quote, place + len(quote))
    return found


def find_overlapping(quote: str, text: str, most: int) -> list[int]:
    """Return the first places where the quote stands, also where they overlap; at most `most`."""
    found: list[int] = []
    place = text.find(quote)
    while place >= 0 and len(found) < most:
        found.append(place)
        place = text.find(quote, place + 1)
    return found


def find_alike(old: Words, text: str, key: Key) -> list[Words]:
    """Return where a passage may stand that changed: few places, by the pieces of it and of what is around it.

    Each piece is looked up as it is; where many pieces stand as far apart as they stood, the words are laid over each
    other. Linear in the length of the text.
    """
    if old.last - old.first > LONGEST_FUZZY:
        return []
    region = old.before + old.quote + old.after
    slack = max(CONTEXT, len(old.quote) // 4)
    found: list[Words] = []
    for low, high in _shifts(region, key.text, slack):
        words = lay_over(old, text, key, max(0, low - slack), high + len(region) + slack)
        if words is not None and not any(
            words.first < other.last and other.first < words.last for other in found
        ):
            found.append(words)
    return found


def _shifts(region: str, text: str, slack: int) -> Iterator[tuple[int, int]]:
    """Yield (lowest, highest) place at which the region may begin, the most voted for first."""
    votes: Counter[int] = Counter()
    for offset in range(0, max(1, len(region) - _SEED + 1), max(_SEED, len(region) // _MOST_SEEDS)):
        for place in find_overlapping(region[offset : offset + _SEED], text, _MOST_HITS):
            votes[place - offset] += 1
    for _ in range(_MOST_PLACES):
        if not votes:
            return
        by_drawer: Counter[int] = Counter()
        for shift, count in votes.items():
            by_drawer[shift // slack] += count
            by_drawer[shift // slack - 1] += count
        best = max(by_drawer, key=by_drawer.__getitem__)
        near = [shift for shift in votes if best <= shift // slack <= best + 1]
        yield min(near), max(near)
        for shift in near:
            del votes[shift]


def lay_over(old: Words, text: str, key: Key, first: int, last: int) -> Words | None:
    """Lay a passage with what is around it over key.text[first:last]; return the words that come to lie on it, if any.

    What was put in right before or behind the passage is left out of it.
    """
    head = len(old.before)
    tail = head + len(old.quote)
    start = end = 0
    for step in Levenshtein.opcodes(old.before + old.quote + old.after, key.text[first:last]):
        length = step.dest_end - step.dest_start
        if step.src_start <= head < step.src_end:
            start = step.dest_start + min(head - step.src_start, length)
        if step.src_start < tail <= step.src_end:
            end = step.dest_start + min(tail - step.src_start, length)
    return Words(text, key, first + start, first + end) if start < end else None
