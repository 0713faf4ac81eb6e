"""What the tick writes down for one letter."""

from datetime import date

import pytest

from app.reminders.planning import (
    CAMPAIGN_ARCHIVED,
    LATER_STEP,
    NOT_A_RECIPIENT,
    START_MOVED,
    TOLD_SINCE,
    WISH_GONE,
    Due,
    DueRow,
    Standing,
    find_ending,
    plan_letter,
)
from app.reminders.rules import WHY, Clock, ClockState, Wish
from app.reminders.values import ReminderKind, ReminderState

START = date(2026, 2, 23)
DAY_1, DAY_15, DAY_29 = date(2026, 2, 24), date(2026, 3, 10), date(2026, 3, 24)
AN, BO = 1, 2


def standing(
    today: date, state=ClockState.RUNNING, start_on=START, users=(AN,), silent=None, **values
) -> Standing:
    return Standing(
        Clock(state, start_on, ("1",), WHY[state], silent), values.pop("wishes", ()), today, users, **values
    )


def overdue(step: int, due_on: date, start_on: date = START) -> Due:
    return Due(ReminderKind.OVERDUE, step, start_on, due_on)


def row(due: Due, state=ReminderState.DUE, user=AN, row_id=7, *, may_change=True, told_on=None) -> DueRow:
    return DueRow(row_id, user, due, state, may_change, told_on)


def new_ones(plan):
    return [(new.user_id, new.due.step, new.state, new.why) for new in plan.new]


DUE, MAILED, SUPERSEDED, CANCELLED = ReminderState


def test_nothing_is_planned_on_the_deadline_itself():
    assert new_ones(plan_letter(standing(START), [])) == []


def test_every_recipient_is_told_the_day_after():
    plan = plan_letter(standing(DAY_1, users=(AN, BO)), [])
    assert new_ones(plan) == [(AN, 1, DUE, ""), (BO, 1, DUE, "")]


def test_after_half_a_year_only_the_latest_step_is_told():
    plan = plan_letter(standing(date(2026, 9, 1)), [])
    assert new_ones(plan) == [
        (AN, 1, SUPERSEDED, LATER_STEP),
        (AN, 15, SUPERSEDED, LATER_STEP),
        (AN, 29, DUE, ""),
    ]


@pytest.mark.parametrize("state", [DUE, MAILED, SUPERSEDED])
def test_what_was_written_down_is_not_written_again(state):
    plan = plan_letter(standing(DAY_1), [row(overdue(1, DAY_1), state)])
    assert (plan.new, plan.revived, plan.endings) == ((), (), ())


def test_what_was_called_off_holds_again_when_the_reason_is_gone():
    plan = plan_letter(standing(DAY_1), [row(overdue(1, DAY_1), CANCELLED)])
    assert plan.revived == (7,)


def test_an_earlier_step_that_was_called_off_stays_so():
    plan = plan_letter(standing(DAY_15), [row(overdue(1, DAY_1), CANCELLED)])
    assert plan.revived == ()


def test_a_later_step_takes_the_place_of_one_that_still_waits():
    plan = plan_letter(standing(DAY_15), [row(overdue(1, DAY_1))])
    assert [(end.state, end.why) for end in plan.endings] == [(SUPERSEDED, LATER_STEP)]
    assert new_ones(plan) == [(AN, 15, DUE, "")]


def test_who_came_later_hears_from_the_next_step_on():
    told = row(overdue(1, DAY_1), MAILED, user=AN)
    assert new_ones(plan_letter(standing(date(2026, 3, 1), users=(AN, BO)), [told])) == []
    assert new_ones(plan_letter(standing(DAY_15, users=(AN, BO)), [told])) == [
        (AN, 15, DUE, ""),
        (BO, 15, DUE, ""),
    ]


