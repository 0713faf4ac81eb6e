"""Fixtures for outgoing mail: both databases, and no SMTP without a server of the test's own."""

from collections.abc import Iterator

import pytest

from app.db import Database
from tests.conftest_databases import KINDS
from tests.mail.support import Postbox, serve


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def any_address(ready_address: str) -> str:
    """The address of a database with all tables, for senders in processes of their own."""
    return ready_address


@pytest.fixture
def mail_database(any_address: str) -> Iterator[Database]:
    """A database with all tables, once SQLite and once PostgreSQL."""
    database = Database(any_address)
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
