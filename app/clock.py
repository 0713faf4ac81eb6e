"""The only reader of the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def day_in(zone: str, moment: datetime) -> date:
    """Return the calendar day that `moment` falls on in the named time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
