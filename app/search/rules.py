"""From records to tokens, and from what somebody typed to the tokens that must be there: pure, the same for both databases.

A token is one letter for what it is, then the thing itself. Words: `w` the word, folded; `s` a stem of it, of whichever
language; `b` two words that stand side by side, as a number. What a search is narrowed to: `c` campaign, `k` kind,
`p` person. That words of two languages may share a stem does no harm: what is found is compared with its text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

from app.search.errors import NothingToFindError, QueryTooLongError
from app.search.values import CODES, KINDS, EntryKind, Narrowing, Source
from app.search.words import STEMMERS, Word, stems_of, words_of

MOST_CHARACTERS = 200
MOST_WORDS = 20
_LEAST_SIGNS = 2
_QUOTES = re.compile('["“”„‟«»]')
_APOSTROPHES = "'’‘ʼ`´"
# l', d', qu' before a word; 's and 't behind or before one.
_LONGEST_ELISION = 2

_KIND_AT, _DAY_AT = 32, 40
_MOST_DIGITS = 18
_RECORD_MASK, _CODE_MASK = (1 << _KIND_AT) - 1, (1 << _DAY_AT - _KIND_AT) - 1


# ---- An entry's number: the newest day has the greatest, so that both databases give hits newest first without sorting


def entry_id(day: date | None, kind: EntryKind, record_id: int) -> int:
    """Return the number of an entry: its day, its kind and its record in one, a record without a day below all others."""
    ordinal = day.toordinal() if day is not None else 0
    return ordinal << _DAY_AT | CODES[kind] << _KIND_AT | record_id


def record_of(entry: int) -> tuple[EntryKind, int]:
    """Return the kind and the id of the record that an entry's number names."""
    return KINDS[entry >> _KIND_AT & _CODE_MASK], entry & _RECORD_MASK


def entry_number(typed: str) -> int:
    """Return the number of an entry as an address has it; ValueError for what no database could look up."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > _MOST_DIGITS:
        raise ValueError("no number of an entry")
    return int(typed)


def bounds_of(from_on: date | None, until_on: date | None) -> tuple[int, int]:
    """Return the least number of an entry of these days, and the one above the greatest. A day leaves out what has none."""
    least = (from_on or date.min).toordinal() << _DAY_AT if from_on or until_on else 0
    return least, (until_on or date.max).toordinal() + 1 << _DAY_AT


# ---- What is stored


def tokens_of(source: Source) -> list[str]:
    """Return everything by which a record is found, each once, in a fixed order."""
    tokens = {f"c{source.campaign_id}", f"k{source.kind.value}"}
    tokens.update(f"p{person}" for person in source.persons)
    for field in source.fields:
        before = ""
        for word in words_of(field.text):
            tokens.add("w" + word.folded)
            tokens.update(_stemmed(word.folded, field.language))
            if before:
                tokens.add(_side_by_side(before, word.folded))
            before = word.folded
    return sorted(tokens)


def _stemmed(word: str, language: str) -> Iterator[str]:
    return ("s" + stem for stem in stems_of(word, language))


def _side_by_side(first: str, second: str) -> str:
    # Two pairs may share a number: whatever is found is compared with the text before it is shown.
    return f"b{crc32(f'{first} {second}'.encode()):08x}"


# ---- What is asked


@dataclass(frozen=True)
class Term:
    """A word in any of its forms, or words that must stand side by side as they are."""

    words: tuple[str, ...]
    is_exact: bool

    def groups(self) -> list[frozenset[str]]:
        """Return tokens: of each group one must be there."""
        if not self.is_exact:
            return [self.forms]
        if len(self.words) == 1:
            return [frozenset({"w" + self.words[0]})]
        pairs = zip(self.words, self.words[1:], strict=False)
        return [frozenset({_side_by_side(*pair)}) for pair in pairs]

    @cached_property
    def forms(self) -> frozenset[str]:
        """Return the tokens of a word's stems in each language, and of itself: that is its stem in any other."""
        [word] = self.words
        return frozenset({"s" + word}).union(*(_stemmed(word, language) for language in STEMMERS))


def read_query(query: str) -> tuple[Term, ...]:
    """Return what must be there, all of it: words in any form, and as they are what stands in quotes or has a digit.

    A quote without its fellow is nothing. Raises NothingToFindError and QueryTooLongError.
    """
    if len(query) > MOST_CHARACTERS:
        raise _too_long()
    *parts, last = _QUOTES.split(query)
    terms: dict[Term, None] = {}
    for at, part in enumerate(parts):
        terms.update(dict.fromkeys(_exact(part) if at % 2 else _plain(part)))
    # With an odd number of quotes the last of them opens nothing.
    terms.update(dict.fromkeys(_plain(last)))
    words = [word for term in terms for word in term.words]
    if len(words) > MOST_WORDS:
        raise _too_long()
    if sum(map(len, words)) < _LEAST_SIGNS:
        raise NothingToFindError
    return tuple(terms)


def _too_long() -> QueryTooLongError:
    return QueryTooLongError(characters=MOST_CHARACTERS, words=MOST_WORDS)


def _exact(text: str) -> Iterator[Term]:
    words = tuple(word.folded for word in words_of(text))
    if words:
        yield Term(words, is_exact=True)


def _plain(text: str) -> Iterator[Term]:
    for chunk in text.split():
        if not chunk.isalpha() and any(sign.isdigit() for sign in chunk):
            # 21 501-20, E-001234/2026, 1.000.000: what is joined stands side by side.
            yield from _exact(chunk)
        else:
            yield from (Term((word.folded,), is_exact=False) for word in _without_elisions(chunk))


def _without_elisions(chunk: str) -> list[Word]:
    words = list(words_of(chunk))
    if len(words) == 1:
        return words
    return [word for word in words if not _is_elision(chunk, word)] or words


def _is_elision(chunk: str, word: Word) -> bool:
    around = chunk[word.start - 1 : word.start] + chunk[word.end : word.end + 1]
    return len(word.folded) <= _LONGEST_ELISION and any(sign in _APOSTROPHES for sign in around)


def narrow(narrowing: Narrowing) -> list[frozenset[str]]:
    """Return tokens that a search is kept to: of each group one must be there."""
    groups = []
    if narrowing.campaigns is not None:
        groups.append(frozenset(f"c{campaign}" for campaign in narrowing.campaigns))
    if narrowing.kind is not None:
        groups.append(frozenset({f"k{narrowing.kind.value}"}))
    if narrowing.person is not None:
        groups.append(frozenset({f"p{narrowing.person}"}))
    return groups
