"""Where the words that were asked for stand in a record, and what stands around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.search.rules import Term
from app.search.values import Field, Part, Source
from app.search.words import WORD, Word, beginning_with, stems_of, words_of

# Code points around what was found.
BEFORE, AFTER = 80, 140
MOST_EXCERPTS = 2
# Bold letters are written with stars in the texts; pages do not show them.
_BLANKS = re.compile(r"\s\s+|[^\S ]")


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a field that a term matches: code points from its beginning. `term` counts the terms."""

    field: int
    term: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words in their context, as (words, whether they were asked for); `start` and `end` are canonical, None: in no text."""

    part: Part
    language: str
    pieces: tuple[tuple[str, bool], ...]
    start: int | None
    end: int | None


def excerpts_of(source: Source, terms: Sequence[Term]) -> list[Excerpt]:
    """Return the first places of the terms with what stands around; empty when one of them is nowhere in the record."""
    places = _find(source.fields, terms)
    if {place.term for place in places} != set(range(len(terms))):
        return []
    excerpts: list[Excerpt] = []
    told: set[int] = set()
    for first in _first_of_each(places):
        if first.term not in told and len(excerpts) < MOST_EXCERPTS:
            near = [one for one in places if one.field == first.field and _is_near(first, one)]
            told.update(one.term for one in near)
            excerpts.append(_excerpt(source.fields[first.field], near))
    return excerpts


def _first_of_each(places: Sequence[Place]) -> Iterator[Place]:
    seen: set[int] = set()
    for place in places:
        if place.term not in seen:
            seen.add(place.term)
            yield place


def _is_near(first: Place, other: Place) -> bool:
    return first.start <= other.start and other.end <= first.end + AFTER


def _find(fields: Sequence[Field], terms: Sequence[Term]) -> list[Place]:
    """Return places in their order; once every term has one, no further than what is shown around the last."""
    # Words that begin otherwise match nearly never: they are looked at only where the others did not do.
    places = _look(fields, terms, beginning_with(_initials(terms)))
    if len({place.term for place in places}) == len(terms):
        return places
    return _look(fields, terms, WORD)


def _initials(terms: Sequence[Term]) -> frozenset[str]:
    tokens = [token for term in terms if not term.is_exact for token in term.forms]
    return frozenset([token[1:2] for token in tokens] + [term.words[0][0] for term in terms if term.is_exact])


def _look(fields: Sequence[Field], terms: Sequence[Term], pattern: re.Pattern[str]) -> list[Place]:
    places: list[Place] = []
    missing = set(range(len(terms)))
    for at, field in enumerate(fields):
        matcher = _Matcher(terms, field)
        last_end = -AFTER
        for word in words_of(field.text, pattern=pattern):
            if not missing and word.start > last_end + AFTER:
                break
            for term, end in matcher.beginning_at(word):
                places.append(Place(at, term, word.start, end))
                if term in missing:
                    missing.discard(term)
                    last_end = end
        if not missing:
            break
    return places


class _Matcher:
    """Compares words of a field with the terms; what a word matches is looked up once."""

    def __init__(self, terms: Sequence[Term], field: Field) -> None:
        self._field = field
        self._loose = [(at, term.forms) for at, term in enumerate(terms) if not term.is_exact]
        self._exact = [(at, term.words) for at, term in enumerate(terms) if term.is_exact]
        self._known: dict[str, list[int]] = {}

    def beginning_at(self, word: Word) -> Iterator[tuple[int, int]]:
        """Yield the terms that begin with this word of the field, each with its end."""
        known = self._known.get(word.folded)
        if known is None:
            tokens = {"w" + word.folded, *stems_of(word.folded, self._field.language)}
            known = [at for at, forms in self._loose if not tokens.isdisjoint(forms)]
            self._known[word.folded] = known
        for at in known:
            yield at, word.end
        for at, wanted in self._exact:
            if word.folded == wanted[0]:
                following = list(islice(words_of(self._field.text, word.end), len(wanted) - 1))
                if tuple(one.folded for one in following) == wanted[1:]:
                    yield at, (following or [word])[-1].end


def _excerpt(field: Field, places: Sequence[Place]) -> Excerpt:
    text = field.text
    begin = _whole_word(text, places[0].start - BEFORE, forward=True)
    finish = _whole_word(text, places[0].end + AFTER, forward=False)
    pieces = [("… ", False)] if begin else []
    at = begin
    for place in places:
        start = max(place.start, at)
        if place.end > start:
            pieces += [(_shown(text[at:start]), False), (_shown(text[start : place.end]), True)]
            at = place.end
    finish = max(finish, at)
    pieces.append((_shown(text[at:finish]) + (" …" if finish < len(text.rstrip()) else ""), False))
    first = places[0]
    base = field.start
    return Excerpt(
        part=field.part,
        language=field.language,
        pieces=tuple(piece for piece in pieces if piece[0]),
        start=None if base is None else base + first.start,
        end=None if base is None else base + first.end,
    )


def _whole_word(text: str, at: int, *, forward: bool) -> int:
    """Return the nearest place at a blank, so that no word is cut; a run without a blank is cut all the same."""
    if at <= 0:
        return 0
    if at >= len(text):
        return len(text)
    nearby = text[at : at + BEFORE // 2] if forward else text[at - BEFORE // 2 : at][::-1]
    blank = next((steps for steps, sign in enumerate(nearby) if sign.isspace()), 0)
    return at + blank if forward else at - blank


def _shown(text: str) -> str:
    return _BLANKS.sub(" ", text.replace("**", ""))
