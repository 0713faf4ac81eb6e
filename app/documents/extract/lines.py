"""Decide which line ends of a plain text are the source's page width, and which were meant."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from app.documents.extract.hyphens import breaks_word
from app.text.markers import find_marker
from app.text.wording import (
    CLOSING_MARKS,
    FUNCTION_LINE,
    LABEL,
    SENTENCE_END,
    ends_sentence,
    is_closing,
    is_salutation,
)

_WIDEST_PAGE = 160
_USUAL_PAGES = range(50, 101)
_LONGEST_COUNTED = 400
_WIDTH_QUANTILE = 0.9
_FULL = 0.92
_FULL_AT_SENTENCE_END = 0.97
_OVERFLOW = 1.15
_SHORT = 0.6
_SHORTEST_PROSE = 60
_FEWEST_BROKEN = 2
_SHORTEST_BROKEN = 25
_LONGEST_BROKEN_UNWRAPPED = 110
_LOOSE_SHARE = 0.25
_LONGEST_NAME = 60
_LONGEST_HEADING = 120
_LONGEST_WORD = 80
_OWN_LINE = re.compile(
    r"^(?:[#>|]|\*\*[^\n*]{1,200}\*\*[.:]?$|[-_=*~ ]{3,}$|[¹²³⁴-⁹⁰]"
    r"|(?:t\.?a\.?v\.?|p/a|c/o|p\.?a\.|à l['’]attention|attn\.?|z\.? ?hd\.?)[ :]"
    r"|(?:<?https?://|www\.)\S{1,300}$|[\w.+-]{1,64}@[\w.-]{1,120}$|(?:door|par|by|von)(?: [\w.'’-]{1,30}){2,4}$|\+?\d[\d ()/.-]{6,30}$)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?:(?:[A-ZÀ-Þ][\w.'’-]{0,25}|van|de|der|den|von|le|la|du|des|d['’]\w{1,20})[ ,]{0,2}){1,6}$"
)
# No line of a letter ends with one of these of its own accord: "Aan de Voorzitter van de" / "Tweede Kamer".
_UNFINISHED = re.compile(
    r"[ (](?:van|de|het|een|der|den|en|aan|met|voor|bij|door|the|of|and|for|to|with|by|from|la|le|les|du|des|et|pour|au|aux|avec|par|dans|die|das|für|und|zu)$"
)
_LAST_WORD_LENGTH = 6
_OPENING_MARKS = "\"'“‘«„([*_"


class Glue(IntEnum):
    """What stands between two source lines in the canonical text."""

    BREAK = 0
    BLANK = 1
    HYPHEN = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """How the source broke its lines.

    `width` is that of a full line in characters, 0 when lines are whole paragraphs. `line_gap` is the number of
    blank lines that are mere line spacing: 1 in a text with a blank line between every line.
    """

    width: int
    line_gap: int

    def is_full(self, line: str, traits: "Traits", following: "Traits") -> bool:
        """Say whether the first word of the next line would not have fitted on this one."""
        if not self.width or len(line) > self.width * _OVERFLOW:
            return False
        needed = _FULL_AT_SENTENCE_END if self.line_gap and traits.ends_sentence else _FULL
        return len(line) + 1 + following.first_word_length > self.width * needed


def pairs_of(lines: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Yield each line that holds words with the number of blank lines after it and the next such line."""
    previous, blanks = "", 0
    for raw in lines:
        line = raw.strip()
        if not line:
            blanks += 1
            continue
        if previous:
            yield previous, blanks, line
        previous, blanks = line, 0


def measure(lines: Iterable[str]) -> Shape:
    """Find the page width and the line spacing from the places where a sentence runs over a line end."""
    tight: Counter[int] = Counter()
    loose: Counter[int] = Counter()
    gaps: Counter[int] = Counter()
    adjacent = separated = 0
    for line, blanks, following in pairs_of(lines):
        adjacent, separated = (adjacent + 1, separated) if blanks == 0 else (adjacent, separated + 1)
        if not _runs_on(line, following):
            continue
        (loose if blanks else tight)[min(len(line), _LONGEST_COUNTED)] += 1
        if blanks:
            gaps[blanks] += 1
    broken = gaps.total()
    is_loose = broken >= _FEWEST_BROKEN and broken >= _LOOSE_SHARE * separated and adjacent <= separated
    counted = tight + loose if is_loose else tight
    width = _quantile(counted)
    # A single broken line may be two lines that happen to meet: it must look like a page.
    is_page = width <= _WIDEST_PAGE if counted.total() >= _FEWEST_BROKEN else width in _USUAL_PAGES
    return Shape(width if is_page else 0, gaps.most_common(1)[0][0] if is_loose else 0)


def _runs_on(line: str, following: str) -> bool:
    return (
        following[0].islower()
        and len(line) >= _SHORTEST_BROKEN
        and not line.endswith((":", ";"))
        and not ends_sentence(line)
        and not traits_of(following).stands_alone
        and not _is_name_and_function(line, following)
    )


def _quantile(lengths: Counter[int]) -> int:
    """Return where nine in ten of the full lines end: the longest lines are outliers."""
    to_pass = lengths.total() * _WIDTH_QUANTILE
    for length in sorted(lengths):
        to_pass -= lengths[length]
        if to_pass <= 0:
            return length
    return 0


