"""When a letter's clock runs, which reminders are due on a day, and when to look again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from app.answers.rules import DemandFacts, ReplyFacts, has_answer, is_unanswered, waits_to_be_judged
from app.errors import N_
from app.letters.values import LateChoice
from app.mail.rules import find_moment
from app.replies.rules import deadline_after_replies

# "To the coordinators the day after the deadline and again 14 and 28 days later": days after the clock's start.
STEPS = (1, 15, 29)


class ClockState(Enum):
    """How the clock of a letter stands on a day."""

    NONE = "none"
    CLOSED = "closed"
    PLACEHOLDER = "placeholder"
    ASKING = "asking"
    PAUSED = "paused"
    SNOOZED = "snoozed"
    RUNNING = "running"
    ENDED = "ended"


WHY = {
    ClockState.NONE: N_("The letter has no deadline."),
    ClockState.CLOSED: N_("The letter is closed."),
    ClockState.PLACEHOLDER: N_("The letter is not on file."),
    ClockState.ASKING: N_("Nobody has chosen yet whether this late letter is followed up or archived."),
    ClockState.PAUSED: N_("A reply waits to be judged."),
    ClockState.SNOOZED: N_("The letter was put aside until a later day."),
    ClockState.RUNNING: N_("A demand is unanswered."),
    ClockState.ENDED: N_("No demand is unanswered."),
}


@dataclass(frozen=True)
class LetterFacts:
    """What the clock needs to know of a letter."""

    deadline_on: date | None
    is_on_file: bool = True
    is_closed: bool = False
    late_choice: LateChoice | None = None
    silent_until_on: date | None = None


@dataclass(frozen=True)
class ReplyOnFile(ReplyFacts):
    """What the clock needs to know of a reply; `expected_on` is the day that a holding reply announces."""

    expected_on: date | None = None


@dataclass(frozen=True)
class Clock:
    """How the reminders of a letter stand, and why (a msgid).

    Steps count from `start_on`. `unanswered` holds the labels of the demands that keep the clock running; it is empty
    for a letter whose demands nobody has written down.
    """

    state: ClockState
    start_on: date | None
    unanswered: tuple[str, ...]
    why: str
    silent_until_on: date | None = None

    def day_of(self, step: int) -> date | None:
        """Return the day on which a step is due; None where the clock has no start."""
        if self.start_on is None:
            return None
        day = self.start_on + timedelta(days=step)
        # "Put aside until a day": what falls due meanwhile is told on that day, and what was told is told once more.
        return day if self.silent_until_on is None else max(day, self.silent_until_on)


@dataclass(frozen=True)
class StepDue:
    """A step and the day on which it became due."""

    step: int
    due_on: date


@dataclass(frozen=True)
class Wish:
    """A day on which somebody wants to be reminded of the letter, or of one demand."""

    on: date
    demand_id: int | None = None


def clock_of(
    letter: LetterFacts, demands: Sequence[DemandFacts], replies: Sequence[ReplyOnFile], today: date
) -> Clock:
    """Return how the clock of a letter stands on `today`, a day in the campaign's zone."""
    # "A holding reply sets an expected date": the clock starts on the deadline, or on that day if it is later.
    start_on = deadline_after_replies(
        letter.deadline_on, [(reply.kind, reply.expected_on) for reply in replies]
    )
    unanswered = tuple(demand.label for demand in demands if is_unanswered(demand, replies))
    is_open = bool(unanswered) or (not demands and not has_answer(replies))
    is_to_be_judged = any(waits_to_be_judged(demand, replies) for demand in demands)
    state = _state_of(letter, start_on, today, is_open=is_open, is_to_be_judged=is_to_be_judged)
    return Clock(state, start_on, unanswered, WHY[state], letter.silent_until_on)


def _state_of(
    letter: LetterFacts, start_on: date | None, today: date, *, is_open: bool, is_to_be_judged: bool
) -> ClockState:
    # "Closed by a person with a reason": nothing is due for it any more.
    if letter.is_closed:
        return ClockState.CLOSED
    # "A placeholder that a letter may refer to" was never sent by us as far as our file goes.
    if not letter.is_on_file:
        return ClockState.PLACEHOLDER
    # "Reminders of a letter pause while a reply waits to be judged."
    if is_to_be_judged:
        return ClockState.PAUSED
    # "And end when nothing is unanswered."
    if not is_open:
        return ClockState.ENDED
    return _state_while_open(letter, start_on, today)


def _state_while_open(letter: LetterFacts, start_on: date | None, today: date) -> ClockState:
    if start_on is None:
        return ClockState.NONE
    # "A letter logged after its deadline asks first", follow up or archive; until then nothing is sent.
    if letter.late_choice is LateChoice.TO_ASK:
        return ClockState.ASKING
    if letter.silent_until_on is not None and today < letter.silent_until_on:
        return ClockState.SNOOZED
    return ClockState.RUNNING


def steps_due(clock: Clock, today: date) -> tuple[StepDue, ...]:
    """Return the steps that are due on `today` or became due before, earliest first; only the last one is told."""
    if clock.state is not ClockState.RUNNING:
        return ()
    days = ((step, clock.day_of(step)) for step in STEPS)
    return tuple(StepDue(step, day) for step, day in days if day is not None and day <= today)


def wishes_due(wishes: Iterable[Wish], today: date) -> tuple[Wish, ...]:
    """Return the days to be reminded on that have come."""
    return tuple(wish for wish in wishes if wish.on <= today)


def next_look(
    clock: Clock, today: date, zone: str, hour: int, wishes: Iterable[Wish] = (), *, is_untold: bool = False
) -> datetime | None:
    """Return the moment (UTC) at which something becomes due by the passing of time alone; None when nothing will.

    That is `hour` o'clock in `zone` on the first day after `today` that has a step or a wish, and tomorrow while something
    is due already and nobody is there to be told (`is_untold`): whoever comes to coordinate hears of it then. Hours run from 5 to 22,
    which no change to or from summer time skips or doubles.
    """
    days = [wish.on for wish in wishes]
    if clock.state in (ClockState.RUNNING, ClockState.SNOOZED):
        days += [day for day in map(clock.day_of, STEPS) if day is not None]
    if is_untold:
        days.append(today + timedelta(days=1))
    ahead = [day for day in days if day > today]
    return moment_on(min(ahead), hour, zone) if ahead else None


def moment_on(day: date, hour: int, zone: str) -> datetime:
    """Return the moment (UTC) at which the clocks in `zone` show `hour` o'clock on `day`."""
    return find_moment(day, time(hour), zone)
