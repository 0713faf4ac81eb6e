"""The worker process: the clockwork in the foreground until somebody asks it to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from app.db import Database
from app.jobs.scheduler import Work, make_scheduler, name_node
from app.settings import Settings

log = structlog.get_logger()

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# A signal that the system hands to another thread is seen when the main one next wakes up.
WAKE_SECONDS = 0.5


def run_worker(
    database: Database, settings: Settings, work: Work, *, stop: threading.Event | None = None
) -> None:
    """Run the jobs until SIGTERM or SIGINT (or until `stop` is set), finish what is under way, and return.

    Give the same event to the sender (`keep_going=lambda: not stop.is_set()`), so that it stops between two mails
    and not after the last of a long queue. A second signal ends the process at once. To be called in the main thread.
    """
    stop = stop or threading.Event()
    node = name_node()
    scheduler = make_scheduler(database, settings, work, node)
    with _hearing_signals() as heard:
        scheduler.start()
        log.info("worker_started", node=node)
        while not (heard or stop.wait(WAKE_SECONDS)):
            pass
    stop.set()
    log.info("worker_stopping", node=node, signals=heard)
    scheduler.shutdown(wait=True)
    log.info("worker_stopped", node=node)


@contextmanager
def _hearing_signals() -> Iterator[list[str]]:
    """Give the names of the signals that came. The handler takes no lock and writes no log line.

    It may run in the middle of a line of the main thread, and would wait for itself.
    """
    heard: list[str] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(signal.Signals(number).name)

    before = {number: signal.signal(number, hear) for number in STOP_SIGNALS}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
