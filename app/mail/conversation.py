"""One conversation with the mail server about one mail; the only door to SMTP."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from app.mail.compose import needs_wide_letters
from app.mail.deadline import Deadline, connect, read_with
from app.mail.rules import Step, Trouble, TroubleKind
from app.settings import Settings

log = structlog.get_logger()

# What a conversation raises when the server refuses, breaks off, or takes too long.
TROUBLES = (smtplib.SMTPException, OSError)

GO_AHEAD = 354
# An answer is kept for people to read; a server that sends pages is cut short.
LONGEST_ANSWER = 500


class _Timed(smtplib.SMTP):
    """A client that waits until its deadline, also for a server that sends its answers letter by letter."""

    def __init__(self, *, deadline: Deadline, **options: Any) -> None:
        self.deadline = deadline
        super().__init__(timeout=deadline.get_timeout(), **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002  the deadline has it
        return connect(host, port, self.deadline)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, as the library does, from a file of our own."""
        if self.file is None and self.sock is not None:
            self.file = read_with(self.sock, self.deadline)
        return super().getreply()

    def send(self, data: Any) -> None:
        """Send, as long as the deadline allows."""
        if self.sock is not None:
            self.sock.settimeout(self.deadline.get_timeout())
        super().send(data)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


@dataclass(frozen=True)
class Envelope:
    """Who stands on the outside of a mail; the archive mailbox (empty: none) shows nowhere inside."""

    sender: str
    recipient: str
    archive: str


class Conversation:
    """One connection for one mail; `step` tells how far it came when something goes wrong."""

    def __init__(self, settings: Settings, limit: timedelta) -> None:
        """Prepare a conversation that gives up after `limit`, whatever the server does."""
        self.settings = settings
        self.deadline = Deadline(limit, settings.mail_timeout_seconds)
        self.step = Step.CONNECT
        self.smtp: smtplib.SMTP | None = None
        self.is_done = False

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
        host, port = self.settings.mail_host, self.settings.mail_port
        # The library would ask the name server for our own name, which no time-out guards.
        name = self.settings.mail_from.rpartition("@")[2] or "localhost"
        if self.settings.mail_security == "tls":
            context = ssl.create_default_context()
            return _TimedTls(
                host=host, port=port, local_hostname=name, deadline=self.deadline, context=context
            )
        return _Timed(host=host, port=port, local_hostname=name, deadline=self.deadline)

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
        A sender that slept through its deadline does not send the dot: somebody else may have taken the mail.
        """
        smtp = self.smtp or self.open()
        self.step = Step.DATA
        code, words = smtp.docmd("DATA")
        if code != GO_AHEAD:
            raise smtplib.SMTPDataError(code, words)
        smtp.send(re.sub(rb"^\.", b"..", data, flags=re.MULTILINE))
        self.deadline.get_timeout()
        self.step = Step.FINAL_DOT
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
        if not _is_yes(code):
            raise smtplib.SMTPDataError(code, words)
        self.is_done = True
        return _read_words(words)

    def close(self) -> None:
        """End the connection, politely after a mail that was taken; a server that broke off is not waited for."""
        if self.smtp is None:
            return
        with suppress(*TROUBLES):
            if self.is_done:
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
