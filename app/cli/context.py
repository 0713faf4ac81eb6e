"""What the commands with a database share: the application with its settings, a session, a letter by its name."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.errors import AccountDeactivatedError
from app.accounts.models import User
from app.accounts.queries import get_user_by_address
from app.accounts.rules import normalise_address
from app.campaigns.models import Campaign
from app.campaigns.queries import get_campaign, get_open_campaign
from app.cli.errors import DatabaseEmptyError
from app.db import Database
from app.letters.models import Letter
from app.letters.queries import get_letter
from app.settings import load_settings
from app.web.logs import configure_logging


def make_cli_app(**overrides: str) -> Flask:
    """Return the application as the settings say, with log lines on standard error.

    Its connections are closed when the command ends: a server that waits for them is not left waiting.
    """
    settings = load_settings(**overrides)
    configure_logging(settings.log_format, settings.log_level)
    app = create_app(settings)
    click.get_current_context().call_on_close(app.extensions["database"].dispose)
    return app


def get_ready_database(app: Flask) -> Database:
    """Return the application's database; DatabaseEmptyError while nobody has made its tables."""
    database: Database = app.extensions["database"]
    if not inspect(database.engine).has_table(Campaign.__tablename__):
        raise DatabaseEmptyError
    return database


@contextmanager
def writing() -> Iterator[Session]:
    """Give a session in one transaction, inside the application's context."""
    app = make_cli_app()
    database = get_ready_database(app)
    with app.app_context(), database.writing() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session for reading, inside the application's context."""
    app = make_cli_app()
    database = get_ready_database(app)
    with app.app_context(), database.reading() as session:
        yield session


def find_actor(session: Session, email: str | None) -> User | None:
    """Return whom a command was told to act for with --as; None: the command line itself.

    Raises AddressNotValidError, UnknownAddressError and AccountDeactivatedError.
    """
    if email is None:
        return None
    actor = get_user_by_address(session, normalise_address(email))
    if not actor.is_active:
        raise AccountDeactivatedError(email=actor.email)
    return actor


def load_letter_to_change(session: Session, name: tuple[str, int]) -> Letter:
    """Return the letter of this name; CampaignArchivedError where nothing may be written, and what `load_letter` raises."""
    return get_letter(session, get_open_campaign(session, name[0]), name[1])


def load_letter(session: Session, name: tuple[str, int]) -> Letter:
    """Return the letter of this name; CampaignNotFoundError or LetterNotFoundError otherwise."""
    return get_letter(session, get_campaign(session, name[0]), name[1])
