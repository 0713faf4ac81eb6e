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
_REACH = BEFORE // 2
_BLANK = re.compile(r"[ \n]")
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
        fields = source.fields
        # Words that begin otherwise match nearly never: they are looked at only where the others did not do.
        places = self._look(fields, self._likely) or self._look(fields, WORD)
        excerpts: list[Excerpt] = []
        told: set[int] = set()
        for first in places:
            if first.term not in told:
                near = _near(first, places)
                told.update([one.term for one in near])
                excerpts.append(_excerpt(fields[first.field], near))
                if len(excerpts) == MOST_EXCERPTS:
                    break
        return excerpts

    def _look(self, fields: Sequence[Field], pattern: re.Pattern[str]) -> list[Place]:
        """Return places in their order, no further than what is shown around the last; none unless every term has one."""
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
                return places
        return []

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
        if not wanted:
            yield term, end
            continue
        following = list(islice(words_of(text, end), len(wanted)))
        if tuple(word.folded for word in following) == wanted:
            yield term, following[-1].end


def _near(first: Place, places: Sequence[Place]) -> list[Place]:
    """Return what an excerpt that begins around `first` shows, itself too."""
    field, start, until = first.field, first.start, first.end + AFTER
    return [one for one in places if one.field == field and start <= one.start and one.end <= until]


def _excerpt(field: Field, places: Sequence[Place]) -> Excerpt:
    text, base, first = field.text, field.start, places[0]
    at = _begin(text, first.start - BEFORE)
    finish = _finish(text, first.end + AFTER)
    pieces = [("… ", False)] if at else []
    for place in places:
        start = max(place.start, at)
        if place.end > start:
            if before := _shown(text[at:start]):
                pieces.append((before, False))
            pieces.append((_shown(text[start : place.end]), True))
            at = place.end
    finish = max(finish, at)
    if after := _shown(text[at:finish]) + (" …" if finish < len(text.rstrip()) else ""):
        pieces.append((after, False))
    return Excerpt(
        field.part,
        field.language,
        tuple(pieces),
        None if base is None else base + first.start,
        None if base is None else base + first.end,
    )


def _begin(text: str, at: int) -> int:
    """Return the nearest blank from `at` on, so that no word is cut; a run without a blank is cut all the same."""
    if at <= 0:
        return 0
    blank = _BLANK.search(text, at, at + _REACH)
    return blank.end() if blank else at


def _finish(text: str, at: int) -> int:
    """Return the nearest blank before `at`, or `at`."""
    if at >= len(text):
        return len(text)
    blank = max(text.rfind(" ", at - _REACH, at), text.rfind("\n", at - _REACH, at))
    return blank if blank >= 0 else at


def _shown(text: str) -> str:
    """Return a piece with each run of blanks as one, those at its ends too, and without the stars of bold letters."""
    # Most pieces are like that already. The one blank that is printable is the plain one.
    if text.isprintable() and "  " not in text and "**" not in text:
        return text
    return " ".join(f"|{text.replace('**', '')}|".split())[1:-1]
