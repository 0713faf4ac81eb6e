"""Passages: exact words in a text, found again by a key that forgives how they were printed."""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

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
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
# One match is one character that the key treats apart, or a letter with its loose accents or a Hangul syllable.
# White space, by far the most frequent, is the first group. Quotes that only blanks stand between are one.
_SPECIAL = re.compile(
    rf"(\s+)|[{re.escape(_DROPPED)}]|[{re.escape(_DASHES)}]+|[{_SUPERSCRIPTS}]+"
    rf"|[{_QUOTES}](?:[{_QUOTES}\s{re.escape(_DROPPED + _DASHES)}]*[{_QUOTES}])?|[{''.join(_LIGATURES)}]"
    rf"|[^\W_]?(?:[{re.escape(_DROPPED)}]{{0,3}}[{_MARKS}]){{1,40}}"
    r"|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    r"|[\u0340\u0341\u0343\u0344\u0374\u037e\u0387\u1f71-\u1ffd\u2000\u2001\u2126\u212a\u212b\u2329\u232a\uf900-\ufaff]"
)
_AS_DROPPED = dict.fromkeys(map(ord, _DROPPED))


@dataclass(frozen=True, slots=True)
class Key:
    """The comparison key of a text, cut in runs, with the way back from each of its characters to the text.

    Run i begins at firsts[i] in the key and at starts[i] in the text. It stands there character by character, or, where
    ends[i] is not 0, each of its characters stands for text[starts[i]:ends[i]].
    """

    text: str
    firsts: "array[int]"
    starts: "array[int]"
    ends: "array[int]"

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the place in the text of the key characters first..last (last excluded, at least one)."""
        return self._start_of(first), self._end_of(last - 1)

    def _start_of(self, place: int) -> int:
        run = bisect_right(self.firsts, place) - 1
        return self.starts[run] if self.ends[run] else self.starts[run] + place - self.firsts[run]

    def _end_of(self, place: int) -> int:
        run = bisect_right(self.firsts, place) - 1
        return self.ends[run] or self.starts[run] + place - self.firsts[run] + 1

    def places(self, start: int, end: int) -> tuple[int, int]:
        """Return (first, last) of the key characters that text[start:end] touches; equal where it holds none."""
        length = len(self.text)
        first = bisect_right(range(length), start, key=self._end_of)
        return first, max(first, bisect_left(range(length), end, key=self._start_of))


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
    firsts, starts, ends = array("l"), array("l"), array("l")
    length = position = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        if start > position:
            pieces.append(text[position:start])
            firsts.append(length)
            starts.append(position)
            ends.append(0)
            length += start - position
        position = end
        if match.lastindex is None and (kept := _folded(text, match)):
            pieces.append(kept)
            firsts.append(length)
            starts.append(start)
            ends.append(end)
            length += len(kept)
    if position < len(text):
        pieces.append(text[position:])
        firsts.append(length)
        starts.append(position)
        ends.append(0)
    return Key("".join(pieces), firsts, starts, ends)


def _folded(text: str, match: re.Match[str]) -> str:
    """Return what one special match leaves in the key: nothing for hyphens and stars."""
    words = match.group()
    if words[0] in _QUOTES:
        return "'"  # ‘‘codes’’ and “codes” are the same words
    if words in _LIGATURES:
        return _LIGATURES[words]
    if words[0] in _DASHES:
        return "-" if _is_minus(text, *match.span()) else ""
    if words[0] in _SUPERSCRIPTS:
        return words if _before(text, match.start(), blanks=True).isdecimal() else ""
    return unicodedata.normalize("NFC", words.translate(_AS_DROPPED))


def _is_minus(text: str, start: int, end: int) -> bool:
    """Keep a dash right before a digit, which changes the number, unless after a letter ("CNCD-11.11.11").

    Between two numbers it stays wherever the line was broken ("2021-27" over two lines).
    """
    if end - start != 1:
        return False
    if _after(text, end, blanks=False).isdecimal() and not _before(text, start, blanks=False).isalpha():
        return True
    return _after(text, end, blanks=True).isdecimal() and _before(text, start, blanks=True).isdecimal()


def _before(text: str, place: int, *, blanks: bool) -> str:
    """Return the nearest character before a place that the key does not drop; white space only where `blanks` says so."""
    while place > 0 and (text[place - 1] in _DROPPED or (blanks and text[place - 1].isspace())):
        place -= 1
    return text[place - 1 : place]


def _after(text: str, place: int, *, blanks: bool) -> str:
    while place < len(text) and (text[place] in _DROPPED or (blanks and text[place].isspace())):
        place += 1
    return text[place : place + 1]


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
