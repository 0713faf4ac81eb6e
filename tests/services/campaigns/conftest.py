import pytest

from app.accounts.values import Role
from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture
def coordinator(session):
    return make_user(session, name="Cas Coördinator")


@pytest.fixture
def administrator(session):
    return make_user(session, name="Ada Beheer", is_administrator=True)


@pytest.fixture
def campaign(session, coordinator):
    campaign = make_campaign(session, slug="cuba", title="Cuba")
    make_membership(session, campaign, coordinator, Role.COORDINATOR)
    return campaign
