"""The clockwork: it only calls each work now and then. What is due, and what was done, the database knows."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobExecutionEvent
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from app import clock
from app.db import Database
from app.heartbeats.services import beat
from app.settings import Settings

log = structlog.get_logger()

TICK = "tick"
SEND = "send"
READ = "read"
CHECK = "check"

Act = Callable[[datetime], object]


@dataclass(frozen=True)
class Work:
    """What is done at each run, by the name of the work; each gets the present moment."""

    tick: Act  # what is due
    send: Act  # the outgoing mail
    read: Act  # what came in
    check: Act  # whether the originals are whole


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
    """Return a scheduler that is not started yet; `start()` runs all jobs at once, then every so many seconds.

    No grace time: APScheduler would else drop a run that was due while the process slept. One run at a time of each.
    """
    node = node or name_node()
    scheduler = BackgroundScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for one in fields(work):
        scheduler.add_job(
            run_job,
            "interval",
            seconds=settings.pauses[one.name],
            args=(database, one.name, node, getattr(work, one.name)),
            id=one.name,
            next_run_time=clock.now(),
        )
    _make_up_for_skipped_runs(scheduler)
    return scheduler


def run_soon(scheduler: BackgroundScheduler, name: str) -> None:
    """Let a job run now, out of its turn, or once more where it is just running."""
    with suppress(JobLookupError):  # the scheduler is being stopped
        scheduler.modify_job(name, next_run_time=clock.now())


def _make_up_for_skipped_runs(scheduler: BackgroundScheduler) -> None:
    """Run a job again whose run was skipped because it was running: it may have looked before the new work came."""
    skipped: set[str] = set()

    def again(event: JobExecutionEvent) -> None:
        if event.job_id in skipped:
            skipped.discard(event.job_id)
            run_soon(scheduler, event.job_id)

    scheduler.add_listener(lambda event: skipped.add(event.job_id), EVENT_JOB_MAX_INSTANCES)
    scheduler.add_listener(again, EVENT_JOB_EXECUTED)
