"""The services of mail know a database, and no application."""

from collections.abc import Iterator

import pytest

from app.db import Database


@pytest.fixture
def mail_database(ready_address: str) -> Iterator[Database]:
    """A database with all tables, once SQLite and once PostgreSQL."""
    database = Database(ready_address)
    yield database
    database.dispose()
