"""The shape of config/deadline_rules.yaml: one mapping of the file -> one Rule, or an error that names the entry."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.terms.errors import InvalidConfigurationError
from app.terms.values import (
    Binding,
    Claimant,
    Extension,
    ExtensionMode,
    OtherTerm,
    Period,
    Provenance,
    Roll,
    Rule,
    Unit,
    Variant,
)

FILE_NAME = "deadline_rules.yaml"

_Choice = TypeVar("_Choice", bound=StrEnum)
_Raw = Mapping[str, Any]

_REQUIRED = frozenset({"id", "jurisdiction", "instrument", "claimant", "binding", "calendar", "provenance"})
_TEXTS = frozenset({"article", "owed_to", "start", "silence", "holding_reply"})
_LISTS = frozenset({"next_steps", "cautions", "sources"})
_OTHERS = frozenset(
    {
        "number",
        "unit",
        "extension",
        "roll",
        "variants",
        "other_terms",
        "checked_on",
        "is_day_zero_counted",
        "is_reminder_an_appeal",
    }
)


def parse_rule(raw: _Raw) -> Rule:
    """Return the rule of one entry; raise InvalidConfigurationError for a missing, unknown or impossible value."""
    entry = str(raw.get("id", "without id"))
    _check_keys(raw, entry)
    texts = {key: _text(raw, key, entry) for key in _TEXTS}
    lists = {key: _texts(raw, key, entry) for key in _LISTS}
    return Rule(
        id=entry,
        jurisdiction=str(raw["jurisdiction"]),
        instrument=str(raw["instrument"]),
        binding=_choose(Binding, raw["binding"], entry),
        claimant=_choose(Claimant, raw["claimant"], entry),
        calendar_id=str(raw["calendar"]),
        provenance=_choose(Provenance, raw["provenance"], entry),
        period=_period(raw, entry) if "number" in raw else None,
        is_day_zero_counted=bool(raw.get("is_day_zero_counted", False)),
        extension=_extension(raw["extension"], entry) if "extension" in raw else None,
        roll=_choose(Roll, raw.get("roll", Roll.UNCLEAR.value), entry),
        variants=tuple(_variant(name, row, entry) for name, row in raw.get("variants", {}).items()),
        other_terms=tuple(_other_term(row, entry) for row in raw.get("other_terms", ())),
        checked_on=_day(raw, "checked_on", entry),
        is_reminder_an_appeal=bool(raw.get("is_reminder_an_appeal", False)),
        **texts,  # type: ignore[arg-type]
        **lists,  # type: ignore[arg-type]
    )


def _check_keys(raw: _Raw, entry: str) -> None:
    if missing := _REQUIRED - set(raw):
        raise _fault(entry, f"missing {', '.join(sorted(missing))}")
    if unknown := set(raw) - _REQUIRED - _TEXTS - _LISTS - _OTHERS:
        raise _fault(entry, f"unknown key {', '.join(sorted(unknown))}")
    if "number" in raw and "start" not in raw:
        raise _fault(entry, "a term needs its start")


def _period(raw: _Raw, entry: str) -> Period:
    number = raw.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise _fault(entry, f"number is {number}, it must be a whole number of 1 or more")
    return Period(number, _choose(Unit, raw.get("unit"), entry))


def _extension(raw: _Raw, entry: str) -> Extension:
    mode = _choose(ExtensionMode, raw.get("mode"), entry)
    return Extension(_period(raw, entry), mode, raw.get("condition"), is_the_rules_own=True)


def _variant(name: str, raw: _Raw, entry: str) -> Variant:
    return Variant(name, _period(raw, entry), raw.get("note"))


def _other_term(raw: _Raw, entry: str) -> OtherTerm:
    return OtherTerm(str(raw["name"]), _period(raw, entry), raw.get("note"))


def _choose(choices: type[_Choice], value: object, entry: str) -> _Choice:
    try:
        return choices(str(value))
    except ValueError:
        known = ", ".join(choice.value for choice in choices)
        raise _fault(entry, f"{value} is none of {known}") from None


def _text(raw: _Raw, key: str, entry: str) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        raise _fault(entry, f"{key} must be a text")
    return value


def _texts(raw: _Raw, key: str, entry: str) -> tuple[str, ...]:
    values: Sequence[object] = raw.get(key, ())
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise _fault(entry, f"{key} must be a list of texts")
    return tuple(str(value) for value in values)


def _day(raw: _Raw, key: str, entry: str) -> date | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, date):
        raise _fault(entry, f"{key} must be a date")
    return value


def _fault(entry: str, problem: str) -> InvalidConfigurationError:
    return InvalidConfigurationError(entry=entry, file=FILE_NAME, problem=problem)
