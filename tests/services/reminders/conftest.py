import pytest

from app.db import Database
from tests.services.reminders.support import Office, open_office


@pytest.fixture
def office(database: Database) -> Office:
    """A letter that is due on 23 February 2026, and its coordinator."""
    return open_office(database)
