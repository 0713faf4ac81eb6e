from datetime import date

import pytest

from app.campaigns.values import TermUnit
from app.letters.errors import DayOutOfRangeError, DeadlineBeforeSendingError
from app.letters.rules import (
    Deadline,
    check_days,
    count_deadline,
    label_for,
    late_choice_when_logged,
    list_missing,
)
from app.letters.values import DeadlineSource, LateChoice

SENT, TYPED = date(2026, 1, 13), date(2026, 2, 1)
NOT_SENT = NOT_TYPED = NO_DEADLINE = None
TODAY, YESTERDAY, TOMORROW = date(2026, 7, 1), date(2026, 6, 30), date(2026, 7, 2)
WITH_REPLY, WITHOUT_REPLY = True, False
ASKS, ASKS_NOT = LateChoice.TO_ASK, None


@pytest.mark.parametrize(
    ("sent_on", "typed", "term", "unit", "expected"),
    [
        (SENT, NOT_TYPED, 6, TermUnit.WEEK, Deadline(date(2026, 2, 24), DeadlineSource.CAMPAIGN, 6, TermUnit.WEEK)),
        (SENT, NOT_TYPED, 30, TermUnit.DAY, Deadline(date(2026, 2, 12), DeadlineSource.CAMPAIGN, 30, TermUnit.DAY)),
        (SENT, TYPED, 6, TermUnit.WEEK, Deadline(TYPED, DeadlineSource.TYPED)),
        (NOT_SENT, TYPED, 6, TermUnit.WEEK, Deadline(TYPED, DeadlineSource.TYPED)),
        (NOT_SENT, NOT_TYPED, 6, TermUnit.WEEK, NO_DEADLINE),
        # Over the last Sunday of March and a leap day: days are counted, not hours.
        (date(2026, 3, 28), NOT_TYPED, 1, TermUnit.DAY, Deadline(date(2026, 3, 29), DeadlineSource.CAMPAIGN, 1, TermUnit.DAY)),
        (date(2028, 2, 28), NOT_TYPED, 1, TermUnit.WEEK, Deadline(date(2028, 3, 6), DeadlineSource.CAMPAIGN, 1, TermUnit.WEEK)),
    ],
)  # fmt: skip
def test_count_deadline(sent_on, typed, term, unit, expected):
    assert count_deadline(sent_on, typed, term, unit) == expected


@pytest.mark.parametrize(
    ("deadline_on", "has_reply", "expected"),
    [
        (YESTERDAY, WITHOUT_REPLY, ASKS),
        (TODAY, WITHOUT_REPLY, ASKS_NOT),
        (TOMORROW, WITHOUT_REPLY, ASKS_NOT),
        (NO_DEADLINE, WITHOUT_REPLY, ASKS_NOT),
        (YESTERDAY, WITH_REPLY, ASKS_NOT),
    ],
)
def test_late_choice_when_logged(deadline_on, has_reply, expected):
    assert late_choice_when_logged(deadline_on, TODAY, has_reply=has_reply) is expected


@pytest.mark.parametrize(
    ("sent_on", "deadline_on", "error"),
    [
        (date(1899, 12, 31), None, DayOutOfRangeError),
        (date(2101, 1, 1), None, DayOutOfRangeError),
        (None, date.max, DayOutOfRangeError),
        (None, date.min, DayOutOfRangeError),
        (SENT, date(2026, 1, 12), DeadlineBeforeSendingError),
    ],
)
def test_check_days_refuses(sent_on, deadline_on, error):
    with pytest.raises(error):
        check_days(sent_on, deadline_on)


@pytest.mark.parametrize(
    ("sent_on", "deadline_on"),
    [
        (None, None),
        (SENT, None),
        (None, TYPED),
        (SENT, TYPED),
        (SENT, SENT),
        (date(1900, 1, 1), date(2100, 12, 31)),
    ],
)
def test_check_days_lets_through(sent_on, deadline_on):
    check_days(sent_on, deadline_on)


@pytest.mark.parametrize(
    ("sent_on", "reference", "deadline_on", "missing"),
    [
        (None, "", None, ["date", "reference", "deadline"]),
        (SENT, "", TYPED, ["reference"]),
        (None, "CP/1", TYPED, ["date"]),
        (SENT, "CP/1", TYPED, []),
    ],
)
def test_list_missing(sent_on, reference, deadline_on, missing):
    assert list_missing(sent_on, reference, deadline_on) == missing


def test_label_is_the_printed_number_or_the_place():
    assert (label_for("1a", 7), label_for("", 7)) == ("1a", "7")
