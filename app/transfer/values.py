"""The vocabulary of exports."""

from dataclasses import dataclass

FORMAT = "weerwoord campaign"
VERSION = 1
MANIFEST = "manifest.json"
ORIGINALS = "originals/"

# A row as the file holds it, and as the database takes it.
Row = dict[str, object]


@dataclass(frozen=True)
class Exported:
    """What an export holds: rows by table, and the originals."""

    rows: dict[str, int]
    originals: int
    bytes: int


@dataclass(frozen=True)
class Imported:
    """What an import made; accounts are told by address: those made here have no password yet."""

    slug: str
    rows: dict[str, int]
    originals: int
    new_accounts: tuple[str, ...]
    known_accounts: tuple[str, ...]
