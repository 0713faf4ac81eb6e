"""Headers, footers and page numbers: what stands at the same place on page after page, and belongs to no sentence."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from app.documents.extract.sheets import SourceLine, SourcePage
from app.documents.values import Repeated

# Fractions of a page's height in which headers and footers stand.
_HEAD = 0.14
_FOOT = 0.86
_LINES_LOOKED_AT = 5
_SAME_PLACE = 0.015
_FEWEST_PAGES = 2
_SHARE_OF_PAGES = 0.5
_DIGITS = re.compile(r"\d+")
_PAGE_WORDS = re.compile(r"^(?:pagina|page|blz\.?|bladzijde|seite|p\.?|van|of|sur|von|de|[#/|.()\[\] –—-])*$")


def set_apart(pages: Sequence[SourcePage]) -> tuple[Repeated, ...]:
    """Take what repeats out of the lines of each page, and return it.

    A header stays on the first page that bears it and a footer on the last one: a letterhead names the sender. Page
    numbers go everywhere.
    """
    groups = [(role, lines) for role, lines in _groups(pages) if _is_frequent(lines, pages)]
    repeating = {id(line) for _, lines in groups for _, line in lines}
    at_edge = {id(line) for page in pages for line in _edge_lines(page, repeating)}
    found: list[Repeated] = []
    for role, lines in groups:
        apart = [one for one in lines if id(one[1]) in at_edge]
        if not _is_frequent(apart, pages):
            continue
        numbers = sorted({number for number, _ in apart})
        kept = {"header": numbers[0], "footer": numbers[-1]}.get(role)
        for number, line in apart:
            found.append(Repeated(number, role, line.text.strip()))
            if number != kept:
                pages[number - 1].lines.remove(line)
    return tuple(sorted(found, key=lambda one: one.page))


def _is_frequent(lines: Sequence[tuple[int, SourceLine]], pages: Sequence[SourcePage]) -> bool:
    return len({number for number, _ in lines}) >= max(_FEWEST_PAGES, len(pages) * _SHARE_OF_PAGES)


def _groups(pages: Sequence[SourcePage]) -> list[tuple[str, list[tuple[int, SourceLine]]]]:
    """Return the lines at the heads and feet of pages, those of one wording and place together."""
    by_words: dict[tuple[bool, str], list[tuple[int, SourceLine]]] = defaultdict(list)
    for number, page in enumerate(pages, start=1):
        for line in _edge_lines(page):
            is_head = line.box.bottom < _HEAD
            by_words[is_head, _DIGITS.sub("#", line.text.strip().lower())].append((number, line))
    groups = []
    for (is_head, words), lines in by_words.items():
        place = lines[len(lines) // 2][1].box.top
        there = [one for one in lines if abs(one[1].box.top - place) <= _SAME_PLACE]
        role = (
            "page_number" if "#" in words and _PAGE_WORDS.match(words) else "header" if is_head else "footer"
        )
        groups.append((role, there))
    return groups


def _edge_lines(page: SourcePage, repeating: set[int] | None = None) -> list[SourceLine]:
    """Return the lines at the head and foot of a page; only up to the first that does not repeat, if that is known."""
    by_height = sorted(page.lines, key=lambda line: line.box.top)
    heads = [line for line in by_height[:_LINES_LOOKED_AT] if line.box.bottom < _HEAD]
    feet = [line for line in by_height[::-1][:_LINES_LOOKED_AT] if line.box.top > _FOOT]
    if repeating is None:
        return heads + feet
    return [line for edge in (heads, feet) for line in takewhile(lambda one: id(one) in repeating, edge)]
