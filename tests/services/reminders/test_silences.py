"""Putting a letter aside, moving its deadline, stopping its reminders to one person."""

from datetime import date

import pytest

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.reminders.errors import DeadlineNotAheadError, UnknownSnoozeError
from app.reminders.silences import move_deadline, mute, put_aside, unmute
from app.replies.values import ReplyKind
from tests.factories import make_membership, make_user
from tests.services.reminders.support import DAY_1, DAY_15, DEADLINE, morning


def put_letter_aside(office, weeks, now):
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        return put_aside(session, letter, weeks, actor=user, now=now)


def test_a_letter_put_aside_after_a_reminder_is_told_again(office):
    office.tick(morning(DAY_1))
    office.mark_mails_sent()
    assert put_letter_aside(office, 1, morning(DAY_1, 9)) == date(2026, 3, 3)
    assert office.queued(morning(date(2026, 3, 2))) == []
    assert office.queued(morning(date(2026, 3, 3))) == [("overdue", 1)]
    office.mark_mails_sent()
    assert office.queued(morning(DAY_15)) == [("overdue", 15)]


@pytest.mark.parametrize("kind", [ReplyKind.SUBSTANTIVE, ReplyKind.DECLINED])
def test_a_letter_whose_clock_does_not_run_is_wished_for_that_day(office, kind):
    office.reply(kind, morning(DEADLINE))
    put_letter_aside(office, 2, morning(DAY_1))
    assert office.queued(morning(DAY_15)) == [("remind_on", 0)]


def test_a_letter_whose_deadline_lies_far_ahead_is_wished_for_that_day(office):
    office.change(deadline_on=date(2026, 6, 1))
    put_letter_aside(office, 2, morning(DAY_1))
    assert office.queued(morning(DAY_15)) == [("remind_on", 0)]


def test_three_weeks_are_not_offered(office):
    with pytest.raises(UnknownSnoozeError):
        put_letter_aside(office, 3, morning(DAY_1))


@pytest.mark.parametrize("day", [DEADLINE, DAY_1])
def test_a_deadline_moves_to_a_day_ahead_only(office, day):
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        with pytest.raises(DeadlineNotAheadError):
            move_deadline(session, letter, day, actor=user, now=morning(DAY_1))


def test_who_stopped_the_reminders_is_not_told_and_the_others_are(office):
    with office.database.writing() as session:
        colleague = make_user(session, email="colleague@example.org")
        make_membership(session, session.get_one(Campaign, office.campaign_id), colleague)
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        mute(session, [letter], actor=user, now=morning(DEADLINE))
        mute(session, [letter], actor=user, now=morning(DEADLINE))
    assert [line.recipient for line in office.tick(morning(DAY_1)).queued] == ["colleague@example.org"]


def test_stopping_calls_off_what_waits_and_resuming_brings_it_back(office):
    office.tick(morning(DAY_1))
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        mute(session, [letter], actor=user, now=morning(DAY_1))
    assert len(office.tick(morning(DAY_1, 9)).cancelled) == 1
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        unmute(session, [letter], actor=user, now=morning(DAY_1, 10))
    assert office.queued(morning(DAY_1, 11)) == [("overdue", 1)]
