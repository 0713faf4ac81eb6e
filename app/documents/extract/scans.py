"""Pictures of letters: PNG, JPEG, TIFF with any number of pages."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.documents.extract import ocr
from app.documents.extract.errors import ContentTooLargeError, DamagedFileError, NoSuchPageError
from app.documents.extract.furniture import set_apart
from app.documents.extract.sheets import Origin, SourcePage, text_of_pages
from app.documents.values import CanonicalText

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff"}
# A3 at 400 dots an inch has 31 million pixels, A4 at 600 has 35.
_LARGEST_PICTURE = 60_000_000


def read_scan(file_format: str, data: bytes, language: str | None = None) -> CanonicalText:
    """Return the text of a picture in the format PNG, JPEG or TIFF.

    Raises ContentTooLargeError, DamagedFileError, ScanReaderMissingError and NoWordsInPictureError.
    """
    scanner = ocr.Scanner(language)
    pages: list[SourcePage] = []
    with _opened(file_format, data) as picture:
        for number in _frames(picture):
            frame = _frame(picture, number)
            pages.append(scanner.read(frame, frame.width, frame.height))
            if scanner.pages > ocr.MOST_SCANS:
                pages.pop()
                break
    scanner.check_any_words(has_words=any(page.lines for page in pages))
    repeated = set_apart(pages)
    origin = ocr.origin_of(Origin("tesseract", "1", MEDIA_TYPES[file_format]), pages)
    return text_of_pages(
        pages, origin, language=scanner.language, repeated=repeated, warnings=scanner.warnings()
    )


def picture_of_scan(file_format: str, data: bytes, page: int) -> Image.Image:
    """Return a page, counted from 1, of a picture; NoSuchPageError beyond the last."""
    with _opened(file_format, data) as picture:
        try:
            return _frame(picture, page - 1).copy()
        except EOFError as error:
            raise NoSuchPageError from error


@contextmanager
def _opened(file_format: str, data: bytes) -> Iterator[Image.Image]:
    """Open a picture as what its first bytes say, and as nothing else."""
    with warnings.catch_warnings():
        # What Pillow warns of is checked here: its size, and data that end too early.
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None
        try:
            with Image.open(BytesIO(data), formats=[file_format]) as picture:
                yield picture
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise DamagedFileError(format=file_format) from error


def _frames(picture: Image.Image) -> Iterator[int]:
    """Yield page numbers from 0 as far as there are pages: counting them all first would read the whole file."""
    number = 0
    while True:
        try:
            picture.seek(number)
        except EOFError:
            return
        yield number
        number += 1


def _frame(picture: Image.Image, number: int) -> Image.Image:
    if number < 0:
        raise NoSuchPageError
    if number or picture.tell():
        picture.seek(number)
    if picture.width * picture.height > _LARGEST_PICTURE:
        raise ContentTooLargeError
    turned: Image.Image = ImageOps.exif_transpose(picture)
    return turned
