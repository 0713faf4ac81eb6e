"""Queueing a mail, calling it back, deciding about it, and pausing the way out. Nothing here commits or sends."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts.values import Language
from app.activity.rules import difference
from app.activity.services import record_activity
from app.db import Base
from app.mail import queries, rules
from app.mail.claims import UNWRITTEN, end_unsent
from app.mail.compose import check_address, check_content
from app.mail.errors import (
    MailAlreadyUnderWayError,
    MailDecidedError,
    MailLinkDeadError,
    MailNotFoundError,
    MailNotStrandedError,
    MailNotUndecidedError,
)
from app.mail.mails import write_test_mail
from app.mail.models import MailChannel, OutgoingMail
from app.mail.values import MailContent, MailKind, MailState


def queue_mail(
    session: Session,
    *,
    kind: MailKind,
    to_address: str,
    language: Language,
    content: MailContent,
    user_id: int | None,
    now: datetime,
    not_before: datetime | None = None,
    mail_from: str | None = None,
) -> OutgoingMail:
    """Keep a mail with its content for the sender, to leave at `not_before` (`now` when not given).

    `mail_from` is the sender address of the settings, see `make_message_id`.
    Raises UnusableAddressError, ForbiddenHeaderError and UnusableHeaderError.
    """
    content = check_content(content)
    mail = OutgoingMail(
        kind=kind,
        user_id=user_id,
        to_address=check_address(to_address),
        language=language,
        message_id=make_message_id(mail_from),
        subject=content.subject,
        text=content.text,
        html=content.html,
        headers=content.headers,
        frozen_at=now,
        next_attempt_at=not_before or now,
        created_at=now,
    )
    session.add(mail)
    session.flush()
    return mail


def queue_test_mail(
    session: Session,
    *,
    to_address: str,
    language: Language,
    user_id: int | None,
    base_url: str,
    now: datetime,
    mail_from: str | None = None,
) -> OutgoingMail:
    """Keep a mail that proves to its reader that mails leave. Raises UnusableAddressError."""
    mail = queue_mail(
        session,
        kind=MailKind.TEST,
        to_address=to_address,
        language=language,
        content=write_test_mail(language, base_url),
        user_id=user_id,
        mail_from=mail_from,
        now=now,
    )
    record_activity(session, "send_test_mail", mail, actor=user_id, now=now)
    return mail


def queue_reminder_mail(
    session: Session,
    *,
    user_id: int,
    to_address: str,
    language: Language,
    zone: str,
    local_day: date,
    not_before: datetime,
    now: datetime,
    mail_from: str | None = None,
) -> OutgoingMail:
    """Return the mail that gathers this person's reminders of `local_day`, made when there is none; without content.

    When that day's mail is written, or may have left already, the next day's is returned, to leave at the same time of day in
    `zone`. One that was called off before it was written is opened again. The row stays locked until the caller commits, so that no sender writes its content before the reminders
    that belong in it are stored too. After a backup was put back a mail that came with it takes nothing more. Raises UnusableAddressError.
    """
    stopped_at = queries.find_stop(session)
    reminder = {
        "kind": MailKind.REMINDER,
        "user_id": user_id,
        "to_address": check_address(to_address),
        "language": language,
        # With a clock that was set back each new mail would pass for one of the backup.
        "created_at": now if stopped_at is None else max(now, stopped_at),
    }
    while True:
        insert_if_absent(
            session,
            OutgoingMail,
            local_day=local_day,
            next_attempt_at=not_before,
            message_id=make_message_id(mail_from),
            **reminder,
        )
        mail = _lock_reminder_mail(session, user_id, local_day)
        has_left = rules.may_be_out(mail.resent_at, mail.decided_at) or rules.is_of_backup(
            mail.created_at, stopped_at
        )
        if rules.may_reopen(mail.state, mail.frozen_at, has_left=has_left):
            mail.state, mail.why, mail.attempts, mail.next_attempt_at = MailState.PENDING, "", 0, not_before
        if rules.is_open_for_more(mail.state, mail.frozen_at, has_left=has_left):
            mail.to_address, mail.language = check_address(to_address), language  # the person may have moved
            session.flush()
            return mail
        not_before = rules.find_same_time_next_day(not_before, zone)
        local_day += timedelta(days=1)


def _lock_reminder_mail(session: Session, user_id: int, local_day: date) -> OutgoingMail:
    found = (
        select(OutgoingMail)
        .where(OutgoingMail.user_id == user_id, OutgoingMail.local_day == local_day)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).one()


def make_message_id(mail_from: str | None) -> str:
    """Return a new Message-ID, ending in the domain of the sender address `mail_from` when that is given.

    Some spam filters like the domains to agree; without it the name is one that RFC 2606 reserves.
    Raises UnusableAddressError.
    """
    domain = check_address(mail_from).rpartition("@")[2] if mail_from else "weerwoord.invalid"
    return f"<{uuid.uuid4().hex}@{domain}>"


def insert_if_absent(session: Session, model: type[Base], **values: Any) -> None:
    """Insert a row unless one with the same unique values exists; safe against others who do the same."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(model).values(values).on_conflict_do_nothing())


