"""Every test of a service that touches the database runs on SQLite and on PostgreSQL."""

import pytest

from tests.conftest_databases import KINDS
from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def campaign(session):
    return make_campaign(session, slug="proef")


@pytest.fixture
def actor(session, campaign):
    user = make_user(session, name="An")
    make_membership(session, campaign, user)
    return user
