from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.backups.models import BackupMade
from app.backups.rules import find_neglect
from app.backups.values import BackupNeglect
from app.campaigns.models import Campaign


@dataclass(frozen=True)
class BackupState:
    """When the last backup was made (None: never), and whether there is anything to back up."""

    last_at: datetime | None
    has_own_records: bool


def get_backup_state(session: Session) -> BackupState:
    """Return how the backups stand, by one query."""
    last_at = select(func.max(BackupMade.made_at)).scalar_subquery()
    own = select(Campaign.id).where(~Campaign.is_demonstration).exists()
    found = session.execute(select(last_at, own)).one()
    return BackupState(last_at=found[0], has_own_records=found[1])


def find_backup_neglect(session: Session, now: datetime) -> BackupNeglect | None:
    """Return how long there has been no backup, where that is too long."""
    state = get_backup_state(session)
    return find_neglect(state.last_at, now, has_own_records=state.has_own_records)
