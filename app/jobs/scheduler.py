"""The clockwork: it only calls `tick` and `send` now and then. What is due, and what was done, the database knows."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app import clock
from app.db import Database
from app.heartbeats.services import beat
from app.settings import Settings

log = structlog.get_logger()

TICK = "tick"
SEND = "send"

Act = Callable[[datetime], object]


@dataclass(frozen=True)
class Work:
    """What is done at each tick and at each look at the outgoing mail; both get the present moment."""

    tick: Act
    send: Act


def name_node() -> str:
    """Return a name for this process that people recognise in the heartbeats and the claims."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}"


def run_job(database: Database, name: str, node: str, act: Act) -> None:
    """Run one piece of work now and record its heartbeat; work that raises is logged and does not beat."""
    try:
        result = act(clock.now())
        with database.writing() as session:
            beat(session, name, node, clock.now())
    except Exception:  # the next run must come, whatever this one met
        log.exception("job_failed", job=name, node=node)
        return
    log.debug("job_done", job=name, node=node, result=result)


def make_scheduler(
    database: Database, settings: Settings, work: Work, node: str | None = None
) -> BackgroundScheduler:
    """Return a scheduler that is not started yet; `start()` runs both jobs at once, then every so many seconds.

    No grace time: APScheduler would else drop a run that was due while the process slept. One run at a time of each.
    """
    node = node or name_node()
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, act, seconds in (
        (TICK, work.tick, settings.tick_seconds),
        (SEND, work.send, settings.send_seconds),
    ):
        scheduler.add_job(
            run_job,
            "interval",
            seconds=seconds,
            args=(database, name, node, act),
            id=name,
            next_run_time=clock.now(),
        )
    return scheduler
