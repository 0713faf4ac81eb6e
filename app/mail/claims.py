"""Who holds a mail, and every move between its states, each in one write that asks who holds it.

Leases run on the database's clock, the one clock that all nodes share; `at` only decides what is due.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.db import read_clock
from app.mail import rules
from app.mail.compose import check_content
from app.mail.models import MailChannel, OutgoingMail
from app.mail.rules import HandoverFate, HandoverJudgement
from app.mail.values import MailContent, MailKind, MailState, NoLongerDue

Composer = Callable[[Session, OutgoingMail, datetime], MailContent | NoLongerDue]
Composers = Mapping[MailKind, Composer]

FREE = {"claimed_by": None, "lease_until": None}
# As a mail is whose content is still to be written: the old words may name what has become confidential since.
UNWRITTEN: dict[str, object] = {"frozen_at": None, "subject": "", "text": "", "html": "", "headers": {}}


@dataclass(frozen=True)
class Claim:
    """One mail in the hands of one sender, with everything that it needs to leave."""

    mail_id: int
    token: str
    kind: MailKind
    attempts: int
    to_address: str
    message_id: str
    content: MailContent
    claimed_at: datetime


@dataclass(frozen=True)
class ExpiredHandover:
    """A mail whose sender vanished while handing it over; nobody knows yet whether it arrived."""

    mail_id: int
    token: str
    kind: MailKind
    message_id: str
    has_archive_copy: bool
    was_resent: bool
    since: timedelta  # since its lease ended


def is_paused(session: Session, at: datetime) -> bool:
    """Tell whether sending is paused at `at`."""
    channel = session.get(MailChannel, rules.CHANNEL)
    return channel is not None and rules.is_channel_paused(channel.paused_at, channel.paused_until, at)


def find_due_mail(session: Session, at: datetime, composed: Collection[MailKind]) -> OutgoingMail | None:
    """Lock and return the mail that has been due longest at `at`; None when none is due or sending is paused.

    A mail without a content waits until there is a composer for its kind (`composed`). PostgreSQL skips rows that another sender has locked; on SQLite the write transaction keeps other senders out.
    """
    if is_paused(session, at):
        return None
    waiting = (
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.PENDING, OutgoingMail.next_attempt_at <= at)
        .where(or_(OutgoingMail.frozen_at.is_not(None), OutgoingMail.kind.in_(composed)))
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(waiting).first()


def freeze_content(
    session: Session, mail: OutgoingMail, composers: Composers, at: datetime
) -> NoLongerDue | None:
    """Write the content of a mail that is about to leave; return why not when it is no longer due.

    A mail whose content is frozen keeps it, yet its composer is asked whether it still holds.
    """
    dead = rules.find_dead_link(mail.kind, mail.text, mail.created_at, at)
    if dead:
        return NoLongerDue(dead)
    composer = composers.get(mail.kind)
    if composer is None:
        return None
    written = composer(session, mail, at)
    if isinstance(written, NoLongerDue):
        return written
    if mail.frozen_at is None:
        content = check_content(written)
        mail.subject, mail.text, mail.html = content.subject, content.text, content.html
        mail.headers = content.headers
        mail.frozen_at = read_clock(session)
    return None


def take_claim(session: Session, mail: OutgoingMail, token: str, lease: timedelta) -> Claim:
    """Mark a locked mail as claimed under `token` and return what is needed to send it."""
    now = read_clock(session)
    mail.state = MailState.CLAIMED
    mail.claimed_by = token
    mail.lease_until = now + lease
    return Claim(
        mail_id=mail.id,
        token=token,
        kind=mail.kind,
        attempts=mail.attempts,
        to_address=mail.to_address,
        message_id=mail.message_id,
        content=MailContent(mail.subject, mail.text, mail.html, dict(mail.headers)),
        claimed_at=now,
    )


def end_unsent(mail: OutgoingMail, state: MailState, why: str) -> None:
    """End a mail that never leaves; one that signs somebody in loses its text."""
    mail.state = state
    mail.why = why
    if mail.kind in rules.SECRET_KINDS:
        mail.text = mail.html = ""


def find_held_mail(session: Session, claim: Claim) -> OutgoingMail | None:
    """Lock and return the mail of a claim that nobody took back; None when somebody did."""
    held = (
        select(OutgoingMail)
        .where(
            OutgoingMail.id == claim.mail_id,
            OutgoingMail.claimed_by == claim.token,
            OutgoingMail.state == MailState.CLAIMED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(held).one_or_none()


def begin_handover(session: Session, claim: Claim, *, lease: timedelta, has_archive_copy: bool) -> bool:
    """Write `handing` with a fresh lease; False when the claim was taken back, and then nothing may be sent."""
    return _write(
        session,
        claim,
        {MailState.CLAIMED},
        state=MailState.HANDING,
        lease_until=read_clock(session) + lease,
        has_archive_copy=has_archive_copy,
    )


def finish_sent(
    session: Session, claim: Claim | ExpiredHandover, *, why: str = "", server_answer: str = ""
) -> bool:
    """Write `sent`, also when the mail was put down as unsure meanwhile; False when it is no longer ours.

    A mail that signs somebody in loses its text: from now on only its reader has the link.
    """
    values: dict[str, object] = {"text": "", "html": ""} if claim.kind in rules.SECRET_KINDS else {}
    return _write(
        session,
        claim,
        {MailState.HANDING, MailState.UNSURE},
        state=MailState.SENT,
        sent_at=read_clock(session),
        why=why,
        server_answer=server_answer,
        is_address_refused=False,
        **FREE,
        **values,
    )


def finish_retried(
    session: Session,
    claim: Claim,
    *,
    next_attempt_at: datetime,
    why: str,
    server_answer: str,
    is_composed: bool,
) -> bool:
    """Write that a try failed and another follows at `next_attempt_at`; False when the mail is no longer ours."""
    return _write(
        session,
        claim,
        {MailState.CLAIMED, MailState.HANDING},
        state=MailState.PENDING,
        attempts=claim.attempts + 1,
        next_attempt_at=next_attempt_at,
        why=why,
        server_answer=server_answer,
        **FREE,
        **_thaw(is_composed=is_composed),
    )


def finish_failed(
    session: Session,
    claim: Claim,
    *,
    why: str,
    server_answer: str,
    is_address_refused: bool,
    is_composed: bool = False,
) -> bool:
    """Write that the mail failed for good; False when it is no longer ours.

    A person may send it again long after, when what it told has become confidential: nothing written now is kept for that.
    """
    return _write(
        session,
        claim,
        {MailState.CLAIMED, MailState.HANDING},
        state=MailState.FAILED,
        attempts=claim.attempts + 1,
        why=why,
        server_answer=server_answer,
        is_address_refused=is_address_refused,
        **FREE,
        **_thaw(is_composed=is_composed),
    )


def put_back(session: Session, claim: Claim, *, is_composed: bool, **values: object) -> bool:
    """Give a mail back as if it had never been claimed, no attempt is burnt; `values` are written beside that."""
    return _write(
        session,
        claim,
        {MailState.CLAIMED, MailState.HANDING},
        state=MailState.PENDING,
        **FREE,
        **_thaw(is_composed=is_composed),
        **values,
    )


def _thaw(*, is_composed: bool) -> dict[str, object]:
    # Nobody got the content: it is written anew at the next claim, with all that is due by then.
    return UNWRITTEN if is_composed else {}


def _write(
    session: Session, claim: Claim | ExpiredHandover, held_in: Collection[MailState], **values: object
) -> bool:
    fenced = (
        update(OutgoingMail)
        .where(
            OutgoingMail.id == claim.mail_id,
            OutgoingMail.claimed_by == claim.token,
            OutgoingMail.state.in_(held_in),
        )
        .values(values)
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(fenced).first() is not None


def take_back_expired_claims(session: Session, composed: Collection[MailKind]) -> tuple[int, ...]:
    """Free the mails whose sender vanished before it handed anything over; return their ids."""
    free = (
        update(OutgoingMail)
        .where(OutgoingMail.state == MailState.CLAIMED, OutgoingMail.lease_until < read_clock(session))
        .values(
            state=MailState.PENDING,
            why=rules.CLAIM_EXPIRED,
            **FREE,
        )
        .returning(OutgoingMail.id)
        .execution_options(synchronize_session=False)
    )
    freed = tuple(sorted(session.scalars(free)))
    thawed = update(OutgoingMail).where(OutgoingMail.id.in_(freed), OutgoingMail.kind.in_(composed))
    session.execute(thawed.values(UNWRITTEN).execution_options(synchronize_session=False))
    return freed


def list_expired_handovers(session: Session) -> tuple[ExpiredHandover, ...]:
    """Return the mails whose sender vanished, or lost the connection, while handing them over."""
    now = read_clock(session)
    mails = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.HANDING, OutgoingMail.lease_until < now)
        .order_by(OutgoingMail.id)
    )
    return tuple(
        ExpiredHandover(
            mail.id,
            mail.claimed_by or "",
            mail.kind,
            mail.message_id,
            mail.has_archive_copy,
            was_resent=mail.resent_at is not None,
            since=now - mail.lease_until,
        )
        for mail in mails
        if mail.lease_until is not None
    )


def settle_handover(
    session: Session, handover: ExpiredHandover, judgement: HandoverJudgement, composed: Collection[MailKind]
) -> bool:
    """Write what became of such a mail; False when it waits on, or somebody else has settled it.

    One that is sent again is written anew: what it told may have been answered, closed or made confidential. One that a person has to decide about keeps its claim, so that a sender that was only slow can still write that it
    was sent.
    """
    if judgement.fate is HandoverFate.WAIT:
        return False
    if judgement.fate is HandoverFate.SENT:
        return finish_sent(session, handover, why=judgement.why)
    values: dict[str, object] = {"state": MailState.UNSURE, "lease_until": None}
    if judgement.fate is HandoverFate.AGAIN:
        values = {
            "state": MailState.PENDING,
            "resent_at": read_clock(session),
            **FREE,
            **_thaw(is_composed=handover.kind in composed),
        }
    return _write(session, handover, {MailState.HANDING}, why=judgement.why, **values)