def test_a_deadline_that_moves_a_little_does_not_bring_the_same_news_twice():
    told = row(overdue(1, DAY_1), MAILED, told_on=DAY_1)
    moved = date(2026, 2, 20)
    assert new_ones(plan_letter(standing(date(2026, 2, 26), start_on=moved), [told])) == [
        (AN, 1, SUPERSEDED, TOLD_SINCE)
    ]
    assert new_ones(plan_letter(standing(date(2026, 3, 7), start_on=moved), [told])) == [
        (AN, 1, SUPERSEDED, LATER_STEP),
        (AN, 15, DUE, ""),
    ]


def test_a_deadline_that_moves_ahead_starts_anew():
    told = row(overdue(1, DAY_1), MAILED, told_on=DAY_1)
    assert new_ones(plan_letter(standing(date(2026, 4, 1), start_on=date(2026, 3, 31)), [told])) == [
        (AN, 1, DUE, "")
    ]


def test_what_was_told_is_told_once_more_when_it_was_put_aside():
    until = date(2026, 3, 3)
    told = row(overdue(1, DAY_1), MAILED, told_on=DAY_1)
    assert new_ones(plan_letter(standing(date(2026, 3, 2), ClockState.SNOOZED, silent=until), [told])) == []
    assert new_ones(plan_letter(standing(until, silent=until), [told])) == [(AN, 1, DUE, "")]


def test_a_wish_comes_whatever_the_clock_says():
    for state in (
        ClockState.NONE,
        ClockState.ENDED,
        ClockState.PAUSED,
        ClockState.ASKING,
        ClockState.SNOOZED,
    ):
        plan = plan_letter(standing(DAY_1, state, wishes=(Wish(DAY_1, 5),)), [])
        assert [(new.due.kind, new.due.demand_id) for new in plan.new] == [(ReminderKind.REMIND_ON, 5)], state


def test_a_closed_letter_is_silent_whatever_was_wished():
    assert plan_letter(standing(DAY_1, ClockState.CLOSED, wishes=(Wish(DAY_1),)), []).new == ()


WISHED = Due(ReminderKind.REMIND_ON, 0, DAY_1, DAY_1, 5)


@pytest.mark.parametrize(
    ("waiting", "now", "why"),
    [
        pytest.param(row(overdue(1, DAY_1)), standing(DAY_1), None, id="still holds"),
        pytest.param(row(overdue(15, DAY_15)), standing(DAY_1), None, id="planned for a later day"),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, ClockState.PAUSED), WHY[ClockState.PAUSED], id="a reply"
        ),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, ClockState.ENDED), WHY[ClockState.ENDED], id="answered"
        ),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, ClockState.CLOSED), WHY[ClockState.CLOSED], id="closed"
        ),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, start_on=date(2026, 4, 1)), START_MOVED, id="moved"
        ),
        pytest.param(
            row(overdue(1, DAY_1)),
            standing(DAY_1, ClockState.SNOOZED, silent=date(2026, 3, 3)),
            WHY[ClockState.SNOOZED],
            id="put aside",
        ),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, users=(BO,)), NOT_A_RECIPIENT, id="no coordinator now"
        ),
        pytest.param(
            row(overdue(1, DAY_1)), standing(DAY_1, is_archived=True), CAMPAIGN_ARCHIVED, id="archived"
        ),
        pytest.param(
            row(overdue(1, DAY_1), may_change=False),
            standing(DAY_1, ClockState.CLOSED),
            None,
            id="on its way",
        ),
        pytest.param(row(WISHED), standing(DAY_1, wishes=(Wish(DAY_1, 5),)), None, id="wish holds"),
        pytest.param(row(WISHED), standing(DAY_1), WISH_GONE, id="wish dropped, or its demand closed"),
        pytest.param(
            row(WISHED),
            standing(DAY_1, ClockState.CLOSED, wishes=(Wish(DAY_1, 5),)),
            WHY[ClockState.CLOSED],
            id="closed wish",
        ),
    ],
)
def test_what_waits_is_looked_at_again(waiting, now, why):
    ending = find_ending(waiting, now)
    assert (ending.why if ending else None) == why
