import click
from flask import current_app

from app import schema
from app.answers.keeping import list_untrue, refresh
from app.cli.context import make_cli_app, writing
from app.web.session import get_database


@click.group()
def db() -> None:
    """Bring the database to a revision, or tell which it is at."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to a revision (default: the newest)."""
    with make_cli_app().app_context():
        schema.upgrade(get_database(), current_app.extensions["settings"].home, revision)
        click.echo(f"at revision {schema.current_revision(get_database())}", err=True)


@db.command()
@click.argument("revision", default="-1")
def downgrade(revision: str) -> None:
    """Take the database one revision back, or to the one that is named; `base` leaves it empty."""
    with make_cli_app().app_context():
        schema.downgrade(get_database(), revision)
        click.echo(f"at revision {schema.current_revision(get_database())}", err=True)


@db.command()
def current() -> None:
    """Print the revision that the database is at."""
    with make_cli_app().app_context():
        click.echo(schema.current_revision(get_database()) or "empty")


@db.command("check-standings")
@click.option("--mend", is_flag=True, help="Work out anew what is wrong.")
def check_standings(*, mend: bool) -> None:
    """Work out how every letter stands and compare it with what is stored for Today; exit 1 where they differ."""
    with writing() as session:
        untrue = list_untrue(session)
        if mend:
            refresh(session, untrue)
    click.echo(f"{len(untrue)} letters stand otherwise than is stored{', mended' if mend and untrue else ''}")
    if untrue and not mend:
        raise SystemExit(1)