@dataclass(frozen=True, slots=True)
class Traits:
    """What one line looks like by itself."""

    is_item: bool
    is_bare_marker: bool
    stands_alone: bool
    greets: bool
    closes: bool
    ends_sentence: bool
    is_unfinished: bool
    is_capitals: bool
    begins_small: bool
    first_word_length: int


def traits_of(line: str) -> Traits:
    """Say what a line looks like by itself."""
    return _traits_of_short(line) if len(line) <= _WIDEST_PAGE else _traits(line)


@lru_cache(maxsize=16_384)
def _traits_of_short(line: str) -> Traits:
    """Each line is looked at twice, as the first and the second of a pair; long ones are not kept in memory."""
    return _traits(line)


def _traits(line: str) -> Traits:
    marker = find_marker(line)
    is_long = len(line) > _WIDEST_PAGE
    greets, closes = not is_long and is_salutation(line), not is_long and is_closing(line)
    is_capitals = len(line) <= _LONGEST_HEADING and line.isupper() and " " in line
    return Traits(
        is_item=marker is not None,
        is_bare_marker=marker is not None and marker.length >= len(line),
        stands_alone=marker is not None
        or "\t" in line
        or (not is_long and (greets or closes or is_capitals or _begins_something(line))),
        greets=greets,
        closes=closes,
        ends_sentence=ends_sentence(line),
        is_unfinished=_UNFINISHED.search(line[-_LAST_WORD_LENGTH:]) is not None,
        is_capitals=is_capitals,
        begins_small=line[:_LONGEST_WORD].lstrip(_OPENING_MARKS)[:1].islower(),
        first_word_length=len(line[:_LONGEST_WORD].split(maxsplit=1)[0]),
    )


def _begins_something(line: str) -> bool:
    """Say whether a line is a heading, a table row, a label, a web address: something of its own."""
    return _OWN_LINE.match(line) is not None or LABEL.match(line) is not None


def _is_name_and_function(line: str, following: str) -> bool:
    """Recognise two lines of an address or a signature: "Maxime Prévot" / "minister van Buitenlandse Zaken"."""
    return (
        len(line) <= _LONGEST_NAME
        and len(following) <= _WIDEST_PAGE
        and FUNCTION_LINE.match(following) is not None
        and _NAME.match(line.strip(CLOSING_MARKS + _OPENING_MARKS + ",")) is not None
    )


class Joiner:
    """Walk over the lines of one text and say what stands between each and the next."""

    def __init__(self, shape: Shape) -> None:
        """Start before the first line."""
        self._shape = shape
        self._item_indent = -1
        self._after_closing = False

    def glue(self, line: str, blanks: int, following: str, indent: int) -> Glue:
        """Decide for a line, the blanks after it and the next line, which stands `indent` characters in."""
        traits, next_traits = traits_of(line), traits_of(following)
        self._look_at(line, traits)
        is_item = next_traits.is_item
        if blanks > self._shape.line_gap:
            joins = False
        elif is_item:
            joins = self._is_broken_before_number(line, traits, following)
        else:
            joins = self._joins(line, traits, following, is_deeper=indent > self._item_indent)
        if not joins:
            self._item_indent = indent if is_item else -1
            return Glue.BREAK
        return Glue.HYPHEN if breaks_word(line, following) else Glue.BLANK

    def _look_at(self, line: str, traits: Traits) -> None:
        if traits.greets or len(line) > _WIDEST_PAGE:
            self._after_closing = False
        elif traits.closes:
            self._after_closing = True

    def _is_broken_before_number(self, line: str, traits: Traits, following: str) -> bool:
        """Say whether a full line before "2. ..." broke a sentence there, and no list is running."""
        return (
            self._item_indent < 0
            and following[0].isdigit()
            and line[-1:].isalnum()
            and self._shape.is_full(line, traits, traits_of(following))
        )

    def _joins(self, line: str, traits: Traits, following: str, *, is_deeper: bool) -> bool:
        next_traits = traits_of(following)
        if next_traits.stands_alone:
            return False
        if traits.is_bare_marker:
            return True
        if traits.greets or traits.closes or "\t" in line:
            return False
        is_inside_item = self._item_indent >= 0 and is_deeper
        if (
            traits.is_unfinished
            or breaks_word(line, following)
            or (is_inside_item and not traits.ends_sentence)
        ):
            return True
        is_full = self._shape.is_full(line, traits, next_traits)
        if next_traits.begins_small:
            return is_full or self._goes_on(line, traits, following)
        return is_full and not self._after_closing and not traits.is_capitals and LABEL.match(line) is None

    def _goes_on(self, line: str, traits: Traits, following: str) -> bool:
        """Tell a title over several lines from two lines of a signature, where a small letter follows a short line."""
        longest = self._shape.width * _OVERFLOW or _LONGEST_BROKEN_UNWRAPPED
        shortest = (
            self._shape.width * _SHORT if self._after_closing else _SHORTEST_BROKEN * (self._item_indent < 0)
        )
        is_ended = (
            traits.ends_sentence
            or line.endswith((":", ";"))
            or (line.startswith("#") and line.endswith("**"))
        )
        return (
            shortest <= len(line) <= longest and not is_ended and not _is_name_and_function(line, following)
        )


def is_prose(line: str, sources: int) -> bool:
    """Say whether a joined line is a paragraph of running text, to be set off by blank lines."""
    return sources > 1 or (
        len(line) >= _SHORTEST_PROSE and line.rstrip(CLOSING_MARKS)[-1:] in SENTENCE_END + ":;,"
    )
