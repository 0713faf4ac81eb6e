"""Reads for the report of a tick: reminders as lines for a person at a terminal."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.reminders.models import ReminderDue
from app.reminders.values import ReminderState

# Databases take no more values than this, and a few, in one statement.
MOST_IN_STATEMENT = 10_000


@dataclass(frozen=True)
class ReminderLine:
    """One reminder for a report: `letter` is written slug/number, `mail_id` the mail that tells it."""

    letter: str
    step: int
    kind: str
    recipient: str
    due_on: str
    mail_id: int | None
    why: str
    row_id: int
    state: ReminderState


def list_rows_to_tell(session: Session) -> list[int]:
    """Return the ids of everything that waits to be told."""
    return list(session.scalars(select(ReminderDue.id).where(ReminderDue.state == ReminderState.DUE)))


def list_lines(session: Session, *, row_ids: Collection[int]) -> list[ReminderLine]:
    """Return reminders as a report shows them, by letter, step and person."""
    ordered = sorted(row_ids)
    lines = [
        line
        for first in range(0, len(ordered), MOST_IN_STATEMENT)
        for line in _lines_of(session, ordered[first : first + MOST_IN_STATEMENT])
    ]
    return sorted(lines, key=_by_letter)


def _by_letter(line: ReminderLine) -> tuple[str, int, int, str, int]:
    slug, _, number = line.letter.rpartition("/")
    return slug, int(number), line.step, line.recipient, line.row_id


def _lines_of(session: Session, row_ids: Sequence[int]) -> Iterator[ReminderLine]:
    query = (
        select(ReminderDue, Campaign.slug, Letter.number, User.email)
        .join(Letter, Letter.id == ReminderDue.letter_id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .join(User, User.id == ReminderDue.user_id)
        .where(ReminderDue.id.in_(row_ids))
        .execution_options(populate_existing=True)
    )
    for row, slug, number, email in session.execute(query):
        yield ReminderLine(
            letter=f"{slug}/{number}",
            step=row.step,
            kind=row.kind.value,
            recipient=email,
            due_on=row.due_on.isoformat(),
            mail_id=row.mail_id,
            why=row.why,
            row_id=row.id,
            state=row.state,
        )
