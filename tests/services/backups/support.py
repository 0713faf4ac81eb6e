"""An installation, people who write into it all the time, and what it holds."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import schema
from app.backups.services import restore_backup, write_backup
from app.backups.values import BackupMadeFacts, Restored
from app.campaigns.queries import get_campaign
from app.db import Database
from app.documents.storage import Originals
from app.intake.from_file import log_letter_from_file
from app.letters.models import Letter
from app.models import metadata
from app.settings import Settings
from tests.factories import make_campaign, make_membership, make_user
from tests.services.intake.samples import LETTER

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
SLUG = "proef"
ADDRESS = "an@example.org"


@dataclass(frozen=True)
class Installation:
    """An installation with its settings and database."""

    settings: Settings
    database: Database

    @property
    def originals(self) -> Originals:
        return Originals(self.settings.originals_folder)

    def back_up(self, path: Path) -> BackupMadeFacts:
        return write_backup(self.settings, path, now=NOW)

    def log_letter(self, words: str) -> None:
        with self.database.writing() as session:
            log_letter_from_file(
                session,
                self.originals,
                get_campaign(session, SLUG),
                actor=None,
                name=f"{words}.txt",
                data=LETTER.replace("CP/2026/1", words).encode(),
                sent_on=None,
                addressee=None,
                reference=None,
                due_on=None,
                is_archived_when_late=False,
                now=NOW,
            )

    def count_letters(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Letter)) or 0

    def rows(self) -> dict[str, dict[Any, tuple[Any, ...]]]:
        """Return every row of every table, by its key."""
        with self.database.reading() as session:
            return {
                name: {
                    tuple(row._mapping[column] for column in table.primary_key): tuple(row)
                    for row in session.execute(select(table))
                }
                for name, table in metadata.tables.items()
            }

    def files(self) -> dict[str, bytes]:
        """Return every original."""
        found = self.settings.originals_folder.glob("??/*")
        return {path.name: path.read_bytes() for path in found}


def open_installation(settings: Settings) -> Installation:
    """Make an installation with a campaign, its coordinator and one letter."""
    database = Database(settings.database_address)
    schema.upgrade(database, settings.home)
    settings.get_secret_key()
    installation = Installation(settings, database)
    with database.writing() as session:
        campaign = make_campaign(session, slug=SLUG)
        make_membership(session, campaign, make_user(session, email=ADDRESS, is_administrator=True))
    installation.log_letter("eerste")
    return installation


def leave_as_it_is(session: Session) -> None:
    """Stand in for the tick of a restore where a test compares what came back."""


def put_back(
    settings: Settings,
    path: Path,
    now: datetime = NOW,
    hold_due: Callable[[Session], object] = leave_as_it_is,
) -> tuple[Restored, Installation]:
    """Restore a backup into a place, as the command does."""

    def upgrade(database: Database) -> None:
        if schema.current_revision(database) != schema.head_revision():
            schema.upgrade(database)

    restored = restore_backup(
        settings, path, now=now, is_known=schema.is_known, upgrade=upgrade, hold_due=hold_due
    )
    return restored, Installation(settings, Database(settings.database_address))


@contextmanager
def writers(installation: Installation, count: int) -> Iterator[None]:
    """Let some people log letters with their documents all the time; a failure of one of them fails the test."""
    stop, problems = threading.Event(), []

    def write(number: int) -> None:
        own = Installation(installation.settings, Database(installation.settings.database_address))
        try:
            turn = 0
            while not stop.is_set():
                own.log_letter(f"schrijver {number} beurt {turn}")
                turn += 1
                stop.wait(0.01)
        except Exception as problem:  # noqa: BLE001  told by the test's own thread
            problems.append(problem)
        finally:
            own.database.dispose()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []
