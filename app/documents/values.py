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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the source; `start` and `end` count code points of the canonical text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """The one text of a version: all offsets count code points of `content`.

    `sha256` is that of `content` in UTF-8. `language` is nl, fr, en, de or None when unsure. Pages follow each other
    without gaps and cover the whole content.
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
