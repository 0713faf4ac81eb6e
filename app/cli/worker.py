import threading

import click

from app.cli.context import get_ready_database, make_cli_app
from app.jobs.work import make_work
from app.jobs.worker import run_worker
from app.settings import Settings


@click.command()
def worker() -> None:
    """Run the worker alone: what is due, and the outgoing mail, until it is told to stop."""
    app = make_cli_app()
    settings: Settings = app.extensions["settings"]
    database = get_ready_database(app)
    stop = threading.Event()
    run_worker(database, settings, make_work(app, keep_going=lambda: not stop.is_set()), stop=stop)
