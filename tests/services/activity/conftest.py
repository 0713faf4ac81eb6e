"""The log runs on both databases."""

import pytest

from app.db import Database
from app.models import metadata
from tests.conftest_postgresql import any_address, postgresql_address, postgresql_server
from tests.factories import make_campaign, make_user

__all__ = ["any_address", "postgresql_address", "postgresql_server"]


@pytest.fixture
def log_database(any_address):
    """A database with all tables, once SQLite and once PostgreSQL."""
    database = Database(any_address)
    metadata.create_all(database.engine)
    yield database
    database.dispose()


@pytest.fixture
def people(log_database):
    """Numbers of records that entries may name: a person and two campaigns."""
    with log_database.writing() as session:
        user = make_user(session, name="An")
        return user.id, make_campaign(session).id, make_campaign(session).id
