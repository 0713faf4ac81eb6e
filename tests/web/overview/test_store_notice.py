"""Today tells administrators when originals are not what they were, and when nobody looked for weeks."""

from datetime import timedelta

import pytest

from app.documents.models import StoreCheck
from app.documents.services import keep_document
from app.documents.storage import Originals
from app.documents.values import Way
from app.documents.verification import check_all
from tests.web.letters.support import words

FLAWED = "Originelen zijn niet meer wat ze waren."


@pytest.fixture
def administrator(session, coordinator):
    coordinator.is_administrator = True
    session.commit()
    return coordinator


@pytest.fixture
def originals(settings):
    return Originals(settings.originals_folder)


@pytest.fixture
def kept(session, campaign, originals, now):
    """Three documents on file, whose originals lie where they should."""
    documents = [
        keep_document(
            session,
            originals,
            campaign,
            name=f"{number}.txt",
            data=f"Brief {number}.".encode(),
            media_type="text/plain",
            way=Way.UPLOAD,
            actor=None,
            now=now,
        ).document
        for number in range(3)
    ]
    session.commit()
    return documents


@pytest.fixture
def check(app, session, originals, now):
    def check():
        session.rollback()
        return check_all(app.extensions["database"], originals, now)

    return check


def test_administrator_is_told_how_many_originals_are_missing_and_damaged(
    client, administrator, kept, originals, check
):
    check()
    assert FLAWED not in words(client.page("/today"))
    first, second, _third = kept
    originals.path_of(first.sha256).unlink()
    originals.path_of(second.sha256).write_bytes(b"iets anders")
    check()
    told = words(client.page("/today"))
    assert FLAWED in told
    assert "weerwoord document verify" in told


def test_administrator_is_told_that_nobody_compared_for_weeks(client, session, administrator, now):
    session.add(StoreCheck(started_at=now - timedelta(days=20), finished_at=now - timedelta(days=20)))
    session.commit()
    assert "weerwoord document verify" in words(client.page("/today"))


def test_others_are_not_told_of_the_store(client, coordinator, kept, originals, check):
    originals.path_of(kept[0].sha256).unlink()
    check()
    assert "weerwoord document verify" not in words(client.page("/today"))
