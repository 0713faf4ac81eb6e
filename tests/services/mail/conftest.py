"""The services of mail run on both databases."""

from collections.abc import Iterator

import pytest

from app.db import Database
from tests.conftest_postgresql import any_address, postgresql_address, postgresql_server
from tests.conftest_smtp import allow_smtp, forbid_smtp
from tests.mail.support import open_database

__all__ = ["allow_smtp", "any_address", "forbid_smtp", "postgresql_address", "postgresql_server"]


@pytest.fixture
def mail_database(any_address: str) -> Iterator[Database]:
    """A database with the tables of mail, once SQLite and once PostgreSQL."""
    database = open_database(any_address)
    yield database
    database.dispose()
