"""A person decides about a mail while a sender holds it, or another person decides: one of both counts, and nothing leaves twice."""

from datetime import timedelta

import pytest

from app.accounts.values import Language
from app.mail import claims, rules
from app.mail.models import OutgoingMail
from app.mail.services import (
    cancel_secret_mails,
    pause_channel,
    queue_reminder_mail,
    resume_channel,
    send_again,
    treat_as_sent,
)
from app.mail.values import MailKind, MailState
from tests.mail.support import WEDNESDAY, add_mail, add_user
from tests.services.races.support import overlap

LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)


@pytest.fixture
def user_id(database):
    with database.writing() as session:
        return add_user(session).id


def put(database, user_id, **values):
    with database.writing() as session:
        mail = add_mail(session)
        for name, value in {"user_id": user_id, **values}.items():
            setattr(mail, name, value)
        return mail.id


def read(database, mail_id):
    with database.reading() as session:
        return session.get_one(OutgoingMail, mail_id)


class Sender:
    """One sender, which keeps what it claimed and what it was told by the database."""

    def __init__(self):
        self.claims, self.answers = [], []

    def take(self, session):
        mail = claims.find_due_mail(session, WEDNESDAY, {MailKind.REMINDER})
        if mail is not None:
            self.claims.append(claims.take_claim(session, mail, "node#1", LEASE))
            session.flush()

    def begin(self, session):
        held = claims.find_held_mail(session, self.claims[0])
        self.answers.append(held is not None)
        if held is not None:
            claims.begin_handover(session, self.claims[0], lease=LEASE, has_archive_copy=False)
            _flush(session)

    def finish(self, session):
        self.answers.append(claims.finish_sent(session, self.claims[0]))
        _flush(session)


def _flush(session):
    """Let the other one begin, as after a write of records: the sender writes by statements."""
    session.dispatch.after_flush(session, None)


@pytest.fixture
def sender():
    return Sender()


def calling_back(user_id):
    return lambda session: cancel_secret_mails(session, user_id=user_id)


@pytest.fixture
def invitation(database, user_id):
    return put(database, user_id, kind=MailKind.INVITATION)


def test_a_link_that_is_used_while_a_sender_takes_its_mail_is_called_back_before_it_is_handed_over(
    database, user_id, invitation, sender
):
    assert overlap(database, sender.take, calling_back(user_id)) == ["", ""]
    with database.writing() as session:
        sender.begin(session)

    assert sender.answers == [False]
    mail = read(database, invitation)
    assert (mail.state, mail.why, mail.text) == (MailState.CANCELLED, rules.LINK_WORKS_NO_MORE, "")
    assert (mail.claimed_by, mail.lease_until) == (None, None)


def test_no_sender_takes_a_mail_that_is_called_back_at_that_moment(database, user_id, invitation, sender):
    assert overlap(database, calling_back(user_id), sender.take) == ["", ""]

    assert sender.claims == []
    assert read(database, invitation).state is MailState.CANCELLED


def test_a_mail_whose_content_is_on_its_way_is_not_called_back(database, user_id, invitation, sender):
    with database.writing() as session:
        sender.take(session)

    assert overlap(database, sender.begin, calling_back(user_id)) == ["", ""]
    with database.writing() as session:
        sender.finish(session)

    assert sender.answers == [True, True]
    assert read(database, invitation).state is MailState.SENT


@pytest.fixture
def undecided(database, user_id, sender):
    """A mail that may have arrived; its sender is only slow."""
    mail_id = put(database, user_id)
    with database.writing() as session:
        sender.take(session)
        claims.begin_handover(session, sender.claims[0], lease=LEASE, has_archive_copy=False)
    with database.writing() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        mail.state, mail.lease_until = MailState.UNSURE, None
    return mail_id


def deciding(act, mail_id):
    return lambda session: act(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


@pytest.mark.parametrize(
    ("first", "second", "error", "state"),
    [
        (send_again, treat_as_sent, "MailNotUndecidedError", MailState.PENDING),
        (treat_as_sent, send_again, "MailNotStrandedError", MailState.SENT),
        (send_again, send_again, "MailNotStrandedError", MailState.PENDING),
    ],
)
def test_of_two_people_who_decide_about_a_mail_the_second_is_told(
    database, undecided, first, second, error, state
):
    assert overlap(database, deciding(first, undecided), deciding(second, undecided)) == ["", error]
    assert read(database, undecided).state is state


def test_a_slow_sender_that_comes_back_while_a_person_decides_writes_nothing(database, undecided, sender):
    assert overlap(database, deciding(send_again, undecided), sender.finish) == ["", ""]

    assert sender.answers == [False]
    assert read(database, undecided).state is MailState.PENDING


def test_nobody_sends_again_what_its_slow_sender_says_was_sent(database, undecided, sender):
    assert overlap(database, sender.finish, deciding(send_again, undecided)) == ["", "MailNotStrandedError"]
    assert read(database, undecided).state is MailState.SENT


@pytest.fixture
def came_back(database, user_id):
    """A reminder of a backup that was put back an hour later."""
    with database.writing() as session:
        mail_id = gather(session, user_id, now=WEDNESDAY).id
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY + HOUR)
    return mail_id


def gather(session, user_id, now=WEDNESDAY + 2 * HOUR):
    return queue_reminder_mail(
        session, user_id=user_id, to_address="lezer1@example.org", language=Language.NL, zone="Europe/Brussels",
        local_day=WEDNESDAY.date(), not_before=WEDNESDAY, now=now,
    )  # fmt: skip


def resuming(session):
    resume_channel(session, user_id=None, now=WEDNESDAY + 2 * HOUR)


@pytest.mark.parametrize("is_tick_first", [True, False])
def test_a_tick_while_somebody_lets_mails_leave_puts_nothing_in_one_of_a_backup(
    database, user_id, came_back, is_tick_first
):
    gathered = []

    def tick(session):
        gathered.append(gather(session, user_id).id)

    assert overlap(database, *((tick, resuming) if is_tick_first else (resuming, tick))) == ["", ""]
    assert gathered[0] != came_back


def test_a_mail_that_a_person_saw_arrive_does_not_leave_when_another_lets_mails_leave(
    database, came_back, sender
):
    assert overlap(database, deciding(treat_as_sent, came_back), resuming) == ["", ""]
    with database.writing() as session:
        sender.take(session)

    assert sender.claims == []
    assert read(database, came_back).state is MailState.SENT
