"""The marks that start an item of a list: "1.", "1)", "1°", "(1)", "1a.", "1.a", "a)", "IV.", "-", "•", "Eis 1"."""

import re
from dataclasses import dataclass
from enum import StrEnum

_LABEL = (
    r"(?:eis|vraag|demande|question|demand|request|ask|forderung|frage|punt|point|voorstel|proposition|aanbeveling"
    r"|recommendation|recommandation)"
)
_MARKER = re.compile(
    r"[ \t]{0,40}\*{0,2}(?:"
    rf"(?P<label>{_LABEL})[ ](?:n[°ro]{{1,2}}\.?[ ]?)?(?P<labelled>\d{{1,3}})(?:[ ]?[.:)–—-]|(?=\*|$))"
    r"|(?P<lettered>\d{1,2}(?:[ ]?(?-i:[a-h])(?:\.?\)|[.:])|\.(?-i:[a-h])(?:\.?\)|[.:]|(?=[ \t]))))(?![\w.])"
    r"|(?P<number>\d{1,3}(?:\.\d{1,2}){0,2})(?:\.?\)|[.°])(?!\d)"
    r"|\((?P<bracketed>\d{1,3}|(?-i:[a-z]))\)"
    r"|(?P<letter>(?-i:[a-z]))[.)](?![\w.])"
    r"|(?P<capital>(?-i:[A-H]))\)"
    r"|(?P<roman>(?-i:[IVX]{1,4}|[ivx]{2,4}))[.)](?![\w.])"
    r"|(?P<bullet>[-–—•·▪●◦‣›►✓→∙]{1,2}|\*(?!\*)|o(?=[ \t]))(?:[ ]?[›•])?(?=[ \t])"
    r")\*{0,2}(?:[ \t]{1,20}|$)",
    re.IGNORECASE,
)


class MarkerKind(StrEnum):
    """What kind of mark an item carries."""

    LABEL = "label"
    NUMBER = "number"
    LETTER = "letter"
    ROMAN = "roman"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of one item: its kind, what is printed without dots or brackets, and where the words begin."""

    kind: MarkerKind
    printed: str | None
    length: int


_KIND_OF_GROUP = {
    "label": MarkerKind.LABEL,
    "labelled": MarkerKind.LABEL,
    "lettered": MarkerKind.NUMBER,
    "number": MarkerKind.NUMBER,
    "bracketed": MarkerKind.NUMBER,
    "letter": MarkerKind.LETTER,
    "capital": MarkerKind.LETTER,
    "roman": MarkerKind.ROMAN,
    "bullet": MarkerKind.BULLET,
}


def find_marker(line: str) -> Marker | None:
    """Return the mark that a line starts with, or None when the line is no item of a list.

    "M. Prévot" and "2 maart" are no items; "1.5 miljoen" is none either.
    """
    match = _MARKER.match(line)
    if match is None:
        return None
    group = match.lastgroup or ""
    printed = match.group(group)
    kind = _KIND_OF_GROUP[group]
    if group == "bracketed" and printed.isalpha():
        kind = MarkerKind.LETTER
    if group == "lettered":
        printed = "".join(character for character in printed if character.isalnum())
    return Marker(kind, None if kind is MarkerKind.BULLET else printed, match.end())
