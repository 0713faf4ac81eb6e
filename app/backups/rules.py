"""When a backup is overdue."""

from datetime import datetime, timedelta

from app.backups.values import BackupNeglect

# "Older than seven days": a week of letters is what nobody wants to type again.
LONGEST = timedelta(days=7)


def find_neglect(last_at: datetime | None, now: datetime, *, has_own_records: bool) -> BackupNeglect | None:
    """Return how long it has been since the last backup where that is too long; None where all is well.

    An installation that holds nothing but the demonstration has nothing to lose.
    """
    if not has_own_records:
        return None
    if last_at is None:
        return BackupNeglect(None, 0)
    age = now - last_at
    return BackupNeglect(last_at, age.days) if age > LONGEST else None
