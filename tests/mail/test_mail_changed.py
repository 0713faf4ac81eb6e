"""A letter changes while a mail about it is on its way: what leaves is what holds at the last moment."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from app.accounts.models import User
from app.campaigns.models import Campaign, Membership
from app.jobs.work import send_waiting, write_down_due
from app.letters.closing import close_letter
from app.letters.models import Letter
from app.letters.values import ClosingReason
from app.mail import rules
from app.mail.models import OutgoingMail
from app.mail.services import pause_channel, send_again
from app.mail.values import Arrival, MailState
from app.reminders.models import ReminderDue
from app.reminders.values import ReminderState
from tests.mail.support import end_leases, get
from tests.services.reminders.support import DAY_1, make_due_letter, morning, open_office

AT = morning(DAY_1)
TITLE = "Heropen het loket"


@pytest.fixture
def app(app, port):
    given = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none"}
    given |= {"mail_from": "weerwoord@campagne.example", "mail_archive": "archief@campagne.example"}
    app.extensions["settings"] = app.extensions["settings"].model_copy(update=given)
    return app


@pytest.fixture
def office(app, database):
    """A letter whose first reminder waits to leave."""
    office = open_office(database, title=TITLE)
    write_down_due(app, AT)
    return office


def make_confidential(session, letter):
    letter.is_confidential = True
    letter.wake()


def close(session, letter):
    close_letter(session, letter, ClosingReason.NO_REPLY, note="", actor=None, now=AT)


def let_the_reader_go(session, _letter):
    session.execute(delete(Membership))


def pause(session, _letter):
    pause_channel(session, why="Een vakantie", now=AT)


@pytest.mark.parametrize("change", [make_confidential, close, let_the_reader_go, pause])
def test_what_changes_while_the_sender_connects_is_not_told(app, database, office, postbox, change):
    """The server has taken the address when a person commits the change; the words are those of the claim before it."""

    def act():
        postbox.before_rcpt = lambda: None
        with database.writing() as session:
            change(session, session.get_one(Letter, office.letter_id))

    postbox.before_rcpt = act
    report = send_waiting(app, AT)

    why = rules.CHANNEL_PAUSED if change is pause else rules.CHANGED_SINCE
    assert [note.why for note in report.returned] == [why]
    assert report.stopped == (rules.CHANNEL_PAUSED if change is pause else "")
    assert postbox.raw == []
    mail = get(database, 1)
    assert (mail.state, mail.frozen_at, mail.attempts, mail.claimed_by) == (MailState.PENDING, None, 0, None)


@pytest.mark.parametrize(
    ("change", "outcome", "copies"), [(make_confidential, "sent", 1), (close, "cancelled", 0)]
)
def test_a_mail_that_changed_on_its_way_is_written_anew_or_called_off(
    app, database, office, postbox, change, outcome, copies
):
    def act():
        postbox.before_rcpt = lambda: None
        with database.writing() as session:
            change(session, session.get_one(Letter, office.letter_id))

    postbox.before_rcpt = act
    send_waiting(app, AT)
    at_once = send_waiting(app, AT)
    report = send_waiting(app, AT + timedelta(minutes=1))

    assert at_once.notes == ()
    assert [note.outcome.value for note in report.notes] == [outcome]
    assert len(postbox.raw) == copies
    assert TITLE not in "".join(message.as_string() for message in postbox.messages)


@pytest.fixture
def broken_off(app, database, office, postbox):
    """The mail reached the server, which broke off before it said so; the lease ended."""
    postbox.after_dot = "break"
    send_waiting(app, AT)
    assert len(postbox.raw) == 1
    end_leases(database, timedelta(minutes=11))
    return postbox


def says(monkeypatch, arrival):
    monkeypatch.setattr("app.jobs.work.look_up", lambda _settings, ids: dict.fromkeys(ids, arrival))


def send_again_by_itself(app, database, monkeypatch):
    says(monkeypatch, Arrival.ABSENT)
    send_waiting(app, AT, keep_going=lambda: False)


def let_a_person_send_it_again(app, database, monkeypatch):
    says(monkeypatch, Arrival.CANNOT_TELL)
    send_waiting(app, AT, keep_going=lambda: False)
    with database.writing() as session:
        send_again(session, mail_id=1, user_id=None, now=AT)


@pytest.mark.parametrize("again", [send_again_by_itself, let_a_person_send_it_again])
def test_a_mail_that_may_have_left_takes_nothing_more(app, database, office, broken_off, monkeypatch, again):
    """Its first copy turns up in the archive late, and passes for the second, which the server lost."""
    again(app, database, monkeypatch)
    assert (get(database, 1).state, get(database, 1).frozen_at) == (MailState.PENDING, None)
    with database.writing() as session:
        make_due_letter(session, session.get_one(Campaign, office.campaign_id), title="De tweede brief")
    write_down_due(app, AT)
    send_waiting(app, AT)
    broken_off.after_dot = "answer"
    end_leases(database)
    says(monkeypatch, Arrival.ARRIVED)
    send_waiting(app, AT)

    assert get(database, 1).state is MailState.SENT
    assert "De tweede brief" not in "".join(message.as_string() for message in broken_off.messages)
    with database.reading() as session:
        waiting = select(ReminderDue.mail_id).where(ReminderDue.state == ReminderState.DUE)
        later = session.get_one(OutgoingMail, session.scalars(waiting).one())
        reader = session.get_one(User, office.user_id)
    assert (later.local_day, later.user_id) == (date(2026, 2, 25), reader.id)
    report = send_waiting(app, AT + timedelta(days=1))
    assert [note.mail_id for note in report.sent] == [later.id]
    assert "De tweede brief" in broken_off.messages[-1].as_string()
