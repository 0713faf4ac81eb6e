"""A sender in a process of its own that dies where it is told to: `after_handing` or `never`."""

import os
import signal
import sys
from datetime import datetime

from app.db import Database
from app.mail.conversation import Conversation
from app.mail.sender import send_due
from tests.mail.support import make_settings


def main(address: str, port: str, at: str, dies: str) -> None:
    if dies == "after_handing":
        Conversation.hand_over = die
    database = Database(address)
    settings = make_settings(int(port), mail_archive="archief@campagne.example")
    print("ready", flush=True)  # noqa: T201  the test waits for this line
    send_due(database, settings, {}, datetime.fromisoformat(at), f"node-{os.getpid()}")
    database.dispose()


def die(_conversation: Conversation, _data: bytes) -> str:
    """Die by SIGKILL when `handing` is committed and nothing is handed over yet."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("SIGKILL came too late")


if __name__ == "__main__":
    main(*sys.argv[1:])
