"""Backup and restore of an SQLite file: its own online backup, which lets everybody go on writing."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from app.backups.digests import digest_sqlite
from app.backups.errors import BackupDamagedError, NotEmptyError
from app.backups.snapshots import DOCUMENTS, REVISION, Snapshot
from app.backups.values import Kind, Proof, TableDigest
from app.db import Database
from app.files import sync_file, sync_folder

_BUSY_SECONDS = 15


class SQLiteStore:
    """The SQLite file at an address."""

    kind = Kind.SQLITE

    def __init__(self, address: str) -> None:
        """Name the file; it is not opened yet."""
        self.path = Path(make_url(address).database or "")

    def take(self, folder: Path) -> Snapshot:
        """Copy the database as it is at one moment."""
        file = folder / "database.sqlite"
        with closing(sqlite3.connect(self.path, timeout=_BUSY_SECONDS)) as source, _opened(file) as copy:
            # All pages in one step: a copy in several begins anew each time that somebody writes.
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
            [(revision,)] = copy.execute(REVISION).fetchall()
            documents = dict(copy.execute(DOCUMENTS).fetchall())
            return Snapshot(file, revision, digest_sqlite(copy), documents)

    def prove(self, file: Path, folder: Path, tables: dict[str, TableDigest]) -> Proof:
        """Open a copy of the snapshot, let SQLite check it, and compare every row."""
        fresh = folder / "proof.sqlite"
        shutil.copyfile(file, fresh)
        _compare(fresh, tables)
        return Proof.RESTORED

    def refuse_unless_empty(self) -> None:
        """Raise NotEmptyError where there is a database already."""
        if self.path.exists():
            raise NotEmptyError(where=self.path)

    def put_back(
        self, file: Path, tables: dict[str, TableDigest], finish: Callable[[Database], None]
    ) -> None:
        """Put the snapshot beside its place, compare and finish it there, then give it its name."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f".{self.path.name}.part")
        for leftover in aside.parent.glob(f"{aside.name}*"):
            leftover.unlink()  # of a restore that was broken off; its journal must not be taken for this one's
        shutil.copyfile(file, aside)
        aside.chmod(0o600)
        _compare(aside, tables)
        database = Database(f"sqlite:///{aside}")
        finish(database)
        database.dispose()
        with _opened(aside) as connection:
            # Nothing of it may be left in a journal that stays behind under the other name.
            connection.execute("PRAGMA journal_mode=DELETE")
        sync_file(aside)
        aside.replace(self.path)
        sync_folder(self.path.parent)


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        yield connection


def _compare(file: Path, tables: dict[str, TableDigest]) -> None:
    try:
        with _opened(file) as connection:
            found = [row for (row,) in connection.execute("PRAGMA integrity_check")]
            astray = connection.execute("PRAGMA foreign_key_check").fetchall()
            digests = digest_sqlite(connection)
    except sqlite3.DatabaseError as error:
        raise BackupDamagedError(where="its database", problem=error) from error
    if found != ["ok"] or astray:
        raise BackupDamagedError(
            where="its database", problem=found[0] if not astray else "rows point nowhere"
        )
    refuse_difference(digests, tables)


def refuse_difference(found: dict[str, TableDigest], told: dict[str, TableDigest]) -> None:
    """Raise BackupDamagedError, naming the tables, unless all rows are as they were."""
    different = sorted(name for name in found.keys() | told.keys() if found.get(name) != told.get(name))
    if different:
        raise BackupDamagedError(
            where=", ".join(different), problem="rows differ from those that were backed up"
        )
