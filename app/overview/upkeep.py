"""What administrators are told about the installation, asked in one statement: Today is held to twelve."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.backups.queries import backup_columns
from app.backups.rules import find_neglect
from app.backups.values import BackupNeglect
from app.documents.queries import StoreState, store_columns, store_state_of


def read_upkeep(session: Session, now: datetime) -> tuple[BackupNeglect | None, StoreState]:
    """Return how long there has been no backup, where that is too long, and how the originals were found."""
    backup = backup_columns()
    found = session.execute(select(*backup, *store_columns())).one()
    neglect = find_neglect(found[0], now, has_own_records=found[1])
    return neglect, store_state_of(found[len(backup) :], now)
