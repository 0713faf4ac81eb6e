"""Register numbers of parliaments and authorities, and the "Ons kenmerk" lines of letters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from app.text.wording import OUR_REFERENCE, PLAIN_REFERENCE, YOUR_REFERENCE

PATTERNS_FILE = Path(__file__).parents[2] / "config" / "references.yaml"
_LABEL_KINDS = (
    ("our_reference", OUR_REFERENCE),
    ("your_reference", YOUR_REFERENCE),
    ("reference", PLAIN_REFERENCE),
)
_ANY_LABEL = "|".join(f"(?P<{kind}>{labels})" for kind, labels in _LABEL_KINDS)
# The value of a label ends at a gap, at the next label or at the end of the line; it holds a digit or a slash.
_LABELLED = re.compile(
    rf"(?<![\w/])(?:{_ANY_LABEL})(?![\w/])[*_ ]{{0,3}}(?P<colon>[:：])?[*_ \t]{{0,6}}(?P<value>[\w(][^\n\t,;]{{0,60}})",
    re.IGNORECASE,
)
_VALUE_ENDS = re.compile(
    rf" {{2,}}|[*_]{{1,2}}| (?={OUR_REFERENCE}|{YOUR_REFERENCE})|[.]?$|[.](?= )", re.IGNORECASE
)
_URL = re.compile(
    r"(?:https?://|www\.|(?<![\w.@-])[\w-]{2,40}\.(?:be|nl|eu|org|com)/)[^\s<>\"'“”‘’)\]]{1,400}"
)
_URL_WINDOW = 300
_MOST_WORDS_OF_A_NUMBER = 4


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference as printed: text[start:end] == raw; `normal` is the one way of writing it, `link` its address."""

    kind: str
    raw: str
    normal: str
    start: int
    end: int
    link: str | None = None


@dataclass(frozen=True, slots=True)
class ReferencePattern:
    """One entry of config/references.yaml."""

    kind: str
    pattern: re.Pattern[str]
    normal: str
    link: str | None = None
    table_key: str = ""
    tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class _Fill(Formatter):
    """Formats {group:dense} and {group:upper} beside the usual ones."""

    def format_field(self, value: object, format_spec: str) -> str:
        text = str(value)
        if format_spec == "dense":
            return re.sub(r"(?<=\d)[ -](?=[A-Z])", "-", text).replace(" ", "")
        return text.upper() if format_spec == "upper" else str(super().format_field(text, format_spec))


_FILL = _Fill()


@cache
def load_patterns(path: Path = PATTERNS_FILE) -> tuple[ReferencePattern, ...]:
    """Read the patterns of references; the file says what each key means."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["references"]
    return tuple(
        ReferencePattern(
            kind=entry["kind"],
            pattern=re.compile(entry["pattern"]),
            normal=entry["normal"],
            link=entry.get("link"),
            table_key=entry.get("table_key", ""),
            tables=entry.get("tables", {}),
        )
        for entry in entries
    )


def find_references(text: str) -> list[FoundReference]:
    """Return the references of a text in order, none overlapping.

    Inside a web address the whole address is the reference. A labelled line ("Ons kenmerk: X") gives kind
    our_reference, your_reference or reference with X as `normal`; "our" is the writer of that document.
    """
    found: list[FoundReference] = []
    for pattern in load_patterns():
        found = _merge(found, (_read(pattern, match) for match in pattern.pattern.finditer(text)))
    return _merge(found, _labelled(text))


def _merge(found: list[FoundReference], fresh: Iterable[FoundReference]) -> list[FoundReference]:
    """Add what overlaps nothing found before; both are in order."""
    kept: list[FoundReference] = []
    index = last_end = 0
    for hit in fresh:
        while index < len(found) and found[index].end <= hit.start:
            index += 1
        if hit.start >= last_end and (index == len(found) or hit.end <= found[index].start):
            kept.append(hit)
            last_end = hit.end
    return sorted(found + kept, key=lambda hit: hit.start) if kept else found


def _address_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the web address that holds start..end, or start..end itself."""
    first, last = max(0, start - _URL_WINDOW), min(len(text), end + _URL_WINDOW)
    for url in _URL.finditer(text, first, last):
        if url.start() <= start and end <= url.end():
            return url.start(), max(end, url.end() - _trailing_stops(url.group()))
    return start, end


def _trailing_stops(address: str) -> int:
    return len(address) - len(address.rstrip(".,;:!?"))


def _read(pattern: ReferencePattern, match: re.Match[str]) -> FoundReference:
    start, end = match.span()
    if pattern.kind.endswith("_url"):
        start, end = _address_around(match.string, start, end)
    values = _values(pattern, match)
    link = _FILL.format(pattern.link, **values) if pattern.link else None
    return FoundReference(
        pattern.kind, match.string[start:end], _FILL.format(pattern.normal, **values), start, end, link
    )


def _values(pattern: ReferencePattern, match: re.Match[str]) -> dict[str, str]:
    values = {name: value or "" for name, value in match.groupdict().items()}
    if pattern.tables:
        key = _FILL.format(pattern.table_key, **values)
        values |= {name: table[key] for name, table in pattern.tables.items()}
    return values


def _labelled(text: str) -> Iterator[FoundReference]:
    match = _LABELLED.search(text)
    while match:
        value = match["value"]
        cut = _VALUE_ENDS.search(value)
        value = value[: cut.start()].rstrip() if cut else value.rstrip()
        end = match.start("value") + len(value)
        if _looks_like_number(value, is_after_colon=match["colon"] is not None):
            kind = next(kind for kind, _ in _LABEL_KINDS if match[kind])
            yield FoundReference(kind, text[match.start() : end], value, match.start(), end)
        match = _LABELLED.search(text, max(end, match.start("value") + 1))


def _looks_like_number(value: str, *, is_after_colon: bool) -> bool:
    """Ask for a digit and few words; without a colon before the value, one word."""
    words = len(value.split())
    has_digit = any(character.isdigit() for character in value)
    return has_digit and words <= (_MOST_WORDS_OF_A_NUMBER if is_after_colon else 1)
