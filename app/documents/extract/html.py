"""Web pages and mails in HTML: what a reader sees of them, block by block."""

import codecs
import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

from app.documents.extract.blocks import Block, raised, text_of_blocks
from app.documents.extract.numbers import letter, roman
from app.documents.extract.sheets import Origin
from app.documents.values import CanonicalText
from app.text.normalise import CHARACTERS_GUESSED, decode

ORIGIN = Origin("html", "1", "text/html")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"' ]*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "header", "hr", "html", "main", "nav", "p", "pre", "section", "summary",
    "table", "tbody", "thead", "tfoot", "caption", "ul", "ol", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_INLINE = {"a", "b", "i", "em", "strong", "span", "sup", "sub", "br", "td", "th", "q", "cite", "small", "u"}
_SET_OFF = {"p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "pre", "figure"}
_UNSEEN = {
    "script", "style", "template", "noscript", "select", "textarea", "button", "option", "datalist", "svg", "math",
    "iframe", "object", "applet", "audio", "video", "canvas", "title",
}  # fmt: skip
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_FIGURES = re.compile(r"^\d{1,3}$")
_MARKS: dict[str, Callable[[int], str]] = {
    "a": letter, "A": lambda number: letter(number).upper(),
    "i": roman, "I": lambda number: roman(number).upper(),
}  # fmt: skip


def read_html(data: bytes, language: str | None = None) -> CanonicalText:
    """Return the text of a page; raises EmptyTextError and BinaryContentError."""
    warnings: list[str] = []
    blocks = html_blocks(_decoded(data, warnings))
    return text_of_blocks(blocks, ORIGIN, language=language, warnings=warnings)


def html_blocks(source: str) -> list[Block]:
    """Return the blocks of a page: without scripts, styles and form fields; of a link its words."""
    clean = nh3.clean(
        source,
        tags=_BLOCKS | _INLINE,
        clean_content_tags=_UNSEEN,
        attributes={"ol": {"start", "type"}, "li": {"value"}},
        link_rel=None,
    )
    walk = _Walk()
    walk.feed(clean)
    walk.close()
    return walk.finish()


def _decoded(data: bytes, warnings: list[str]) -> str:
    named = _CHARSET.search(data[:_HEAD])
    if named and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = named.group(1).decode("ascii").lower()
        try:
            # What is called Latin-1 on the web is read as cp1252 by every browser.
            return data.decode("cp1252" if name in {"iso-8859-1", "latin1", "ascii"} else name)
        except (LookupError, UnicodeError):
            warnings.append(CHARACTERS_GUESSED)
    decoded = decode(data)
    if decoded.charset_guessed:
        warnings.append(CHARACTERS_GUESSED)
    return decoded.text


class _Walk(HTMLParser):
    """Collects blocks from clean HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Block] = []
        self._pieces: list[str] = []
        self._lists: list[tuple[str, int]] = []
        self._mark = ""
        self._is_set_off = self._is_row = self._is_raised = False
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "sup":
            self._is_raised = True
        elif tag in {"td", "th"}:
            if self._pieces and "".join(self._pieces).strip():
                self._pieces.append("\t")
        elif tag in _BLOCKS:
            self._end_block()
            self._is_set_off = self._is_set_off or (tag in _SET_OFF and not self._lists)
            self._open(tag, dict(attrs))

    def _open(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in {"ol", "ul"}:
            start = attributes.get("start") or "1"
            first = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
            self._lists.append((attributes.get("type") or "1" if tag == "ol" else "", first))
        elif tag == "li":
            self._mark = self._count(attributes.get("value") or "")
        elif tag == "pre":
            self._pre += 1
        self._is_row = tag == "tr"

    def _count(self, value: str) -> str:
        style, number = self._lists[-1] if self._lists else ("", 1)
        if not style:
            return "•"
        if re.fullmatch(r"\d{1,6}", value):
            number = int(value)
        self._lists[-1] = (style, number + 1)
        return f"{_MARKS.get(style, str)(number)}."

    def handle_endtag(self, tag: str) -> None:
        if tag == "sup":
            self._is_raised = False
        elif tag in _BLOCKS:
            self._end_block()
            if tag in {"ol", "ul"} and self._lists:
                self._lists.pop()
            elif tag == "pre":
                self._pre -= 1
            self._is_set_off = self._is_set_off or (tag in _SET_OFF and not self._lists)

    def handle_data(self, data: str) -> None:
        words = data if self._pre > 0 else _BLANKS.sub(" ", data)
        self._pieces.append(raised(words) if self._is_raised and _FIGURES.match(words.strip()) else words)

    def _end_block(self) -> None:
        text = "".join(self._pieces).strip()
        self._pieces.clear()
        if not text:
            return
        is_item = bool(self._mark or self._is_row)
        self._blocks.append(
            Block(f"{self._mark} {text}".strip(), is_item=is_item, is_set_off=self._is_set_off)
        )
        self._mark, self._is_set_off, self._is_row = "", False, False

    def finish(self) -> list[Block]:
        """Return all blocks."""
        self._end_block()
        return self._blocks
