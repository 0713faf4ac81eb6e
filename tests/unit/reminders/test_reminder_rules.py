"""When the clock of a letter runs, which steps are due, and when the tick looks again."""

from datetime import UTC, date, datetime

import pytest

from app.answers.rules import DemandFacts
from app.answers.values import Verdict
from app.letters.values import LateChoice
from app.reminders.rules import (
    Clock,
    ClockState,
    LetterFacts,
    ReplyOnFile,
    StepDue,
    Wish,
    clock_of,
    moment_on,
    next_look,
    steps_due,
    wishes_due,
)
from app.replies.values import ReplyKind

DEADLINE = date(2026, 2, 23)
BEFORE, AFTER = date(2026, 2, 23), date(2026, 2, 24)
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def demand(
    label: str = "1", verdict: Verdict | None = None, judged_at=TUESDAY, *, is_closed=False
) -> DemandFacts:
    return DemandFacts(int(label), label, is_closed, verdict, judged_at if verdict else None)


def reply(kind: ReplyKind, logged_at: datetime = MONDAY, expected_on: date | None = None) -> ReplyOnFile:
    return ReplyOnFile(kind, logged_at, expected_on=expected_on)


def letter(**values) -> LetterFacts:
    return LetterFacts(**{"deadline_on": DEADLINE, **values})


OPEN = [demand("1"), demand("2")]
SUBSTANTIVE = reply(ReplyKind.SUBSTANTIVE)
HOLDING = reply(ReplyKind.HOLDING, expected_on=date(2026, 3, 20))


@pytest.mark.parametrize(
    ("facts", "demands", "replies", "state"),
    [
        pytest.param(letter(), OPEN, [], ClockState.RUNNING, id="no reply at all"),
        pytest.param(letter(), [], [], ClockState.RUNNING, id="no demands written down, no reply"),
        pytest.param(letter(), [], [SUBSTANTIVE], ClockState.ENDED, id="no demands written down, a reply"),
        pytest.param(
            letter(), [], [HOLDING], ClockState.RUNNING, id="no demands written down, holding reply"
        ),
        pytest.param(letter(deadline_on=None), OPEN, [], ClockState.NONE, id="no deadline"),
        pytest.param(
            letter(deadline_on=None), OPEN, [HOLDING], ClockState.RUNNING, id="only an announced day"
        ),
        pytest.param(letter(is_closed=True), OPEN, [], ClockState.CLOSED, id="closed"),
        pytest.param(
            letter(is_closed=True), OPEN, [SUBSTANTIVE], ClockState.CLOSED, id="closed before judging"
        ),
        pytest.param(letter(is_on_file=False), OPEN, [], ClockState.PLACEHOLDER, id="placeholder"),
        pytest.param(
            letter(late_choice=LateChoice.TO_ASK), OPEN, [], ClockState.ASKING, id="late, not chosen"
        ),
        pytest.param(
            letter(late_choice=LateChoice.FOLLOW_UP), OPEN, [], ClockState.RUNNING, id="late, followed up"
        ),
        pytest.param(
            letter(), OPEN, [reply(ReplyKind.ACKNOWLEDGEMENT)], ClockState.RUNNING, id="acknowledgement"
        ),
        pytest.param(letter(), OPEN, [reply(ReplyKind.FORWARDED)], ClockState.RUNNING, id="forwarded"),
        pytest.param(letter(), OPEN, [reply(ReplyKind.AUTO_REPLY)], ClockState.RUNNING, id="automatic reply"),
        pytest.param(letter(), OPEN, [reply(ReplyKind.BOUNCE)], ClockState.RUNNING, id="bounce"),
        pytest.param(letter(), OPEN, [reply(ReplyKind.DECLINED)], ClockState.PAUSED, id="declined to answer"),
        pytest.param(letter(), OPEN, [SUBSTANTIVE], ClockState.PAUSED, id="a reply to judge"),
        pytest.param(
            letter(late_choice=LateChoice.TO_ASK),
            OPEN,
            [SUBSTANTIVE],
            ClockState.PAUSED,
            id="late, a reply to judge",
        ),
        pytest.param(
            letter(),
            [demand("1", Verdict.NOT_ANSWERED), demand("2", Verdict.PARTLY)],
            [SUBSTANTIVE],
            ClockState.RUNNING,
            id="judged, one not addressed",
        ),
        pytest.param(
            letter(),
            [demand("1", Verdict.NOT_ANSWERED), demand("2")],
            [SUBSTANTIVE],
            ClockState.PAUSED,
            id="half judged",
        ),
        pytest.param(
            letter(),
            [demand("1", Verdict.REFUSED), demand("2", Verdict.DEFLECTED)],
            [SUBSTANTIVE],
            ClockState.ENDED,
            id="judged, all unmet but answered",
        ),
        pytest.param(
            letter(),
            [
                demand("1", Verdict.NOT_ANSWERED, datetime(2026, 3, 1, tzinfo=UTC)),
                demand("2", Verdict.GRANTED),
            ],
            [reply(ReplyKind.SUBSTANTIVE, datetime(2026, 2, 1, tzinfo=UTC)), SUBSTANTIVE],
            ClockState.PAUSED,
            id="a second reply after judging",
        ),
        pytest.param(
            letter(), [demand(is_closed=True)], [], ClockState.ENDED, id="the only demand is closed"
        ),
        pytest.param(letter(silent_until_on=date(2026, 2, 25)), OPEN, [], ClockState.SNOOZED, id="put aside"),
        pytest.param(letter(silent_until_on=AFTER), OPEN, [], ClockState.RUNNING, id="put aside until today"),
    ],
)
def test_clock_state(facts, demands, replies, state):
    assert clock_of(facts, demands, replies, AFTER).state is state


