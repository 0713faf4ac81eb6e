"""Plain text in any character set becomes the canonical text of a version."""

import hashlib
import re
from array import array
from itertools import pairwise

from app.documents.extract.hyphens import DocumentWords, breaks_word, halves, hanging_hyphen
from app.documents.extract.lines import Glue, Joiner, Shape, is_prose, measure, pairs_of, traits_of
from app.documents.values import CanonicalText, Page
from app.errors import N_
from app.text.errors import EmptyTextError
from app.text.language import detect_language
from app.text.normalise import CHARACTERS_GUESSED, decode, normalise

EXTRACTOR = "plain"
EXTRACTOR_VERSION = "1"
TOO_MANY_PAGES = N_("more than 10,000 page breaks: they were read as blank lines")
_MOST_PAGES = 10_000
_PAGE_BREAK = re.compile(r"\n?\f")


def read_plain(data: bytes, language: str | None = None) -> CanonicalText:
    """Return the canonical text of the bytes of a text file, in `language` (nl, fr, en, de) or the one found.

    Raises EmptyTextError without a single word and BinaryContentError when the bytes are no text.
    """
    decoded = decode(data)
    normal = normalise(decoded.text)
    warnings = list(normal.warnings)
    if decoded.charset_guessed:
        warnings.append(CHARACTERS_GUESSED)
    text = normal.text
    if text.count("\f") > _MOST_PAGES:
        text = text.replace("\f", "\n")
        warnings.append(TOO_MANY_PAGES)
    content, pages = reflow(text)
    return CanonicalText(
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        language=language or detect_language(content),
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
        pages=pages,
        warnings=tuple(warnings),
        charset=decoded.charset,
        charset_guessed=decoded.charset_guessed,
    )


def reflow(text: str) -> tuple[str, tuple[Page, ...]]:
    """Join the lines of each paragraph of a normalised text; form feeds start pages.

    In the result paragraphs of running text stand between blank lines, items, headings and lines of an address on
    lines of their own. Raises EmptyTextError.
    """
    paper = _lay_out(text)
    return paper.content, paper.pages()


def reflow_lines(text: str, shape: Shape) -> tuple[str, tuple[Page, ...], tuple[tuple[int, int], ...]]:
    """Reflow by the shape of the print, and say for each line that holds words where these stand in the result."""
    paper = _lay_out(text, shape)
    return paper.content, paper.pages(), paper.spans()


def _lay_out(text: str, shape: Shape | None = None) -> "_Paper":
    if not text.strip():
        raise EmptyTextError
    lines = _PAGE_BREAK.sub("\n\f", text.rstrip()).split("\n")
    broken = (
        halves(line, following) for line, _, following in pairs_of(lines) if breaks_word(line, following)
    )
    paper = _Paper(DocumentWords(text, broken))
    joiner = Joiner(shape or measure(lines))
    previous, blanks = "", 0
    for raw in lines:
        line = raw.strip()
        if raw.startswith("\f"):
            paper.start_page()
        if not line:
            blanks += 1
            continue
        if previous:
            indent = len(raw) - len(raw.lstrip(" \t\f"))
            paper.put(previous, joiner.glue(previous, blanks, line, indent), blanks, line)
        previous, blanks = line, 0
    paper.put(previous, Glue.BREAK, 0, "")
    paper.finish()
    return paper


class _Paper:
    """Collect the paragraphs, then lay them out."""

    def __init__(self, words: DocumentWords) -> None:
        self._words = words
        self._pieces: list[str] = []
        self._paragraphs: list[str] = []
        self._is_prose = bytearray()
        self._is_item = bytearray()
        self._blank_after = bytearray()
        self._page_marks: list[tuple[int, int]] = []
        self._line_marks: list[tuple[int, int, int]] = []
        self._starts = array("Q")
        self.content = ""
        self._open_pages = 0
        self._open_length = 0

    def start_page(self) -> None:
        self._open_pages += 1

    def put(self, line: str, glue: Glue, blanks: int, following: str) -> None:
        """Write one source line and what comes after it; a page that starts in between starts at the next line."""
        piece = line
        if glue is Glue.HYPHEN:
            piece = self._before_hyphen(line, following)
        elif glue is Glue.BLANK:
            piece = line + " "
        self._pieces.append(piece)
        self._line_marks.append((len(self._paragraphs), self._open_length, len(piece.rstrip())))
        self._open_length += len(piece)
        if glue is Glue.BREAK:
            self._close_paragraph(is_followed_by_blank=blanks > 0)
        for _ in range(self._open_pages):
            self._page_marks.append((len(self._paragraphs), self._open_length))
        self._open_pages = 0

    def _before_hyphen(self, line: str, following: str) -> str:
        if hanging_hyphen(following):
            return line + " "
        return line if self._words.keeps_hyphen(*halves(line, following)) else line[:-1]

    def _close_paragraph(self, *, is_followed_by_blank: bool) -> None:
        paragraph = "".join(self._pieces)
        self._paragraphs.append(paragraph)
        is_item = traits_of(self._pieces[0]).is_item
        self._is_item.append(is_item)
        self._is_prose.append(not is_item and is_prose(paragraph, len(self._pieces)))
        self._blank_after.append(is_followed_by_blank)
        self._pieces.clear()
        self._open_length = 0

    def finish(self) -> None:
        """Put the paragraphs under each other; before this there is no content."""
        separators = [self._separator(index) for index in range(len(self._paragraphs) - 1)] + [""]
        offset = 0
        for paragraph, separator in zip(self._paragraphs, separators, strict=True):
            self._starts.append(offset)
            offset += len(paragraph) + len(separator)
        self.content = "".join(
            part for pair in zip(self._paragraphs, separators, strict=True) for part in pair
        )

    def pages(self) -> tuple[Page, ...]:
        """Return where each page begins and ends in the content."""
        starts, length = self._starts, len(self.content)
        breaks = [
            min(starts[index] + shift, length) if index < len(starts) else length
            for index, shift in self._page_marks
        ]
        edges = [0, *breaks, length]
        return tuple(Page(number, start, end) for number, (start, end) in enumerate(pairwise(edges), 1))

    def spans(self) -> tuple[tuple[int, int], ...]:
        """Return where each source line's words stand in the content."""
        places = ((self._starts[index] + shift, length) for index, shift, length in self._line_marks)
        return tuple((start, start + length) for start, length in places)

    def _separator(self, index: int) -> str:
        """Set running text between blank lines, but let a list follow its introduction as in the source."""
        if self._blank_after[index]:
            return "\n\n"
        is_set_off = self._is_prose[index] or self._is_prose[index + 1]
        return "\n\n" if is_set_off and not self._is_item[index + 1] else "\n"
