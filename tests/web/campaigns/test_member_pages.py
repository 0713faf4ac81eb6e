import pytest
from sqlalchemy import select

from app.accounts.values import Role
from app.campaigns.models import Membership
from tests.factories import make_membership, make_user

MEMBERS = "/campaigns/cuba/members"


@pytest.fixture
def somebody(session):
    user = make_user(session, email="bo@example.org", name="Bo")
    session.commit()
    return user


def roles(session):
    session.rollback()
    session.expire_all()
    return {row.user_id: row.role for row in session.scalars(select(Membership))}


def test_somebody_with_an_account_is_added_by_address(client, session, coordinator, somebody):
    response = client.submit(MEMBERS, {"address": " Bo@Example.org ", "role": "reader"})
    assert (response.status_code, response.location) == (303, MEMBERS)
    assert roles(session)[somebody.id] is Role.READER
    assert "Bo" in client.page(MEMBERS).get_text()


def test_address_without_an_account_is_said(client, coordinator):
    response = client.submit(MEMBERS, {"address": "niemand@example.org", "role": "reader"})
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "niemand@example.org" in text
    assert 'href="#address"' in text
    assert "/accounts/invite" not in text


def test_administrator_gets_the_way_to_an_invitation(client, sign_in_as):
    sign_in_as("administrator")
    response = client.submit(MEMBERS, {"address": "niemand@example.org", "role": "reader"})
    assert "/accounts/invite" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "data",
    [
        {"address": "geen adres", "role": "reader"},
        {"address": "bo@example.org", "role": "administrator"},
        {"address": "bo@example.org", "role": "baas"},
        {"address": "", "role": "reader"},
    ],
)
def test_what_cannot_be_adds_nobody(client, session, coordinator, somebody, data):
    assert client.submit(MEMBERS, data).status_code == 200
    assert somebody.id not in roles(session)


def test_member_gets_another_role(client, session, campaign, coordinator, somebody):
    membership = make_membership(session, campaign, somebody, Role.READER)
    session.commit()
    address = f"{MEMBERS}/{membership.id}/role"
    assert client.submit(address, {"role": "member"}, page=MEMBERS).status_code == 303
    assert roles(session)[somebody.id] is Role.MEMBER
    assert client.submit(address, {"role": "administrator"}, page=MEMBERS).status_code == 303
    assert roles(session)[somebody.id] is Role.MEMBER


def test_last_coordinator_is_kept_and_told_why(client, session, coordinator):
    own = session.scalars(select(Membership).where(Membership.user_id == coordinator.id)).one()
    for address in (f"{MEMBERS}/{own.id}/remove", f"{MEMBERS}/{own.id}/role"):
        client.submit(address, {"role": "reader"}, page=MEMBERS)
        assert client.page(MEMBERS).select_one(".notice-problem") is not None
    assert roles(session)[coordinator.id] is Role.COORDINATOR


def test_coordinator_who_leaves_comes_to_the_list(client, session, campaign, coordinator, somebody):
    make_membership(session, campaign, somebody, Role.COORDINATOR)
    own = session.scalars(select(Membership).where(Membership.user_id == coordinator.id)).one()
    session.commit()
    response = client.submit(f"{MEMBERS}/{own.id}/remove", page=MEMBERS)
    assert (response.status_code, response.location) == (303, "/campaigns")
    assert coordinator.id not in roles(session)
    assert client.get(MEMBERS).status_code == 404


def test_membership_of_another_campaign_is_out_of_reach(client, session, sign_in_as, coordinator):
    stranger = sign_in_as("outsider")
    elsewhere = session.scalars(select(Membership).where(Membership.user_id == stranger.id)).one()
    sign_in_as("coordinator")
    response = client.submit(f"{MEMBERS}/{elsewhere.id}/remove", page=MEMBERS)
    assert response.status_code == 404
    assert stranger.id in roles(session)
