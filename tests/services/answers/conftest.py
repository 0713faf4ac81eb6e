import pytest

from tests.factories import make_letter
from tests.services.answers.support import make_reply


@pytest.fixture
def letter(session, campaign):
    return make_letter(
        session, campaign, demands=("Open het loket.", "Publiceer de studie.", "Verlaag de prijs.")
    )


@pytest.fixture
def reply(session, campaign, letter):
    return make_reply(session, campaign, letter, signer_name="An Voorbeeld")
