"""The kill matrix of `make chaos`, short: every step at which a worker can die, on both databases."""

import pytest

from benchmarks.chaos.plan import Plan
from benchmarks.chaos.run import carry_out
from benchmarks.chaos.steps import STEPS

SHORT = {"mails": 30, "kills": len(STEPS), "day_seconds": 14.0, "cap_seconds": 300.0}
IMPATIENT = {"lease_seconds": 1.5, "grace_seconds": 1.5, "silence_seconds": 1}


@pytest.mark.parametrize(
    "plan",
    [
        Plan("sqlite", **SHORT, **IMPATIENT),
        Plan("postgresql", **SHORT, **IMPATIENT, database_kills=1),
    ],
    ids=["sqlite", "postgresql, killed too"],
)
def test_killed_at_every_step_every_mail_arrives_once(plan):
    result = carry_out(plan)

    assert (result.twice, result.lost, result.unsure) == (0, 0, 0), result
    assert result.states == {"sent": plan.mails}
    assert set(result.at_steps) == set(STEPS)
    assert result.database_kills == plan.database_kills
    assert result.broken_workers == 0
