import click
from flask import current_app

from app import schema
from app.cli.context import make_cli_app
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
