"""What was told before a campaign moved: the mails stay behind, so each reminder says for itself what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import N_
from app.letters.models import Letter
from app.mail.models import OutgoingMail
from app.mail.queries import find_stop
from app.mail.rules import may_have_left
from app.mail.values import MailKind, MailState
from app.reminders.models import ReminderDue
from app.reminders.values import ReminderState
from app.transfer.errors import ReminderOnItsWayError

# A reminder that is called off and still holds is queued anew by the next tick: nobody misses it.
MOVED = N_("The campaign moved to another installation before this was told.")
# Whether such a mail arrived nobody can say yet: as told it could be lost, as not told it could come twice.
_UNDECIDED = frozenset({MailState.CLAIMED, MailState.HANDING, MailState.UNSURE})


@dataclass(frozen=True)
class ToldBy:
    """The mail that a reminder was put into."""

    state: MailState
    local_day: date | None


def find_mails(session: Session, campaign_id: int) -> dict[int, ToldBy]:
    """Return the mails that hold reminders of the campaign; ReminderOnItsWayError while nobody knows of one.

    After a backup was put back nobody knows of one that came with it and waits, until a person has decided or lets mails leave.
    """
    stopped_at = find_stop(session)
    query = (
        select(
            OutgoingMail.id,
            OutgoingMail.state,
            OutgoingMail.local_day,
            OutgoingMail.created_at,
            ReminderDue.state,
        )
        .join(ReminderDue, ReminderDue.mail_id == OutgoingMail.id)
        .join(Letter, Letter.id == ReminderDue.letter_id)
        .where(Letter.campaign_id == campaign_id)
        .order_by(OutgoingMail.id)
    )
    mails = {}
    for mail_id, state, local_day, made_at, reminder in session.execute(query):
        may_be_out = may_have_left(state, MailKind.REMINDER, made_at, stopped_at)
        if (state in _UNDECIDED or may_be_out) and reminder is ReminderState.DUE:
            raise ReminderOnItsWayError(mail=mail_id)
        mails[mail_id] = ToldBy(state, local_day)
    return mails


def without_mail(row: Mapping[str, Any], mails: Mapping[int, ToldBy]) -> dict[str, Any]:
    """Return a reminder's row as it stands without its mail: told on a day, or called off because of the move."""
    mail = mails.get(row["mail_id"])
    is_due = row["state"] is ReminderState.DUE
    if is_due and (mail is None or mail.state is not MailState.SENT):
        return {**row, "state": ReminderState.CANCELLED, "why": MOVED}
    if is_due or row["state"] is ReminderState.MAILED:
        told_on = row["told_on"] or (mail.local_day if mail else None)
        return {**row, "state": ReminderState.MAILED, "told_on": told_on}
    return dict(row)
