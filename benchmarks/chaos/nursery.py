"""A process that has loaded the program once and forks a worker for each line of orders; tells who is gone, and how.

Starting each of some hundred workers from nothing would take longer than their lives.
"""

import os
import select
import signal
import sys
import tempfile
import time
import traceback
from datetime import timedelta

from app import create_app
from app.db import Database
from app.jobs import work
from app.jobs.scheduler import SEND, TICK, name_node, run_job
from app.mail.models import OutgoingMail
from app.settings import load_settings
from app.web.logs import configure_logging
from benchmarks.chaos.databases import fill
from benchmarks.chaos.orders import DAY_BEGINS, Orders
from benchmarks.chaos.steps import STEPS

PAUSE = 0.05


def work_on(orders: Orders) -> None:
    """Be a worker: tick and send, again and again, until the end."""
    log = os.open(orders.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    configure_logging("json", "info")
    app = create_app(load_settings(**orders.settings))
    database: Database = app.extensions["database"]
    if orders.dies_at:
        STEPS[orders.dies_at].arm(orders.skips)
    patience = {
        "lease": timedelta(seconds=orders.lease_seconds),
        "grace": timedelta(seconds=orders.grace_seconds),
    }
    node = name_node()
    while True:
        run_job(database, TICK, node, lambda _now: work.write_down_due(app, orders.read_clock()))
        run_job(database, SEND, node, lambda _now: work.send_waiting(app, orders.read_clock(), **patience))
        time.sleep(PAUSE)


def rehearse() -> None:
    """Do the work once, in an installation of its own: what is loaded at first use is loaded before any fork."""
    with tempfile.TemporaryDirectory(prefix="weerwoord-chaos-") as home:
        settings = load_settings(home=home, database_url="", secret_key=DAY_BEGINS.isoformat(), mail_host="")
        app = create_app(settings)
        database: Database = app.extensions["database"]
        fill(database, 1)
        at = DAY_BEGINS + timedelta(hours=1)
        work.write_down_due(app, at)
        with app.app_context(), database.reading() as session:
            assert work.preview_mail(session, session.get_one(OutgoingMail, 1), at) is not None
        database.dispose()


def main() -> None:
    """Fork a worker for each line that comes in, until there is no more; then end those that are left."""
    rehearse()
    children: set[int] = set()
    print("ready", flush=True)
    while True:
        readable, _, _ = select.select([sys.stdin], [], [], PAUSE)
        if readable:
            line = sys.stdin.readline()
            if not line:
                break
            children.add(_fork(line))
        for pid in list(children):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                children.remove(pid)
                print("gone", pid, os.waitstatus_to_exitcode(status), flush=True)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(line: str) -> int:
    pid = os.fork()
    if pid:
        print("born", pid, flush=True)
        return pid
    try:
        work_on(Orders.read(line))
    except BaseException:  # noqa: BLE001  a worker never becomes a second nursery
        traceback.print_exc()
    os._exit(1)


if __name__ == "__main__":
    main()
