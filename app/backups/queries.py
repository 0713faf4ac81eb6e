from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.backups.models import BackupMade
from app.campaigns.models import Campaign


@dataclass(frozen=True)
class BackupState:
    """When the last backup was made (None: never), and whether there is anything to back up."""

    last_at: datetime | None
    has_own_records: bool


def backup_columns() -> tuple[ColumnElement[Any], ...]:
    """Return what a BackupState is made of, each a subquery, so that one statement may ask for more beside it."""
    last_at = select(func.max(BackupMade.made_at)).scalar_subquery()
    return last_at, select(Campaign.id).where(~Campaign.is_demonstration).exists()


def get_backup_state(session: Session) -> BackupState:
    """Return how the backups stand, by one query."""
    found = session.execute(select(*backup_columns())).one()
    return BackupState(last_at=found[0], has_own_records=found[1])
