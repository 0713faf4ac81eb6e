"""The only door to SMTP: takes the mails that are due, hands each to the server once, writes down what became of it.

The moves between the states, and why nothing is lost or doubled, are told in docs/developing/mail.md.
"""

import re
import smtplib
import socket
import ssl
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from app.db import Database
from app.mail import claims, rules
from app.mail.claims import Claim, Composer, Composers
from app.mail.compose import check_address, compose_message, needs_wide_letters
from app.mail.errors import UnusableAddressError
from app.mail.models import OutgoingMail
from app.mail.outcomes import LookUp, note_unwritten, settle_interrupted, write_sent, write_trouble
from app.mail.reports import MailNote, Outcome, SendReport
from app.mail.rules import Step, Trouble, TroubleKind
from app.mail.values import MailState
from app.settings import Settings

__all__ = ["Composer", "Composers", "LookUp", "SendReport", "cannot_tell", "read_trouble", "send_due"]

log = structlog.get_logger()

GO_AHEAD = 354
# An answer is kept for people to read; a server that sends pages is cut short.
LONGEST_ANSWER = 500


def cannot_tell(message_id: str) -> bool | None:  # noqa: ARG001  the signature of a look-up
    """Stand in for a look-up of a Message-ID in our own archive mailbox where there is none: nobody can tell."""
    return None


def always() -> bool:
    """Go on until no mail is due."""
    return True


@dataclass(frozen=True)
class Envelope:
    """Who stands on the outside of a mail; the archive mailbox (empty: none) shows nowhere inside."""

    sender: str
    recipient: str
    archive: str


