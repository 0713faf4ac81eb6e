"""Fixtures for outgoing mail: both databases, and no SMTP without a server of the test's own."""

from collections.abc import Iterator

import pytest

from app.db import Database
from tests.conftest_postgresql import any_address, postgresql_address, postgresql_server
from tests.conftest_smtp import allow_smtp, forbid_smtp
from tests.mail.support import Postbox, open_database, serve

__all__ = ["allow_smtp", "any_address", "forbid_smtp", "postgresql_address", "postgresql_server"]


@pytest.fixture
def mail_database(any_address: str) -> Iterator[Database]:
    """A database with the tables of mail, once SQLite and once PostgreSQL."""
    database = open_database(any_address)
    yield database
    database.dispose()


@pytest.fixture
def postbox() -> Postbox:
    """A mail server that takes everything."""
    return Postbox()


@pytest.fixture
def port(postbox: Postbox, allow_smtp: None) -> Iterator[int]:
    """The port on which `postbox` listens."""
    with serve(postbox) as port:
        yield port
