"""When the originals are compared with their hashes; pure."""

from datetime import datetime, timedelta

EVERY = timedelta(days=7)
# A check that began in time and has not ended long after stands still.
LATEST = timedelta(days=14)


def is_check_due(last_started_at: datetime | None, now: datetime) -> bool:
    """Tell whether a check begins: a week after the last one began, and at once where there was none."""
    return last_started_at is None or now - last_started_at >= EVERY


def is_check_overdue(last_finished_at: datetime | None, first_due_at: datetime | None, now: datetime) -> bool:
    """Tell whether no check has ended for two weeks, counted from the last end or from the first document."""
    since = last_finished_at or first_due_at
    return since is not None and now - since > LATEST