def test_clock_names_the_unanswered_demands():
    clock = clock_of(
        letter(), [demand("1", Verdict.NOT_ANSWERED), demand("2", Verdict.PARTLY)], [SUBSTANTIVE], AFTER
    )
    assert clock.unanswered == ("1",)


@pytest.mark.parametrize(
    ("replies", "start_on"),
    [
        pytest.param([], DEADLINE, id="deadline"),
        pytest.param([HOLDING], date(2026, 3, 20), id="a later announced day"),
        pytest.param([reply(ReplyKind.HOLDING, expected_on=date(2026, 2, 1))], DEADLINE, id="an earlier one"),
        pytest.param([reply(ReplyKind.HOLDING)], DEADLINE, id="holding reply without a day"),
    ],
)
def test_clock_starts_on_the_deadline_or_a_later_announced_day(replies, start_on):
    assert clock_of(letter(), OPEN, replies, AFTER).start_on == start_on


def running(start_on: date = DEADLINE, silent_until_on: date | None = None) -> Clock:
    return Clock(ClockState.RUNNING, start_on, ("1",), "", silent_until_on)


@pytest.mark.parametrize(
    ("today", "steps"),
    [
        (date(2026, 2, 22), []),
        (date(2026, 2, 23), []),
        (date(2026, 2, 24), [1]),
        (date(2026, 3, 9), [1]),
        (date(2026, 3, 10), [1, 15]),
        (date(2026, 3, 23), [1, 15]),
        (date(2026, 3, 24), [1, 15, 29]),
        (date(2026, 9, 1), [1, 15, 29]),
    ],
)
def test_steps_fall_due_the_day_after_and_two_and_four_weeks_later(today, steps):
    assert [step.step for step in steps_due(running(), today)] == steps


def test_steps_cross_a_leap_day():
    assert steps_due(running(date(2028, 2, 28)), date(2028, 2, 29)) == (StepDue(1, date(2028, 2, 29)),)
    assert running(date(2028, 2, 15)).day_of(15) == date(2028, 3, 1)


