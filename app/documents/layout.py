"""Where the words of a text stand on the pages of its source; pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.documents.extract.packing import pack_lines, unpack_lines
from app.documents.values import Box, CanonicalText, Line


@dataclass(frozen=True)
class Sheet:
    """A page of the source to look at: its size, and how far its picture is turned, in degrees against the clock."""

    width: float
    height: float
    angle: float


@dataclass(frozen=True)
class Layout:
    """Where the lines of a text version stand."""

    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]


def layout_as_json(text: CanonicalText) -> dict[str, Any] | None:
    """Return where the words of a text stand, as the database keeps it; None for a text without pages to look at."""
    if not text.lines:
        return None
    return {
        "ocr": text.ocr,
        "confidence": text.confidence,
        "sheets": [[page.width, page.height, page.angle] for page in text.pages],
        "lines": pack_lines(text.lines),
        "repeated": [asdict(one) for one in text.repeated],
    }


def layout_from_json(kept: dict[str, Any] | None) -> Layout | None:
    """Return what the database keeps of a layout; None where there is none."""
    if kept is None:
        return None
    return Layout(tuple(Sheet(*sheet) for sheet in kept["sheets"]), unpack_lines(kept["lines"]))


def page_at(pages: Sequence[dict[str, int]], offset: int) -> int:
    """Return the number of the page on which a code point of the text stands; 1 for a text without pages."""
    return next((page["number"] for page in pages if page["start"] <= offset < page["end"]), 1)


def boxes_of(layout: Layout, start: int, end: int, page: int) -> list[Box]:
    """Return the places on a page of the words from `start` to `end`, a box for each line or part of one.

    Letters count as equally wide inside a line: a box may be a letter off at either end.
    """
    boxes = []
    for line in layout.lines:
        first, last = max(start, line.start), min(end, line.end)
        if line.page != page or first >= last:
            continue
        letter = (line.box.right - line.box.left) / (line.end - line.start)
        left = line.box.left + (first - line.start) * letter
        boxes.append(Box(left, line.box.top, left + (last - first) * letter, line.box.bottom))
    return boxes
