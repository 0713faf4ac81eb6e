"""Undo hyphenation at the ends of lines, with the document itself as the dictionary."""

import re
from collections import Counter
from collections.abc import Iterable

from app.text.vocabulary import word_set

_HYPHENS = "-\u2010"
_WORD = re.compile(r"[\w\u2010'’-]+")
_LAST_WORD = re.compile(r"[^\W_][\w\u2010'’-]{0,60}$")
_FIRST_WORD = re.compile(r"[^\W_][\w'’-]{0,60}")
_SHORT_ENDING = 3
# Parts that keep their hyphen in Dutch, French, English and German compounds.
_KEPT_PREFIXES = word_set(
    "anti contre demi ex ministre minister niet nicht non oud peut pro quasi secrétaire self semi sous "
    "vice ci celui celle ceux rendez c'est-à vis-à",
)
# "beleids- en partnermedewerker": the hyphen stands for a word that comes later.
_JOINING_WORDS = word_set(
    "en of tot noch dan et ou and or und oder bzw",
)


def breaks_word(line: str, following: str) -> bool:
    """Say whether a line ends in a hyphen that belongs to a word, and the next line goes on with a word."""
    return line[-1:] in _HYPHENS and line[-2:-1].isalnum() and following[:1].isalnum()


def hanging_hyphen(following: str) -> bool:
    """Say whether the line after a hyphen starts with "en", "of" ...: hyphen and blank both stay."""
    return following.split(maxsplit=1)[0].lower() in _JOINING_WORDS


class DocumentWords:
    """How often the document prints each word that a line end broke: joined, and with its hyphen."""

    def __init__(self, text: str, broken: Iterable[tuple[str, str]]) -> None:
        """Count in one pass over `text` only what the `broken` pairs of halves ask for."""
        wanted = set()
        for left, right in broken:
            wanted |= {(left + right).lower(), f"{left}-{right}".lower()}
        self._counts: Counter[str] = Counter()
        if wanted:
            words = (match.group().lower().replace("\u2010", "-") for match in _WORD.finditer(text))
            self._counts.update(word for word in words if word in wanted)

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Decide for two halves of a word whether the hyphen between them belongs to it.

        What the document prints elsewhere decides; else capitals and digits ("EU-lidstaten", "VLIR-UOS") keep it.
        """
        joined, hyphened = self._counts[(left + right).lower()], self._counts[f"{left}-{right}".lower()]
        if joined != hyphened:
            return hyphened > joined
        if not right[0].islower() or not left[-1].islower():
            return True
        pieces = left.lower().split("-")
        is_linked_ending = len(pieces) > 1 and len(pieces[-1]) <= _SHORT_ENDING
        return pieces[-1] in _KEPT_PREFIXES or is_linked_ending


def halves(line: str, following: str) -> tuple[str, str]:
    """Return the two parts of the word that the end of `line` breaks, without the hyphen."""
    left = _LAST_WORD.search(line[-64:-1])
    right = _FIRST_WORD.match(following)
    return (left.group() if left else line[-2:-1]), (right.group() if right else following[:1])
