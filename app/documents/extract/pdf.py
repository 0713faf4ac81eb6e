"""PDF: the words that were printed into it, page by page; a page without words is read from its picture."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from app.documents.extract import ocr
from app.documents.extract.errors import (
    ContentTooLargeError,
    DamagedFileError,
    EncryptedFileError,
    NoSuchPageError,
)
from app.documents.extract.furniture import set_apart
from app.documents.extract.sheets import Origin, SourceLine, SourcePage, join_rows, text_of_pages
from app.documents.values import Box, CanonicalText
from app.errors import N_

ORIGIN = Origin("pdfium", "1", "application/pdf")
MOST_PAGES = 1000
TOO_MANY_PAGES = N_("more than 1,000 pages: the others were left out")
PAGES_DAMAGED = N_("some pages are damaged: their words are missing")
_SCAN_DPI = 300
_POINTS = 72
_LARGEST_PICTURE = 40_000_000  # pixels
_GRID = 100_000
# A page with fewer letters than this, and with a picture or drawing on it, was scanned or drawn.
_FEWEST_LETTERS = 8
_FEWEST_LETTERS_BESIDE_PICTURE = 50
_UNREADABLE_SHARE = 0.2
_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff]")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_STARTS_NOTE = re.compile(r"^[⁰¹²³⁴-⁹]{1,3} ?\S")
_RAISED = 0.15
_SMALL = 0.87
_NOTES_BELOW = 0.4
_FILE_BROKEN = {raw.FPDF_ERR_FORMAT, raw.FPDF_ERR_FILE, raw.FPDF_ERR_UNKNOWN}
# A hyphen at the end of a line: pdfium joins the halves around this sign.
_BROKEN_WORD = "\ufffe"


def read_pdf(data: bytes, language: str | None = None, *, from_pictures: bool = False) -> CanonicalText:
    """Return the text of a PDF with the place of each line; `from_pictures` reads every page as a scan.

    Raises EncryptedFileError, DamagedFileError, and what reading a scan raises when no page holds words.
    """
    document = open_pdf(data)
    warnings: list[str] = []
    count = len(document)
    if count > MOST_PAGES:
        warnings.append(TOO_MANY_PAGES)
    scanner = ocr.Scanner(language)
    pages = []
    for number in range(min(count, MOST_PAGES)):
        try:
            pages.append(_read_page(document[number], scanner, from_pictures=from_pictures))
        except pypdfium2.PdfiumError:
            warnings.append(PAGES_DAMAGED)
            pages.append(SourcePage([], 0, 0))
    if not any(page.width for page in pages):
        raise DamagedFileError(format="PDF")
    scanner.check_any_words(has_words=any(page.lines for page in pages))
    repeated = set_apart(pages)
    origin = ocr.origin_of(ORIGIN, pages)
    found = [*dict.fromkeys(warnings), *scanner.warnings()]
    return text_of_pages(pages, origin, language=scanner.language, repeated=repeated, warnings=found)


def picture_of_pdf(data: bytes, page: int, dpi: int) -> Image.Image:
    """Return a page, counted from 1, as a picture."""
    document = open_pdf(data)
    if not 1 <= page <= len(document):
        raise NoSuchPageError
    return _render(document[page - 1], dpi)


def open_pdf(data: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF; EncryptedFileError or DamagedFileError. Scripts, forms and attachments in it are never looked at."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise EncryptedFileError from error
        raise DamagedFileError(format="PDF") from error


def _read_page(page: pypdfium2.PdfPage, scanner: ocr.Scanner, *, from_pictures: bool) -> SourcePage:
    width, height = page.get_size()
    text = page.get_textpage()
    words = text.get_text_range()
    if from_pictures or _needs_ocr(page, words):
        return scanner.read(_render(page, _SCAN_DPI), width, height)
    lines = join_rows(list(_lines(page, text, words)))
    body, notes = _split_notes(lines)
    return SourcePage(body, width, height, notes=notes)


def _needs_ocr(page: pypdfium2.PdfPage, words: str) -> bool:
    letters = len(_LETTER.findall(words))
    if letters >= _FEWEST_LETTERS_BESIDE_PICTURE:
        return len(_NO_LETTER.findall(words)) > letters * _UNREADABLE_SHARE
    kinds = Counter(one.type for one in page.get_objects(max_depth=2))
    if kinds[raw.FPDF_PAGEOBJ_IMAGE]:
        return True
    return letters < _FEWEST_LETTERS and bool(kinds)


def _render(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    width, height = page.get_size()
    scale = dpi / _POINTS
    if width * height * scale * scale > _LARGEST_PICTURE:
        scale = (_LARGEST_PICTURE / (width * height)) ** 0.5
    if width * scale < 1 or height * scale < 1:
        raise ContentTooLargeError
    return page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil()


def _lines(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, words: str) -> Iterator[SourceLine]:
    """Yield the lines that pdfium sees, with raised figures as superscripts."""
    start = 0
    for row in words.split("\n"):
        parts = row.rstrip("\r").split(_BROKEN_WORD)
        offset = start
        for place, part in enumerate(parts):
            if part.strip():
                is_broken = place < len(parts) - 1
                yield _line(page, text, part, offset, is_broken=is_broken)
            offset += len(part) + 1
        start += len(row) + 1


def _line(
    page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, words: str, start: int, *, is_broken: bool
) -> SourceLine:
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip()) - 1
    edges = [_char_box(text, place) for place in dict.fromkeys((first, (first + last) // 2, last))]
    box = (
        min(edge[0] for edge in edges),
        min(edge[1] for edge in edges),
        max(edge[2] for edge in edges),
        max(edge[3] for edge in edges),
    )
    raised = _with_superscripts(text, words, start, box)
    return SourceLine(raised + "-" if is_broken else raised, _on_page(page, box))


def _with_superscripts(
    text: pypdfium2.PdfTextPage, words: str, start: int, line: tuple[float, float, float, float]
) -> str:
    height = line[3] - line[1]
    characters = None
    for match in _DIGIT.finditer(words):
        _, bottom, _, top = _char_box(text, start + match.start())
        if top - bottom < height * _SMALL and bottom - line[1] > height * _RAISED:
            characters = characters or list(words)
            characters[match.start()] = match.group().translate(_SUPERSCRIPTS)
    return words if characters is None else "".join(characters)


def _char_box(text: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of a character with the room that its font gives it, in points."""
    rectangle = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, rectangle)
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _on_page(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> Box:
    """Return a place in fractions of the page as it is shown: turned and cropped."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for left, bottom in (box[:2], box[2:]):
        raw.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, left, bottom, x, y)
        corners.append((x.value / _GRID, y.value / _GRID))
    (left, bottom), (right, top) = corners
    return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _split_notes(lines: list[SourceLine]) -> tuple[list[SourceLine], list[SourceLine]]:
    """Part the footnotes at the foot of a page from its running text."""
    for place, line in enumerate(lines):
        if line.box.top > _NOTES_BELOW and _STARTS_NOTE.match(line.text.lstrip()):
            return lines[:place], lines[place:]
    return lines, []


def png_of(picture: Image.Image) -> bytes:
    """Return a picture as PNG."""
    packed = BytesIO()
    picture.save(packed, "PNG", compress_level=3)
    return packed.getvalue()