class Conversation:
    """One connection for one mail; `step` tells how far it came when something goes wrong."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.step = Step.CONNECT
        self.smtp: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        """Connect, greet, encrypt and sign in as the settings say."""
        self.smtp = smtp = self._connect()
        self.step = Step.EHLO
        smtp.ehlo_or_helo_if_needed()
        if self.settings.mail_security == "starttls":
            self.step = Step.STARTTLS
            smtp.starttls(context=ssl.create_default_context())
            self.step = Step.EHLO
            smtp.ehlo_or_helo_if_needed()
        if self.settings.mail_user:
            self.step = Step.AUTH
            smtp.login(self.settings.mail_user, self.settings.mail_password.get_secret_value())
        return smtp

    def _connect(self) -> smtplib.SMTP:
        host, port, timeout = (
            self.settings.mail_host,
            self.settings.mail_port,
            self.settings.mail_timeout_seconds,
        )
        # The library would ask the name server for our own name, which no time-out guards.
        name = self.settings.mail_from.rpartition("@")[2] or "localhost"
        if self.settings.mail_security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=timeout, context=context)
        return smtplib.SMTP(host, port, local_hostname=name, timeout=timeout)

    def offer(self, envelope: Envelope) -> bool:
        """Name sender and recipients and return whether the archive mailbox will get its copy.

        Until here the server holds nothing. That the archive refuses must not keep a mail from its reader.
        """
        smtp = self.smtp or self.open()
        self.step = Step.MAIL
        is_wide = needs_wide_letters(envelope.recipient + envelope.sender)
        if is_wide and not smtp.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("the server lacks SMTPUTF8")
        code, words = smtp.mail(envelope.sender, ["SMTPUTF8", "BODY=8BITMIME"] if is_wide else [])
        if not _is_yes(code):
            raise smtplib.SMTPSenderRefused(code, words, envelope.sender)
        self.step = Step.RCPT
        code, words = smtp.rcpt(envelope.recipient)
        if not _is_yes(code):
            raise smtplib.SMTPRecipientsRefused({envelope.recipient: (code, words)})
        return bool(envelope.archive) and self._offer_archive(smtp, envelope.archive)

    def _offer_archive(self, smtp: smtplib.SMTP, archive: str) -> bool:
        code, words = smtp.rcpt(archive)
        if not _is_yes(code):
            log.warning("mail_archive_refused", code=code, answer=_read_words(words))
        return _is_yes(code)

    def hand_over(self, data: bytes) -> str:
        """Send the message (lines ending in CRLF, the last one too) and return the server's receipt.

        The final dot goes by itself: whatever breaks before it is a plain retry, what breaks after it is not.
        """
        smtp = self.smtp or self.open()
        self.step = Step.DATA
        code, words = smtp.docmd("DATA")
        if code != GO_AHEAD:
            raise smtplib.SMTPDataError(code, words)
        smtp.send(re.sub(rb"^\.", b"..", data, flags=re.MULTILINE))
        self.step = Step.FINAL_DOT
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
        if not _is_yes(code):
            raise smtplib.SMTPDataError(code, words)
        return _read_words(words)

    def close(self, *, politely: bool) -> None:
        """End the connection; a server that broke off is not waited for."""
        if self.smtp is None:
            return
        with suppress(smtplib.SMTPException, OSError):
            if politely:
                self.smtp.quit()
        self.smtp.close()


def read_trouble(step: Step, error: Exception) -> Trouble:
    """Return in plain values what an exception of smtplib or of the socket says."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _read_answer(step, code, words)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Trouble(step, TroubleKind.NO_ANSWER, words=str(error))
    # The library makes up this bare exception for a line that is too long: the server said nothing of the kind.
    if type(error) is smtplib.SMTPResponseException and error.smtp_error == "Line too long.":
        return Trouble(step, TroubleKind.NONSENSE, words=str(error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _read_answer(step, error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPException):  # SMTPNotSupportedError, or no way to sign in that both know
        return Trouble(step, TroubleKind.NOT_OFFERED, words=str(error))
    return Trouble(step, _read_socket_error(error), words=str(error))


def _read_answer(step: Step, code: int, words: bytes | str) -> Trouble:
    is_refusal = 400 <= code <= 599  # noqa: PLR2004  RFC 5321 section 4.2.1
    kind = TroubleKind.ANSWER if is_refusal else TroubleKind.NONSENSE
    return Trouble(step, kind, code, _read_words(words))


def _read_socket_error(error: Exception) -> TroubleKind:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_NONAME:
        return TroubleKind.UNKNOWN_NAME
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return TroubleKind.ENCRYPTION
    return TroubleKind.NO_ANSWER


def _is_yes(code: int) -> bool:
    return 200 <= code <= 299  # noqa: PLR2004  RFC 5321 section 4.2.1


def _read_words(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:LONGEST_ANSWER]


def send_due(
    database: Database,
    settings: Settings,
    composers: Composers,
    at: datetime,
    node: str,
    *,
    was_delivered: LookUp = cannot_tell,
    keep_going: Callable[[], bool] = always,
    lease: timedelta | None = None,
) -> SendReport:
    """Send every mail that is due at `at` and return what became of each; any number of nodes may do so at once.

    `composers` write the contents that are not written yet, inside the transaction that claims the mail; they may be
    asked more than once for one mail. `was_delivered` looks a Message-ID up in the archive mailbox (None: it cannot
    tell); `keep_going` is asked before each mail; `lease` is how long a claim lasts without a sign of life, counted
    by the database's clock. Without a mail server, or with an unusable sender address, nothing is claimed.
    """
    run = _Run(
        database, settings, composers, at, node, lease or rules.find_lease(settings.mail_timeout_seconds)
    )
    notes = list(settle_interrupted(database, composers.keys(), was_delivered))
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
        conversation = Conversation(self.settings)
        try:
            conversation.open()
            has_archive_copy = conversation.offer(self._address(ready.claim))
            if not self._begin_handover(ready.claim, has_archive_copy=has_archive_copy):
                return MailNote(ready.claim.mail_id, Outcome.TAKEN_BACK, rules.CLAIM_EXPIRED)
            receipt = conversation.hand_over(ready.data)
        except (smtplib.SMTPException, OSError) as error:
            conversation.close(politely=False)
            trouble = read_trouble(conversation.step, error)
            is_composed = ready.claim.kind in self.composers
            return write_trouble(self.database, ready.claim, trouble, self.at, is_composed=is_composed)
        try:
            return write_sent(self.database, ready.claim, receipt)
        finally:
            conversation.close(politely=True)

    def _begin_handover(self, claim: Claim, *, has_archive_copy: bool) -> bool:
        with self.database.writing() as session:
            return claims.begin_handover(session, claim, lease=self.lease, has_archive_copy=has_archive_copy)

    def _address(self, claim: Claim) -> Envelope:
        sender, recipient = check_address(self.settings.mail_from), check_address(claim.to_address)
        return Envelope(sender, recipient, self.settings.mail_archive)
