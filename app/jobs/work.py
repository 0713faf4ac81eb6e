"""What the clockwork does: writes down what is due, sends the mails that wait, reads what came in, checks the originals."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from flask import Flask, current_app
from sqlalchemy.orm import Session

from app.db import Database
from app.documents.storage import Originals
from app.documents.verification import check_slice
from app.errors import StaleRecordError
from app.heartbeats.services import beat
from app.intake.folder import WatchedFolder
from app.intake.reading import Reader, read_waiting
from app.jobs.scheduler import READ, Work, name_node
from app.mail.archive import look_up
from app.mail.claims import Composers
from app.mail.models import OutgoingMail
from app.mail.outcomes import Watch
from app.mail.reports import SendReport
from app.mail.sender import send_due
from app.mail.values import MailContent, MailKind
from app.reminders.composer import ReminderComposer
from app.reminders.links import Links
from app.reminders.queries import list_letters_to_look_at
from app.reminders.services import TickReport, Written, in_batches, mark_told, report, tick_letters
from app.settings import Settings


def _always() -> bool:
    return True


def make_reminder_composer(app: Flask) -> ReminderComposer:
    """Return who writes the reminder mails of an application."""
    settings: Settings = app.extensions["settings"]
    return ReminderComposer(Links(app.config["SECRET_KEY"], settings.base_url), settings.mail_from)


def preview_mail(session: Session, mail: OutgoingMail, at: datetime) -> MailContent | None:
    """Return what a mail says, or would say if it left at `at`; None when nothing is left to say.

    For the page of outgoing mail; nothing is changed. Needs an application context.
    """
    if mail.frozen_at is not None or mail.kind is not MailKind.REMINDER:
        return MailContent(mail.subject, mail.text, mail.html, dict(mail.headers))
    content = make_reminder_composer(current_app).preview(session, mail, at)
    return content if isinstance(content, MailContent) else None


def write_down_due(app: Flask, at: datetime) -> TickReport:
    """Write down what is due at the moment `at` and queue the mails that tell it; say line by line what was written."""
    database: Database = app.extensions["database"]
    written = list(_write_down_due(app, at))
    with database.reading() as session:
        return report(session, at, written)


def _write_down_due(app: Flask, at: datetime, keep_going: Callable[[], bool] = _always) -> Iterator[Written]:
    """Look at what is due batch by batch, each in a transaction of its own: people write between two of them."""
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    with database.reading() as session:
        due = list_letters_to_look_at(session, at)
    for batch in in_batches(due):
        if not keep_going():
            return
        try:
            written = _tick_batch(database, settings, at, batch)
        except StaleRecordError:
            # Nothing was written: somebody wrote about one of these letters at the same moment, and has ended by now.
            written = _tick_batch(database, settings, at, batch)
        yield written


def _tick_batch(database: Database, settings: Settings, at: datetime, letter_ids: Sequence[int]) -> Written:
    with database.writing() as session:
        return tick_letters(session, at, letter_ids, mail_from=settings.mail_from)


def _look_what_is_due(app: Flask, at: datetime, *, keep_going: Callable[[], bool]) -> dict[str, int]:
    """Write down what is due; return how much that was, for the log."""
    written = list(_write_down_due(app, at, keep_going))
    return {
        name: sum(len(getattr(one, name)) for one in written)
        for name in ("queued", "cancelled", "superseded", "warnings")
    }


def send_waiting(
    app: Flask,
    at: datetime,
    keep_going: Callable[[], bool] = _always,
    *,
    lease: timedelta | None = None,
    grace: timedelta | None = None,
    watch: Watch | None = None,
) -> SendReport:
    """Send the mails that are due at the moment `at`; without a mail server they are kept.

    `lease`, `grace` and `watch` are how patient the sender is, see `send_due`.
    """
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    composers: Composers = {MailKind.REMINDER: make_reminder_composer(app)}
    with app.app_context():
        report = send_due(
            database, settings, composers, at, name_node(),
            look_up=partial(look_up, settings), keep_going=keep_going, lease=lease, grace=grace, watch=watch,
        )  # fmt: skip
    sent = [note.mail_id for note in report.sent]
    if sent:
        with database.writing() as session:
            mark_told(session, mail_ids=sent)
    return report


def make_reader(app: Flask) -> Reader:
    """Return who reads what came in, alive in the heartbeats however long one file takes."""
    settings: Settings = app.extensions["settings"]
    node = name_node()
    return Reader(
        app.extensions["database"],
        Originals(settings.originals_folder),
        live=lambda session, now: beat(session, READ, node, now),
    )


def make_folder(app: Flask) -> WatchedFolder:
    """Return the watched folder of an application."""
    settings: Settings = app.extensions["settings"]
    return WatchedFolder(
        app.extensions["database"],
        Originals(settings.originals_folder),
        settings.watched_folder,
        settle=timedelta(seconds=settings.intake_settle_seconds),
        largest=settings.upload_limit_mb * 1024 * 1024,
    )


def read_what_came_in(
    app: Flask, at: datetime, keep_going: Callable[[], bool] = _always, *, folder: WatchedFolder | None = None
) -> dict[str, int]:
    """Take in what lies in the watched folder, and read everything that waits; return how many were taken in, read, and failed."""
    taken = (folder or make_folder(app)).take_in(at, keep_going)
    count = read_waiting(make_reader(app), keep_going)
    return {"taken": taken, "read": count.read, "failed": count.failed}


def _check_originals(app: Flask, at: datetime) -> dict[str, int]:
    settings: Settings = app.extensions["settings"]
    return {"compared": check_slice(app.extensions["database"], Originals(settings.originals_folder), at)}


def make_work(app: Flask, *, keep_going: Callable[[], bool] = _always) -> Work:
    """Return the work of an application; `keep_going` lets a worker that is stopping end between two mails or files."""
    return Work(
        tick=partial(_look_what_is_due, app, keep_going=keep_going),
        send=partial(send_waiting, app, keep_going=keep_going, watch=Watch()),
        read=partial(read_what_came_in, app, keep_going=keep_going, folder=make_folder(app)),
        check=partial(_check_originals, app),
    )
