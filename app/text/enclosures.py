"""What is enclosed with a letter, and who gets a copy: "Bijlage(n):", "Annexes :", "Enclosures:", "Cc:"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from app.text.blocks import Line, is_prose, lines_between
from app.text.markers import find_marker

MOST_ENCLOSURES = 200
_LINES_BELOW = 30
_EDGE = "*_# \t"
_NAMES = (
    r"(?P<enclosure>bijlage(?:n|\(n\))?|annexe?(?:s|\(s\))?|pi[eè]ce(?:s|\(s\))? jointe(?:s|\(s\))?|p\.?j\.?|enclosure(?:s|\(s\))?|enc(?:l|ls|s)?\.?"
    r"|attachment(?:s|\(s\))?|anlage(?:n|\(n\))?|beilage(?:n|\(n\))?)"
    r"|(?P<copy>b?cc|c\.c\.?|(?:een )?kopie(?: aan| an)?|afschrift(?: aan)?|copie(?:s)?(?: à| pour information)?|cop(?:y|ies)(?: to)?)"
)
_LABEL = re.compile(
    rf"^[*_# ]{{0,6}}(?:{_NAMES})"
    r"[*_ ]{0,6}(?P<colon>[:：])?[*_ \t]{0,6}(?P<rest>[^\n]{0,500})$",
    re.IGNORECASE,
)
# Nearly no line is a label, and making a line of each takes most of the time: one walk finds those that may be.
_MAY_BE_LABEL = re.compile(rf"^[^\S\n]{{0,200}}[*_# ]{{0,6}}(?:{_NAMES})", re.IGNORECASE | re.MULTILINE)
_BETWEEN = re.compile(r"[^;]{1,500}")


class EnclosureKind(StrEnum):
    """Whether something was sent along, or somebody gets a copy."""

    ENCLOSURE = "enclosure"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class FoundEnclosure:
    """One enclosure or receiver of a copy as printed: text[start:end] == `text`; "2" where only a count is given."""

    kind: EnclosureKind
    text: str
    start: int
    end: int


def find_enclosures(text: str, start: int, end: int) -> list[FoundEnclosure]:
    """Return what the labels of the document at text[start:end] name, in order, at most 200.

    Behind the label ";" separates; without words behind it the lines below count, up to a blank line.
    """
    found: list[FoundEnclosure] = []
    for line in _lines_that_may_be_labels(text, start, end):
        match = _LABEL.match(line.words)
        if match is None:
            continue
        kind = EnclosureKind.ENCLOSURE if match["enclosure"] else EnclosureKind.COPY
        if match["colon"] and match["rest"].strip(_EDGE):
            first = line.start + match.start("rest")
            found += (_found(text, kind, *part) for part in _parts(text, first, line.end))
        elif not match["rest"].strip(_EDGE):
            below = list(islice(lines_between(text, line.end, end), _LINES_BELOW))
            found += _below(text, kind, below, needs_marks=not match["colon"])
        if len(found) >= MOST_ENCLOSURES:
            break
    return found[:MOST_ENCLOSURES]


def _lines_that_may_be_labels(text: str, start: int, end: int) -> Iterator[Line]:
    for match in _MAY_BE_LABEL.finditer(text[start:end]):
        yield from islice(lines_between(text, start + match.start(), end), 1)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in _BETWEEN.finditer(text, start, end):
        if part.group().strip(_EDGE):
            yield part.span()


def _below(
    text: str, kind: EnclosureKind, lines: list[Line], *, needs_marks: bool
) -> Iterator[FoundEnclosure]:
    for index, line in enumerate(lines):
        marker = find_marker(line.words[:60])
        is_over = (index > 0 and line.blank_before and marker is None) or _LABEL.match(line.words)
        if is_over or (marker is None and (needs_marks or is_prose(line.words))):
            return
        yield _found(text, kind, line.start + (marker.length if marker else 0), line.end)


def _found(text: str, kind: EnclosureKind, start: int, end: int) -> FoundEnclosure:
    words = text[start:end]
    start += len(words) - len(words.lstrip(_EDGE))
    end = start + len(text[start:end].rstrip(_EDGE + ".,"))
    return FoundEnclosure(kind, text[start:end], start, end)
