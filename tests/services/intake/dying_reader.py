"""A program of its own that takes in or reads, and is killed by SIGKILL at the step that it is told.

Steps of taking in: `aside` (the bytes are written aside), `named` (they stand in the store), `noted` (their row is
written and not on file), `stored` (it is on file). Of reading: `reading`, `read` (nothing is written of it yet), `written`,
`carried` (it is written and not on file), `failing`. Of filing: `filing` (written, not on file), `filed`. Of the watched
folder: `unmoved`. `never`: it lives.
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import get_campaign
from app.db import Database
from app.documents.storage import Originals
from app.intake import folder, reading
from app.intake.filing import file_item
from app.intake.folder import WatchedFolder
from app.intake.models import IntakeItem
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
            if step == "noted":
                die()
        if step == "stored":
            die()
    elif act == "watch":
        watched = WatchedFolder(database, originals, Path(home) / "intake", timedelta(0), 10**6)
        watched.take_in(datetime.now(UTC) + timedelta(minutes=1), lambda: True)
    elif act == "file":
        with database.writing() as session:
            item = session.scalars(select(IntakeItem)).one()
            file_item(session, item, actor=None, now=datetime.now(UTC))
            session.flush()
            if step == "filing":
                die()
        if step == "filed":
            die()
    else:
        read_waiting(Reader(database, originals, lease=timedelta(seconds=5)))
    database.dispose()


# Where the program dies: before something is done, or when it is done and not on file.
_BEFORE: dict[str, tuple[Any, str]] = {
    "aside": (os, "fsync"),
    "reading": (reading, "read_document"),
    "read": (reading, "put_reading"),
    "failing": (reading, "mark_failed"),
    "unmoved": (folder, "_move_to_done"),
}
_AFTER: dict[str, tuple[Any, str]] = {
    "named": (Originals, "put"),
    "written": (reading, "put_reading"),
    "carried": (reading, "put_newer_text"),
}


def _lay_mine(step: str) -> None:
    if step in _BEFORE:
        setattr(*_BEFORE[step], die)
    elif step in _AFTER:
        owner, name = _AFTER[step]
        act = getattr(owner, name)

        def act_and_die(first: Any, *args: Any, **options: Any) -> None:
            act(first, *args, **options)
            if isinstance(first, Session):
                first.flush()
            die()

        setattr(owner, name, act_and_die)


if __name__ == "__main__":
    main(*sys.argv[1:])
