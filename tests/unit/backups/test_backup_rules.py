from datetime import UTC, datetime, timedelta

import pytest

from app.backups.rules import find_neglect
from app.backups.values import BackupNeglect

NOW = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "has_own_records", "neglect"),
    [
        (None, False, None),
        (timedelta(days=400), False, None),
        (None, True, BackupNeglect(None, 0)),
        (timedelta(0), True, None),
        (timedelta(days=7), True, None),
        (timedelta(days=7, seconds=1), True, 7),
        (timedelta(days=30), True, 30),
        (timedelta(days=-1), True, None),  # a clock that was put back
    ],
)
def test_backup_is_neglected_when_something_can_be_lost_and_seven_days_are_over(
    age, has_own_records, neglect
):
    last_at = NOW - age if age is not None else None
    wanted = BackupNeglect(last_at, neglect) if isinstance(neglect, int) else neglect
    assert find_neglect(last_at, NOW, has_own_records=has_own_records) == wanted
