"""Writes of somebody who wants to hear later, or no more: putting a letter aside, and stopping its reminders."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.activity.services import record_activity
from app.letters.models import Letter
from app.letters.queries import hold_letters
from app.letters.services import extend_deadline
from app.letters.waking import remind_on, snooze
from app.mail.services import insert_if_absent
from app.reminders.errors import DeadlineNotAheadError, UnknownSnoozeError
from app.reminders.models import ReminderMute
from app.reminders.queries import list_situations
from app.reminders.rules import STEPS, Clock, ClockState

SNOOZE_WEEKS = (1, 2, 4)


def put_aside(session: Session, letter: Letter, weeks: int, *, actor: User, now: datetime) -> date:
    """Be silent about a letter for some weeks; return the day on which its coordinators hear of it again.

    Where the clock would not speak up on that day, the day becomes one to be reminded on too. Raises UnknownSnoozeError.
    """
    if weeks not in SNOOZE_WEEKS:
        raise UnknownSnoozeError
    day = clock.day_in(letter.campaign.zone, now) + timedelta(weeks=weeks)
    snooze(session, letter, day, actor=actor, now=now)
    session.flush()
    if not _speaks_up_on(list_situations(session, [letter], now)[letter.id].clock, day):
        remind_on(session, letter, None, day, actor=actor, now=now)
    return day


def _speaks_up_on(clock_of_letter: Clock, day: date) -> bool:
    first = clock_of_letter.day_of(STEPS[0])
    return clock_of_letter.state is ClockState.SNOOZED and first is not None and first <= day


def move_deadline(session: Session, letter: Letter, day: date, *, actor: User, now: datetime) -> None:
    """Move a letter's deadline to a day that is still to come.

    Raises DeadlineNotAheadError, DayOutOfRangeError, DeadlineBeforeSendingError.
    """
    if day <= clock.day_in(letter.campaign.zone, now):
        raise DeadlineNotAheadError
    extend_deadline(session, letter, day, actor=actor, now=now)


def mute(session: Session, letters: Iterable[Letter], *, actor: User, now: datetime) -> None:
    """Stop all reminders of these letters to this person; the letters' clocks and the others' mails go on."""
    for letter in _hold(session, letters):
        insert_if_absent(session, ReminderMute, user_id=actor.id, letter_id=letter.id, muted_at=now)
        _record(session, letter, "mute_reminders", actor, now)


def unmute(session: Session, letters: Iterable[Letter], *, actor: User, now: datetime) -> None:
    """Let this person hear of these letters again."""
    for letter in _hold(session, letters):
        session.execute(
            delete(ReminderMute).where(ReminderMute.user_id == actor.id, ReminderMute.letter_id == letter.id)
        )
        _record(session, letter, "unmute_reminders", actor, now)


def _hold(session: Session, letters: Iterable[Letter]) -> list[Letter]:
    """Lock all letters before the first one changes, in the order of everybody else, and return them in it."""
    held = sorted(letters, key=lambda letter: letter.id)
    hold_letters(session, [letter.id for letter in held])
    return held


def _record(session: Session, letter: Letter, act: str, actor: User, now: datetime) -> None:
    letter.wake()
    record_activity(session, act, letter, actor=actor, now=now)
