"""A strict recogniser of dates in letters of Belgium, the Netherlands and the European institutions.

Order is day, month, year. What could be read in another way is "probable" and carries the other reading: a person
decides. A sentence is never searched for something that merely could be a date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.text.months import MONTHS, WEEKDAYS, longest_first

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_CENTURY_TURNS_AT = 70
_SHORT_YEAR_DIGITS = 2
_LAST_MONTH = 12
_LAST_HOUR, _LAST_MINUTE = 23, 59


class Precision(StrEnum):
    """How much of the calendar the words fix."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    PART_OF_MONTH = "part_of_month"
    HALF_YEAR = "half_year"
    PART_OF_YEAR = "part_of_year"
    YEAR = "year"
    LATEST = "latest"


class Certainty(StrEnum):
    """Whether the words can be read in one way only."""

    CERTAIN = "certain"
    PROBABLE = "probable"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as printed: text[start:end] == raw.

    `iso` is as precise as the words (2026-01-13, 2025-12, 2025-H2, 2012, 2025-10-06T11:28), None for a relative date
    ("22 februari jl.") in a document without a date. `other_reading` is ISO too.
    """

    raw: str
    iso: str | None
    precision: Precision
    certainty: Certainty
    other_reading: str | None
    start: int
    end: int


_MONTH = rf"(?P<month>{longest_first(MONTHS)})\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d|(?P<apostrophe>['’‘`´])\s?\d\d)(?![\d/]|[.,-]\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:\.|er|[eè]me|e|de|ste|st|nd|rd|th)?"
_WEEKDAY = rf"(?:(?:{longest_first(WEEKDAYS)})\.?,? {{1,2}})?"
_TIME = (
    r"(?P<time>,? {1,2}(?:om|à|at|um|-|–)? {0,2}(?P<hour>[01]?\d|2[0-3])(?::|\.| ?[hu] ?)(?P<minute>[0-5]\d)"
    r"(?: ?(?:uur|uhr|h|u))?(?!\d))?"
)
_PAST = r"jl\.?|jongstleden|l\.?l\.?|ll\.|laatstleden|dernier|derni[eè]re|last|letzten jahres|d\.j\."
_COMING = r"a\.?s\.|aanstaande|eerstkomende|prochain|next"
_RELATIVE = rf"(?P<past>{_PAST})(?!\w)|(?P<coming>{_COMING})(?!\w)"
_BEFORE = r"(?<![\w./:-])(?<!\d )"
_AFTER = r"(?!\w|[./:-]\d| \d)"

_WORDED = re.compile(
    rf"{_BEFORE}{_WEEKDAY}{_DAY} {{1,3}}(?:of |de )?{_MONTH},? {{1,3}}(?:{_YEAR}{_TIME}|{_RELATIVE})",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_BEFORE}{_WEEKDAY}{_MONTH} {{1,2}}{_DAY},? {{1,2}}{_YEAR}{_TIME}",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\w./:-])(?P<year>(?:19|20|21)\d\d)(?P<mark>[-/.])(?P<month>0[1-9]|1[0-2])(?P=mark)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?:T(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"(?!\w|[./-]\d)",
)
_NUMERIC = re.compile(
    rf"{_BEFORE}{_WEEKDAY}(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark> ?[./-] ?| )(?P<month>0?[1-9]|1[0-2])(?P=mark)"
    rf"(?P<year>(?:19|20|21)\d\d|\d\d){_TIME}{_AFTER}",
    re.IGNORECASE,
)
_PART = (
    r"(?P<part>(?P<latest>ten laatste tegen |uiterlijk |tegen |vóór |voor |v[oó]ór |avant |d['’]ici |by |before |bis )?"
    r"(?:(?:het |la |the )?(?:eind(?:e)?|begin|midden|medio|fin|début|mi|end|beginning|middle|mid|early|late|ende|anfang|mitte)"
    r")(?:[ -](?:van |de |du |of |d['’])?))"
)
_PART_OF = re.compile(
    rf"(?<![\w./:-]){_PART}(?:{_MONTH} {{1,2}})?(?:{_YEAR}|(?P<this>dit jaar|cette année|this year|dieses jahres|l['’]année))",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<!\w)(?P<half>eerste|tweede|premier|deuxième|second|first|1er|2e|2ème|1e|erste[ns]?|zweite[ns]?) "
    r"(?:helft|semestre|half|semester|halbjahr|jaarhelft) (?:van |de |of |des jahres )?(?P<year>(?:19|20|21)\d\d)(?!\d)",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(rf"(?<![\w./:-])(?<!\d ){_MONTH} {{1,2}}(?:van |de |of )?{_YEAR}", re.IGNORECASE)
_OF_YEAR = re.compile(
    r"(?<!\w)(?:sinds|vanaf|in|tegen|depuis|en|dès|since|from|by|seit|ab|im jahr|in het jaar) "
    r"(?P<year>(?:19|20|21)\d\d)(?![\w/%]|[.,-]\d| ?(?:euro|eur|miljoen|millions?|personen|personnes|people)\b)",
    re.IGNORECASE,
)
_SECOND_HALF = ("tweede", "deuxième", "second", "2e", "2ème", "zweite")
_END_WORDS = ("eind", "fin", "end", "ende")
# Digits with blanks between them are a date only where nothing else stands on the line but a place or a label.
_ALONE_BEFORE = re.compile(r"(?:^|\n)[^\n\d]{0,40}$")
_ALONE_AFTER = re.compile(r"[ \t*_.,]{0,6}(?:\n|$)")


def find_dates(text: str, document_date: date | None = None) -> list[FoundDate]:
    """Return the dates of a text in order, none overlapping; `document_date` resolves "jl.", "dernier", "dit jaar"."""
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _readers(document_date):
        fresh = [hit for match in pattern.finditer(text) if (hit := read(match)) is not None]
        found += (kept := _outside(fresh, taken))
        taken = sorted(taken + [(hit.start, hit.end) for hit in kept])
    return sorted(found, key=lambda hit: hit.start)


def _outside(fresh: list[FoundDate], taken: list[tuple[int, int]]) -> list[FoundDate]:
    """Drop what overlaps a date of a stricter pattern; both lists are in order, so one walk is enough."""
    kept: list[FoundDate] = []
    index = 0
    for hit in fresh:
        while index < len(taken) and taken[index][1] <= hit.start:
            index += 1
        if index == len(taken) or hit.end <= taken[index][0]:
            kept.append(hit)
    return kept


_Reader = Callable[[re.Match[str]], FoundDate | None]


def _readers(document_date: date | None) -> tuple[tuple[re.Pattern[str], _Reader], ...]:
    """Return the patterns with their readers, the strictest first."""
    return (
        (_ISO, _read_full),
        (_WORDED, lambda match: _read_worded(match, document_date)),
        (_MONTH_FIRST, _read_full),
        (_NUMERIC, _read_numeric),
        (_HALF, _read_half),
        (_PART_OF, lambda match: _read_part(match, document_date)),
        (_OF_MONTH, _read_month),
        (_OF_YEAR, lambda match: _found(match, match["year"], Precision.YEAR)),
    )


def _found(
    match: re.Match[str],
    iso: str | None,
    precision: Precision,
    other: str | None = None,
    *,
    is_probable: bool = False,
) -> FoundDate:
    certainty = Certainty.PROBABLE if is_probable or other else Certainty.CERTAIN
    return FoundDate(match.group(), iso, precision, certainty, other, match.start(), match.end())


def _month_number(match: re.Match[str]) -> int:
    name = match["month"]
    return int(name) if name.isdigit() else MONTHS[name.lower()]


def _year_number(printed: str) -> int:
    """Read "2026" as it stands, "26" and "’26" in the century of letters: 1970 to 2069."""
    digits = "".join(character for character in printed if character.isdigit())
    year = int(digits)
    if len(digits) > _SHORT_YEAR_DIGITS:
        return year
    return year + (2000 if year < _CENTURY_TURNS_AT else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= _LAST_MONTH):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_time(match: re.Match[str], day: date) -> tuple[str, Precision]:
    if match["hour"] is None:
        return day.isoformat(), Precision.DAY
    return f"{day.isoformat()}T{int(match['hour']):02}:{match['minute']}", Precision.MINUTE


def _read_full(match: re.Match[str]) -> FoundDate | None:
    day = _day(_year_number(match["year"]), _month_number(match), int(match["day"]))
    return _found(match, *_with_time(match, day)) if day else None


def _read_worded(match: re.Match[str], document_date: date | None) -> FoundDate | None:
    if match["year"] is not None:
        return _read_full(match)
    month, day = _month_number(match), int(match["day"])
    if _day(2000, month, day) is None:
        return None
    if document_date is None:
        return _found(match, None, Precision.DAY, is_probable=True)
    resolved = _nearest(month, day, document_date, is_past=match["past"] is not None)
    return _found(match, resolved.isoformat(), Precision.DAY) if resolved else None


def _nearest(month: int, day: int, document_date: date, *, is_past: bool) -> date | None:
    """Resolve "jl." to the last such day before the date of the document, "a.s." to the first after it."""
    offsets = (0, -1, -2, -3, -4) if is_past else (0, 1, 2, 3, 4)
    for offset in offsets:
        candidate = _day(document_date.year + offset, month, day)
        if candidate and (candidate < document_date if is_past else candidate > document_date):
            return candidate
    return None


def _read_numeric(match: re.Match[str]) -> FoundDate | None:
    day_digits, month_digits, year_digits = match["day"], match["month"], match["year"]
    is_short = len(year_digits) == _SHORT_YEAR_DIGITS
    # "11.11.11" is an organisation, and "1.2.26" is as likely a chapter.
    if is_short and (day_digits == month_digits == year_digits or len(day_digits) != len(month_digits)):
        return None
    if match["mark"] == " " and not _stands_alone(match, needs_own_line=is_short):
        return None
    day = _day(_year_number(year_digits), int(month_digits), int(day_digits))
    if day is None:
        return None
    other = _other_reading(day, match)
    return _found(match, *_with_time(match, day), other, is_probable=is_short)


def _other_reading(day: date, match: re.Match[str]) -> str | None:
    """Month before day where that is a day too; else year-month-day where the year has two digits."""
    swapped = _day(day.year, day.day, day.month)
    if swapped and swapped != day:
        return swapped.isoformat()
    if len(match["year"]) == _SHORT_YEAR_DIGITS and swapped is None:
        turned = _day(_year_number(match["day"]), int(match["month"]), int(match["year"]))
        return turned.isoformat() if turned else None
    return None


def _stands_alone(match: re.Match[str], *, needs_own_line: bool) -> bool:
    if len(match["day"]) == 1 or len(match["month"]) == 1:
        return False
    if not needs_own_line:
        return True
    text = match.string
    before = text[max(0, match.start() - 42) : match.start()]
    is_at_line_start = _ALONE_BEFORE.search(before) is not None
    return is_at_line_start and _ALONE_AFTER.match(text, match.end()) is not None


def _read_half(match: re.Match[str]) -> FoundDate:
    half = 2 if match["half"].lower().startswith(_SECOND_HALF) else 1
    return _found(match, f"{match['year']}-H{half}", Precision.HALF_YEAR)


def _read_part(match: re.Match[str], document_date: date | None) -> FoundDate | None:
    year = _year_of_part(match, document_date)
    month = _month_number(match) if match["month"] else None
    is_latest = match["latest"] is not None and any(word in match["part"].lower() for word in _END_WORDS)
    if year is None:
        return _found(
            match, None, Precision.LATEST if is_latest else Precision.PART_OF_YEAR, is_probable=True
        )
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if is_latest:
        return _found(match, _last_day(year, month or _LAST_MONTH).isoformat(), Precision.LATEST)
    if month:
        return _found(match, f"{year}-{month:02}", Precision.PART_OF_MONTH)
    return _found(match, str(year), Precision.PART_OF_YEAR)


def _year_of_part(match: re.Match[str], document_date: date | None) -> int | None:
    if match["this"]:
        return document_date.year if document_date else None
    return _year_number(match["year"])


def _last_day(year: int, month: int) -> date:
    first_of_next = date(year + month // _LAST_MONTH, month % _LAST_MONTH + 1, 1)
    return first_of_next - timedelta(days=1)


def _read_month(match: re.Match[str]) -> FoundDate | None:
    year = _year_number(match["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return _found(match, f"{year}-{_month_number(match):02}", Precision.MONTH)
