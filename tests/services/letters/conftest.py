import pytest

from tests.factories import make_letter


@pytest.fixture
def letter(session, campaign):
    return make_letter(session, campaign)
