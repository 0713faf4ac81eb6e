"""A strict recogniser of dates in letters of Belgium, the Netherlands and the European institutions.

Order is day, month, year. What could be read in another way is "probable" and carries the other reading: a person
decides. A sentence is never searched for something that merely could be a date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.text.date_patterns import (
    HALF,
    ISO,
    MONTH_AFTER,
    MONTH_FIRST,
    NUMERIC,
    OF_MONTH,
    OF_YEAR,
    PART_OF,
    QUARTER,
    WORDED,
)
from app.text.months import MONTHS

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
    QUARTER = "quarter"
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
        (ISO, _read_full),
        (WORDED, lambda match: _read_worded(match, document_date)),
        (MONTH_FIRST, _read_full),
        (NUMERIC, _read_numeric),
        (HALF, _read_half),
        (QUARTER, _read_quarter),
        (PART_OF, lambda match: _read_part(match, document_date)),
        (OF_MONTH, lambda match: _read_month(match, document_date)),
        (MONTH_AFTER, lambda match: _read_month(match, document_date)),
        (OF_YEAR, lambda match: _found(match, match["year"], Precision.YEAR)),
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
    year = _year_named(match, document_date)
    resolved = (
        _day(year, month, day)
        if year
        else _nearest(month, day, document_date, is_past=match["past"] is not None)
    )
    return _found(match, resolved.isoformat(), Precision.DAY) if resolved else None


def _year_named(match: re.Match[str], document_date: date) -> int | None:
    """Return the year of "dit jaar" and "vorig jaar", None for "jl." and "a.s."."""
    groups = match.groupdict()
    if groups.get("this_year"):
        return document_date.year
    return document_date.year - 1 if groups.get("last_year") else None


def _nearest_month(match: re.Match[str], month: int, document_date: date) -> int:
    """Return the year of "maart jl.", "en mars dernier", "next March" against the month of the document."""
    named = _year_named(match, document_date)
    if named:
        return named
    if match["past"]:
        return document_date.year - (month >= document_date.month)
    return document_date.year + (month <= document_date.month)


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


def _read_quarter(match: re.Match[str]) -> FoundDate:
    quarter = match["quarter"] or next(str(place) for place in (1, 2, 3, 4) if match[f"q{place}"])
    return _found(match, f"{match['year']}-Q{quarter}", Precision.QUARTER)


def _read_part(match: re.Match[str], document_date: date | None) -> FoundDate | None:
    name = match["month"] or match["month_of"]
    month = MONTHS[name.lower()] if name else None
    year = _year_of_part(match, month, document_date)
    is_latest = match["latest"] is not None and any(word in match["part"].lower() for word in _END_WORDS)
    if year is None:
        part = Precision.PART_OF_MONTH if month else Precision.PART_OF_YEAR
        return _found(match, None, Precision.LATEST if is_latest else part, is_probable=True)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if is_latest:
        return _found(match, _last_day(year, month or _LAST_MONTH).isoformat(), Precision.LATEST)
    if month:
        return _found(match, f"{year}-{month:02}", Precision.PART_OF_MONTH)
    return _found(match, str(year), Precision.PART_OF_YEAR)


def _year_of_part(match: re.Match[str], month: int | None, document_date: date | None) -> int | None:
    if match["year"]:
        return _year_number(match["year"])
    if document_date is None:
        return None
    return _nearest_month(match, month, document_date) if month else document_date.year


def _last_day(year: int, month: int) -> date:
    first_of_next = date(year + month // _LAST_MONTH, month % _LAST_MONTH + 1, 1)
    return first_of_next - timedelta(days=1)


def _read_month(match: re.Match[str], document_date: date | None) -> FoundDate | None:
    month, printed = _month_number(match), match.groupdict().get("year")
    if printed is None and match["month"] == "may":  # "this may last"
        return None
    if printed is None and document_date is None:
        return _found(match, None, Precision.MONTH, is_probable=True)
    year = _year_number(printed) if printed else _nearest_month(match, month, document_date or date.min)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    return _found(match, f"{year}-{month:02}", Precision.MONTH)
