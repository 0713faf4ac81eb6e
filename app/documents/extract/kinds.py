"""Every format that is read here, and which module reads it. Runs in the child process."""

from collections.abc import Callable
from functools import partial

from PIL import Image

from app.documents.extract.docx import read_docx
from app.documents.extract.eml import read_mail
from app.documents.extract.errors import NoSuchPageError, UnreadableFormatError
from app.documents.extract.html import read_html
from app.documents.extract.odt import read_odt
from app.documents.extract.office import read_office
from app.documents.extract.pdf import picture_of_pdf, png_of, read_pdf
from app.documents.extract.scans import MEDIA_TYPES, picture_of_scan, read_scan
from app.documents.extract.straighten import turned
from app.documents.values import CanonicalText

Reader = Callable[[bytes, str | None], CanonicalText]

_READERS: dict[str, Reader] = {
    "PDF": read_pdf,
    "DOCX": read_docx,
    "ODT": read_odt,
    "HTML": read_html,
    "EML": lambda data, language: read_mail(data, language, extract),
    **{name: partial(read_scan, name) for name in MEDIA_TYPES},
    **{name: partial(read_office, name) for name in ("DOC", "RTF")},
}
_PICTURE_DPI = 150
_WIDEST_PICTURE = 1240


def extract(
    file_format: str, data: bytes, language: str | None, *, from_pictures: bool = False
) -> CanonicalText:
    """Return the canonical text of a file; UnreadableFormatError, or what its reader raises.

    `from_pictures` reads the pages of a PDF as a scan.
    """
    if from_pictures and file_format == "PDF":
        return read_pdf(data, language, from_pictures=True)
    reader = _READERS.get(file_format)
    if reader is None:
        raise UnreadableFormatError(format=file_format)
    return reader(data, language)


def picture_of(file_format: str, data: bytes, page: int, angle: float) -> bytes:
    """Return a page as a PNG to look at, turned as it was read; NoSuchPageError for formats without pages."""
    if file_format == "PDF":
        picture = picture_of_pdf(data, page, _PICTURE_DPI)
    elif file_format in MEDIA_TYPES:
        picture = picture_of_scan(file_format, data, page)
    else:
        raise NoSuchPageError
    return png_of(_to_look_at(picture, angle))


def _to_look_at(picture: Image.Image, angle: float) -> Image.Image:
    shown = picture.convert("L" if picture.mode in {"1", "L", "I", "I;16"} else "RGB")
    if shown.width > _WIDEST_PICTURE:
        height = max(1, shown.height * _WIDEST_PICTURE // shown.width)
        shown = shown.resize((_WIDEST_PICTURE, height), Image.Resampling.LANCZOS)
    return turned(shown, angle)
