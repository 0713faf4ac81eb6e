"""When periodic work has stopped without a word; pure."""

from datetime import datetime, timedelta

MISSED_PAUSES = 3
# A beat is written at the end of a run, and a run with a slow mail server takes its time.
LONGEST_RUN = timedelta(minutes=5)


def is_silent(beat_at: datetime | None, now: datetime, pause_seconds: int) -> bool:
    """Tell whether work that runs every `pause_seconds` should have beaten since `beat_at` (None: it never did).

    A beat from the future counts as silence as well: one of the clocks is wrong, and nobody can tell from the beat
    whether the work goes on.
    """
    allowance = max(MISSED_PAUSES * timedelta(seconds=pause_seconds), LONGEST_RUN)
    return beat_at is None or abs(now - beat_at) > allowance
