"""The numbers that Word prints before paragraphs, counted as Word counts them from numbering.xml."""

import re
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

from app.documents.extract.numbers import letter, roman

_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": letter,
    "upperLetter": lambda number: letter(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "ordinal": lambda number: f"{number}°",
}
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_BULLET = "•"


class ListNumbers:
    """Counts the items of all lists of one document, in the order of its paragraphs.

    A list goes on after a paragraph in between; lists of one abstract definition count together unless one of them
    says that it starts again.
    """

    def __init__(self, numbering: Any | None) -> None:
        """Read the definitions; `numbering` is the root of numbering.xml, None in a document without lists."""
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract_of: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, list[int | None]] = {}
        if numbering is not None:
            self._read(numbering)

    def _read(self, numbering: Any) -> None:
        for abstract in numbering.findall(qn("w:abstractNum")):
            levels = {int(level.get(qn("w:ilvl"), 0)): level for level in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in numbering.findall(qn("w:num")):
            identity = number.get(qn("w:numId"))
            self._abstract_of[identity] = value_of(number, "w:abstractNumId", "")
            self._restarts[identity] = {
                int(override.get(qn("w:ilvl"), 0)): int(start)
                for override in number.findall(qn("w:lvlOverride"))
                if (start := value_of(override, "w:startOverride", "")).isdigit()
            }

    def mark_of(self, list_id: str, level: int) -> str:
        """Count one item, and return what is printed before it: "2.", "a)", "•"; "" for a list that is not defined."""
        abstract = self._abstract_of.get(list_id, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        restart = self._restarts.get(list_id, {}).pop(level, None)
        current = counters[level]
        if restart is not None:
            counters[level] = restart
        else:
            counters[level] = self._start(levels, level) if current is None else current + 1
        counters[level + 1 :] = [None] * (_LEVELS - level - 1)
        return self._print(levels, level, counters)

    def _print(self, levels: dict[int, Any], level: int, counters: list[int | None]) -> str:
        kind = value_of(levels[level], "w:numFmt", "decimal")
        pattern = value_of(levels[level], "w:lvlText", "")
        if kind == "none":
            return ""
        if kind == "bullet":
            return _BULLET

        def number_at(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            definition = levels.get(place)
            count = counters[place]
            if count is None:
                count = self._start(levels, place)
            style = kind if definition is None else value_of(definition, "w:numFmt", "decimal")
            return _FORMATS.get(style, str)(count)

        return _PLACE.sub(number_at, pattern).strip()

    @staticmethod
    def _start(levels: dict[int, Any], level: int) -> int:
        start = value_of(levels[level], "w:start", "1") if level in levels else "1"
        return int(start) if start.isdigit() else 1


def value_of(element: Any, tag: str, otherwise: str) -> str:
    """Return the `val` of a child element."""
    found = element.find(qn(tag))
    return otherwise if found is None else found.get(qn("w:val"), otherwise)
