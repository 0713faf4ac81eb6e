"""Lists in a canonical text: which lines are items, and of which list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from app.text.markers import Marker, MarkerKind, find_marker
from app.text.requests import introduces_demands
from app.text.wording import is_closing, is_salutation

_LINE = re.compile(r"[^\n]+")
_MARKER_WINDOW = 60
_LINES_BETWEEN_ITEMS = 4
_LARGEST_STEP = 2
_LONGEST_TITLE = 80
# What a scan makes of "2." and of "1." at the start of a line, where a speck touches them.
_MISREAD_COMMA = re.compile(r"(\d{1,2}),[ \t]{1,3}(?=\S)")
_MISREAD_ONE = re.compile(r"[LlIi|!][.,][ \t]{1,3}(?=\S)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words: start..end without outer blanks, `body` where the words after a marker begin."""

    start: int
    end: int
    body: int
    marker: Marker | None


@dataclass(frozen=True, slots=True)
class Item:
    """One item with the items below it."""

    line: Line
    below: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """The items of one list; `first` and `last` are the indexes of its first and last line."""

    items: tuple[Item, ...]
    first: int
    last: int


def find_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold words.

    Scans read commas for dots and letters for ones: "2," counts as the mark "2." where it comes after an item that is
    marked 1, and "L." as "1." where the next item is marked 2.
    """
    lines = list(_lines(text))
    latest = -1
    for index, line in enumerate(lines):
        if line.marker is None and 0 <= latest < index <= latest + _LINES_BETWEEN_ITEMS:
            lines[index] = _with_misread_comma(text, line, lines[latest])
        elif _is_number(line.marker, 2):
            _mend_misread_one(text, lines, range(max(latest, index - _LINES_BETWEEN_ITEMS, 0), index))
        if lines[index].marker is not None:
            latest = index
    return lines


def _with_misread_comma(text: str, line: Line, before: Line) -> Line:
    match = _MISREAD_COMMA.match(text, line.start, line.end)
    if match is None or not _is_number(before.marker, int(match.group(1)) - 1):
        return line
    return _as_number(line, match.group(1), match.end())


def _mend_misread_one(text: str, lines: list[Line], before: range) -> None:
    """Let the nearest line before the item "2." that begins with what looks like a one be marked so."""
    for index in reversed(before):
        match = _MISREAD_ONE.match(text, lines[index].start, lines[index].end)
        if match is not None:
            lines[index] = _as_number(lines[index], "1", match.end())
        if match is not None or _is_number(lines[index].marker, 1):
            return


def _is_number(marker: Marker | None, number: int) -> bool:
    return marker is not None and marker.kind is MarkerKind.NUMBER and ordinal(marker) == number


def _as_number(line: Line, printed: str, body: int) -> Line:
    return replace(line, body=body, marker=Marker(MarkerKind.NUMBER, printed, body - line.start))


def _lines(text: str) -> Iterator[Line]:
    for match in _LINE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.start() + len(words.rstrip())
        if start < end:
            marker = find_marker(text[start : min(end, start + _MARKER_WINDOW)])
            yield Line(start, end, min(end, start + marker.length) if marker else start, marker)


def find_lists(text: str, lines: list[Line]) -> Iterator[ItemList]:
    """Yield the lists among the lines: items that count on from each other, or bullets that follow each other.

    Numbered headings over paragraphs are no list; what stands below them is looked at by itself. Neither is a lone item
    that announces the ones below it, whose mark may be an initial ("I. Peeters vraagt u:").
    """
    index = 0
    headings: set[int] = set()
    while index < len(lines):
        line = lines[index]
        found = _list_from(text, lines, index) if line.marker and line.start not in headings else None
        if found is not None and _are_headings(text, lines, found):
            headings.update(item.line.start for item in found.items)
            found = None
        if found is not None and _announces(text, found):
            found = None
        if found is not None:
            yield found
        index = found.last + 1 if found else index + 1


def _list_from(text: str, lines: list[Line], first: int) -> ItemList:
    items: list[Item] = []
    below: list[Line] = []
    head, last, between = lines[first], first, 0
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.marker is None:
            between += 1
            words = text[line.start : line.end]
            if between > _between_allowed(head) or is_closing(words) or is_salutation(words):
                break
            continue
        if _continues(head, line):
            items.append(Item(head, tuple(below)))
            below, head = [], line
        elif _is_below(lines[first], line) and not between:
            below.append(line)
        else:
            break
        last, between = index, 0
    items.append(Item(head, tuple(below)))
    return ItemList(tuple(items), first, last)


def _between_allowed(head: Line) -> int:
    """Allow paragraphs that explain a numbered item; bullets stand together."""
    return 0 if head.marker is None or head.marker.kind is MarkerKind.BULLET else _LINES_BETWEEN_ITEMS


def _continues(head: Line, line: Line) -> bool:
    if head.marker is None or line.marker is None or head.marker.kind is not line.marker.kind:
        return False
    if line.marker.kind is MarkerKind.BULLET:
        return True
    if _compound(head.marker) and _compound(line.marker):
        return _follows(_compound(head.marker), _compound(line.marker))
    before, after = ordinal(head.marker), ordinal(line.marker)
    return before is not None and after is not None and 1 <= after - before <= _LARGEST_STEP


def _is_below(head: Line, line: Line) -> bool:
    """Letters and bullets stand below numbers; so does "1.1" below "1"."""
    if head.marker is None or line.marker is None or head.marker.kind is MarkerKind.BULLET:
        return False
    if _compound(line.marker):
        return not _compound(head.marker)
    return line.marker.kind is not head.marker.kind


def _compound(marker: Marker) -> tuple[int, ...]:
    """Return the parts of "1.2" and of "1b", (1, 2) for both; nothing for a mark that has no parts."""
    printed = marker.printed or ""
    if marker.kind is not MarkerKind.NUMBER or printed.isdigit():
        return ()
    if printed[-1].isalpha():
        return int(printed[:-1]), ord(printed[-1].lower()) - ord("a") + 1
    return tuple(int(part) for part in printed.split("."))


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Say whether "1b" or "2a" may come after "1a": further on, and no number left out."""
    return before < after and after[0] - before[0] <= 1


