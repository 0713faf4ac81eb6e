"""The rows of a table that gives an overview of measures: number, title, ministers, status."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.text.blocks import Line
from app.text.outcomes import read_outcome, status_words

_CELL_ENDS = re.compile(r"[ ]{0,3}(?:\t{1,8}|\|)[ ]{0,3}| {3,20}")
_NUMBER_CELL = re.compile(r"(?P<number>\d{1,3})[.)]?$")
_NUMBER_BEFORE_TITLE = re.compile(r"(?P<number>\d{1,3})[.)]?[ ]{1,3}(?=\S)")
_WITH_PARTY = re.compile(r"(?P<name>[^\W\d_][^()\n\t;/,]{1,80}?)\s{0,3}\((?P<party>[^()\n]{1,60})\)")
_BETWEEN_NAMES = re.compile(r"[,;/\n\t]|(?: (?:en|et|and|und|&) )")
_LINK_WORD = re.compile(r"^(?:en|et|and|und|&)\s{1,3}", re.IGNORECASE)
_EDGE = "*_-•›, \t"
_FEWEST_CELLS = 3
_LONGEST_ROW = 1000
_MOST_MINISTERS = 20


@dataclass(frozen=True, slots=True)
class NamedMinister:
    """Who has to carry out a measure, as printed; `party` None where it is not."""

    name: str
    party: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `start` and `end` of its line in code points of the text."""

    number: int | None
    title: str
    ministers: tuple[NamedMinister, ...]
    status_raw: str
    start: int
    end: int


def find_rows(lines: Sequence[Line]) -> list[Row]:
    """Return the rows of an overview: three cells or more, the last of which is a status."""
    return [row for line in lines if (row := _read_row(line)) is not None]


def read_ministers(words: str) -> tuple[NamedMinister, ...]:
    """Read "Jan Maes (PvdX), Ine Bos (Groen)", one on a line or all in a cell, with or without a party."""
    return tuple(_named(words))[:_MOST_MINISTERS]


def _named(words: str) -> Iterator[NamedMinister]:
    with_party = list(_WITH_PARTY.finditer(words))
    if with_party:
        for match in with_party:
            yield NamedMinister(_LINK_WORD.sub("", match["name"].strip(_EDGE)), match["party"].strip())
        return
    for part in _BETWEEN_NAMES.split(words):
        if name := part.strip(_EDGE):
            yield NamedMinister(name, None)


def _read_row(line: Line) -> Row | None:
    if len(line.words) > _LONGEST_ROW or not ("\t" in line.words or "|" in line.words or "   " in line.words):
        return None
    cells = [cell for cell in _CELL_ENDS.split(line.words) if cell.strip()]
    if len(cells) < _FEWEST_CELLS or read_outcome(cells[-1]) is None:
        return None
    number, cells = _take_number(cells)
    if len(cells) < _FEWEST_CELLS - (number is not None):
        return None
    title, *between, status = cells
    start, end = status_words(status)
    ministers = read_ministers("\n".join(between))
    return Row(number, title.strip(_EDGE), ministers, status[start:end], line.start, line.end)


def _take_number(cells: list[str]) -> tuple[int | None, list[str]]:
    """Find the number in a cell of its own (what stands before it is a heading of rows), or before the title."""
    for index, cell in enumerate(cells[:-2]):
        own = _NUMBER_CELL.match(cell.strip(_EDGE))
        if own:
            return int(own["number"]), cells[index + 1 :]
    before = _NUMBER_BEFORE_TITLE.match(cells[0])
    if before:
        return int(before["number"]), [cells[0][before.end() :], *cells[1:]]
    return None, cells
