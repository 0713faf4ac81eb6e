"""Did a mail arrive? Its blind copy in our own mailbox tells; the only door to IMAP."""

import imaplib
import io
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any

import structlog
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox
from imap_tools.query import AND, H

from app.mail.deadline import Deadline, read_with
from app.mail.rules import ARCHIVE_VISIT
from app.mail.values import Arrival
from app.settings import Settings

log = structlog.get_logger()

TROUBLES = (ImapToolsError, imaplib.IMAP4.error, OSError)
# As imap_tools has it: the numbers of some two million messages in one answer.
LONGEST_LINE = 20 * 1024 * 1024


class VisitStep(Enum):
    """How far a visit to the mailbox had come; each says what to do when it goes no further."""

    CONNECT = (
        "the server does not answer: check mail_archive_host, mail_archive_port and mail_archive_security"
    )
    ENCRYPT = (
        "the connection could not be encrypted: check the server's certificate and mail_archive_security"
    )
    SIGN_IN = "the sign-in is refused: correct mail_archive_user and mail_archive_password"
    FOLDER = "the folder cannot be opened: correct mail_archive_folder"
    SEARCH = "the server does not search: look in its log"


class _Timed(imaplib.IMAP4):
    """A client that waits until its deadline, also for a server that sends its answers letter by letter."""

    def __init__(self, *, deadline: Deadline, **options: Any) -> None:
        self.deadline = deadline
        self.reader: io.BufferedReader | None = None
        self.reads_from: Any = None
        super().__init__(timeout=deadline.get_timeout(), **options)

    def read(self, size: int) -> bytes:
        """Read bytes of an answer."""
        return self._get_reader().read(size)

    def readline(self) -> bytes:
        """Read a line of an answer."""
        return self._get_reader().readline(LONGEST_LINE)

    def _get_reader(self) -> io.BufferedReader:
        # STARTTLS puts another socket in the place of the first.
        if self.reader is None or self.reads_from is not self.sock:
            self.reader, self.reads_from = read_with(self.sock, self.deadline), self.sock
        return self.reader


class _TimedTls(_Timed, imaplib.IMAP4_SSL):
    """The same, encrypted from the first byte."""


class _Mailbox(BaseMailBox):
    """The archive mailbox of an installation."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        settings = self.settings
        deadline = Deadline(ARCHIVE_VISIT, settings.mail_timeout_seconds)
        host, port = settings.mail_archive_host, settings.mail_archive_port
        if settings.mail_archive_security == "tls":
            return _TimedTls(
                host=host, port=port, deadline=deadline, ssl_context=ssl.create_default_context()
            )
        return _Timed(host=host, port=port, deadline=deadline)


class _Visit:
    """One connection; `step` tells how far it came when something goes wrong."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.step = VisitStep.CONNECT

    @contextmanager
    def open(self) -> Iterator[BaseMailBox]:
        """Connect, sign in and open the folder, without leaving a trace in it."""
        mailbox = _Mailbox(self.settings)
        try:
            if self.settings.mail_archive_security == "starttls":
                self.step = VisitStep.ENCRYPT
                mailbox.client.starttls(ssl.create_default_context())
            self._sign_in(mailbox)
            self.step = VisitStep.FOLDER
            mailbox.folder.set(self.settings.mail_archive_folder, readonly=True)
            self.step = VisitStep.SEARCH
            yield mailbox
            with suppress(*TROUBLES):
                mailbox.logout()
        finally:
            with suppress(OSError):
                mailbox.client.shutdown()

    def _sign_in(self, mailbox: BaseMailBox) -> None:
        self.step = VisitStep.SIGN_IN
        user, password = (
            self.settings.mail_archive_user,
            self.settings.mail_archive_password.get_secret_value(),
        )
        sign_in = mailbox.login if (user + password).isascii() else mailbox.login_utf8
        sign_in(user, password, initial_folder=None)


def look_up(settings: Settings, message_ids: Collection[str]) -> dict[str, Arrival]:
    """Return for each Message-ID whether the archive mailbox holds its mail, over one new connection."""
    if not settings.has_mail_archive:
        return dict.fromkeys(message_ids, Arrival.CANNOT_TELL)
    arrivals = dict.fromkeys(message_ids, Arrival.UNREACHABLE)
    visit = _Visit(settings)
    try:
        with visit.open() as mailbox:
            for message_id in message_ids:
                arrivals[message_id] = Arrival.ARRIVED if _holds(mailbox, message_id) else Arrival.ABSENT
    except TROUBLES as error:
        # Not the server's words: some repeat what they were told, password and all.
        log.warning("mail_archive_unreachable", why=visit.step.value, error=type(error).__name__)
    return arrivals


def _holds(mailbox: BaseMailBox, message_id: str) -> bool:
    # The server searches for a part of the header, and some for words of it: what it finds is compared here.
    uids = mailbox.uids(AND(header=H("Message-ID", message_id)), charset=None)
    if not uids:
        return False
    found = mailbox.fetch(uid_list=uids, mark_seen=False, headers_only=True)
    return any(str(message.obj["Message-ID"]).strip() == message_id for message in found)


def find_trouble(settings: Settings) -> str:
    """Return in English why the archive mailbox cannot be asked, and what to do; empty when it can."""
    visit = _Visit(settings)
    try:
        with visit.open() as mailbox:
            _holds(mailbox, "<doctor@weerwoord.invalid>")
    except TROUBLES:
        return visit.step.value
    return ""
