import pytest


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL alone: on SQLite the write transaction lets one after the other in."""
    return "postgresql"
