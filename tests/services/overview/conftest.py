from datetime import timedelta

import pytest
from sqlalchemy import event

from app.letters.values import DeadlineSource
from app.overview.today import list_today
from tests.factories import make_campaign, make_letter, make_membership, make_user


@pytest.fixture
def campaign(session):
    return make_campaign(session, slug="proef")


@pytest.fixture
def actor(session, campaign):
    user = make_user(session)
    make_membership(session, campaign, user)
    return user


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def add(session, campaign, today):
    """A complete letter whose deadline lies so many days ahead (behind, when negative)."""

    def add(days=60, **values):
        deadline_on = None if days is None else today + timedelta(days=days)
        source = None if days is None else DeadlineSource.TYPED
        defaults = {"reference": "CP/1", "deadline_on": deadline_on, "deadline_source": source}
        return make_letter(session, campaign, **{**defaults, **values})

    return add


@pytest.fixture
def sections(session, campaign, now):
    """What Today shows: the number of each letter with the section that it stands in."""

    def sections(*campaigns):
        parts = list_today(session, campaigns or [campaign], now)
        return [(line.letter.number, part.section.value) for part in parts for line in part.lines]

    return sections


@pytest.fixture
def plans(session):
    """What SQLite means to do for each statement, by its own account."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("SQLite alone tells what it means to do in these words")
    found = []

    def explain(connection, cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            found.append([row[3] for row in rows])

    event.listen(session.get_bind(), "before_cursor_execute", explain)
    yield found
    event.remove(session.get_bind(), "before_cursor_execute", explain)
