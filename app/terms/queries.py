"""The rules on file, and the questions that commands and letters ask about them."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.terms.calendars import get_calendar
from app.terms.counting import check_period
from app.terms.errors import (
    InvalidConfigurationError,
    OwnPeriodNeededError,
    OwnPeriodNotExpectedError,
    OwnPeriodTwiceError,
    OwnUnitError,
    UnknownRuleError,
)
from app.terms.rules import explain_term, extend_by, get_own_extension, may_be_owed_to_organisation
from app.terms.schema import FILE_NAME, parse_rule
from app.terms.values import AppliedExtension, Extension, ExtensionToDate, Period, Rule, Term, Unit

RULES_FILE = Path(__file__).resolve().parents[2] / "config" / FILE_NAME
OWN_RULE_ID = "own"

_OWN_UNITS = (Unit.CALENDAR_DAY, Unit.WEEK)


def load_rules(path: Path = RULES_FILE) -> dict[str, Rule]:
    """Return the rules of a file by id, in its order; raise InvalidConfigurationError when an entry is wrong."""
    rules: dict[str, Rule] = {}
    for raw in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
        rule = parse_rule(raw)
        if rule.id in rules:
            raise InvalidConfigurationError(entry=rule.id, file=path.name, problem="the id occurs twice")
        rules[rule.id] = rule
    return rules


@lru_cache
def _rules() -> dict[str, Rule]:
    return load_rules()


def list_rules() -> tuple[Rule, ...]:
    """Return every rule on file, rule `own` first."""
    return tuple(_rules().values())


def list_rules_for_organisation() -> tuple[Rule, ...]:
    """Return the rules whose term may be owed to the sender of a letter, without `own`."""
    return tuple(rule for rule in list_rules() if may_be_owed_to_organisation(rule))


def get_rule(rule_id: str) -> Rule:
    """Return the rule; raise UnknownRuleError, which lists the known ones."""
    if rule_id not in _rules():
        raise UnknownRuleError(rule=rule_id, rules=", ".join(_rules()))
    return _rules()[rule_id]


def own_term(start_on: date, number: int, unit: Unit) -> Term:
    """Return the organisation's own deadline: `number` calendar days or weeks after the day of sending.

    The day of sending is not counted and a weekend moves nothing. Raises OwnUnitError, NumberTooSmallError and
    YearOutOfRangeError.
    """
    rule = _own_rule(number, unit)
    return explain_term(rule, start_on, get_calendar(rule.calendar_id))


def explain_rule(
    rule_id: str,
    start_on: date,
    *,
    extend: bool = False,
    extend_by_number: int | None = None,
    extend_to: date | None = None,
    number_of_days: int | None = None,
    number_of_weeks: int | None = None,
    variant: str | None = None,
) -> Term:
    """Return the term of a rule on file; its own extension, a number and a named day apply in this order.

    Raises UnknownRuleError, the errors of an own deadline, and those of `explain_term`.
    """
    rule = _rule_with_period(rule_id, number_of_days, number_of_weeks)
    extensions: list[Extension | ExtensionToDate] = []
    if extend:
        extensions.append(get_own_extension(rule))
    if extend_by_number is not None:
        extensions.append(extend_by(rule, extend_by_number, variant))
    if extend_to is not None:
        extensions.append(ExtensionToDate(extend_to))
    return explain_term(
        rule, start_on, get_calendar(rule.calendar_id), extensions=extensions, variant=variant
    )


def explain_as_dict(
    rule_id: str,
    start: date,
    *,
    extend: bool = False,
    extend_by: int | None = None,
    extend_to: date | None = None,
    number_of_days: int | None = None,
    number_of_weeks: int | None = None,
    variant: str | None = None,
) -> dict[str, Any]:
    """Return the JSON of `weerwoord term explain` for `explain_rule` with the same arguments."""
    return describe_term(
        explain_rule(
            rule_id,
            start,
            extend=extend,
            extend_by_number=extend_by,
            extend_to=extend_to,
            number_of_days=number_of_days,
            number_of_weeks=number_of_weeks,
            variant=variant,
        )
    )


def describe_term(term: Term) -> dict[str, Any]:
    """Return the term as JSON values: dates in ISO form, unknown as None."""
    return {
        "rule": term.rule.id,
        "due_on": _iso(term.due_on),
        "owed_to": term.owed_to,
        "binding": term.binding.value,
        "steps": [
            {"date": step.date.isoformat(), "counts": step.counts, "why": step.why} for step in term.steps
        ],
        "extensions": [_describe_extension(applied) for applied in term.extensions],
        "silence": term.silence,
        "source": term.source,
        "checked_on": _iso(term.checked_on),
    }


def _describe_extension(applied: AppliedExtension) -> dict[str, Any]:
    due_on = applied.due_on.isoformat()
    if isinstance(applied.extension, ExtensionToDate):
        return {"until": applied.extension.until_on.isoformat(), "due_on": due_on}
    return {
        "number": applied.extension.period.number,
        "unit": applied.extension.period.unit.value,
        "mode": applied.extension.mode.value,
        "condition": applied.extension.condition,
        "due_on": due_on,
    }


def _rule_with_period(rule_id: str, number_of_days: int | None, number_of_weeks: int | None) -> Rule:
    rule = get_rule(rule_id)
    if rule.id != OWN_RULE_ID:
        if number_of_days is not None or number_of_weeks is not None:
            raise OwnPeriodNotExpectedError(rule=rule.id)
        return rule
    if number_of_days is not None and number_of_weeks is not None:
        raise OwnPeriodTwiceError
    if number_of_days is not None:
        return _own_rule(number_of_days, Unit.CALENDAR_DAY)
    if number_of_weeks is not None:
        return _own_rule(number_of_weeks, Unit.WEEK)
    raise OwnPeriodNeededError


def _own_rule(number: int, unit: Unit) -> Rule:
    if unit not in _OWN_UNITS:
        raise OwnUnitError(unit=unit.value, units=", ".join(known.value for known in _OWN_UNITS))
    return replace(get_rule(OWN_RULE_ID), period=check_period(Period(number, unit)))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
