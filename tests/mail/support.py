"""A mail server that behaves as a test tells it, and mails to send."""
# ruff: noqa: N802, ARG002  the names and signatures of the handlers are aiosmtpd's

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Language
from app.activity.models import Activity, ActivityHead
from app.campaigns.models import Campaign
from app.db import Base, Database
from app.heartbeats.models import Heartbeat
from app.mail.models import MailChannel, OutgoingMail
from app.mail.services import queue_mail
from app.mail.values import MailContent, MailKind, MailState
from app.settings import Settings, load_settings

WEDNESDAY = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
TABLES = [
    one.__table__ for one in (User, Campaign, Activity, ActivityHead, OutgoingMail, MailChannel, Heartbeat)
]


def open_database(address: str) -> Database:
    """A database with the tables that mail needs."""
    database = Database(address)
    Base.metadata.create_all(database.engine, tables=TABLES)
    return database


class Postbox:
    """What the mail server does: answers by recipient, by step, and what it took."""

    def __init__(
        self,
        *,
        mail: str = "250 OK",
        rcpt: dict[str, str] | str = "250 OK",
        data: str = "250 2.0.0 queued",
        before_answer: Callable[[EmailMessage], None] = lambda _message: None,
        before_rcpt: Callable[[], object] = lambda: None,
        after_dot: str = "answer",
        pause: float = 0,
    ) -> None:
        self.mail, self.rcpt, self.data = mail, rcpt, data
        self.before_answer, self.before_rcpt = before_answer, before_rcpt
        self.after_dot, self.pause = after_dot, pause
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.connections = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.messages]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.mail.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.before_rcpt()
        answer = self.rcpt if isinstance(self.rcpt, str) else self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.raw.append(envelope.content)
            self.recipients.append(list(envelope.rcpt_tos))
            self.before_answer(message_from_bytes(envelope.content, policy=default))
        if self.after_dot == "break":
            server.transport.abort()
        if self.after_dot == "hang":
            await asyncio.Event().wait()
        await asyncio.sleep(self.pause)
        return self.data


class CountedSMTP(SMTP):
    """A server side that tells its postbox how many connections are open."""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.event_handler.connections -= 1


class CountingController(Controller):
    def factory(self) -> CountedSMTP:
        return CountedSMTP(self.handler, **self.SMTP_kwargs)


def wait_until_idle(postbox: Postbox) -> None:
    """Wait until the server has seen the end of every connection: then nothing more arrives."""
    deadline = time.monotonic() + 10
    while postbox.connections and time.monotonic() < deadline:
        time.sleep(0.005)
    assert postbox.connections == 0


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serve(postbox: Postbox, port: int | None = None, **options: Any) -> Iterator[int]:
    """Run the server and give its port."""
    controller = CountingController(postbox, hostname="127.0.0.1", port=port or find_free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def refuse_sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Answer 535 to whoever signs in."""
    return AuthResult(success=False, handled=False)


def make_settings(port: int, **values: Any) -> Settings:
    """Settings of an installation whose mail server listens on `port`."""
    return load_settings(
        **{
            "mail_host": "127.0.0.1",
            "mail_port": port,
            "mail_security": "none",
            "mail_from": "weerwoord@campagne.example",
            "mail_timeout_seconds": 5,
            **values,
        }
    )


def add_user(session: Session, number: int = 1) -> User:
    user = User(
        email=f"lezer{number}@example.org",
        name=f"Lezer {number}",
        language=Language.NL,
        zone="Europe/Brussels",
        session_nonce=f"nonce{number}",
        created_at=WEDNESDAY,
    )
    session.add(user)
    session.flush()
    return user


def add_mail(
    session: Session,
    number: int = 1,
    *,
    kind: MailKind = MailKind.TEST,
    now: datetime = WEDNESDAY,
    to_address: str | None = None,
) -> OutgoingMail:
    return queue_mail(
        session,
        kind=kind,
        to_address=to_address or f"lezer{number}@example.org",
        language=Language.NL,
        content=MailContent(
            subject=f"Bericht {number}", text=f"Tekst {number}\n", html=f"<p>Tekst {number}</p>"
        ),
        user_id=None,
        now=now,
        mail_from="weerwoord@campagne.example",
    )


def queue(database: Database, count: int = 1, **values: Any) -> list[int]:
    """Queue this many mails, committed; return their ids."""
    with database.writing() as session:
        return [add_mail(session, number, **values).id for number in range(1, count + 1)]


def get(database: Database, mail_id: int) -> OutgoingMail:
    with database.reading() as session:
        return session.get_one(OutgoingMail, mail_id)


def list_states(database: Database) -> list[MailState]:
    with database.reading() as session:
        return list(session.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


def end_leases(database: Database, ago: timedelta = timedelta(minutes=1)) -> None:
    """Let every lease have ended this long ago, as if the time had passed."""
    past = datetime.now(UTC) - ago
    with database.writing() as session:
        session.execute(
            update(OutgoingMail).where(OutgoingMail.lease_until.is_not(None)).values(lease_until=past)
        )
