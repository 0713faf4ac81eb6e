import threading
from functools import partial

import click

from app import clock, schema
from app.accounts.services import make_setup_link
from app.cli.context import make_cli_app
from app.cli.demo import load_into, make_link
from app.cli.web_server import WebServer
from app.db import Database
from app.demo.services import find_demonstration
from app.jobs.scheduler import make_scheduler, run_soon
from app.jobs.work import make_work
from app.settings import DEFAULT_BASE_URL, Settings, load_settings
from app.web import waking


@click.command()
@click.option("--demo", "with_demo", is_flag=True, help="Load the demonstration campaign, once.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int, *, with_demo: bool) -> None:
    """Web pages and worker in one process, on a database that is made and upgraded first."""
    app = make_cli_app(**_own_address(host, port))
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    server = WebServer(app, host, port, settings)
    schema.upgrade(database, settings.home)
    with app.app_context():
        _greet(database, with_demo=with_demo)
    is_stopping = threading.Event()
    work = make_work(app, keep_going=lambda: not is_stopping.is_set())
    scheduler = make_scheduler(database, settings, work)
    scheduler.start()
    waking.connect(app, partial(run_soon, scheduler))
    click.echo(f"Weerwoord answers at {settings.base_url} (Ctrl+C stops it).")
    try:
        server.run()
    finally:
        is_stopping.set()  # the mail at hand is finished; the queue behind it waits for the next start
        scheduler.shutdown(wait=True)


def _own_address(host: str, port: int) -> dict[str, str]:
    """Return the address that links begin with, where none was set: the one that the server listens on."""
    is_set = load_settings().base_url != DEFAULT_BASE_URL
    return {} if is_set else {"base_url": f"http://{host}:{port}"}


def _greet(database: Database, *, with_demo: bool) -> None:
    """Print the one-time link that this start gives: to the demonstration, or to set the installation up."""
    with database.writing() as session:
        if with_demo:
            if find_demonstration(session) is None:
                load_into(session)
            click.echo(
                f"Sign in to the demonstration (once, within a quarter of an hour): {make_link(session)}"
            )
            return
        link = make_setup_link(session, clock.now())
        if link is not None:
            click.echo(f"Set this installation up (once, within seven days): {link}")
