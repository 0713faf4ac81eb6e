"""The clockwork: it calls the work, records its heartbeat, survives what raises, and stops when asked."""

import os
import signal
import threading

import pytest
import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.triggers.interval import IntervalTrigger

from app import clock
from app.heartbeats.queries import list_heartbeats
from app.jobs.scheduler import CHECK, READ, SEND, TICK, Work, make_scheduler, run_job, run_soon
from app.jobs.worker import run_worker
from app.settings import load_settings


def list_beats(database):
    with database.reading() as session:
        return [(row.name, row.node) for row in list_heartbeats(session)]


def do_nothing(_at):
    """Be work that is done at once."""


def test_work_that_ran_to_its_end_beats(database):
    moments = []

    run_job(database, TICK, "node", moments.append)

    assert list_beats(database) == [(TICK, "node")]
    assert abs((clock.now() - moments[0]).total_seconds()) < 60


def test_work_that_raises_is_logged_and_does_not_beat(database):
    def fail(_at):
        raise ZeroDivisionError

    with structlog.testing.capture_logs() as lines:
        run_job(database, TICK, "node", fail)

    assert list_beats(database) == []
    assert [(line["event"], line["job"], line["log_level"]) for line in lines] == [
        ("job_failed", TICK, "error")
    ]


def test_the_jobs_drop_no_run_and_never_overlap(database):
    settings = load_settings(tick_seconds=60, send_seconds=15)
    scheduler = make_scheduler(
        database, settings, Work(do_nothing, do_nothing, do_nothing, do_nothing), "node"
    )
    scheduler.start(paused=True)
    jobs = {job.id: job for job in scheduler.get_jobs()}
    scheduler.shutdown()

    assert set(jobs) == {TICK, SEND, READ, CHECK}
    for name, seconds in (
        (TICK, 60),
        (SEND, 15),
        (READ, settings.read_seconds),
        (CHECK, settings.check_seconds),
    ):
        job = jobs[name]
        assert isinstance(job.trigger, IntervalTrigger)
        assert job.trigger.interval.total_seconds() == seconds
        assert str(job.trigger.timezone) == "UTC"
        assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_worker_works_at_once_and_stops_when_asked(database, number):
    done, stopped_between = [], threading.Event()

    def send(_at):
        done.append("send")
        os.kill(os.getpid(), number)
        stopped_between.wait(timeout=0.05)  # what is under way ends before the worker returns
        done.append("sent")

    before = signal.getsignal(number)
    run_worker(database, load_settings(), Work(do_nothing, send, do_nothing, do_nothing))

    assert done == ["send", "sent"]
    assert dict(list_beats(database)).keys() >= {SEND}
    assert signal.getsignal(number) is before


def test_the_worker_stops_at_the_event_too(database):
    stop = threading.Event()

    run_worker(
        database, load_settings(), Work(lambda _at: stop.set(), do_nothing, do_nothing, do_nothing), stop=stop
    )

    assert TICK in dict(list_beats(database))


def test_a_job_that_is_woken_while_it_runs_runs_once_more(database):
    is_running, may_end, runs = threading.Event(), threading.Event(), []

    def read(_at):
        runs.append("read")
        is_running.set()
        may_end.wait(timeout=30)

    scheduler = make_scheduler(
        database, load_settings(read_seconds=600), Work(do_nothing, do_nothing, read, do_nothing), "node"
    )
    skipped = threading.Event()
    scheduler.add_listener(lambda _event: skipped.set(), EVENT_JOB_MAX_INSTANCES)
    scheduler.start()
    assert is_running.wait(timeout=30)
    run_soon(scheduler, READ)
    assert skipped.wait(timeout=30)
    is_running.clear()
    may_end.set()
    assert is_running.wait(timeout=30)
    scheduler.shutdown()
    assert runs == ["read", "read"]
