import pytest

from app.accounts.values import Role
from tests.client import sign_in
from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture
def campaign(session):
    campaign = make_campaign(session, slug="cuba", title="Ambassade Havana")
    session.commit()
    return campaign


@pytest.fixture
def sign_in_as(client, session, campaign):
    """Sign somebody in with a role in the campaign, or as somebody else's user or an administrator."""

    def sign_in_as(role):
        user = make_user(session, name=f"Een {role}", is_administrator=role == "administrator")
        if role not in ("administrator", "outsider"):
            make_membership(session, campaign, user, Role(role))
        if role == "outsider":
            make_membership(session, make_campaign(session), user, Role.COORDINATOR)
        session.commit()
        sign_in(client, user)
        return user

    return sign_in_as


@pytest.fixture
def coordinator(sign_in_as):
    return sign_in_as("coordinator")
