"""The vocabulary of backups."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """Which database an installation is on; also how its member in a backup is called."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Proof(Enum):
    """How a backup was looked at after it was written."""

    RESTORED = "restored"  # into a fresh place, every row and file compared
    LISTED = "listed"  # every file compared, the database only listed: the role may make no database


@dataclass(frozen=True)
class TableDigest:
    """A table's rows as one value: how many, and the SHA-256 over them in the order of their key."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class FileDigest:
    """A file's size in bytes and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class BackupMadeFacts:
    """What a backup came to. `missing` and `damaged` name originals; with either it is not whole."""

    path: str
    file: FileDigest
    kind: Kind
    revision: str
    made_at: datetime
    tables: dict[str, TableDigest]
    originals: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    proof: Proof

    @property
    def is_whole(self) -> bool:
        """Tell whether every original that a document names is in it, as it was."""
        return not self.missing and not self.damaged

    @property
    def rows(self) -> int:
        """Return how many rows it holds."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True)
class Restored:
    """What a restore put back. `has_own_key`: the settings name a secret key, so that the backup's was not used."""

    kind: Kind
    revision: str
    made_at: datetime
    rows: int
    originals: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    has_own_key: bool


@dataclass(frozen=True)
class BackupNeglect:
    """The last backup is too old, or there is none (None) of what should not be lost."""

    last_at: datetime | None
    days: int
