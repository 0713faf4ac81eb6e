"""What a run of the kill matrix does, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.chaos.steps import STEPS


@dataclass(frozen=True)
class Plan:
    """What a run does: seconds are real ones, of which `day_seconds` hold the 17 hours in which letters fall due."""

    database: str
    mails: int
    kills: int
    day_seconds: float
    database_kills: int = 0
    workers: int = 3
    lease_seconds: float = 2.0
    grace_seconds: float = 2.0
    silence_seconds: int = 2
    cap_seconds: float = 1200.0
    seed: int = 1


@dataclass
class Result:
    """What came of a run; `why_sent` counts how mails came to be sent, `states` how the rows stand at the end."""

    plan: Plan
    database: str = ""
    mails: int = 0
    kills: int = 0
    at_steps: Counter[str] = field(default_factory=Counter)
    database_kills: int = 0
    later: int = 0
    twice: int = 0
    lost: int = 0
    unsure: int = 0
    asked: int = 0
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    found_in_archive: int = 0
    broken_workers: int = 0

    @property
    def is_well(self) -> bool:
        """Tell whether every mail arrived once, is known to have, and as much was killed as planned."""
        return (
            (self.twice, self.lost, self.unsure, self.broken_workers) == (0, 0, 0, 0)
            and self.states == {"sent": self.plan.mails}
            and self.kills >= self.plan.kills
            and self.database_kills == self.plan.database_kills
            and set(self.at_steps) == set(STEPS)
        )
