"""Word files: paragraphs with the numbers that Word prints, tables, footnotes, headers."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from app.documents.extract.blocks import Block, raised, text_of_blocks
from app.documents.extract.docx_lists import ListNumbers, value_of
from app.documents.extract.errors import DamagedFileError
from app.documents.extract.sheets import Origin
from app.documents.extract.zips import check_package
from app.documents.values import CanonicalText

ORIGIN = Origin("docx", "1", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
_NOTES = {"footnotes": "w:footnote", "endnotes": "w:endnote"}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr"), _FALLBACK}
_MOST_STYLES_ABOVE = 20


def read_docx(data: bytes, language: str | None = None) -> CanonicalText:
    """Return the text of a DOCX; raises what check_package raises, DamagedFileError and EmptyTextError."""
    check_package("DOCX", data)
    try:
        document = docx.Document(BytesIO(data))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise DamagedFileError(format="DOCX") from error
    return text_of_blocks(list(_Walk(document).blocks()), ORIGIN, language=language)


class _Walk:
    """One pass over a document; numbers of lists and footnotes are counted on the way."""

    def __init__(self, document: Any) -> None:
        self._document = document
        parts = {
            relation.reltype.rsplit("/", 1)[-1]: relation.target_part
            for relation in document.part.rels.values()
            if not relation.is_external
        }
        numbering = parts.get("numbering")
        self._numbers = ListNumbers(numbering.element if numbering is not None else None)
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element}
        self._notes = {
            kind: {note.get(qn("w:id")): note for note in parse_xml(parts[kind].blob)}
            for kind in _NOTES
            if kind in parts
        }
        self._cited: list[tuple[str, Any]] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the header of the first section, the body, the notes, the footer."""
        section = self._document.sections[0] if len(self._document.sections) else None
        if section is not None:
            yield from self._around(section.header)
        yield from self._inside(self._document.element.body)
        for place, (mark, note) in enumerate(self._cited):
            words = " ".join(block.text for block in self._inside(note) if block.text.strip())
            yield Block(f"{mark} {words.strip()}", is_set_off=place == 0)
        if section is not None:
            yield from self._around(section.footer)

    def _around(self, part: Any) -> Iterator[Block]:
        if not part.is_linked_to_previous:
            yield from self._inside(part._element)  # noqa: SLF001  the library gives no other way to the tables in it
            yield Block("")

    def _inside(self, element: Any) -> Iterator[Block]:
        for child in element:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
                yield from self._inside(child)

    def _table(self, table: Any) -> Iterator[Block]:
        for row in table.iter(qn("w:tr")):
            cells = [
                " ".join(block.text.strip() for block in self._inside(cell) if block.text.strip())
                for cell in row.findall(qn("w:tc"))
            ]
            yield Block("\t".join(cells), is_item=True)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        text = "".join(self._words(paragraph))
        mark = self._mark(paragraph) if text.strip() else ""
        yield Block(f"{mark} {text.strip()}" if mark else text, is_item=bool(mark))
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                yield from self._inside(box)

    def _mark(self, paragraph: Any) -> str:
        """Return the number before a paragraph, which it has itself or by its style."""
        own = paragraph.find(qn("w:pPr"))
        list_id, level = _list_of(own)
        style = value_of(own, "w:pStyle", "") if own is not None else ""
        for _ in range(_MOST_STYLES_ABOVE):
            definition = self._styles.get(style)
            if definition is None or (list_id and level):
                break
            above_id, above_level = _list_of(definition.find(qn("w:pPr")))
            list_id, level = list_id or above_id, level or above_level
            style = value_of(definition, "w:basedOn", "")
        # "0" takes a paragraph out of the list of its style.
        if not list_id or list_id == "0":
            return ""
        return self._numbers.mark_of(list_id, int(level) if level.isdigit() else 0)

    def _words(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag == qn("w:t"):
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag in {qn("w:footnoteReference"), qn("w:endnoteReference")}:
                yield self._cite(child)
            elif child.tag == qn("w:r") and _is_raised(child):
                yield raised("".join(self._words(child)))
            elif child.tag not in _SKIPPED and child.tag != qn("w:txbxContent"):
                yield from self._words(child)

    def _cite(self, reference: Any) -> str:
        kind = "footnotes" if reference.tag == qn("w:footnoteReference") else "endnotes"
        note = self._notes.get(kind, {}).get(reference.get(qn("w:id")))
        if note is None:
            return ""
        mark = raised(str(len(self._cited) + 1))
        self._cited.append((mark, note))
        return mark


def _list_of(properties: Any) -> tuple[str, str]:
    numbered = properties.find(qn("w:numPr")) if properties is not None else None
    if numbered is None:
        return "", ""
    return value_of(numbered, "w:numId", ""), value_of(numbered, "w:ilvl", "")


def _is_raised(run: Any) -> bool:
    properties = run.find(qn("w:rPr"))
    return properties is not None and value_of(properties, "w:vertAlign", "") == "superscript"
