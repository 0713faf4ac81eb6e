import pytest

from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture
def campaign(session):
    return make_campaign(session, slug="proef")


@pytest.fixture
def actor(session, campaign):
    user = make_user(session, name="An")
    make_membership(session, campaign, user)
    return user
