"""A canonical text as JSON and back, for the pipe between parent and child and for the database."""

from dataclasses import asdict, fields
from typing import Any

from app.documents.values import Box, CanonicalText, Line, Page, Repeated


def pack_text(text: CanonicalText) -> dict[str, Any]:
    """Return a canonical text as plain values."""
    plain = {field.name: getattr(text, field.name) for field in fields(text)}
    return {
        **plain,
        "pages": [asdict(page) for page in text.pages],
        "lines": pack_lines(text.lines),
        "repeated": [asdict(one) for one in text.repeated],
        "warnings": list(text.warnings),
    }


def unpack_text(packed: dict[str, Any]) -> CanonicalText:
    """Return the canonical text that was packed."""
    return CanonicalText(
        **{
            **packed,
            "pages": tuple(Page(**page) for page in packed["pages"]),
            "lines": unpack_lines(packed["lines"]),
            "repeated": tuple(Repeated(**one) for one in packed["repeated"]),
            "warnings": tuple(packed["warnings"]),
        }
    )


def pack_lines(lines: tuple[Line, ...]) -> list[list[Any]]:
    """Return each line as a row: start, end, page, left, top, right, bottom, confidence, confidences of its words."""
    return [
        [line.start, line.end, line.page, *_rounded(line.box), line.confidence, list(line.words)]
        for line in lines
    ]


def unpack_lines(rows: list[list[Any]]) -> tuple[Line, ...]:
    """Return the lines that were packed."""
    return tuple(Line(row[0], row[1], row[2], Box(*row[3:7]), row[7], tuple(row[8])) for row in rows)


def _rounded(box: Box) -> list[float]:
    # A ten-thousandth of a page is half a pixel of its picture.
    return [round(edge, 4) for edge in (box.left, box.top, box.right, box.bottom)]
