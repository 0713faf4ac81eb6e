"""Did a mail arrive? Its blind copy in our own mailbox tells; the only door to IMAP."""

import email
import imaplib
import io
import socket
import ssl
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Any

import structlog
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox
from imap_tools.query import AND, H

from app.mail.deadline import Deadline, connect, read_with
from app.mail.rules import ARCHIVE_VISIT
from app.mail.values import Arrival
from app.settings import Settings

log = structlog.get_logger()

# ValueError is what the libraries make of an answer that is not IMAP, such as letters where only a to z may stand.
TROUBLES = (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError)
# After these the connection is of no use for another question.
BROKEN_OFF = (imaplib.IMAP4.abort, OSError)
# As imap_tools has it: the numbers of some two million messages in one answer.
LONGEST_LINE = 20 * 1024 * 1024
# Only one header of a mail is ever asked for.
LONGEST_LITERAL = 1024 * 1024


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
        if size > LONGEST_LITERAL:
            raise self.abort("the server announces more than anybody asked for")
        return self._get_reader().read(size)

    def readline(self) -> bytes:
        """Read a line of an answer."""
        return self._get_reader().readline(LONGEST_LINE)

    def _create_socket(self, timeout: float | None) -> socket.socket:  # noqa: ARG002  the deadline has it
        return connect(self.host, self.port, self.deadline)

    def _get_reader(self) -> io.BufferedReader:
        # STARTTLS puts another socket in the place of the first.
        if self.reader is None or self.reads_from is not self.sock:
            self.reader, self.reads_from = read_with(self.sock, self.deadline), self.sock
        return self.reader


class _TimedTls(_Timed, imaplib.IMAP4_SSL):
    """The same, encrypted from the first byte."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self.ssl_context.wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


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
                arrivals[message_id] = _find_arrival(mailbox.client, message_id)
    except TROUBLES as error:
        # Not the server's words: some repeat what they were told, password and all.
        log.warning("mail_archive_unreachable", why=visit.step.value, error=type(error).__name__)
    return arrivals


def _find_arrival(client: imaplib.IMAP4, message_id: str) -> Arrival:
    try:
        return _ask(client, message_id)
    except BROKEN_OFF:
        raise
    except TROUBLES as error:  # one answer that cannot be read says nothing about the other mails
        log.warning("mail_archive_unreadable", message_id=message_id, error=type(error).__name__)
        return Arrival.UNREACHABLE


def _ask(client: imaplib.IMAP4, message_id: str) -> Arrival:
    """Tell whether the open folder holds a mail with this Message-ID.

    Absent is what the server said in so many words, for then the mail is sent again: it searched, and every mail that it
    found could be read and is another one. Raises TROUBLES for any other answer that is no yes.
    """
    # The server searches for a part of the header, and some for words of it: what it finds is compared here.
    found = [_read_message_ids(client, uid) for uid in _search(client, message_id)]
    if any(message_id in ids for ids in found):
        return Arrival.ARRIVED
    if not all(found):
        raise imaplib.IMAP4.error("a mail was found that could not be read")
    return Arrival.ABSENT


def _search(client: imaplib.IMAP4, message_id: str) -> list[str]:
    lines = _read_answer(client.uid("SEARCH", str(AND(header=H("Message-ID", message_id)))))
    # RFC 3501: a search that finds nothing is answered by an empty line, and not by none at all.
    if not lines or None in lines:
        raise imaplib.IMAP4.error("the server did not say what it found")
    uids = [uid.decode("ascii") for line in lines for uid in line.split()]
    if not all(uid.isdecimal() for uid in uids):
        raise imaplib.IMAP4.error("the server found something that is no number")
    return uids


def _read_message_ids(client: imaplib.IMAP4, uid: str) -> list[str]:
    """Return every Message-ID in the answer about a mail; none where the server does not hand it out, as when it was moved.

    A server may speak of other mails in between (RFC 3501 section 7), and some mails have the header twice.
    """
    parts = _read_answer(client.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
    headers = [email.message_from_bytes(part[1]) for part in parts if isinstance(part, tuple)]
    ids = (str(one).strip() for header in headers for one in header.get_all("Message-ID", ()))
    return [one for one in ids if one]


def _read_answer(answer: tuple[str, list[Any]]) -> list[Any]:
    status, parts = answer
    if status != "OK":
        raise imaplib.IMAP4.error("the server refuses")
    return parts


def find_trouble(settings: Settings) -> str:
    """Return in English why the archive mailbox cannot be asked, and what to do; empty when it can."""
    visit = _Visit(settings)
    try:
        with visit.open() as mailbox:
            _ask(mailbox.client, "<doctor@weerwoord.invalid>")
    except TROUBLES:
        return visit.step.value
    return ""
