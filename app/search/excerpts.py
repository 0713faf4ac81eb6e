"""Where the words that were asked for stand in a record, and what stands around them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from app.search.rules import Term
from app.search.values import Field, Part, Source
from app.search.words import LONGEST_WORD, WORD, beginning_of, beginning_with, fold_word, is_form_of, words_of

# Code points around what was found.
BEFORE, AFTER = 80, 140
MOST_EXCERPTS = 2
_BLANK = re.compile(r"\s")
# Terms that a word begins, by their number, each with the words that must follow it.
_Beginning = tuple[tuple[int, tuple[str, ...]], ...]


class Place(NamedTuple):
    """Words of a field that a term matches: code points from its beginning. `term` counts the terms."""

    field: int
    term: int
    start: int
    end: int


class Excerpt(NamedTuple):
    """Words in their context, as (words, whether they were asked for); `start` and `end` are canonical, None: in no text."""

    part: Part
    language: str
    pieces: tuple[tuple[str, bool], ...]
    start: int | None
    end: int | None


class Finder:
    """Looks for the same terms in any number of records; what a spelling matches is worked out once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._count = len(terms)
        self._loose = [(at, term.words[0]) for at, term in enumerate(terms) if not term.is_exact]
        self._exact = [(at, term.words) for at, term in enumerate(terms) if term.is_exact]
        self._likely = beginning_with(_beginnings(terms))
        # language -> a word as it is spelled -> the terms that begin with it
        self._known: dict[str, dict[str, _Beginning]] = defaultdict(dict)

    def excerpts_of(self, source: Source) -> list[Excerpt]:
        """Return the first places of the terms with what stands around; empty when one of them is nowhere in the record."""
        places = self._find(source.fields)
        if len({place.term for place in places}) < self._count:
            return []
        excerpts: list[Excerpt] = []
        told: set[int] = set()
        for first in _first_of_each(places):
            if first.term not in told and len(excerpts) < MOST_EXCERPTS:
                near = [one for one in places if one.field == first.field and _is_near(first, one)]
                told.update(one.term for one in near)
                excerpts.append(_excerpt(source.fields[first.field], near))
        return excerpts

    def _find(self, fields: Sequence[Field]) -> list[Place]:
        """Return places in their order; once every term has one, no further than what is shown around the last."""
        # Words that begin otherwise match nearly never: they are looked at only where the others did not do.
        places = self._look(fields, self._likely)
        if len({place.term for place in places}) == self._count:
            return places
        return self._look(fields, WORD)

    def _look(self, fields: Sequence[Field], pattern: re.Pattern[str]) -> list[Place]:
        places: list[Place] = []
        missing = set(range(self._count))
        for at, field in enumerate(fields):
            known = self._known[field.language]
            text, last_end = field.text, -AFTER
            looked_at, until = 0, len(text)
            while found := pattern.search(text, looked_at, until):
                if not missing and found.start() > last_end + AFTER:
                    break
                looked_at, spelling = found.end(), found.group()
                beginning = known.get(spelling)
                if beginning is None:
                    beginning = known[spelling] = self._beginning_with(spelling, field.language)
                if beginning:
                    for term, end in _ends(beginning, text, looked_at):
                        places.append(Place(at, term, found.start(), end))
                        if term in missing:
                            missing.discard(term)
                            last_end = end
                # Of a word that the end cuts, as much is left as counts.
                until = until if missing else min(until, last_end + AFTER + LONGEST_WORD)
            if not missing:
                break
        return places

    def _beginning_with(self, spelling: str, language: str) -> _Beginning:
        """Return the terms that a word of a text begins, each with the words that must follow."""
        folded = fold_word(spelling)
        if not folded:
            return ()
        loose = [(at, ()) for at, word in self._loose if is_form_of(folded, word, language)]
        return (*loose, *((at, words[1:]) for at, words in self._exact if words[0] == folded))


def _beginnings(terms: Sequence[Term]) -> frozenset[str]:
    return frozenset(
        beginning_of(word, is_stem=not term.is_exact)
        for term in terms
        for word in (term.words[:1] if term.is_exact else [token[1:] for token in term.forms])
    )


def _ends(beginning: _Beginning, text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield the terms of which all words stand behind the first one, which ends at `end`; each with its own end."""
    for term, wanted in beginning:
        following = list(islice(words_of(text, end), len(wanted)))
        if tuple(word.folded for word in following) == wanted:
            yield term, following[-1].end if following else end


def _first_of_each(places: Sequence[Place]) -> Iterator[Place]:
    seen: set[int] = set()
    for place in places:
        if place.term not in seen:
            seen.add(place.term)
            yield place


def _is_near(first: Place, other: Place) -> bool:
    return first.start <= other.start and other.end <= first.end + AFTER


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
    reach = BEFORE // 2
    nearby = text[at : at + reach] if forward else text[at - reach : at][::-1]
    blank = _BLANK.search(nearby)
    steps = blank.start() if blank else 0
    return at + steps if forward else at - steps


def _shown(text: str) -> str:
    """Return a piece with each run of blanks as one, those at its ends too, and without the stars of bold letters."""
    return " ".join(f"|{text.replace('**', '')}|".split())[1:-1]
