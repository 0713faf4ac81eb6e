"""What a worker of the kill matrix is told at its start."""

import json
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

# The reminders of all campaigns fall due in the course of this day: five o'clock in Brussels, in winter.
DAY_BEGINS = datetime(2026, 2, 24, 3, 59, tzinfo=UTC)
HOURS = range(5, 22)
# Before the next step of any letter, after the last try of any mail.
LONGEST_DAY = timedelta(days=5)


@dataclass(frozen=True)
class Orders:
    """How one worker works, and where it dies by its own hand (`dies_at`, at the `skips`+1st time; empty: nowhere)."""

    settings: dict[str, Any]
    began: float  # on the monotonic clock, which all processes of a machine share
    seconds_per_hour: float
    lease_seconds: float
    grace_seconds: float
    log: str
    dies_at: str = ""
    skips: int = 0

    def write(self) -> str:
        """Write the orders as one line."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def read(cls, line: str) -> "Orders":
        """Read what `write` wrote."""
        return cls(**json.loads(line))

    def read_clock(self) -> datetime:
        """Return the moment that the work is done for: a day passes in minutes, while leases run on the real clock."""
        hours = (time.monotonic() - self.began) / self.seconds_per_hour
        return DAY_BEGINS + min(timedelta(hours=hours), LONGEST_DAY)
