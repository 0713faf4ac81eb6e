"""What a backup asks of a database, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.backups.values import Kind, Proof, TableDigest
from app.db import Database


@dataclass(frozen=True)
class Snapshot:
    """A database at one moment, in a file. `documents` are the SHA-256 and the name of each original that it names."""

    file: Path
    revision: str
    tables: dict[str, TableDigest]
    documents: dict[str, str]


class Store(Protocol):
    """One kind of database: taken while others write, proven, and put back into an empty place."""

    kind: Kind

    def take(self, folder: Path) -> Snapshot:
        """Write the database as it is at one moment into a file of the folder."""

    def prove(self, file: Path, folder: Path, tables: dict[str, TableDigest]) -> Proof:
        """Put a snapshot back into a fresh place and compare every row; BackupDamagedError when one differs."""

    def refuse_unless_empty(self) -> None:
        """Raise NotEmptyError, or DatabaseInUseError, unless a snapshot can be put back here."""

    def put_back(
        self, file: Path, tables: dict[str, TableDigest], finish: Callable[[Database], None]
    ) -> None:
        """Put a snapshot back here and compare every row; `finish` is called before anybody else can use it."""


DOCUMENTS = "SELECT sha256, min(name) FROM document GROUP BY sha256"
REVISION = "SELECT version_num FROM alembic_version"
