"""Words as they are searched: where they stand in a text, folded, and cut back to a stem. Both databases get the same."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import eq
from threading import Lock
from typing import NamedTuple

import snowballstemmer

# What Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Superscripts and fractions count as letters to Python; a footnote's number is no part of the word before it.
_SIGN = r"[^\W_²³¹\u2070-\u209c\u00bc-\u00be\u2150-\u218b\u2460-\u249b]"
# Marks that were typed apart from their letter, soft hyphens, joiners.
_MARK = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u00ad\u200c\u200d"
)
WORD = re.compile(f"{_SIGN}(?:{_SIGN}|[{_MARK}])*")
# A longer run is no word: what lies behind this is not looked at.
LONGEST_WORD = 64

# Dutch has two stemmers, and each misses what the other finds (ambassades; antwoorden): either of them may agree.
STEMMERS = {"nl": ("dutch", "dutch_porter"), "fr": ("french",), "en": ("english",)}
# Without accents the French stemmer does not know these endings: privée(s) as privé, dernière(s) as dernier.
_FRENCH_ENDINGS = ((re.compile(r"ees?$"), "e"), (re.compile(r"(?<=\w{3})eres?$"), "er"))
_LONGEST_BEGINNING = 4
_UNSURE = 3
_TWO_AS_ONE = re.compile("ae|oe|ss|th|ij")
# A stemmer works on one word at a time, which it keeps in itself.
_STEMMING = Lock()


class Word(NamedTuple):
    """A word of a text: folded, and its place in code points."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Return a word without capitals, accents and invisible signs.

    >>> fold("Œuvres"), fold("coördinatie")
    ('oeuvres', 'coordinatie')
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", word).casefold())
    # Marks are no letters; neither are the blanks that some ligatures come apart into.
    bare = "".join(sign for sign in decomposed if sign.isalnum())
    return unicodedata.normalize("NFC", bare.casefold().translate(_LETTERS))


def fold_word(spelling: str) -> str:
    """Return what counts of a word, folded; empty where nothing of it does."""
    return fold(spelling[:LONGEST_WORD])


def words_of(text: str, start: int = 0) -> Iterator[Word]:
    """Yield the words of a text from `start`: runs of letters and digits, parted at all other signs, apostrophes too."""
    for found in WORD.finditer(text, start):
        folded = fold_word(found.group())
        if folded:
            yield Word(folded, found.start(), found.end())


def beginning_of(word: str, *, is_stem: bool) -> str:
    """Return with which letters whatever is spelled so, or has this stem, nearly always begins: four at most.

    A stem's own last letters differ from those of its words (staaf, staf), and one sign may be spelled with two letters.

    >>> beginning_of("dwarsligg", is_stem=True), beginning_of("staf", is_stem=True), beginning_of("oeuvre", is_stem=True)
    ('dwar', 's', 'o')
    """
    beginning = (
        word[: max(1, min(_LONGEST_BEGINNING, len(word) - _UNSURE))] if is_stem else word[:_LONGEST_BEGINNING]
    )
    return _TWO_AS_ONE.split(beginning)[0] or beginning[0]


@lru_cache(maxsize=256)
def beginning_with(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of the words that begin with one of these folded beginnings, in Latin script with any accent."""
    first = _spelled("".join(sorted({one[0] for one in beginnings})))
    whole = "|".join("".join(f"{_spelled(letter)}[{_MARK}]*" for letter in one) for one in sorted(beginnings))
    # What stands before the first letter is looked at once that is found: nearly all signs are passed over at once.
    return re.compile(
        rf"{first}(?<!{_SIGN}[\s\S])(?<![{_MARK}][\s\S])(?<=(?=(?:{whole}))[\s\S])(?:{_SIGN}|[{_MARK}])*"
    )


def _spelled(letters: str) -> str:
    """Return a class of what these folded letters may be written as."""
    signs = {sign for letter in letters for sign in (letter, letter.upper(), *_accented().get(letter, ""))}
    return "[" + "".join(map(re.escape, sorted(signs))) + "]"


@cache
def _accented() -> dict[str, str]:
    """Return the accented Latin letters by the letter that they are folded to."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        folded = fold(chr(code))[:1]
        found[folded] = found.get(folded, "") + chr(code)
    return found


@lru_cache(maxsize=65_536)
def stems_of(folded: str, language: str) -> tuple[str, ...]:
    """Return the stems of a folded word in a language, one of each of its stemmers; the word where it has none.

    >>> stems_of("droits", "fr"), stems_of("rechte", "de")
    (('droit',), ('rechte',))
    """
    if folded.isdigit() or language not in STEMMERS:
        return (folded,)
    if language == "fr":
        for ending, instead in _FRENCH_ENDINGS:
            folded = ending.sub(instead, folded)
    with _STEMMING:
        return tuple(_stemmer(algorithm).stemWord(folded) for algorithm in STEMMERS[language])


def is_form_of(word: str, other: str, language: str) -> bool:
    """Tell whether two folded words have the same stem in a language, by one of its stemmers.

    >>> is_form_of("ambassades", "ambassade", "nl"), is_form_of("die", "dies", "nl")
    (True, False)
    """
    return any(map(eq, stems_of(word, language), stems_of(other, language)))


@cache
def _stemmer(algorithm: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  the library has no types
    return snowballstemmer.stemmer(algorithm)
