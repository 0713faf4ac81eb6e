"""Two transactions at one moment, in an order that a test decides, on PostgreSQL."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event, text
from sqlalchemy.orm import Session, UOWTransaction

from app.db import Database

Act = Callable[[Session], object]
PATIENCE = 10  # seconds


def overlap(database: Database, first: Act, second: Act) -> list[str]:
    """Begin `second` once `first` has written something, and let both end; return the error of each, "" for none.

    The first one goes on when the second has gone as far as it can: until it has to wait, or to its end.
    """
    may_begin, ended = threading.Event(), threading.Event()

    def begin(session: Session) -> None:
        def let_the_second_begin(_session: Session, _context: UOWTransaction) -> None:
            may_begin.set()
            _wait_until_somebody_waits(database, ended)

        event.listen(session, "after_flush", let_the_second_begin, once=True)
        first(session)

    def follow() -> str:
        may_begin.wait(PATIENCE)
        try:
            return _write(database, second)
        finally:
            ended.set()

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.submit(_write, database, begin), threads.submit(follow)
        return [one.result(PATIENCE * 2), other.result(PATIENCE * 2)]


def _write(database: Database, act: Act) -> str:
    try:
        with database.writing() as session:
            act(session)
    except Exception as error:  # noqa: BLE001  what it was is what the test asks
        return type(error).__name__
    return ""


def _wait_until_somebody_waits(database: Database, ended: threading.Event) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not ended.wait(0.02):
        with database.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
