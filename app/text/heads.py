"""The lines that open a document: a heading, an addressee, a salutation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.text.blocks import is_prose, lines_between
from app.text.wording import CHAIR, OFFICE, PUBLIC_OFFICE, SALUTATION, SALUTATION_BEFORE_TEXT

_LINES_IN_A_HEAD = 25
_LONGEST_HEAD = 3000
# Looks ahead first: five megabytes of blank lines took half of their time here.
_EDGE = r"^(?=[*_# ]{0,6}\w)[*_# ]{0,6}"
_REPLY_HEADING = re.compile(
    rf"{_EDGE}(?:(?:schriftelijk |officieel )?antwoord|reactie|réponse|reply|response|answer|antwort) "
    r"(?:van|vanwege|op|de|du|d['’]|à|from|by|of|to|von|auf) ?[^\n]{3,160}$",
    re.IGNORECASE | re.MULTILINE,
)
_LETTER_HEADING = re.compile(
    rf"{_EDGE}(?:nr\.? ?\d{{1,6}}\s{{1,4}})?(?:kamer)?(?:brief|lettre|letter|schreiben) "
    rf"(?:van|de|du|from|of|by|des|der)[^\n]{{0,40}}?(?:{PUBLIC_OFFICE})[^\n]{{0,120}}$",
    re.IGNORECASE | re.MULTILINE,
)
_PERSON_TITLE = (
    r"(?:de heer|dhr\.?|mevrouw|mevr\.?|mw\.?|monsieur|madame|mme\.?|m\.|mr\.?|mrs\.?|ms\.?|sir|the (?:rt\.? ?|right )?hon\S{0,8}"
    r"|herrn?|frau|h\.e\.|z\.e\.|s\.e\.|zijne excellentie|son excellence|his excellency|her excellency)"
)
_ADDRESSEE = re.compile(
    rf"(?:{_EDGE}|(?<=\S {{3}})|(?<= {{4}}))(?:"
    r"(?:aan|t\.?a\.?v\.?|ter attentie van|à l['’]attention (?:de|du)|for the attention of|attn\.?|z\. ?hd\. ?(?:v\.)?)"
    rf"(?: ?:)? (?:de |het |den |uw |the |la |le |l['’]|{_PERSON_TITLE} ?)?[^\n]{{3,130}}"
    rf"|(?:à|a|to|an|au|aux)(?: ?:)? (?:{_PERSON_TITLE}|(?:the |la |le |l['’]|den |die )?(?:cabinet (?:de la |de |du ))?(?:{PUBLIC_OFFICE}|{CHAIR}))[^\n]{{0,130}}"
    rf"|{_PERSON_TITLE} (?-i:[A-ZÀ-Þ])[^\n]{{1,90}}"
    rf")(?<![.;:?!])$",
    re.IGNORECASE | re.MULTILINE,
)


class OpenerKind(StrEnum):
    """What a line at the top of a document does."""

    REPLY_HEADING = "reply_heading"
    LETTER_HEADING = "letter_heading"
    ADDRESSEE = "addressee"
    SALUTATION = "salutation"


@dataclass(frozen=True, slots=True)
class Opener:
    """One line of a head."""

    kind: OpenerKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """The opening lines of one document, in order."""

    openers: tuple[Opener, ...]

    @property
    def start(self) -> int:
        """Where the first opening line starts."""
        return self.openers[0].start

    @property
    def end(self) -> int:
        """Where the last opening line ends."""
        return self.openers[-1].end

    def first(self, kind: OpenerKind) -> Opener | None:
        """Return the first opening line of a kind."""
        return next((opener for opener in self.openers if opener.kind is kind), None)

    def has(self, kind: OpenerKind) -> bool:
        """Say whether the head holds a line of a kind."""
        return self.first(kind) is not None


_PATTERNS = (
    (OpenerKind.REPLY_HEADING, _REPLY_HEADING),
    (OpenerKind.LETTER_HEADING, _LETTER_HEADING),
    (OpenerKind.SALUTATION, SALUTATION),
    (OpenerKind.SALUTATION, SALUTATION_BEFORE_TEXT),
    (OpenerKind.ADDRESSEE, _ADDRESSEE),
)


def find_heads(text: str, start: int = 0, end: int | None = None) -> Iterator[Head]:
    """Yield the heads between two offsets: openers with nothing but short lines between them."""
    group: list[Opener] = []
    for opener in _openers(text, start, len(text) if end is None else end):
        if group and not _belong_together(text, group, opener):
            yield Head(tuple(group))
            group = []
        group.append(opener)
    if group:
        yield Head(tuple(group))


def _openers(text: str, start: int, end: int) -> list[Opener]:
    """Return the opening lines in order; a line that two patterns know is what the first of them says."""
    kinds: dict[int, Opener] = {}
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text, start, end):
            if kind is OpenerKind.ADDRESSEE and not _is_addressee(text, match, end):
                continue
            kinds.setdefault(match.start(), Opener(kind, match.start(), match.end()))
    return [kinds[place] for place in sorted(kinds)]


def _is_addressee(text: str, match: re.Match[str], end: int) -> bool:
    """Reject "Aan de andere kant" in running text, and a bare name without an office or address below it."""
    line = match.group().strip("*_# ")
    if is_prose(line):
        return False
    if not re.match(rf"{_PERSON_TITLE} ", line, re.IGNORECASE) or OFFICE.search(line):
        return True
    below = next(lines_between(text, match.end(), min(end, match.end() + _LONGEST_HEAD)), None)
    return below is not None and not below.blank_before and not is_prose(below.words)


def _belong_together(text: str, group: list[Opener], opener: Opener) -> bool:
    last = group[-1]
    between = text[last.end : opener.start]
    if last.kind is OpenerKind.SALUTATION:
        return opener.kind is OpenerKind.SALUTATION and not between.strip("*_ \n") and "\n\n" not in between
    if len(between) > _LONGEST_HEAD or between.count("\n") > 2 * _LINES_IN_A_HEAD:
        return False
    return not any(is_prose(line.words) for line in lines_between(text, last.end, opener.start))
