"""Paragraphs, items and rows, as formats without pages keep them, become one canonical text."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.documents.extract.lines import is_prose
from app.documents.extract.sheets import Origin
from app.documents.values import CanonicalText, Page
from app.text.errors import EmptyTextError
from app.text.normalise import normalise

_BLANKS = re.compile(r"[ \t]*\n[ \t]*")
_MANY_LINES = re.compile(r"\n{2,}")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, item of a list or row of a table, with its mark ("1.") in front."""

    text: str
    is_item: bool = False
    is_set_off: bool = False  # an empty line or a heading's space stands above it
    starts_part: bool = False  # a text of its own begins here: an attachment, the footnotes


def raised(figures: str) -> str:
    """Return the mark of a footnote as superscript figures, so that no number before it grows by it."""
    return figures.translate(_SUPERSCRIPTS)


def text_of_blocks(
    blocks: Sequence[Block], origin: Origin, *, language: str | None, warnings: Sequence[str] = ()
) -> CanonicalText:
    """Return the canonical text of blocks, running text between blank lines; each part is a page.

    Raises EmptyTextError.
    """
    content, starts = _join(blocks)
    if not content:
        raise EmptyTextError
    edges = [0, *starts, len(content)]
    return CanonicalText(
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        language=language,
        extractor=origin.extractor,
        extractor_version=origin.version,
        pages=tuple(Page(number, start, end) for number, (start, end) in enumerate(pairwise(edges), 1)),
        warnings=tuple(warnings),
        charset="",
        charset_guessed=False,
        media_type=origin.media_type,
    )


def _join(blocks: Sequence[Block]) -> tuple[str, list[int]]:
    """Return the text of the blocks, and where its parts after the first begin."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    above: Block | None = None
    owes_blank = owes_part = False
    for block in blocks:
        text = _clean(block.text)
        owes_blank = owes_blank or block.is_set_off or not text
        owes_part = owes_part or block.starts_part
        if not text:
            continue
        here = Block(text, block.is_item)
        if above is not None:
            pieces.append("\n\n" if owes_blank or owes_part or _parts(above, here) else "\n")
            length += len(pieces[-1])
            if owes_part:
                starts.append(length)
        pieces.append(text)
        length += len(text)
        above, owes_blank, owes_part = here, False, False
    return "".join(pieces), starts


def _parts(above: Block, below: Block) -> bool:
    """Set running text between blank lines, but let a list follow its introduction."""
    if below.is_item:
        return False
    return any(not block.is_item and is_prose(block.text, 1) for block in (above, below)) or (
        above.is_item and is_prose(below.text, 1)
    )


def _clean(text: str) -> str:
    flat = _BLANKS.sub("\n", normalise(text.replace("\f", "\n")).text)
    return _MANY_LINES.sub("\n", flat).strip()
