import pytest

from tests.factories import make_campaign, make_letter, make_membership, make_user
from tests.services.answers.support import make_reply


@pytest.fixture
def campaign(session):
    return make_campaign(session, slug="proef")


@pytest.fixture
def actor(session, campaign):
    user = make_user(session, name="An")
    make_membership(session, campaign, user)
    return user


@pytest.fixture
def letter(session, campaign):
    return make_letter(
        session, campaign, demands=("Open het loket.", "Publiceer de studie.", "Verlaag de prijs.")
    )


@pytest.fixture
def reply(session, campaign, letter):
    return make_reply(session, campaign, letter, signer_name="An Voorbeeld")
