"""Lines on pages, as printed or recognised, become one canonical text with the way back to their places."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import fmean

from app.documents.extract.lines import Shape, Traits
from app.documents.extract.plain import reflow_lines
from app.documents.values import Box, CanonicalText, Line, Page, Repeated
from app.text.normalise import normalise
from app.text.wording import ends_sentence

# Lines of a paragraph stand evenly; a gap a third larger than most is meant.
_PARAGRAPH_GAP = 1.35
_LEAST_STEP = 0.004
# Fraction of a page's width.
_MARGINS_DIFFER = 0.06
_SAME_ROW = 0.5
# In heights of a line: a blank is a third, the gutter between two columns more than two.
_WIDEST_BLANK = 1.2
_GLUED = 0.12
_BREAKS = re.compile(r"[\n\f\r\v\x1c-\x1e\x85\u2028\u2029]")


@dataclass(slots=True)
class SourceLine:
    """One printed line; `words` are the confidences of its words in percent, where a scan was read."""

    text: str
    box: Box
    words: tuple[int, ...] = ()


@dataclass(slots=True)
class SourcePage:
    """The lines of one page in reading order, and its footnotes apart."""

    lines: list[SourceLine]
    width: float
    height: float
    angle: float = 0.0
    notes: list[SourceLine] = field(default_factory=list)
    is_scanned: bool = False


class PrintedShape(Shape):
    """Tells by their places on paper which lines are full, for letters differ in width."""

    __slots__ = ("_edges", "_margin")
    _edges: Mapping[str, tuple[float, float]]
    _margin: float

    def __init__(self, width: int, margin: float, edges: Mapping[str, tuple[float, float]]) -> None:
        """Take the usual length of a line, the right margin, and of each line its end and the width of a letter."""
        super().__init__(width, 0)
        object.__setattr__(self, "_margin", margin)
        object.__setattr__(self, "_edges", edges)

    @classmethod
    def of(cls, lines: Sequence[SourceLine]) -> "PrintedShape":
        """Measure printed lines; where none reaches the right margin, it is where the left one mirrors."""
        ends = sorted(line.box.right for line in lines)
        lengths = sorted(len(line.text) for line in lines)
        if not ends:
            return cls(0, 1.0, {})
        mirrored = 1 - min(line.box.left for line in lines) - _MARGINS_DIFFER
        edges = {
            line.text: (line.box.right, (line.box.right - line.box.left) / len(line.text)) for line in lines
        }
        longest = lengths[int(len(lengths) * 0.9)]
        return cls(longest, max(ends[int(len(ends) * 0.98)], mirrored), edges)

    def is_full(self, line: str, traits: Traits, following: Traits) -> bool:  # noqa: ARG002  the shape of a text needs it
        """Say whether the first word of the next line would have reached beyond the margin."""
        end, letter = self._edges.get(line, (0.0, 0.0))
        return end + (following.first_word_length + 1) * letter > self._margin


@dataclass(frozen=True, slots=True)
class Origin:
    """What the canonical text says about where it comes from."""

    extractor: str
    version: str
    media_type: str


def text_of_pages(
    pages: Sequence[SourcePage],
    origin: Origin,
    *,
    language: str | None,
    repeated: tuple[Repeated, ...] = (),
    warnings: Sequence[str] = (),
) -> CanonicalText:
    """Return the canonical text of pages; raises EmptyTextError when no page holds a word."""
    source, printed = _write(pages)
    content, found, spans = reflow_lines(source, PrintedShape.of([line for _, line in printed]))
    lines = tuple(
        Line(start, end, page, line.box, fmean(line.words) / 100 if line.words else None, line.words)
        for (start, end), (page, line) in zip(spans, printed, strict=True)
    )
    words = [word for line in lines for word in line.words]
    return CanonicalText(
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        language=language,
        extractor=origin.extractor,
        extractor_version=origin.version,
        pages=_with_sizes(found, pages),
        warnings=tuple(warnings),
        charset="",
        charset_guessed=False,
        media_type=origin.media_type,
        lines=lines,
        repeated=repeated,
        ocr=any(page.is_scanned for page in pages),
        confidence=round(fmean(words) / 100, 3) if words else None,
    )


def _write(pages: Sequence[SourcePage]) -> tuple[str, list[tuple[int, SourceLine]]]:
    """Return the text to reflow, and its lines that hold words with the numbers of their pages."""
    printed: list[tuple[int, SourceLine]] = []
    pieces: list[str] = []
    owed: list[tuple[int, SourceLine]] = []
    usual = _usual_step(pages)
    for number, page in enumerate(pages, start=1):
        rows: list[str] = []
        for line, is_set_off in _with_gaps(page.lines, usual):
            rows += ["", line.text] if is_set_off else [line.text]
            printed.append((number, line))
        owed += [(number, note) for note in page.notes]
        # A sentence that runs on to the next page has its footnotes after it, and not in it.
        if owed and not _runs_on(page, pages[number] if number < len(pages) else None):
            for place in owed:
                note = replace(place[1], text=_clean(place[1].text))
                if note.text:
                    rows += ["", note.text]
                    printed.append((place[0], note))
            owed = []
        pieces.append("\n".join(rows))
    return "\n\f".join(pieces), printed


def _usual_step(pages: Sequence[SourcePage]) -> float:
    """Return how far lines of one paragraph stand from each other: what a fifth of all steps stay below."""
    steps = sorted(step for page in pages for step in _steps(page.lines) if step > _LEAST_STEP)
    return steps[len(steps) // 5] if steps else 0.0


def _steps(lines: Sequence[SourceLine]) -> list[float]:
    return [below.box.bottom - above.box.bottom for above, below in pairwise(lines)]


def _with_gaps(lines: Sequence[SourceLine], usual: float) -> list[tuple[SourceLine, bool]]:
    """Return the lines that hold words, each with whether it stands apart from the one above it."""
    clean = [replace(line, text=text) for line in lines if (text := _clean(line.text))]
    set_off = [False, *(step > usual * _PARAGRAPH_GAP for step in _steps(clean))]
    return list(zip(clean, set_off, strict=False))


def _clean(text: str) -> str:
    """Return a printed line normalised by itself; a soft hyphen at its end is a hyphen that was printed."""
    flat = _BREAKS.sub(" ", text).rstrip()
    if flat.endswith("\u00ad"):
        flat = flat[:-1] + "-"
    return normalise(flat).text.strip()


def _runs_on(page: SourcePage, following: SourcePage | None) -> bool:
    if following is None or not page.lines or not following.lines:
        return False
    first = following.lines[0].text.lstrip()
    return not ends_sentence(page.lines[-1].text.rstrip()) and first[:1].islower()


def _with_sizes(found: tuple[Page, ...], pages: Sequence[SourcePage]) -> tuple[Page, ...]:
    """Return all pages with their sizes; blank ones at the end, which no text tells of, included."""
    end = found[-1].end
    blank = tuple(Page(number, end, end) for number in range(len(found) + 1, len(pages) + 1))
    return tuple(
        replace(page, width=source.width, height=source.height, angle=source.angle)
        for page, source in zip(found + blank, pages, strict=True)
    )


def join_rows(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Join neighbours that stand on one row, as where a raised figure broke the line in two."""
    joined: list[SourceLine] = []
    for line in lines:
        if joined and (blank := _blank_between(joined[-1], line)) is not None:
            before = joined[-1]
            joined[-1] = SourceLine(
                before.text.rstrip() + blank + line.text.lstrip(), _around(before.box, line.box)
            )
        else:
            joined.append(line)
    return joined


def _blank_between(left: SourceLine, right: SourceLine) -> str | None:
    one, other = left.box, right.box
    height = min(one.bottom - one.top, other.bottom - other.top)
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    # A page is about 1.4 times as high as it is wide, and boxes are fractions of each.
    gap = (other.left - one.right) / 1.4
    if height <= 0 or overlap < height * _SAME_ROW or not -height < gap < height * _WIDEST_BLANK:
        return None
    is_apart = left.text.endswith(" ") or right.text.startswith(" ") or gap > height * _GLUED
    return " " if is_apart else ""


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )
