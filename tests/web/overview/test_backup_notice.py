from datetime import timedelta

import pytest

from app.accounts.values import Role
from app.backups.models import BackupMade
from tests.factories import make_campaign, make_membership
from tests.web.letters.support import words

NOTICE = "back-up"


@pytest.fixture
def administrator(session, coordinator):
    coordinator.is_administrator = True
    session.commit()
    return coordinator


def _make_backup(session, at):
    session.add(
        BackupMade(made_at=at, file_name="w.zip", bytes=5_000_000_000, sha256="0" * 64, is_verified=True)
    )
    session.commit()


def test_administrator_is_told_that_there_is_no_backup(client, administrator):
    assert "Er is nog geen back-up." in words(client.page("/today"))


def test_administrator_is_told_the_age_of_an_old_backup(client, session, administrator, now):
    _make_backup(session, now - timedelta(days=30))
    assert "De laatste back-up is 30 dagen oud." in words(client.page("/today"))
    _make_backup(session, now - timedelta(days=6))
    assert NOTICE not in words(client.page("/today"))


def test_others_are_not_bothered(client, coordinator):
    assert NOTICE not in words(client.page("/today"))


def test_nothing_but_the_demonstration_needs_no_backup(client, session, campaign, administrator):
    campaign.is_demonstration = True
    session.commit()
    assert NOTICE not in words(client.page("/today"))
    own = make_campaign(session)
    make_membership(session, own, administrator, Role.COORDINATOR)
    session.commit()
    assert "Er is nog geen back-up." in words(client.page("/today"))
