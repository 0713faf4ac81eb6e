"""OpenDocument texts: paragraphs, numbered lists, tables, notes."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import odfdo
from lxml import etree

from app.documents.extract.blocks import Block, raised, text_of_blocks
from app.documents.extract.errors import DamagedFileError
from app.documents.extract.numbers import letter, roman
from app.documents.extract.sheets import Origin
from app.documents.extract.zips import check_package
from app.documents.values import CanonicalText

ORIGIN = Origin("odfdo", "1", "application/vnd.oasis.opendocument.text")
_FORMATS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": letter,
    "A": lambda number: letter(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}
_BULLET = "•"
_PARAGRAPHS = {"text:p", "text:h"}
_SILENT = {"text:tracked-changes", "office:annotation", "text:sequence-decls", "office:forms", "draw:image"}
_MOST_BLANKS = 1000


def read_odt(data: bytes, language: str | None = None) -> CanonicalText:
    """Return the text of an ODT; raises what check_package raises, DamagedFileError and EmptyTextError."""
    check_package("ODT", data)
    try:
        document = odfdo.Document(BytesIO(data))
        body = document.body
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise DamagedFileError(format="ODT") from error
    return text_of_blocks(list(_Walk(document).blocks(body)), ORIGIN, language=language)


class _Walk:
    """One pass over the body of a text."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._levels: dict[tuple[str, int], Any] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._notes: list[tuple[str, str]] = []

    def blocks(self, body: Any) -> Iterator[Block]:
        """Yield the blocks of the body, then its notes."""
        yield from self._inside(body)
        for place, (mark, words) in enumerate(self._notes):
            yield Block(f"{mark} {words}", is_set_off=place == 0)

    def _inside(self, element: Any) -> Iterator[Block]:
        for child in element.children:
            if child.tag in _PARAGRAPHS:
                yield Block(self._words(child), is_set_off=child.tag == "text:h")
            elif child.tag == "text:list":
                yield from self._list(child, child.get_attribute("text:style-name") or "", 1)
            elif child.tag == "table:table-row":
                cells = [
                    " ".join(block.text.strip() for block in self._inside(cell))
                    for cell in child.children
                    if cell.tag == "table:table-cell"
                ]
                yield Block("\t".join(cells), is_item=True)
            elif child.tag not in _SILENT:
                yield from self._inside(child)

    def _list(self, element: Any, style: str, level: int) -> Iterator[Block]:
        style = element.get_attribute("text:style-name") or style
        goes_on = str(element.get_attribute("text:continue-numbering")).lower() == "true"
        if not goes_on and not element.get_attribute("text:continue-list"):
            self._counts.pop((style, level), None)
        for item in element.children:
            is_first = True
            for child in item.children:
                if child.tag == "text:list":
                    yield from self._list(child, style, level + 1)
                elif child.tag in _PARAGRAPHS:
                    mark = (
                        self._mark(item, style, level) + " "
                        if is_first and item.tag == "text:list-item"
                        else ""
                    )
                    yield Block(mark + self._words(child).strip(), is_item=True)
                    is_first = False

    def _mark(self, item: Any, style: str, level: int) -> str:
        """Count one item, and return what is printed before it."""
        definition = self._definition(style, level)
        if definition is None or definition.tag != "text:list-level-style-number":
            return _BULLET
        start = item.get_attribute("text:start-value") or ""
        first = definition.get_attribute("text:start-value") or "1"
        count = (
            self._counts.get((style, level), int(first) - 1) + 1 if not str(start).isdigit() else int(start)
        )
        self._counts[style, level] = count
        self._counts.pop((style, level + 1), None)
        shape = definition.get_attribute("style:num-format")
        if not shape:
            return ""
        before = definition.get_attribute("style:num-prefix") or ""
        after = definition.get_attribute("style:num-suffix") or ""
        above = int(definition.get_attribute("text:display-levels") or 1) - 1
        numbers = [str(self._counts.get((style, level - step), 1)) for step in range(above, 0, -1)]
        return before + ".".join([*numbers, _FORMATS.get(shape, str)(count)]) + after

    def _definition(self, style: str, level: int) -> Any:
        if (style, level) not in self._levels:
            found = self._document.get_style("list", style) if style else None
            levels = found.children if found is not None else []
            self._levels[style, level] = next(
                (one for one in levels if str(one.get_attribute("text:level")) == str(level)), None
            )
        return self._levels[style, level]

    def _words(self, element: Any) -> str:
        pieces = [element.text or ""]
        for child in element.children:
            pieces += [self._part(child), child.tail or ""]
        return "".join(pieces)

    def _part(self, child: Any) -> str:
        if child.tag == "text:s":
            return " " * min(int(child.get_attribute("text:c") or 1), _MOST_BLANKS)
        if child.tag in {"text:tab", "text:line-break"}:
            return "\t" if child.tag == "text:tab" else "\n"
        if child.tag == "text:note":
            return self._note(child)
        return "" if child.tag in _SILENT else self._words(child)

    def _note(self, note: Any) -> str:
        mark = raised(str(len(self._notes) + 1))
        body = next((child for child in note.children if child.tag == "text:note-body"), None)
        place = len(self._notes)
        self._notes.append((mark, ""))
        if body is not None:
            self._notes[place] = (mark, " ".join(block.text.strip() for block in self._inside(body)))
        return mark
