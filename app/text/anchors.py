"""Passages: exact words in a text, found again by a key that forgives how they were printed."""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from itertools import chain, repeat

from app.text.errors import EmptyPassageError, PassageDoesNotMatchError, PassageOutsideTextError

CONTEXT = 64
_QUOTES = "'\"‘’‚‛′`´‹›“”„‟″«»"
_LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "st",
    "ﬆ": "st",
    "Ĳ": "IJ",
    "ĳ": "ij",
}
_DASHES = "-‐‑‒–—―−"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DROPPED = "*\u00ad\u200b\u2060\ufeff"
# One match is one character that the key treats apart, or a letter with its loose accents or a Hangul syllable.
_SPECIAL = re.compile(
    rf"\s+|[{re.escape(_DROPPED)}]|[{re.escape(_DASHES)}]+|[{_SUPERSCRIPTS}]+|[{_QUOTES}]+|[{''.join(_LIGATURES)}]"
    r"|[^\W_]?[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]{1,40}"
    r"|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    r"|[\u0340\u0341\u0343\u0344\u0374\u037e\u0387\u1f71-\u1ffd\u2000\u2001\u2126\u212a\u212b\u2329\u232a\uf900-\ufaff]"
)


@dataclass(frozen=True, slots=True)
class Key:
    """The comparison key of a text; key character i stands for text[starts[i]:ends[i]]."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the place in the text of the key characters first..last (last excluded, at least one)."""
        return self.starts[first], self.ends[last - 1]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: text[start:end] == exact, up to 64 characters before and after, and how often its key occurs."""

    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    occurrences: int


def key_of(text: str) -> Key:
    """Return the key that passages are compared on, with the way back to code points.

    NFC; ligatures, quotes and dashes folded; white space, hyphens (but not a minus before a digit), soft hyphens,
    markdown stars and superscript digits (but not after a digit: 10² is not 10³) dropped. Case counts.
    """
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    position = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        pieces += [text[position:start], kept := _folded(text, match)]
        starts.extend(chain(range(position, start), repeat(start, len(kept))))
        ends.extend(chain(range(position + 1, start + 1), repeat(end, len(kept))))
        position = end
    pieces.append(text[position:])
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return Key("".join(pieces), starts, ends)


def _folded(text: str, match: re.Match[str]) -> str:
    """Return what one special match leaves in the key: nothing for white space, hyphens and stars."""
    words = match.group()
    if words[0] in _QUOTES:
        return "'"  # ‘‘codes’’ and “codes” are the same words
    if words in _LIGATURES:
        return _LIGATURES[words]
    if words[0] in _DASHES:
        return "-" if _is_minus(text, *match.span()) else ""
    if words[0] in _SUPERSCRIPTS:
        return words if text[max(0, match.start() - 1) : match.start()].isdecimal() else ""
    return "" if words.isspace() or words in _DROPPED else unicodedata.normalize("NFC", words)


def _is_minus(text: str, start: int, end: int) -> bool:
    """Keep a dash right before a digit, which changes the number, unless after a letter ("CNCD-11.11.11")."""
    return (
        end - start == 1 and text[end : end + 1].isdecimal() and not text[max(0, start - 1) : start].isalpha()
    )


def make_anchor(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of text[start:end].

    Raises PassageOutsideTextError, or EmptyPassageError when no word stands between the offsets.
    """
    if not 0 <= start <= end <= len(text):
        raise PassageOutsideTextError
    exact = text[start:end]
    wanted = key_of(exact).text
    if not wanted:
        raise EmptyPassageError
    occurrences = key_of(text).text.count(wanted)
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    # A superscript or dash at the edge may read otherwise inside the text: the passage itself is always one.
    return Anchor(start, end, exact, prefix, suffix, max(1, occurrences))


def verify_anchor(text: str, start: int, end: int, exact: str) -> None:
    """Hold the invariant of all passages; raises PassageDoesNotMatchError unless text[start:end] == exact.

    Also raises PassageOutsideTextError and EmptyPassageError.
    """
    if not 0 <= start <= end <= len(text):
        raise PassageOutsideTextError
    if start == end:
        raise EmptyPassageError
    if text[start:end] != exact:
        raise PassageDoesNotMatchError


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Return (start, end) of each place where the words stand, however blanks, quotes and dashes are printed.

    Raises EmptyPassageError when the words hold nothing to look for.
    """
    wanted = key_of(words).text
    if not wanted:
        raise EmptyPassageError
    key = key_of(text)
    found = []
    place = key.text.find(wanted)
    while place >= 0:
        found.append(key.span(place, place + len(wanted)))
        place = key.text.find(wanted, place + len(wanted))
    return found
