from datetime import timedelta

import pytest

from app.letters.values import DeadlineSource
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import make_reply


@pytest.fixture
def late(session, campaign, now):
    for days in range(1, 71):
        make_letter(
            session,
            campaign,
            deadline_on=now.date() - timedelta(days=days),
            deadline_source=DeadlineSource.TYPED,
            reference="X",
        )
    session.commit()


def _letters(page):
    return [int(link["href"].rpartition("/")[2]) for link in page.select("a.list-title")]


def test_heading_says_how_many_there_are_and_leads_to_all_of_them(client, coordinator, late):
    page = client.page("/today")
    assert page.select_one("section[aria-labelledby=overdue] .section-head span").get_text() == "70"
    assert len(_letters(page)) == 25
    first = client.page(page.select_one("section[aria-labelledby=overdue] > p a")["href"])
    second = client.page(first.select_one("nav.pager a[rel=next]")["href"])
    assert _letters(first) + _letters(second) == list(range(70, 0, -1))
    assert second.select_one("nav.pager a[rel=next]") is None


def test_campaign_shows_the_first_of_a_heading_and_leads_to_its_own(
    client, session, campaign, coordinator, late
):
    page = client.page("/campaigns/proef")
    assert len(page.select("section[aria-labelledby=attention] a.list-title")) == 5
    address = page.select_one("section[aria-labelledby=attention] li.list-note a")["href"]
    assert address == "/today/overdue?campaign=proef"
    assert len(_letters(client.page(address))) == 50


def test_heading_that_does_not_exist_is_not_found(client, coordinator):
    assert client.get("/today/nothing").status_code == 404


def test_letters_of_a_campaign_that_is_not_theirs_do_not_show(client, session, coordinator, late):
    other = make_campaign(session, slug="elders")
    make_letter(session, other, sent_on=None)
    session.commit()
    assert _letters(client.page("/today/missing?campaign=elders")) == []
    assert _letters(client.page("/today/missing")) == []


def test_timeline_goes_on_over_its_pages_without_losing_or_repeating(
    client, session, campaign, coordinator, late
):
    letter = make_letter(session, campaign, sent_on=None)
    for _ in range(3):
        make_reply(session, campaign, letter)
    session.commit()
    found, address = [], "/campaigns/proef"
    while address:
        page = client.page(address)
        found += [link["href"] for link in page.select("ol.timeline li p:nth-of-type(2) a:first-child")]
        older = page.select_one("section[aria-labelledby=timeline] a[rel=next]")
        address = older["href"] if older else None
    assert len(found) == len(set(found)) == 74
