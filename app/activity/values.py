from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

# Rows that belong to no campaign: accounts, people, mail.
INSTALLATION = 0


class Actor(Protocol):
    """Somebody with an account; accounts lie above this layer."""

    @property
    def id(self) -> int:
        """Return the account's number."""


@dataclass(frozen=True)
class Entry:
    """What one entry of the log says: everything that its seal holds fast."""

    at: datetime
    user_id: int | None
    campaign_id: int | None
    act: str
    record: str
    record_id: int
    facts: dict[str, object]


@dataclass(frozen=True)
class SealedEntry:
    """An entry with its place in a chain and its seal, as the database has them."""

    sequence: int
    hash: str
    entry: Entry


@dataclass(frozen=True)
class Head:
    """Where a chain ends: the number of its last entry and that entry's seal."""

    sequence: int
    hash: str


class Flaw(Enum):
    """What was done to a chain, as far as can be told from what is left of it."""

    REMOVED = "removed"
    CHANGED = "changed"
    PUT_IN = "put_in"
    MISPLACED = "misplaced"
    CUT_OFF = "cut_off"
    HEAD_CHANGED = "head_changed"
    NEVER_SEALED = "never_sealed"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Fault:
    """The first entry of a chain that does not fit."""

    flaw: Flaw
    sequence: int | None
    says: str


@dataclass(frozen=True)
class ChainReport:
    """What came of walking one chain: how many entries, where it ends, and what does not fit."""

    chain: int
    entries: int
    head: Head | None
    fault: Fault | None
