"""The headings in SQL against the pure rule, over whatever situations and days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text

from app.answers.standing import Section, Standing, section_of
from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.letters.values import Fallback, Pressing
from app.overview.sections import LineKey, count_sections, list_places
from app.overview.today import list_section, list_today
from tests.factories import make_campaign, make_letter

DAY = date(2026, 7, 1)
days = st.none() | st.integers(-10, 12).map(lambda ahead: DAY + timedelta(days=ahead))
standings = st.builds(Standing, st.sampled_from(Pressing)) | st.builds(
    Standing, st.none(), days, days, st.none() | st.sampled_from(Fallback)
)
# (which campaign, standing, put aside until)
letters = st.lists(st.tuples(st.integers(0, 3), standings, days), max_size=30)
# 23:30 in Brussels is the next morning in Tokyo, and afternoon in Honolulu.
ZONES = ("Europe/Brussels", "Asia/Tokyo", "Pacific/Honolulu", "Europe/Brussels")
NOW = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
TODAY = (DAY, DAY + timedelta(days=1), DAY, DAY)


@pytest.fixture
def campaigns(session):
    made = [make_campaign(session, zone=zone) for zone in ZONES]
    made[3].archived_at = NOW
    session.commit()
    return made


def _put_in(session, campaigns, situations):
    session.execute(delete(Letter))
    rows = [
        {
            "id": number,
            "campaign_id": campaigns[which].id,
            "number": number,
            "language": "nl",
            "created_at": NOW,
            "snoozed_until_on": snoozed_until_on,
            "pressing": standing.pressing,
            "waits_until_on": standing.waits_until_on,
            "recall_on": standing.recall_on,
            "fallback": standing.fallback,
            "has_standing": True,
        }
        for number, (which, standing, snoozed_until_on) in enumerate(situations, start=1)
    ]
    if rows:
        session.execute(insert(Letter.__table__), rows)


def _by_rule(situations):
    """Return the letters under each heading in their order, as the rule alone has it."""
    found = {section: [] for section in Section}
    for number, (which, standing, snoozed_until_on) in enumerate(situations, start=1):
        section = section_of(standing, snoozed_until_on, TODAY[which])
        if section is not None and ZONES[which] and which != 3:
            day = {
                Section.OVERDUE: standing.waits_until_on,
                Section.SOON: standing.waits_until_on,
                Section.REMIND_TODAY: standing.recall_on,
            }.get(section)
            found[section].append((day or date.min, number))
    return {section: [number for _day, number in sorted(keys)] for section, keys in found.items()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(situations=letters)
def test_headings_hold_what_the_rule_says_page_by_page(session, campaigns, situations):
    _put_in(session, campaigns, situations)
    today = {campaign.id: TODAY[which] for which, campaign in enumerate(campaigns[:3])}
    wanted = _by_rule(situations)
    assert count_sections(session, today) == {section: len(ids) for section, ids in wanted.items()}
    for section, ids in wanted.items():
        found, after = [], None
        while places := list_places(session, today, {section: 4}, after):
            found += [place.letter_id for place in places]
            after = places[-1].key
        assert found == ids
    session.rollback()


def test_today_shows_the_first_lines_and_the_whole_number(session, campaign, add, now):
    for number in range(1, 61):
        add(-number)
    [overdue] = list_today(session, [campaign], now)
    assert (overdue.total, len(overdue.lines), overdue.more) == (60, 25, 35)
    assert [line.days for line in overdue.lines] == list(range(60, 35, -1))


def test_heading_goes_on_over_its_pages(session, campaign, add, now):
    for number in range(1, 61):
        add(-number)
    first = list_section(session, [campaign], Section.OVERDUE, now)
    second = list_section(session, [campaign], Section.OVERDUE, now, first.next_key)
    assert [line.days for line in (*first.lines, *second.lines)] == list(range(60, 0, -1))
    assert (first.total, second.next_key) == (60, None)


@pytest.mark.parametrize("written", ["", "_", "x", "2026-13-01_4", "2026-07-01_", "99999999999", "-4"])
def test_key_that_nobody_gave_out_shows_the_first_page(written):
    assert LineKey.parse(written) is None


@pytest.mark.parametrize("key", [LineKey(date(2026, 7, 1), 12), LineKey(None, 12)])
def test_key_is_read_as_it_was_written(key):
    assert LineKey.parse(str(key)) == key


def test_headings_read_ranges_of_indexes_and_count_without_the_letters(session, campaigns, plans):
    today = {campaign.id: TODAY[which] for which, campaign in enumerate(campaigns[:3])}
    count_sections(session, today)
    [counting] = plans
    assert [step for step in counting if step.startswith("SCAN") and "CONSTANT" not in step] == []
    of_letters = [step for step in counting if " among " in step]
    assert len(of_letters) == len(Section)
    assert all("USING COVERING INDEX ix_letter_" in step for step in of_letters)
    assert not any("ix_letter_campaign_id" in step for step in of_letters)
    plans.clear()
    list_places(session, today, dict.fromkeys(Section, 25))
    [listing] = plans
    of_letters = [step for step in listing if " among " in step]
    assert all("USING COVERING INDEX ix_letter_" in step for step in of_letters)
    assert not any("ix_letter_campaign_id" in step for step in of_letters)


def test_campaigns_without_a_letter_and_no_campaign_show_nothing(session, campaigns):
    assert list_today(session, campaigns, NOW) == []
    assert list_today(session, [], NOW) == []
    assert session.scalar(text("SELECT count(*) FROM letter")) == 0
    assert session.get(Campaign, campaigns[0].id) is campaigns[0]
    assert make_letter(session, campaigns[0]).pressing is None
