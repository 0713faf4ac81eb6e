import pytest

from app.documents.services import keep_document
from app.documents.storage import Originals
from app.documents.values import Way


@pytest.fixture
def originals(settings):
    return Originals(settings.originals_folder)


@pytest.fixture
def keep(session, campaign, originals, actor, now):
    def keep(data, name="brief.txt", *, into=campaign):
        return keep_document(
            session,
            originals,
            into,
            name=name,
            data=data,
            media_type="text/plain",
            way=Way.UPLOAD,
            actor=actor,
            now=now,
        ).document

    return keep