def ordinal(marker: Marker) -> int | None:
    """Return the place that a marker claims: 3 for "3", "c" and "III"; None for "1.2" and bullets."""
    printed = marker.printed or ""
    if printed.isdigit():
        return int(printed)
    if marker.kind is MarkerKind.LETTER:
        return ord(printed.lower()) - ord("a") + 1
    return _roman(printed.lower()) if marker.kind is MarkerKind.ROMAN else None


def _roman(printed: str) -> int:
    values = [_ROMAN[letter] for letter in printed] + [0]
    return sum(value if value >= after else -value for value, after in pairwise(values))


def _are_headings(text: str, lines: list[Line], found: ItemList) -> bool:
    """Short numbered lines without a full stop, each with running text below it."""
    covered = found.last - found.first + 1
    own = sum(1 + len(item.below) for item in found.items)
    titles = [text[item.line.body : item.line.end] for item in found.items]
    are_titles = all(
        len(title) <= _LONGEST_TITLE and not title.endswith((".", ";", "?", ",")) for title in titles
    )
    is_over_text = found.last + 1 < len(lines) and lines[found.last + 1].marker is None
    return are_titles and (covered > own or (len(found.items) == 1 and is_over_text)) and _is_numbered(found)


def _announces(text: str, found: ItemList) -> bool:
    """Say whether a list is a single line that announces demands, with a list below it."""
    [item, *others] = found.items
    if others or len(item.below) <= 1:
        return False
    words = text[item.line.body : item.line.end]
    return words.endswith(":") and introduces_demands(words)


def _is_numbered(found: ItemList) -> bool:
    marker = found.items[0].line.marker
    return marker is not None and marker.kind in {MarkerKind.NUMBER, MarkerKind.ROMAN, MarkerKind.LETTER}
