"""Which links the head of a page has: to the only campaign there is, or to a choice of them."""

import pytest

from app.accounts.values import Role
from app.campaigns.models import Campaign
from tests.factories import make_campaign, make_membership

INSIDE = "/campaigns/cuba/letters"


@pytest.fixture
def other(session) -> Campaign:
    other = make_campaign(session, slug="ander", title="Een andere")
    session.commit()
    return other


def _leads_to(client, address: str) -> list[str]:
    return [link["href"] for link in client.page(address).select(".site-nav a")]


@pytest.mark.parametrize("page", [INSIDE, "/today"])
def test_whoever_has_one_campaign_is_led_to_it_and_to_no_choice(client, coordinator, other, page):
    links = _leads_to(client, page)
    assert "/campaigns" not in links
    assert {"/campaigns/cuba", INSIDE} <= set(links)


@pytest.mark.parametrize("page", [INSIDE, "/today"])
def test_whoever_has_two_campaigns_may_choose(client, session, coordinator, other, page):
    make_membership(session, other, coordinator, Role.READER)
    session.commit()
    assert "/campaigns" in _leads_to(client, page)


def test_an_archived_campaign_is_no_choice(client, session, now, coordinator, other):
    make_membership(session, other, coordinator, Role.READER)
    other.archived_at = now
    session.commit()
    assert "/campaigns" not in _leads_to(client, INSIDE)


def test_an_archived_campaign_leads_to_the_one_that_is_open(
    client, session, now, coordinator, other, campaign
):
    make_membership(session, other, coordinator, Role.READER)
    campaign.archived_at = now
    session.commit()
    assert "/campaigns" in _leads_to(client, INSIDE)


def test_an_administrator_may_choose_as_soon_as_there_are_two(client, sign_in_as, session):
    sign_in_as("administrator")
    assert "/campaigns" not in _leads_to(client, INSIDE)
    make_campaign(session)
    session.commit()
    assert "/campaigns" in _leads_to(client, INSIDE)
