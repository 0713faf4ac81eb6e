"""Who is told when the people of a campaign change between a reminder that was queued and the mail that tells it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.campaigns.models import Campaign, Membership
from app.letters.models import Letter
from app.letters.waking import wake_letters
from app.mail.models import OutgoingMail
from app.mail.values import NoLongerDue
from app.reminders.composer import ReminderComposer
from app.reminders.links import Links
from app.reminders.planning import NOT_A_RECIPIENT
from tests.factories import make_membership, make_user
from tests.services.reminders.support import DAY_1, DAY_15, MAIL_FROM, morning

A_DAY = timedelta(days=1)


def join(office, email):
    with office.database.writing() as session:
        user = make_user(session, email=email)
        make_membership(session, session.get_one(Campaign, office.campaign_id), user)


def leave(office):
    with office.database.writing() as session:
        mine = select(Membership).where(Membership.user_id == office.user_id)
        session.delete(session.scalars(mine).one())


def write_mail(office, at):
    """Ask the composer for the one mail, as the sender does when it leaves."""
    with office.database.writing() as session:
        mail = session.scalars(select(OutgoingMail)).one()
        return ReminderComposer(Links("key", ""), MAIL_FROM)(session, mail, at)


def test_a_reminder_of_somebody_who_left_goes_to_who_came(office):
    office.tick(morning(DAY_1))
    join(office, "opvolger@example.org")
    leave(office)

    assert write_mail(office, morning(DAY_1, 9)) == NoLongerDue(NOT_A_RECIPIENT)
    assert [line.recipient for line in office.tick(morning(DAY_1, 10)).queued] == ["opvolger@example.org"]


def test_what_fell_due_while_nobody_was_there_is_told_to_who_comes_later(office):
    leave(office)
    report = office.tick(morning(DAY_1))
    assert (report.queued, len(report.warnings)) == ((), 1)

    join(office, "opvolger@example.org")
    later = office.tick(morning(DAY_1) + A_DAY)

    assert [(line.recipient, line.step) for line in later.queued] == [("opvolger@example.org", 1)]


def test_who_comes_after_a_reminder_was_told_hears_the_next_one(office):
    office.tick(morning(DAY_1))
    office.mark_mails_sent()
    join(office, "opvolger@example.org")

    assert office.queued(morning(DAY_1) + A_DAY) == []
    assert {line.recipient for line in office.tick(morning(DAY_15)).queued} >= {"opvolger@example.org"}


@pytest.mark.parametrize("database_kind", ["postgresql"])  # SQLite has one writer at a time
def test_waking_a_letter_does_not_wait_for_who_changes_it(office):
    """The sender holds its mail; whoever changes the letter may be waiting for that mail."""
    with office.database.writing() as changing:
        changing.scalars(select(Letter).where(Letter.id == office.letter_id).with_for_update()).one()
        with (
            office.database.writing() as sending,
            pytest.raises(OperationalError, match="lock"),
            sending.begin_nested(),
        ):
            wake_letters(sending, {office.letter_id})
