"""What the tick writes down for one letter: whom to tell, what to call off; pure.

Everything follows from the facts of the letter, the day, and what was written down before, so that a second tick
finds nothing to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import N_
from app.reminders.rules import Clock, ClockState, Wish, steps_due, wishes_due
from app.reminders.values import ReminderKind, ReminderState

LATER_STEP = N_("A later reminder took its place.")
TOLD_SINCE = N_("This person was told after the day on which it fell due.")
START_MOVED = N_("The day from which the reminders count was moved.")
WISH_GONE = N_("The day to be reminded on was changed, or what it was about is closed.")
NOT_A_RECIPIENT = N_("This person does not get the reminders of this letter any more.")
CAMPAIGN_ARCHIVED = N_("The campaign was archived.")


@dataclass(frozen=True)
class Due:
    """One thing to tell: a step of the letter's clock, or (step 0) a day that somebody chose."""

    kind: ReminderKind
    step: int
    clock_start: date
    due_on: date
    demand_id: int | None = None


@dataclass(frozen=True)
class DueRow:
    """What is written down about one thing to tell one person.

    `may_change` is false while its mail is on its way. `told_on` is the person's day of the mail that told it.
    """

    row_id: int
    user_id: int
    due: Due
    state: ReminderState
    may_change: bool
    told_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """A letter as the plan sees it: its clock, the days chosen, the day, and who is to be told."""

    clock: Clock
    wishes: tuple[Wish, ...]
    today: date
    recipient_ids: tuple[int, ...]
    is_archived: bool = False


@dataclass(frozen=True)
class NewRow:
    """Something to write down: to be told, or superseded from the start."""

    user_id: int
    due: Due
    state: ReminderState
    why: str = ""


@dataclass(frozen=True)
class Ending:
    """Something that is no longer to be told, and why."""

    row_id: int
    state: ReminderState
    why: str


@dataclass(frozen=True)
class Plan:
    """What changes: `revived` are rows that were called off and hold again."""

    new: tuple[NewRow, ...]
    revived: tuple[int, ...]
    endings: tuple[Ending, ...]


def overdue_now(standing: Standing) -> tuple[Due, ...]:
    """Return the steps of the clock that are due by today, earliest first."""
    start_on = standing.clock.start_on
    if start_on is None or standing.is_archived:
        return ()
    return tuple(
        Due(ReminderKind.OVERDUE, step.step, start_on, step.due_on)
        for step in steps_due(standing.clock, standing.today)
    )


def wished_now(standing: Standing) -> tuple[Due, ...]:
    """Return the chosen days that have come; a closed letter is silent whatever was chosen."""
    if standing.clock.state is ClockState.CLOSED or standing.is_archived:
        return ()
    return tuple(
        Due(ReminderKind.REMIND_ON, 0, wish.on, wish.on, wish.demand_id)
        for wish in wishes_due(standing.wishes, standing.today)
    )


def is_untold(standing: Standing) -> bool:
    """Tell whether something is due and nobody is there to be told."""
    return not standing.recipient_ids and bool(overdue_now(standing) or wished_now(standing))


def plan_letter(standing: Standing, rows: Sequence[DueRow]) -> Plan:
    """Return what is to be written down for a letter today, given what was written down before."""
    new: list[NewRow] = []
    revived: list[int] = []
    wanted = _wanted(standing)
    for user_id in standing.recipient_ids:
        for due, is_latest in wanted:
            own = next((row for row in rows if row.user_id == user_id and row.due == due), None)
            if own is None:
                new += _make_row(user_id, due, rows, is_latest=is_latest)
            elif own.state is ReminderState.CANCELLED and is_latest:
                revived.append(own.row_id)
    endings = [ending for row in rows if (ending := find_ending(row, standing)) is not None]
    return Plan(tuple(new), tuple(revived), tuple(endings))


def _wanted(standing: Standing) -> list[tuple[Due, bool]]:
    steps = overdue_now(standing)
    # "Only the latest step per letter goes out, the others are superseded."
    return [(due, due is steps[-1]) for due in steps] + [(due, True) for due in wished_now(standing)]


def _make_row(user_id: int, due: Due, rows: Sequence[DueRow], *, is_latest: bool) -> list[NewRow]:
    # Told to those who coordinated on that day: who came later hears from the next step on.
    if any(row.due == due and row.state is ReminderState.MAILED for row in rows):
        return []
    if not is_latest:
        return [NewRow(user_id, due, ReminderState.SUPERSEDED, LATER_STEP)]
    if _was_told_since(user_id, due, rows):
        return [NewRow(user_id, due, ReminderState.SUPERSEDED, TOLD_SINCE)]
    return [NewRow(user_id, due, ReminderState.DUE)]


def _was_told_since(user_id: int, due: Due, rows: Sequence[DueRow]) -> bool:
    # A deadline that moves a little must not bring the same news twice.
    return due.kind is ReminderKind.OVERDUE and any(
        row.user_id == user_id
        and row.due.kind is ReminderKind.OVERDUE
        and row.state is ReminderState.MAILED
        and row.due.step >= due.step
        and row.told_on is not None
        and row.told_on >= due.due_on
        for row in rows
    )


def find_ending(row: DueRow, standing: Standing) -> Ending | None:
    """Return why something that waits to be told is not to be told any more; None when it still is.

    "At send time look again": the sender asks this too, just before a mail leaves.
    """
    if row.state is not ReminderState.DUE or not row.may_change:
        return None
    why = _why_not(row.due, standing)
    if why:
        return Ending(row.row_id, ReminderState.CANCELLED, why)
    steps = overdue_now(standing)
    if row.due.kind is ReminderKind.OVERDUE and steps and row.due.step < steps[-1].step:
        return Ending(row.row_id, ReminderState.SUPERSEDED, LATER_STEP)
    if row.user_id not in standing.recipient_ids:
        return Ending(row.row_id, ReminderState.CANCELLED, NOT_A_RECIPIENT)
    return None


def _why_not(due: Due, standing: Standing) -> str:
    clock = standing.clock
    if standing.is_archived:
        return CAMPAIGN_ARCHIVED
    if due.kind is ReminderKind.REMIND_ON:
        return _why_not_wished(due, standing)
    if clock.state not in (ClockState.RUNNING, ClockState.SNOOZED):
        return clock.why
    if due.clock_start == clock.start_on and due.due_on == clock.day_of(due.step):
        return ""
    return clock.why if clock.state is ClockState.SNOOZED else START_MOVED


def _why_not_wished(due: Due, standing: Standing) -> str:
    if standing.clock.state is ClockState.CLOSED:
        return standing.clock.why
    return "" if Wish(due.clock_start, due.demand_id) in standing.wishes else WISH_GONE
