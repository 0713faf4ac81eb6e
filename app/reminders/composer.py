"""Writes a reminder mail at the last moment, after looking again whether each thing in it still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.errors import N_
from app.letters.waking import wake_letters
from app.mail.models import OutgoingMail
from app.mail.values import MailContent, NoLongerDue
from app.reminders import queries
from app.reminders.links import LIFETIME, Links, Purpose
from app.reminders.mails import write_reminder
from app.reminders.models import ReminderDue
from app.reminders.planning import NOT_A_RECIPIENT, Due, DueRow, Ending, find_ending
from app.reminders.queries import Situation, due_of
from app.reminders.sections import Reading
from app.reminders.services import end_rows
from app.reminders.telling import ReminderFacts

# A first look at an old archive may find hundreds of letters overdue: nobody reads a mail of a thousand pages.
MOST_WHOLE = 40

NOTHING_LEFT = N_("Nothing in this mail waits to be told any more.")


@dataclass(frozen=True)
class _Telling:
    """What a mail was to tell, how the letters stand now, and what is no longer to be told."""

    mail: OutgoingMail
    at: datetime
    rows: Sequence[ReminderDue]
    situations: dict[int, Situation]
    endings: dict[int, Ending]


@dataclass(frozen=True)
class ReminderComposer:
    """The composer of reminder mails of one installation; it needs an application context, for words and templates."""

    links: Links
    mail_from: str

    def __call__(self, session: Session, mail: OutgoingMail, at: datetime) -> MailContent | NoLongerDue:
        """Return the content of a mail that is about to leave; what no longer holds is written down as ended."""
        telling = _look_again(session, mail, at)
        end_rows(session, telling.endings.values(), set())
        _let_others_be_told(session, telling)
        return self._write(session, telling)

    def preview(self, session: Session, mail: OutgoingMail, at: datetime) -> MailContent | NoLongerDue:
        """Return what a waiting mail would say if it left at `at`, for the page of kept mails; nothing is changed."""
        return self._write(session, _look_again(session, mail, at))

    def _write(self, session: Session, telling: _Telling) -> MailContent | NoLongerDue:
        told: dict[int, list[Due]] = {}
        for row in telling.rows:
            if row.id not in telling.endings:
                told.setdefault(row.letter_id, []).append(due_of(row))
        if not told or telling.mail.user_id is None:
            return NoLongerDue(next((ending.why for ending in telling.endings.values()), NOTHING_LEFT))
        reader = session.get_one(User, telling.mail.user_id)
        reading = Reading(session, reader, self.links, telling.at)
        letter_ids = [letter_id for letter_id in telling.situations if letter_id in told]
        facts = ReminderFacts(
            name=reader.display_name,
            zone=reader.zone,
            sections=tuple(
                reading.read_section(
                    telling.situations[letter_id], told[letter_id], is_brief=place >= MOST_WHOLE
                )
                for place, letter_id in enumerate(letter_ids)
            ),
            links_work_until=(telling.at + LIFETIME).date(),
            unsubscribe=self.links.make(Purpose.MUTE, letter_ids, reader.id, telling.at),
            domain=self.mail_from.rpartition("@")[2] or "weerwoord.invalid",
        )
        return write_reminder(facts, telling.mail.language)


def _let_others_be_told(session: Session, telling: _Telling) -> None:
    # Whoever coordinates by now was no recipient when this was queued, and nobody else has heard of it.
    left = {
        row.letter_id
        for row in telling.rows
        if row.id in telling.endings and telling.endings[row.id].why == NOT_A_RECIPIENT
    }
    if left:
        wake_letters(session, left)


def _look_again(session: Session, mail: OutgoingMail, at: datetime) -> _Telling:
    rows = queries.list_due_in(session, mail.id)
    letters = queries.list_letters(session, {row.letter_id for row in rows})
    situations = queries.list_situations(session, letters, at)
    endings = (
        find_ending(
            DueRow(row.id, row.user_id, due_of(row), row.state, may_change=True),
            situations[row.letter_id].standing,
        )
        for row in rows
    )
    ended = {ending.row_id: ending for ending in endings if ending is not None}
    return _Telling(mail, at, rows, situations, ended)
