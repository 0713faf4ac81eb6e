"""Fixtures of reminders: an office on SQLite, and a database of each kind."""

from collections.abc import Iterator

import pytest

from app.db import Database
from app.models import metadata
from tests.conftest_postgresql import any_address, postgresql_address, postgresql_server
from tests.services.reminders.support import Office, open_office

__all__ = ["any_address", "postgresql_address", "postgresql_server"]


@pytest.fixture
def office(database: Database) -> Office:
    """A letter that is due on 23 February 2026, and its coordinator."""
    return open_office(database)


@pytest.fixture
def any_database(any_address: str) -> Iterator[Database]:
    """A database with all tables, once SQLite and once PostgreSQL."""
    database = Database(any_address)
    metadata.create_all(database.engine)
    yield database
    database.dispose()