def cancel_mail(session: Session, *, mail_id: int, why: str) -> OutgoingMail:
    """Call a waiting mail back. Raises MailNotFoundError, and MailAlreadyUnderWayError when it no longer waits."""
    return _end_waiting(session, mail_id, MailState.CANCELLED, why)


def cancel_secret_mails(session: Session, *, user_id: int) -> None:
    """Call back what holds a link of a person that works no more, also what waits for a person to send it again.

    Nor does one leave that a sender has claimed: that finds its claim gone before it hands anything over. A mail whose content
    is on its way goes its way, and loses its text: it is never sent a second time.
    """
    left = (MailState.SENT, MailState.CANCELLED, MailState.SUPERSEDED)
    unfinished = (
        select(OutgoingMail)
        .where(
            OutgoingMail.user_id == user_id,
            OutgoingMail.kind.in_(rules.SECRET_KINDS),
            OutgoingMail.state.not_in(left),
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for mail in session.scalars(unfinished):
        if mail.state is MailState.HANDING:
            mail.text = mail.html = ""
        else:
            end_unsent(mail, MailState.CANCELLED, rules.LINK_WORKS_NO_MORE)
            mail.claimed_by = mail.lease_until = None
    session.flush()


def supersede_mail(session: Session, *, mail_id: int, why: str) -> OutgoingMail:
    """Replace a waiting mail by a later one. Raises MailNotFoundError and MailAlreadyUnderWayError."""
    return _end_waiting(session, mail_id, MailState.SUPERSEDED, why)


def _end_waiting(session: Session, mail_id: int, state: MailState, why: str) -> OutgoingMail:
    mail = _lock_mail(session, mail_id)
    if mail.state is not MailState.PENDING:
        raise MailAlreadyUnderWayError(state=mail.state.value)
    end_unsent(mail, state, why)
    session.flush()
    return mail


def send_again(
    session: Session, *, mail_id: int, user_id: int | None, now: datetime, version: str | None = None
) -> OutgoingMail:
    """Let a failed or undecided mail leave once more, with the same Message-ID; `user_id` is who decided.

    `version` is what the page said of it, see `rules.version_of`; MailDecidedError when it says something else by now. A reminder is written anew: what it told may have been answered, closed or made confidential since. Raises MailNotFoundError, MailLinkDeadError, and MailNotStrandedError when it neither failed nor is undecided.
    """
    mail = _lock_mail(session, mail_id, version)
    if mail.state not in {MailState.FAILED, MailState.UNSURE}:
        raise MailNotStrandedError(state=mail.state.value)
    if rules.find_dead_link(mail.kind, mail.text, mail.created_at, now):
        raise MailLinkDeadError
    was = mail.state.value
    mail.state = MailState.PENDING
    mail.attempts = 0
    mail.next_attempt_at = now
    mail.is_address_refused = False
    if mail.kind is MailKind.REMINDER:
        for name, value in UNWRITTEN.items():
            setattr(mail, name, value)
    _note_decision(mail, rules.PERSON_SENDS_AGAIN, user_id, now)
    session.flush()
    facts = difference({"state": was}, {"state": mail.state.value})
    record_activity(session, "send_mail_again", mail, actor=user_id, now=now, facts=facts)
    return mail


def treat_as_sent(
    session: Session, *, mail_id: int, user_id: int | None, now: datetime, version: str | None = None
) -> OutgoingMail:
    """Record that an undecided mail arrived; `user_id` is who decided, `version` as for `send_again`.

    After a backup was put back that is asked of a waiting reminder too, see `rules.may_have_left`. Raises
    MailNotFoundError, MailDecidedError, and MailNotUndecidedError when there is nothing to decide.
    """
    mail = _lock_mail(session, mail_id, version)
    was = mail.state
    if was is not MailState.UNSURE and not queries.may_have_left(session, mail):
        raise MailNotUndecidedError(state=was.value)
    end_unsent(mail, MailState.SENT, rules.PERSON_SAW_IT)
    mail.sent_at = now
    mail.frozen_at = mail.frozen_at or now  # without words: nobody knows which it had
    _note_decision(mail, rules.PERSON_SAW_IT, user_id, now)
    session.flush()
    facts = difference({"state": was.value}, {"state": mail.state.value})
    record_activity(session, "treat_mail_as_sent", mail, actor=user_id, now=now, facts=facts)
    return mail


def _note_decision(mail: OutgoingMail, why: str, user_id: int | None, now: datetime) -> None:
    mail.why = why
    mail.server_answer = ""
    mail.claimed_by = None  # a slow sender that comes back finds the claim gone
    mail.lease_until = None
    mail.decided_by_id = user_id
    mail.decided_at = now


def _lock_mail(session: Session, mail_id: int, version: str | None = None) -> OutgoingMail:
    mail = session.get(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)
    if mail is None:
        raise MailNotFoundError
    if version is not None and version != queries.version_of(mail):
        raise MailDecidedError
    return mail


def pause_channel(
    session: Session, *, why: str, now: datetime, until: datetime | None = None, server_answer: str = ""
) -> None:
    """Stop all sending from `now` until `until`, or (None) until somebody resumes it.

    A pause that a person set is not shortened by the sender.
    """
    insert_if_absent(session, MailChannel, name=rules.CHANNEL)
    is_automatic = until is not None
    channel = update(MailChannel).where(MailChannel.name == rules.CHANNEL)
    if is_automatic:
        channel = channel.where(MailChannel.paused_at.is_(None) | MailChannel.paused_until.is_not(None))
    session.execute(channel.values(paused_at=now, paused_until=until, why=why, server_answer=server_answer))


def resume_channel(session: Session, *, user_id: int | None, now: datetime) -> None:
    """Let mails leave again, whoever had paused them; `user_id` is who decided.

    Reminders that came back with a backup leave, for a person looked at them, but take nothing more: see `queue_reminder_mail`.
    """
    _close_mails_of_backup(session, user_id, now)
    session.execute(update(MailChannel).where(MailChannel.name == rules.CHANNEL).values(RUNNING))
    channel = session.get(MailChannel, rules.CHANNEL, populate_existing=True)
    if channel is not None:
        record_activity(session, "resume_mail", channel, actor=user_id, now=now)


def _close_mails_of_backup(session: Session, user_id: int | None, now: datetime) -> None:
    stopped_at = queries.find_stop(session)
    if stopped_at is None:
        return
    came_back = (
        OutgoingMail.kind == MailKind.REMINDER,
        OutgoingMail.created_at < stopped_at,
        OutgoingMail.state.in_(rules.MAY_TAKE_MORE),
        OutgoingMail.decided_at.is_(None),
    )
    closed = update(OutgoingMail).where(*came_back).values(decided_at=now, decided_by_id=user_id)
    session.execute(closed.execution_options(synchronize_session=False))


def lift_pause(session: Session) -> None:
    """Forget a pause that the sender set by itself: a mail has left since. One that a person set stays."""
    automatic = update(MailChannel).where(MailChannel.paused_until.is_not(None))
    session.execute(automatic.values(RUNNING))


RUNNING = {"paused_at": None, "paused_until": None, "why": "", "server_answer": ""}
