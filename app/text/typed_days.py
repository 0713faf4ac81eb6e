"""A day as a person types it into one field: day-month-year, as is usual here."""

import re
from datetime import date

from app.text.dates import find_dates

_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LONGEST = 40


def read_typed_day(typed: str) -> date | None:
    """Return the day that somebody typed; None when it cannot be read as one.

    >>> read_typed_day("5-6-2026")
    datetime.date(2026, 6, 5)
    """
    words = typed.strip()
    if len(words) > _LONGEST:
        return None
    numeric, iso = _NUMERIC.fullmatch(words), _ISO.fullmatch(words)
    if numeric is not None:
        return _day(int(numeric[3]), int(numeric[2]), int(numeric[1]))
    if iso is not None:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = find_dates(words)
    is_whole = len(found) == 1 and found[0].precision == "day" and found[0].raw.strip() == words
    return date.fromisoformat(found[0].iso) if is_whole and found[0].iso else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
