"""Calendars by name: config/calendars.yaml, and the library `holidays` for the days of a country."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.terms.errors import InvalidConfigurationError, UnknownCalendarError
from app.terms.values import FIRST_YEAR, LAST_YEAR, Calendar, Holiday

CALENDARS_FILE = Path(__file__).resolve().parents[2] / "config" / "calendars.yaml"

_ENGLISH = "en"
_KEYS = {"base", "country", "subdivisions", "categories", "days", "dates", "confirmed_years", "sources"}

_Entry = Mapping[str, Any]
_Days = Callable[[int], Mapping[date, Holiday]]


def get_calendar(calendar_id: str, language: str = _ENGLISH) -> Calendar:
    """Return the calendar with holidays named in `language` (en, nl, fr) where the names are known, else in English.

    Raises UnknownCalendarError, and InvalidConfigurationError when the file is wrong.
    """
    return _get_calendar(calendar_id, language)


def list_calendar_ids() -> tuple[str, ...]:
    """Return the ids of the file, in its order."""
    return tuple(_load())


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    cycle, (century, rest) = year % 19, divmod(year, 100)
    correction = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (19 * cycle + correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (cycle + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache
def _load() -> dict[str, _Entry]:
    entries = yaml.safe_load(CALENDARS_FILE.read_text(encoding="utf-8"))["calendars"]
    for name, entry in entries.items():
        if unknown := set(entry or {}) - _KEYS:
            raise InvalidConfigurationError(
                entry=name, file=CALENDARS_FILE.name, problem=f"unknown key {', '.join(sorted(unknown))}"
            )
    return {name: entry or {} for name, entry in entries.items()}


@lru_cache
def _get_calendar(calendar_id: str, language: str) -> Calendar:
    entries = _load()
    if calendar_id not in entries:
        raise UnknownCalendarError(calendar=calendar_id, calendars=", ".join(entries))
    entry = entries[calendar_id]
    below = _below(entry, language)
    own = _own_days(entry, language)

    @lru_cache
    def list_holidays(year: int) -> Mapping[date, Holiday]:
        return {**below.list_holidays(year), **own(year)}

    return Calendar(calendar_id, below.first_year, below.last_year, list_holidays)


def _below(entry: _Entry, language: str) -> Calendar:
    """Return what the entry builds on: another calendar, a country, or bare weekends."""
    if "base" in entry:
        return _get_calendar(entry["base"], language)
    if "country" in entry:
        return _country(entry, language)
    return Calendar("bare", FIRST_YEAR, LAST_YEAR, lambda _year: {})


def _country(entry: _Entry, language: str) -> Calendar:
    import holidays  # noqa: PLC0415  loading it takes a tenth of a second, which most commands need not pay

    country = getattr(holidays, entry["country"])
    spoken = language if language in country.supported_languages else "en_US"
    subdivisions = entry.get("subdivisions") or [None]

    def list_holidays(year: int) -> Mapping[date, Holiday]:
        found: dict[date, Holiday] = {}
        for subdivision in subdivisions:
            days = country(
                years=year, subdiv=subdivision, language=spoken, categories=tuple(entry["categories"])
            )
            found |= {day: Holiday(name) for day, name in sorted(days.items())}
        return found

    return Calendar(entry["country"], country.start_year, country.end_year, list_holidays)


def _own_days(entry: _Entry, language: str) -> _Days:
    confirmed = set(entry.get("confirmed_years", ()))

    def list_holidays(year: int) -> Mapping[date, Holiday]:
        is_assumed = bool(confirmed) and year not in confirmed
        yearly = {
            _place(row, year): Holiday(_name(row, language), is_assumed) for row in entry.get("days", ())
        }
        once = {
            row["date"]: Holiday(_name(row, language))
            for row in entry.get("dates", ())
            if row["date"].year == year
        }
        return yearly | once

    return list_holidays


def _place(row: _Entry, year: int) -> date:
    if "easter" in row:
        return easter(year) + timedelta(days=row["easter"])
    return date(year, row["month"], row["day"])


def _name(row: _Entry, language: str) -> str:
    return str(row.get(language, row[_ENGLISH]))
