"""What becomes of the mails that a backup brought back: nothing leaves by itself that may have left before."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.mail import rules
from app.mail.claims import FREE, UNWRITTEN, end_unsent
from app.mail.models import OutgoingMail
from app.mail.queries import find_stop
from app.mail.values import MailKind, MailState


def call_back_after_restore(session: Session) -> None:
    """Call back what came with a backup that was put back and is of no use any more, also what was on its way.

    It may have left after the backup was made. All else waits for a person, see `rules.may_have_left`.
    """
    came_back = (
        select(OutgoingMail)
        .where(
            OutgoingMail.kind.in_(rules.CALLED_BACK_BY_RESTORE),
            OutgoingMail.state.in_((MailState.PENDING, MailState.CLAIMED, MailState.HANDING)),
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
    )
    for mail in session.scalars(came_back):
        end_unsent(mail, MailState.CANCELLED, rules.BACKUP_PUT_BACK)
        mail.claimed_by = mail.lease_until = None
    session.flush()
    # A reminder whose sender is gone with its installation: on its page a person is asked at once, not when its lease ends.
    claimed = update(OutgoingMail).where(OutgoingMail.state == MailState.CLAIMED)
    claimed = claimed.values(state=MailState.PENDING, why=rules.CLAIM_EXPIRED, **FREE, **UNWRITTEN)
    session.execute(claimed.execution_options(synchronize_session=False))


def hold_reminder_mails(session: Session) -> None:
    """Let a person decide about the reminder mails that were made since a backup was put back.

    For those of the tick that the restore itself runs: what they tell may have been told after the backup was made.
    """
    made_since = (
        OutgoingMail.kind == MailKind.REMINDER,
        OutgoingMail.state == MailState.PENDING,
        OutgoingMail.created_at >= find_stop(session),
    )
    held = update(OutgoingMail).where(*made_since)
    held = held.values(state=MailState.UNSURE, why=rules.TOLD_BEFORE_RESTORE)
    session.execute(held.execution_options(synchronize_session=False))
