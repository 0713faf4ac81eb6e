from collections.abc import Iterator

import pytest

from app.db import Database


@pytest.fixture
def empty(any_address: str) -> Iterator[Database]:
    """A database without a single table, on SQLite and on PostgreSQL."""
    database = Database(any_address)
    yield database
    database.dispose()
