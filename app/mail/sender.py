"""Takes the mails that are due, hands each to the mail server once, and writes down what became of it.

The moves between the states, and why nothing is lost or doubled, are told in docs/developing/mail.md.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from app.db import Database
from app.mail import claims, rules
from app.mail.claims import Claim, Composers
from app.mail.compose import check_address, check_content, compose_message
from app.mail.conversation import TROUBLES, Conversation, Envelope, read_trouble
from app.mail.errors import UnusableAddressError
from app.mail.models import OutgoingMail
from app.mail.outcomes import (
    LookUp,
    Watch,
    cannot_tell,
    note_unwritten,
    put_back_changed,
    settle_interrupted,
    write_sent,
    write_trouble,
)
from app.mail.reports import MailNote, Outcome, SendReport
from app.mail.values import MailState, NoLongerDue
from app.settings import Settings

log = structlog.get_logger()


def always() -> bool:
    """Go on until no mail is due."""
    return True


def send_due(
    database: Database,
    settings: Settings,
    composers: Composers,
    at: datetime,
    node: str,
    *,
    look_up: LookUp = cannot_tell,
    keep_going: Callable[[], bool] = always,
    lease: timedelta | None = None,
    grace: timedelta | None = None,
    watch: Watch | None = None,
) -> SendReport:
    """Send every mail that is due at `at` and return what became of each; any number of nodes may do so at once.

    `composers` write the contents that are not written yet, inside the transaction that claims the mail; they may be
    asked more than once for one mail. `look_up` looks Message-IDs up in the archive mailbox; what is absent there may
    be sent again `grace` after its lease ended, as `watch` saw it too. `keep_going` is asked before each mail; `lease` is how long a claim
    lasts without a sign of life, counted by the database's clock, and how long one mail may take. Without a mail
    server, or with an unusable sender address, nothing is claimed.
    """
    run = _Run(
        database, settings, composers, at, node, lease or rules.find_lease(settings.mail_timeout_seconds)
    )
    patience = rules.find_grace(settings.mail_timeout_seconds) if grace is None else grace
    notes = list(settle_interrupted(database, composers.keys(), look_up, grace=patience, watch=watch))
    stopped = run.find_obstacle()
    while not stopped and keep_going():
        ready = run.take_next()
        if ready is None:
            break
        note = ready if isinstance(ready, MailNote) else run.send(ready)
        log.info(
            "mail_tried",
            outcome=note.outcome.value,
            mail_id=note.mail_id,
            why=note.why,
            answer=note.server_answer,
        )
        notes.append(note)
        stopped = note.stops_because
    return SendReport(tuple(notes), stopped)


@dataclass(frozen=True)
class _Ready:
    """A claimed mail and the bytes that go over the line."""

    claim: Claim
    data: bytes


@dataclass(frozen=True)
class _Run:
    """One run of one sender, mail by mail."""

    database: Database
    settings: Settings
    composers: Composers
    at: datetime
    node: str
    lease: timedelta

    def find_obstacle(self) -> str:
        """Return why no mail at all can leave now; empty when mails can leave."""
        if not self.settings.has_mail_server:
            return rules.NO_SERVER
        try:
            check_address(self.settings.mail_from)
        except UnusableAddressError:
            return rules.SENDER_UNUSABLE
        with self.database.reading() as session:
            return rules.CHANNEL_PAUSED if claims.is_paused(session, self.at) else ""

    def take_next(self) -> _Ready | MailNote | None:
        """Claim the next due mail with its content written; a note when it does not leave; None when none is due."""
        with self.database.writing() as session:
            mail = claims.find_due_mail(session, self.at, self.composers.keys())
            if mail is None:
                return None
            try:
                with session.begin_nested():
                    return self._make_ready(session, mail)
            except Exception:  # whatever a composer raises, the mails behind this one must leave
                log.exception("mail_not_written", mail_id=mail.id)
                return note_unwritten(mail, self.at)

    def _make_ready(self, session: Session, mail: OutgoingMail) -> _Ready | MailNote:
        refusal = claims.freeze_content(session, mail, self.composers, self.at)
        if refusal is not None:
            claims.end_unsent(mail, MailState.CANCELLED, refusal.why)
            return MailNote(mail.id, Outcome.CANCELLED, refusal.why)
        claim = claims.take_claim(session, mail, f"{self.node[:80]}#{uuid.uuid4().hex}", self.lease)
        message = compose_message(
            claim.content,
            message_id=claim.message_id,
            to_address=claim.to_address,
            mail_from=self.settings.mail_from,
            moment=claim.claimed_at,
        )
        return _Ready(claim, message.as_bytes())

    def send(self, ready: _Ready) -> MailNote:
        """Hand one mail to the server and write down what became of it."""
        conversation = Conversation(self.settings, self.lease)
        try:
            return self._hold(conversation, ready)
        finally:
            conversation.close()

    def _hold(self, conversation: Conversation, ready: _Ready) -> MailNote:
        try:
            conversation.open()
            has_archive_copy = conversation.offer(self._address(ready.claim))
            held_back = self._begin_handover(ready.claim, has_archive_copy=has_archive_copy)
            if held_back is not None:
                return held_back
            receipt = conversation.hand_over(ready.data)
        except TROUBLES as error:
            trouble = read_trouble(conversation.step, error)
            is_composed = ready.claim.kind in self.composers
            return write_trouble(self.database, ready.claim, trouble, self.at, is_composed=is_composed)
        return write_sent(self.database, ready.claim, receipt)

    def _begin_handover(self, claim: Claim, *, has_archive_copy: bool) -> MailNote | None:
        """Write that the content goes over the line now; a note when it may not.

        Connecting may have taken minutes: whether sending was paused, and what the mail tells, is looked at once more.
        """
        with self.database.writing() as session:
            mail = claims.find_held_mail(session, claim)
            if mail is None:
                return MailNote(claim.mail_id, Outcome.TAKEN_BACK, rules.CLAIM_EXPIRED)
            is_composed = claim.kind in self.composers
            if claims.is_paused(session, self.at):
                claims.put_back(session, claim, is_composed=is_composed)
                return MailNote(
                    claim.mail_id, Outcome.RETURNED, rules.CHANNEL_PAUSED, stops_because=rules.CHANNEL_PAUSED
                )
            if is_composed and not self._still_says(session, mail, claim):
                return put_back_changed(session, claim, self.at)
            claims.begin_handover(session, claim, lease=self.lease, has_archive_copy=has_archive_copy)
            return None

    def _still_says(self, session: Session, mail: OutgoingMail, claim: Claim) -> bool:
        try:
            with session.begin_nested():
                written = self.composers[claim.kind](session, mail, self.at)
                return not isinstance(written, NoLongerDue) and check_content(written) == claim.content
        except Exception:  # written anew at the next claim, where a composer that raises costs a try
            log.exception("mail_not_written", mail_id=mail.id)
            return False

    def _address(self, claim: Claim) -> Envelope:
        sender, recipient = check_address(self.settings.mail_from), check_address(claim.to_address)
        return Envelope(sender, recipient, self.settings.mail_archive)
