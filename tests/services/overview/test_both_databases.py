"""What is written in SQL of its own, on SQLite and on PostgreSQL."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.answers.keeping import list_untrue, refresh_unknown
from app.answers.standing import Section
from app.db import Database
from app.letters.models import Letter
from app.letters.queries import list_letters, list_letters_to_name
from app.letters.values import DeadlineSource
from app.models import metadata
from app.overview.on_file import read_on_file
from app.overview.timeline import EventKey, find_timeline, make_events
from app.overview.today import list_section, list_today
from app.people.queries import list_people
from tests.conftest_postgresql import any_address, postgresql_address, postgresql_server
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import make_reply

__all__ = ["any_address", "postgresql_address", "postgresql_server"]
NOW = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
DAY = date(2026, 7, 1)


@pytest.fixture
def session(any_address):
    database = Database(any_address)
    metadata.create_all(database.engine)
    with database.make_session() as session:
        yield session
    database.dispose()


@pytest.fixture
def campaigns(session):
    """Three campaigns, each on a day of its own, with ten letters that are over their deadline and one of each kind."""
    made = [make_campaign(session, zone=zone) for zone in ("Europe/Brussels", "Asia/Tokyo", "Pacific/Midway")]
    for campaign in made:
        for days in range(1, 11):
            deadline = {"deadline_on": DAY - timedelta(days=days), "deadline_source": DeadlineSource.TYPED}
            make_letter(session, campaign, reference="X", **deadline)
        make_letter(session, campaign, reference="", sent_on=None)
        make_letter(session, campaign, is_on_file=False, sent_on=None)
        recalled = make_letter(session, campaign, reference="X", remind_on=DAY - timedelta(days=1))
        make_reply(session, campaign, recalled, dated_on=date(2026, 6, 5))
    session.commit()
    return made


def test_today_is_the_same_on_every_database(session, campaigns):
    found = {
        part.section: (part.total, len(part.lines)) for part in list_today(session, campaigns, NOW, limit=7)
    }
    assert found == {
        Section.TO_JUDGE: (3, 3),
        Section.OVERDUE: (30, 7),
        Section.TO_PLACE: (3, 3),
        Section.MISSING: (3, 3),
    }
    page = list_section(session, campaigns, Section.OVERDUE, NOW)
    assert [line.deadline_on for line in page.lines] == sorted(line.deadline_on for line in page.lines)
    assert list_untrue(session) == []


def test_standing_of_rows_that_came_past_the_program_is_worked_out(session, campaigns):
    session.execute(update(Letter.__table__).values(has_standing=False, pressing=None))
    assert len(list_untrue(session)) == 39
    assert refresh_unknown(session) == 39
    assert list_untrue(session) == []


def test_timeline_is_whole_page_by_page(session, campaigns):
    events, before = [], None
    while True:
        page = find_timeline(session, campaigns[0], before, limit=4)
        events += make_events(page, read_on_file(session, [place.letter_id for place in page.places]))
        if page.older is None:
            break
        before = EventKey.parse(str(page.older))
    assert len(events) == 14
    days = [event.on or date.max for event in events]
    assert days == sorted(days, reverse=True)
    assert sum(event.reply is not None for event in events) == 1


def test_lists_read_by_key(session, campaigns):
    assert [row.number for row in list_letters(session, campaigns[1], before=4).rows] == [3, 2, 1]
    assert [row.number for row in list_letters(session, campaigns[1], after=10).rows] == [13, 12, 11]
    assert len(list_letters_to_name(session, campaigns[1], numbers=[2])) == 13
    assert list_people(session, on=DAY).rows == ()
