"""A program of its own that takes in or reads, and is killed by SIGKILL at the step that it is told.

Steps of taking in: `aside` (the bytes are written aside), `named` (they stand in the store), `stored` (their row is on
file). Of reading: `reading`, `read` (nothing is on file of it yet). Of the watched folder: `unmoved`. `never`: it lives.
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.campaigns.queries import get_campaign
from app.db import Database
from app.documents.storage import Originals
from app.intake import folder, reading
from app.intake.folder import WatchedFolder
from app.intake.reading import Reader, read_waiting
from app.intake.services import Received, receive


def die(*_args: object, **_options: object) -> None:
    """Die as if the power had gone."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL came too late")


def main(address: str, home: str, act: str, step: str) -> None:
    database, originals = Database(address), Originals(Path(home) / "originals")
    _lay_mine(step)
    print("ready", flush=True)  # noqa: T201  a test that kills at random waits for this line
    if act == "take_in":
        with database.writing() as session:
            campaign = get_campaign(session, "proef")
            received = Received(name="brief.txt", data=Path(home, "brief.txt").read_bytes(), text="")
            receive(session, originals, campaign, received, actor=None, now=datetime.now(UTC))
        if step == "stored":
            die()
    elif act == "watch":
        watched = WatchedFolder(database, originals, Path(home) / "intake", timedelta(0), 10**6)
        watched.take_in(datetime.now(UTC) + timedelta(minutes=1), lambda: True)
    else:
        read_waiting(Reader(database, originals, lease=timedelta(seconds=5)))
    database.dispose()


def _lay_mine(step: str) -> None:
    if step == "aside":
        os.fsync = die
    elif step == "named":
        original = Originals.put

        def put_and_die(self: Originals, data: bytes) -> str:
            original(self, data)
            die()
            return ""

        Originals.put = put_and_die
    elif step == "reading":
        reading.read_document = die
    elif step == "read":
        reading.put_reading = die
    elif step == "unmoved":
        folder._move_to_done = die


if __name__ == "__main__":
    main(*sys.argv[1:])
