"""Lines of a text with their places, and what kind of line each is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.text.dates import find_dates
from app.text.wording import LABEL, ends_sentence

_LINE = re.compile(r"[^\n]+")
_SHORTEST_PROSE = 100
_FEWEST_WORDS_OF_PROSE = 9
_LONGEST_DATE_LINE = 70
_SEPARATOR = re.compile(r"^[-_=*~# ]{3,}$")
_POSTCODE = re.compile(
    r"(?:^|[ ,-])(?:B-?|NL-?|F-?|D-?)?(?:[1-9]\d{3} ?[A-Z]{2}|[1-9]\d{3,4})[ ]{1,2}[A-ZÀ-Þ][\w'’-]{2,}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds words: text[start:end] == words; `blank_before` when a blank line stands above it."""

    start: int
    end: int
    words: str
    blank_before: bool

    @property
    def plain(self) -> str:
        """The words without markdown stars and hashes at the edges."""
        return self.words.strip("*_# \t")


def lines_between(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines with words between two offsets."""
    last_end = max(0, start - 2)
    for match in _LINE.finditer(text, start, end):
        words = match.group()
        stripped = words.strip()
        if not stripped:
            continue
        first = match.start() + len(words) - len(words.lstrip())
        yield Line(
            first, first + len(stripped), stripped, last_end == 0 or text.find("\n\n", last_end, first) >= 0
        )
        last_end = first + len(stripped)


def paragraph_end(text: str, start: int) -> int:
    """Return where the paragraph or address around `start` ends: at the next blank line."""
    end = text.find("\n\n", start)
    return len(text) if end < 0 else end


def is_prose(line: str) -> bool:
    """Say whether a line is running text: long, or a sentence of nine words."""
    return len(line) >= _SHORTEST_PROSE or (
        ends_sentence(line) and len(line.split()) >= _FEWEST_WORDS_OF_PROSE
    )


def is_separator(line: str) -> bool:
    """Say whether a line is a rule of dashes or stars."""
    return _SEPARATOR.match(line) is not None


def is_date_line(line: str) -> bool:
    """Say whether a short line gives a date: "Brussel, 3 juni 2026"."""
    return len(line) <= _LONGEST_DATE_LINE and not ends_sentence(line) and bool(find_dates(line))


def starts_letterhead(line: str) -> bool:
    """Say whether a line belongs above a letter: a rule, a date, a label, a heading, a postal address."""
    return (
        is_separator(line)
        or line.startswith("#")
        or LABEL.match(line) is not None
        or is_date_line(line)
        or (len(line) <= _LONGEST_DATE_LINE and _POSTCODE.search(line) is not None)
    )
