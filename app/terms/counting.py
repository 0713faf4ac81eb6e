"""From a start day and a length to the last day, and the step for each day on the way; pure."""

import calendar as month_lengths
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from app.terms.errors import NumberTooSmallError, YearOutOfRangeError
from app.terms.values import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    Period,
    Step,
    StepKind,
    StepReason,
    Unit,
    is_weekend,
)
from app.terms.wording import describe_reason

_DAYS_IN_A_WORKING_WEEK = 5
_MONTHS_IN_A_YEAR = 12
_ONE_DAY = timedelta(days=1)


def check_year(day: date) -> date:
    """Return `day`; raise YearOutOfRangeError when no term is computed in its year."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise YearOutOfRangeError(first=FIRST_YEAR, last=LAST_YEAR)
    return day


def check_period(period: Period) -> Period:
    """Return `period`; raise NumberTooSmallError below 1."""
    if period.number < 1:
        raise NumberTooSmallError(number=period.number)
    return period


def make_step(day: date, reason: StepReason, *, counts: bool) -> Step:
    """Return the step with its English sentence."""
    return Step(date=day, counts=counts, reason=reason, why=describe_reason(reason))


def change_reason(step: Step, *, counts: bool, **changes: object) -> Step:
    """Return the step with other facts in its reason."""
    return make_step(step.date, replace(step.reason, **changes), counts=counts)  # type: ignore[arg-type]


def next_day(day: date) -> date:
    """Return the day after; raise YearOutOfRangeError past the last year."""
    return check_year(day + _ONE_DAY)


def describe_day_off(day: date, calendar: Calendar, kind: StepKind) -> StepReason:
    """Return the reason of a day that is no working day: a weekend first, then a holiday."""
    if is_weekend(day):
        return StepReason(kind, weekday=day.weekday())
    return StepReason(kind, holiday=calendar.find_holiday(day))


def count_period(
    start_on: date,
    period: Period,
    calendar: Calendar,
    *,
    is_day_zero_counted: bool,
    is_extension: bool = False,
) -> tuple[Step, ...]:
    """Return the steps from the start day to the last day of the period, which is the last step.

    Days and working weeks give a step for each day; weeks, months and years the start day and one jump.
    """
    check_period(period)
    if period.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.WORKING_WEEK):
        steps = _count_days(start_on, period, calendar, is_day_zero_counted=is_day_zero_counted)
    else:
        steps = _count_jump(start_on, period, is_day_zero_counted=is_day_zero_counted)
    if not is_extension:
        return tuple(steps)
    return tuple(change_reason(step, counts=step.counts, is_extension=True) for step in steps)


def _count_days(
    start_on: date, period: Period, calendar: Calendar, *, is_day_zero_counted: bool
) -> Iterator[Step]:
    per_unit = _DAYS_IN_A_WORKING_WEEK if period.unit is Unit.WORKING_WEEK else 1
    unit = Unit.CALENDAR_DAY if period.unit is Unit.CALENDAR_DAY else Unit.WORKING_DAY
    length, position, day = period.number * per_unit, 0, start_on
    if not is_day_zero_counted:
        yield make_step(start_on, StepReason(StepKind.START), counts=False)
        day = next_day(day)
    while position < length:
        if unit is Unit.CALENDAR_DAY or calendar.is_working(day):
            position += 1
            yield make_step(day, StepReason(StepKind.DAY, position, length, unit), counts=True)
        else:
            yield make_step(day, describe_day_off(day, calendar, StepKind.NOT_WORKING), counts=False)
        if position < length:
            day = next_day(day)


def _count_jump(start_on: date, period: Period, *, is_day_zero_counted: bool) -> Iterator[Step]:
    last_on, is_clipped = _jump(start_on, period)
    if is_day_zero_counted and not is_clipped:
        last_on -= _ONE_DAY
    reason = StepReason(
        StepKind.JUMP, number=period.number, unit=period.unit, anchor_on=start_on, is_clipped=is_clipped
    )
    yield make_step(start_on, StepReason(StepKind.START), counts=False)
    yield make_step(last_on, reason, counts=True)


def _jump(start_on: date, period: Period) -> tuple[date, bool]:
    """Return the day of the same name or number, and whether the month was too short for it."""
    try:
        if period.unit is Unit.WEEK:
            return check_year(start_on + timedelta(weeks=period.number)), False
        months = period.number * (_MONTHS_IN_A_YEAR if period.unit is Unit.YEAR else 1)
        year, month = divmod(
            start_on.year * _MONTHS_IN_A_YEAR + start_on.month - 1 + months, _MONTHS_IN_A_YEAR
        )
        last_of_month = month_lengths.monthrange(check_year(date(year, 1, 1)).year, month + 1)[1]
    except (OverflowError, ValueError) as error:
        raise YearOutOfRangeError(first=FIRST_YEAR, last=LAST_YEAR) from error
    return date(year, month + 1, min(start_on.day, last_of_month)), start_on.day > last_of_month
