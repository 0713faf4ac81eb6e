import pytest

from app.demo.services import load_demonstration
from app.documents.storage import Originals
from tests.factories import make_user


@pytest.fixture
def administrator(session):
    return make_user(session, name="Ada", is_administrator=True)


@pytest.fixture
def load(session, settings, administrator, now):
    def load():
        originals = Originals(settings.originals_folder)
        return load_demonstration(session, originals, actor=administrator, now=now)

    return load
