"""A move loses no reminder and tells none twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.mail.models import OutgoingMail
from app.mail.services import pause_channel, treat_as_sent
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from app.reminders.services import tick
from app.transfer.errors import ReminderOnItsWayError
from tests.services.reminders.support import DAY_1, DAY_15, DEADLINE, MAIL_FROM, morning, open_office
from tests.services.transfer.support import Installation

DAY_2 = DAY_1 + timedelta(days=1)


@pytest.fixture
def office(here):
    return open_office(here.database)


@pytest.fixture
def move(office, here, there, tmp_path):
    """Move the office's campaign to the other installation, and tell what a tick there queues at a moment."""

    def move() -> None:
        with here.database.reading() as session:
            slug = session.get_one(Campaign, office.campaign_id).slug
        here.export(slug, tmp_path / "moved.zip")
        there.take_in(tmp_path / "moved.zip")

    return move


def _queued(installation: Installation, at):
    with installation.database.writing() as session:
        return [(line.kind, line.step) for line in tick(session, at, mail_from=MAIL_FROM).queued]


def _state_mails(office, state: MailState, **values):
    with office.database.writing() as session:
        session.execute(update(OutgoingMail).values(state=state, frozen_at=morning(DAY_1), **values))


def test_what_was_told_here_is_not_told_there(office, move, there):
    assert office.queued(morning(DAY_1)) == [("overdue", 1)]
    office.mark_mails_sent()
    move()
    assert _queued(there, morning(DAY_1)) == []
    assert _queued(there, morning(DAY_15)) == [("overdue", 15)]


@pytest.mark.parametrize("state", [MailState.PENDING, MailState.FAILED])
def test_what_waited_here_is_told_there_once(office, move, there, state):
    office.queued(morning(DAY_1))
    _state_mails(office, state, claimed_by="a node", lease_until=morning(DAY_1))
    move()
    assert _queued(there, morning(DAY_1)) == [("overdue", 1)]
    assert _queued(there, morning(DAY_1)) == []
    with there.database.reading() as session:
        assert len(session.scalars(select(OutgoingMail)).all()) == 1


@pytest.mark.parametrize("state", [MailState.CLAIMED, MailState.HANDING, MailState.UNSURE])
def test_nothing_moves_while_nobody_knows_whether_a_mail_arrived(office, move, state):
    office.queued(morning(DAY_1))
    _state_mails(office, state, claimed_by="a node", lease_until=morning(DAY_1))
    with pytest.raises(ReminderOnItsWayError):
        move()
    _state_mails(office, MailState.SENT, sent_at=morning(DAY_1))
    move()


def test_nothing_moves_after_a_restore_until_a_person_lets_mails_leave(office, move, there):
    """What waited in the backup may have left since: told anew elsewhere it would come twice."""
    office.queued(morning(DAY_1))
    with office.database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=morning(DAY_2))
    with pytest.raises(ReminderOnItsWayError):
        move()
    with office.database.writing() as session:
        treat_as_sent(session, mail_id=1, user_id=None, now=morning(DAY_2))
    move()
    assert _queued(there, morning(DAY_2)) == []


def test_a_deadline_that_moves_a_little_brings_no_old_news_after_a_move(office, move, there):
    office.queued(morning(DAY_1))
    office.mark_mails_sent()
    move()
    with there.database.writing() as session:
        letter = session.scalars(select(Letter)).one()
        letter.deadline_on = DEADLINE - timedelta(days=1)
        letter.wake()
    assert _queued(there, morning(DAY_1)) == []
    with there.database.reading() as session:
        told = session.scalars(select(ReminderDue).order_by(ReminderDue.id)).first()
        assert (told.told_on, told.mail_id) == (DAY_1, None)


def test_a_letter_that_nobody_had_looked_at_is_looked_at_there(office, move, there):
    office.change(look_at=None)
    with office.database.writing() as session:
        session.execute(update(Letter).values(look_at=None))
    move()
    assert _queued(there, morning(DAY_1)) == [("overdue", 1)]
