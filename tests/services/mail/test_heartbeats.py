"""Signs of life of the periodic work."""

from datetime import timedelta

import pytest

from app.heartbeats.queries import HeartbeatRow, list_heartbeats
from app.heartbeats.rules import is_silent
from app.heartbeats.services import beat
from tests.mail.support import WEDNESDAY


def test_the_last_beat_of_each_work_is_kept(mail_database):
    with mail_database.writing() as session:
        beat(session, "tick", "een", WEDNESDAY)
        beat(session, "send", "een", WEDNESDAY)
        beat(session, "tick", "twee", WEDNESDAY + timedelta(minutes=1))

    with mail_database.reading() as session:
        assert list_heartbeats(session) == (
            HeartbeatRow("send", "een", WEDNESDAY),
            HeartbeatRow("tick", "twee", WEDNESDAY + timedelta(minutes=1)),
        )


@pytest.mark.parametrize(
    ("ago", "pause_seconds", "silent"),
    [
        (None, 60, True),
        (timedelta(0), 60, False),
        (timedelta(minutes=5), 15, False),
        (timedelta(minutes=5, seconds=1), 15, True),
        (timedelta(hours=3), 3600, False),
        (timedelta(hours=3, seconds=1), 3600, True),
        (timedelta(minutes=-1), 60, False),
        (timedelta(days=-1), 60, True),
    ],
    ids=[
        "never",
        "now",
        "a long run",
        "too long",
        "three pauses",
        "more",
        "clocks differ a bit",
        "clocks wrong",
    ],
)
def test_when_work_is_silent(ago, pause_seconds, silent):
    beat_at = None if ago is None else WEDNESDAY - ago

    assert is_silent(beat_at, WEDNESDAY, pause_seconds) is silent