@pytest.mark.parametrize("state", [state for state in ClockState if state is not ClockState.RUNNING])
def test_no_step_is_due_when_the_clock_does_not_run(state):
    assert steps_due(Clock(state, DEADLINE, (), ""), date(2026, 9, 1)) == ()


def test_what_fell_due_while_put_aside_is_due_on_the_day_it_ends():
    until = date(2026, 3, 12)
    assert steps_due(running(silent_until_on=until), until) == (StepDue(1, until), StepDue(15, until))


@pytest.mark.parametrize(
    ("today", "count"), [(date(2026, 3, 4), 0), (date(2026, 3, 5), 1), (date(2026, 3, 6), 1)]
)
def test_wishes_come_on_their_day(today, count):
    assert len(wishes_due([Wish(date(2026, 3, 5), 7)], today)) == count


BRUSSELS = "Europe/Brussels"


@pytest.mark.parametrize(
    ("today", "wishes", "at"),
    [
        (date(2026, 2, 1), (), datetime(2026, 2, 24, 7, tzinfo=UTC)),
        (date(2026, 2, 24), (), datetime(2026, 3, 10, 7, tzinfo=UTC)),
        (date(2026, 3, 10), (), datetime(2026, 3, 24, 7, tzinfo=UTC)),
        (date(2026, 3, 24), (), None),
        (date(2026, 3, 24), (Wish(date(2026, 4, 1)),), datetime(2026, 4, 1, 6, tzinfo=UTC)),
        (date(2026, 2, 24), (Wish(date(2026, 3, 1), 3),), datetime(2026, 3, 1, 7, tzinfo=UTC)),
        (date(2026, 2, 24), (Wish(date(2026, 2, 24)),), datetime(2026, 3, 10, 7, tzinfo=UTC)),
    ],
)
def test_next_look_is_the_morning_of_the_next_step_or_wish(today, wishes, at):
    assert next_look(running(), today, BRUSSELS, 8, wishes) == at


def test_next_look_of_a_letter_put_aside_is_the_day_on_which_it_ends():
    clock = Clock(ClockState.SNOOZED, DEADLINE, ("1",), "", date(2026, 3, 20))
    assert next_look(clock, date(2026, 3, 1), BRUSSELS, 8) == datetime(2026, 3, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize("state", [ClockState.PAUSED, ClockState.ENDED, ClockState.ASKING, ClockState.NONE])
def test_there_is_no_next_look_when_only_a_change_can_make_something_due(state):
    assert next_look(Clock(state, DEADLINE, (), ""), date(2026, 2, 1), BRUSSELS, 8) is None


@pytest.mark.parametrize(
    ("day", "hour", "zone", "moment"),
    [
        pytest.param(date(2026, 3, 28), 8, BRUSSELS, "2026-03-28T07:00", id="the day before summer time"),
        pytest.param(date(2026, 3, 29), 8, BRUSSELS, "2026-03-29T06:00", id="summer time begins"),
        pytest.param(date(2026, 3, 29), 5, BRUSSELS, "2026-03-29T03:00", id="the earliest hour that day"),
        pytest.param(date(2026, 10, 24), 8, BRUSSELS, "2026-10-24T06:00", id="the day before winter time"),
        pytest.param(date(2026, 10, 25), 8, BRUSSELS, "2026-10-25T07:00", id="winter time begins"),
        pytest.param(
            date(2026, 3, 29),
            22,
            "America/New_York",
            "2026-03-30T02:00",
            id="west of UTC, the next day there",
        ),
        pytest.param(
            date(2026, 3, 29), 8, "Pacific/Auckland", "2026-03-28T19:00", id="east of UTC, the day before"
        ),
        pytest.param(date(2028, 2, 29), 8, BRUSSELS, "2028-02-29T07:00", id="leap day"),
    ],
)
def test_eight_local_becomes_utc(day, hour, zone, moment):
    assert moment_on(day, hour, zone) == datetime.fromisoformat(f"{moment}+00:00")
