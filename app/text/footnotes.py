"""Footnotes: where a text refers to them and where their words stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_SUPERSCRIPTS, "0123456789")
_RAISED = rf"[{_SUPERSCRIPTS}]{{1,4}}"
_MARK = re.compile(rf"{_RAISED}|\[\d{{1,3}}\](?!\()")
# A note starts a line: "⁵ Zie ...", "[5] Zie ..."; with plain digits only where the text refers to that number.
_RAISED_NOTE = re.compile(rf"^[*_ ]{{0,4}}(?P<mark>{_RAISED}|\[\d{{1,3}}\])[ \t]{{0,4}}(?=\S)", re.MULTILINE)
_PLAIN_NOTE = re.compile(r"^(?P<mark>\d{1,3})[.)]?[ \t]{1,4}(?=[^\W\d_]|https?:)", re.MULTILINE)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w.@/-])(?:[a-z0-9-]{2,40}\.){1,4}(?:be|nl|eu|org|com|fr|net|int|uk|de)/)[^\s<>\"“”‘’]{1,500}",
    re.IGNORECASE,
)
_STOPS = ".,;:!?'*_"


@dataclass(frozen=True, slots=True)
class FoundFootnote:
    """A footnote: text[start:end] == its `text`; `marks` are the places that refer to it, `urls` are as printed."""

    number: int
    text: str
    urls: tuple[str, ...]
    start: int
    end: int
    marks: tuple[int, ...]


def find_footnotes(text: str, start: int = 0, end: int | None = None) -> list[FoundFootnote]:
    """Return the footnotes between two offsets in order; a number that has two notes keeps the first."""
    end = len(text) if end is None else end
    notes: dict[int, re.Match[str]] = {}
    own: set[int] = set()
    for match in _RAISED_NOTE.finditer(text, start, end):
        own.add(match.start("mark"))
        notes.setdefault(_number(match["mark"]), match)
    marks = _marks(text, start, end, own)
    raised = set(notes)
    for match in _PLAIN_NOTE.finditer(text, start, end):
        number = int(match["mark"])
        if number not in raised and _is_below_its_mark(text, match, marks.get(number)):
            notes.setdefault(number, match)
    return [
        _footnote(text, match, number, end, marks)
        for number, match in sorted(notes.items(), key=lambda one: one[1].start())
    ]


def find_urls(words: str) -> tuple[str, ...]:
    """Return the web addresses in some words, as printed, without the stop behind them."""
    return tuple(_without_stops(match.group()) for match in _URL.finditer(words))


def _without_stops(address: str) -> str:
    """Keep a closing bracket only where one opens inside the address."""
    address = address.rstrip(_STOPS)
    while address.endswith((")", "]")) and address.count("(") + address.count("[") == 0:
        address = address[:-1].rstrip(_STOPS)
    return address


def _number(mark: str) -> int:
    return int(mark.strip("[]").translate(_DIGITS))


def _marks(text: str, start: int, end: int, own: set[int]) -> dict[int, list[int]]:
    """Return for each number where the text refers to it; `own` are the marks that notes start with.

    A mark follows a word or a stop: "10²" is a power.
    """
    marks: dict[int, list[int]] = {}
    for match in _MARK.finditer(text, start, end):
        is_power = match.start() > start and text[match.start() - 1].isdigit()
        if match.start() not in own and not is_power:
            marks.setdefault(_number(match.group()), []).append(match.start())
    return marks


def _is_below_its_mark(text: str, note: re.Match[str], marks: Sequence[int] | None) -> bool:
    """Say whether a line that starts with a number stands below the mark of that number: "27 Antwoord van ...".

    "53 personen kwamen aan" above or without a mark ⁵³ is running text.
    """
    return marks is not None and marks[0] < note.start() and not text[note.end()].islower()


def _footnote(
    text: str, match: re.Match[str], number: int, end: int, marks: dict[int, list[int]]
) -> FoundFootnote:
    line_end = text.find("\n", match.end(), end)
    words = text[match.end() : line_end if line_end >= 0 else end].rstrip()  # never empty: see the patterns
    last = match.end() + len(words)
    return FoundFootnote(number, words, find_urls(words), match.end(), last, tuple(marks.get(number, ())))
