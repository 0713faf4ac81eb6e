"""Every test of a service that touches the database runs on SQLite and on PostgreSQL."""

import pytest

from tests.conftest_databases import KINDS


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param
