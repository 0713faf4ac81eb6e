from datetime import date

import pytest

from app.terms.counting import count_period
from app.terms.errors import NumberTooSmallError, YearOutOfRangeError
from app.terms.values import Calendar, Holiday, Period, StepKind, Unit

FRIDAY_15_MAY = date(2026, 5, 15)
CALENDAR = Calendar(
    "test",
    1900,
    2200,
    lambda year: {date(2026, 5, 14): Holiday("Ascension Day")} if year == 2026 else {},
)

DAY, WORKING_DAY, WORKING_WEEK = Unit.CALENDAR_DAY, Unit.WORKING_DAY, Unit.WORKING_WEEK
WEEK, MONTH, YEAR = Unit.WEEK, Unit.MONTH, Unit.YEAR


def last_day(start, number, unit, *, is_day_zero_counted=False):
    steps = count_period(start, Period(number, unit), CALENDAR, is_day_zero_counted=is_day_zero_counted)
    return steps[-1].date


@pytest.mark.parametrize(
    ("start", "number", "unit", "expected"),
    [
        # days
        (date(2026, 4, 17), 20, DAY, date(2026, 5, 7)),
        (date(2026, 12, 31), 1, DAY, date(2027, 1, 1)),
        (date(2024, 2, 28), 1, DAY, date(2024, 2, 29)),
        (date(2023, 2, 28), 1, DAY, date(2023, 3, 1)),
        # working days: Thursday 14 May is a holiday, 16 and 17 May a weekend
        (date(2026, 5, 13), 1, WORKING_DAY, FRIDAY_15_MAY),
        (date(2026, 5, 13), 2, WORKING_DAY, date(2026, 5, 18)),
        (date(2026, 5, 16), 1, WORKING_DAY, date(2026, 5, 18)),
        (date(2026, 5, 14), 1, WORKING_DAY, FRIDAY_15_MAY),
        # working weeks: five working days each, the holiday lies outside
        (date(2026, 6, 1), 1, WORKING_WEEK, date(2026, 6, 8)),
        (date(2026, 6, 3), 4, WORKING_WEEK, date(2026, 7, 1)),
        (date(2026, 5, 11), 1, WORKING_WEEK, date(2026, 5, 19)),
        # weeks
        (date(2026, 1, 13), 6, WEEK, date(2026, 2, 24)),
        (date(2025, 12, 29), 1, WEEK, date(2026, 1, 5)),
        # months and years, cut off at the end of a shorter month
        (date(2026, 1, 15), 1, MONTH, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, MONTH, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, MONTH, date(2024, 2, 29)),
        (date(2026, 2, 28), 1, MONTH, date(2026, 3, 28)),
        (date(2026, 12, 31), 2, MONTH, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, MONTH, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, MONTH, date(2027, 12, 1)),
        (date(2024, 2, 29), 1, YEAR, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, YEAR, date(2028, 2, 29)),
        (date(2096, 2, 29), 4, YEAR, date(2100, 2, 28)),
    ],
)
def test_last_day_of_a_period(start, number, unit, expected):
    assert last_day(start, number, unit) == expected


@pytest.mark.parametrize(
    ("start", "number", "unit", "expected"),
    [
        (date(2026, 4, 17), 1, DAY, date(2026, 4, 17)),
        (date(2026, 4, 17), 20, DAY, date(2026, 5, 6)),
        (FRIDAY_15_MAY, 1, WORKING_DAY, FRIDAY_15_MAY),
        (date(2026, 5, 16), 1, WORKING_DAY, date(2026, 5, 18)),
        (date(2026, 1, 13), 1, WEEK, date(2026, 1, 19)),
        (date(2026, 3, 1), 1, MONTH, date(2026, 3, 31)),
        (date(2026, 1, 31), 1, MONTH, date(2026, 2, 28)),
        (date(2026, 1, 1), 1, YEAR, date(2026, 12, 31)),
    ],
)
def test_last_day_when_the_start_day_counts(start, number, unit, expected):
    assert last_day(start, number, unit, is_day_zero_counted=True) == expected


def test_steps_of_working_days_name_each_day_off():
    steps = count_period(date(2026, 5, 13), Period(2, WORKING_DAY), CALENDAR, is_day_zero_counted=False)
    assert [(step.date.day, step.counts, step.why) for step in steps] == [
        (13, False, "start day, not counted"),
        (14, False, "holiday (Ascension Day), not counted"),
        (15, True, "working day 1 of 2"),
        (16, False, "Saturday, not counted"),
        (17, False, "Sunday, not counted"),
        (18, True, "working day 2 of 2"),
    ]


def test_steps_of_a_month_are_the_start_and_the_jump():
    start, jump = count_period(date(2026, 1, 31), Period(1, MONTH), CALENDAR, is_day_zero_counted=False)
    assert (start.counts, start.reason.kind) == (False, StepKind.START)
    assert (jump.counts, jump.reason.kind, jump.reason.is_clipped) == (True, StepKind.JUMP, True)
    assert jump.why == "1 month from 2026-01-31 (that month is shorter: its last day)"


@pytest.mark.parametrize("number", [0, -1])
def test_a_period_below_one_is_refused(number):
    with pytest.raises(NumberTooSmallError, match="1 or more"):
        last_day(FRIDAY_15_MAY, number, DAY)


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("number", [10**6, 10**30])
def test_a_period_beyond_the_last_year_is_refused(number, unit):
    with pytest.raises(YearOutOfRangeError, match="1900 to 2200"):
        last_day(FRIDAY_15_MAY, number, unit)


def test_the_last_day_of_the_last_year_can_be_reached():
    assert last_day(date(2200, 12, 30), 1, DAY) == date(2200, 12, 31)
    with pytest.raises(YearOutOfRangeError):
        last_day(date(2200, 12, 31), 1, DAY)
