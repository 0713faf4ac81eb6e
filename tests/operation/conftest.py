from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import clock
from app.accounts.passwords import hash_password
from app.db import Database
from app.schema import upgrade
from tests.factories import make_campaign, make_membership, make_user
from tests.services.reminders.support import make_due_letter

EMAIL, PASSWORD = "an@example.org", "een lange zin om te onthouden"


@dataclass(frozen=True)
class Office:
    """A database with a coordinator who can sign in, and a letter in /campaigns/proef that was due yesterday."""

    database: Database
    campaign_id: int


def zone_where_it_is_noon(now: datetime) -> str:
    """Return a zone in which reminders of today leave now: mails wait for a decent hour."""
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}"


@pytest.fixture
def open_office() -> Callable[[str], Office]:
    def open_office(address: str) -> Office:
        database = Database(address)
        upgrade(database)
        zone = zone_where_it_is_noon(clock.now())
        yesterday = clock.now().astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
        with database.writing() as session:
            campaign = make_campaign(session, slug="proef", title="Red het loket", zone=zone)
            user = make_user(
                session, email=EMAIL, name="An", zone=zone, password_hash=hash_password(PASSWORD)
            )
            make_membership(session, campaign, user)
            make_due_letter(session, campaign, deadline_on=yesterday)
            return Office(database, campaign.id)

    return open_office
