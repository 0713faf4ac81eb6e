"""The vocabulary of documents: what was taken out of a file, before anybody judged it."""

from dataclasses import dataclass
from enum import Enum


class Way(Enum):
    """How a document came in; what came in before this was kept came by an unknown way."""

    UPLOAD = "upload"
    PASTE = "paste"
    FOLDER = "folder"
    COMMAND_LINE = "command_line"
    UNKNOWN = "unknown"


class Flaw(Enum):
    """What is wrong with the file of an original."""

    MISSING = "missing"
    DAMAGED = "damaged"


class ReadHow(Enum):
    """How a person wants a file read, where its own first bytes say something else than they know."""

    AS_IT_IS = "as_it_is"
    AS_TEXT = "as_text"
    AS_SCAN = "as_scan"


# Extractors whose texts know where their words stand on a page that can be shown.
WITH_PICTURES = frozenset({"pdfium", "tesseract", "pdfium+tesseract"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the source; `start` and `end` count code points of the canonical text.

    `width` and `height` are those of its picture in points or pixels, None where the source has no pages to look at;
    `angle` is how far the picture is turned to stand straight, in degrees against the clock.
    """

    number: int
    start: int
    end: int
    width: float | None = None
    height: float | None = None
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, as fractions of its width and height from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """Where the words from `start` to `end` of the canonical text stand on a page.

    Of a scan `confidence` is how sure the reading was of its words on average, from 0 to 1, and `words` how sure of
    each word in turn, in percent; of print None and nothing.
    """

    start: int
    end: int
    page: int
    box: Box
    confidence: float | None = None
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """A header, footer or page number that stands on many pages, and in the running text at most once."""

    page: int
    role: str  # header, footer or page_number
    text: str


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """The one text of a version: all offsets count code points of `content`.

    `sha256` is that of `content` in UTF-8. `language` is nl, fr, en, de or None when unsure. Pages follow each other
    without gaps and cover the whole content. `ocr` says whether any page was read from its picture, and `confidence`
    how sure that reading was of its words on average, from 0 to 1.
    """

    content: str
    sha256: str
    language: str | None
    extractor: str
    extractor_version: str
    pages: tuple[Page, ...]
    warnings: tuple[str, ...]
    charset: str
    charset_guessed: bool
    media_type: str = "text/plain"
    lines: tuple[Line, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    ocr: bool = False
    confidence: float | None = None
