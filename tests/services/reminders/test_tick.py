"""The tick: who is told what, when, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.values import Role
from app.answers.values import Verdict
from app.campaigns.models import Campaign
from app.letters.closing import close_letter, reopen_letter
from app.letters.demands import close_demand
from app.letters.models import LONG_AGO, Letter
from app.letters.services import extend_deadline
from app.letters.values import ClosingReason, LateChoice
from app.letters.waking import remind_on, snooze
from app.mail.models import OutgoingMail
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from app.reminders.services import mark_told
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_membership, make_user
from tests.services.reminders.support import (
    DAY_1,
    DAY_15,
    DAY_29,
    DEADLINE,
    make_due_letter,
    morning,
    open_office,
)

OVERDUE = "overdue"


def test_steps_are_queued_on_their_days_and_never_twice(office):
    told = {}
    for day in range(-1, 32):
        at = morning(DEADLINE + timedelta(days=day))
        told[at.date()] = office.queued(at) + office.queued(at + timedelta(minutes=1))
        office.mark_mails_sent()
    assert {day: steps for day, steps in told.items() if steps} == {
        DAY_1: [(OVERDUE, 1)],
        DAY_15: [(OVERDUE, 15)],
        DAY_29: [(OVERDUE, 29)],
    }


def test_a_second_tick_at_the_same_moment_changes_nothing(office):
    office.tick(morning(DAY_1))
    before = office.rows(), office.mails()
    report = office.tick(morning(DAY_1))
    assert (report.queued, report.cancelled, report.superseded) == ((), (), ())
    assert (office.rows(), office.mails()) == before


def test_the_mail_leaves_at_the_campaigns_hour_in_the_persons_zone(office):
    office.change()
    office.tick(
        datetime(2026, 2, 24, 1, 0, tzinfo=UTC)
    )  # 02:00 in Brussels: the letter had just been changed
    with office.database.reading() as session:
        mail = session.scalars(select(OutgoingMail)).one()
        assert mail.next_attempt_at == datetime(2026, 2, 24, 7, 0, tzinfo=UTC)
        assert mail.local_day == DAY_1


def test_half_a_year_later_one_mail_holds_the_latest_step_alone(office):
    report = office.tick(morning(date(2026, 8, 24)))
    assert [line.step for line in report.queued] == [29]
    assert [line.step for line in report.superseded] == [1, 15]
    assert office.mails() == [(date(2026, 8, 24), "pending")]


def test_a_letter_that_was_logged_late_is_still_followed_up(office):
    office.change(late_choice=LateChoice.TO_ASK)
    assert office.queued(morning(date(2026, 4, 1))) == []
    office.change(late_choice=LateChoice.FOLLOW_UP)
    assert office.queued(morning(date(2026, 4, 1))) == [(OVERDUE, 29)]


def test_a_week_off_over_the_change_to_summer_time(office):
    office.change(deadline_on=date(2026, 3, 27))
    assert office.queued(datetime(2026, 3, 27, 7, tzinfo=UTC)) == []
    report = office.tick(datetime(2026, 4, 3, 6, tzinfo=UTC))
    assert [(line.step, line.due_on) for line in report.queued] == [(1, "2026-03-28")]
    with office.database.reading() as session:
        # The next step falls on 11 April: eight o'clock is six in UTC by then.
        assert session.get_one(Letter, office.letter_id).look_at == datetime(2026, 4, 11, 6, tzinfo=UTC)


def test_without_a_server_the_waiting_mail_gives_way_to_the_next_step(office):
    office.tick(morning(DAY_1))
    report = office.tick(morning(DAY_15))
    assert office.rows() == [(1, "superseded"), (15, "due")]
    assert office.mails() == [(DAY_1, "superseded"), (DAY_15, "pending")]
    assert [line.step for line in report.superseded] == [1]


@pytest.mark.parametrize(
    "kind", [ReplyKind.ACKNOWLEDGEMENT, ReplyKind.AUTO_REPLY, ReplyKind.FORWARDED, ReplyKind.BOUNCE]
)
def test_what_is_no_answer_silences_nothing(office, kind):
    office.reply(kind, morning(DEADLINE))
    assert office.queued(morning(DAY_1)) == [(OVERDUE, 1)]


def test_a_holding_reply_moves_the_start_of_the_clock(office):
    office.reply(ReplyKind.HOLDING, morning(DEADLINE), expected_on=date(2026, 3, 20))
    assert office.queued(morning(DAY_1)) == []
    assert office.queued(morning(date(2026, 3, 20))) == []
    assert office.queued(morning(date(2026, 3, 21))) == [(OVERDUE, 1)]


def test_a_reply_to_judge_pauses_and_a_verdict_not_addressed_resumes(office):
    office.tick(morning(DAY_1))
    office.reply(ReplyKind.SUBSTANTIVE, morning(DAY_1, 9))
    report = office.tick(morning(DAY_1, 10))
    assert [(line.step, line.why) for line in report.cancelled] == [(1, "A reply waits to be judged.")]
    assert office.mails() == [(DAY_1, "cancelled")]
    office.judge(morning(DAY_1, 11), Verdict.NOT_ANSWERED, Verdict.PARTLY)
    assert office.queued(morning(DAY_1, 12)) == [(OVERDUE, 1)]
    assert office.rows() == [(1, "due")]


def test_when_nothing_is_unanswered_any_more_the_reminders_end(office):
    office.reply(ReplyKind.SUBSTANTIVE, morning(DEADLINE))
    office.judge(morning(DEADLINE, 9), Verdict.REFUSED, Verdict.DEFLECTED)
    assert office.queued(morning(DAY_29)) == []


def test_a_deadline_that_moved_calls_the_old_step_off_and_starts_anew(office):
    office.tick(morning(DAY_1))
    with office.database.writing() as session:
        letter = session.get_one(Letter, office.letter_id)
        extend_deadline(session, letter, date(2026, 3, 31), actor=None, now=morning(DAY_1, 9))
    assert [line.step for line in office.tick(morning(DAY_1, 10)).cancelled] == [1]
    assert office.queued(morning(DAY_15)) == []
    assert office.queued(datetime(2026, 4, 1, 6, tzinfo=UTC)) == [(OVERDUE, 1)]


def test_a_letter_put_aside_speaks_up_again_on_the_day(office):
    office.tick(morning(DAY_1))
    office.mark_mails_sent()
    with office.database.writing() as session:
        snooze(session, session.get_one(Letter, office.letter_id), DAY_29, actor=None, now=morning(DAY_1, 9))
    assert office.queued(morning(DAY_15)) == []
    report = office.tick(morning(DAY_29))
    assert [(line.step, line.due_on) for line in report.queued] == [(29, "2026-03-24")]


def test_a_closed_letter_is_silent_and_a_reopened_one_goes_on(office):
    office.tick(morning(DAY_1))
    with office.database.writing() as session:
        letter = session.get_one(Letter, office.letter_id)
        close_letter(session, letter, ClosingReason.GIVEN_UP, note="", actor=None, now=morning(DAY_1, 9))
    assert [line.why for line in office.tick(morning(DAY_1, 10)).cancelled] == ["The letter is closed."]
    assert office.queued(morning(DAY_15)) == []
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        reopen_letter(session, letter, actor=user, now=morning(DAY_15, 9))
    assert office.queued(morning(DAY_15, 10)) == [(OVERDUE, 15)]


def test_a_placeholder_is_never_reminded_of(office):
    office.change(is_on_file=False)
    assert office.queued(morning(DAY_29)) == []


def test_somebody_on_two_campaigns_gets_one_mail(office):
    with office.database.writing() as session:
        other = make_campaign(session)
        make_membership(session, other, session.get_one(User, office.user_id))
        make_due_letter(session, other)
    report = office.tick(morning(DAY_1))
    assert len(report.queued) == 2
    assert len({line.mail_id for line in report.queued}) == 1


def test_each_coordinator_is_told_and_nobody_else(office):
    with office.database.writing() as session:
        campaign = session.get_one(Campaign, office.campaign_id)
        colleague = make_user(session, email="colleague@example.org")
        make_membership(session, campaign, colleague)
        make_membership(session, campaign, make_user(session), Role.MEMBER)
        make_membership(session, campaign, make_user(session, deactivated_at=morning(DEADLINE)))
    report = office.tick(morning(DAY_1))
    assert {line.recipient for line in report.queued} == {_address_of(office), "colleague@example.org"}


def _address_of(office) -> str:
    with office.database.reading() as session:
        return session.get_one(User, office.user_id).email


def test_a_campaign_without_coordinator_warns_when_there_is_no_administrator(office):
    with office.database.writing() as session:
        session.get_one(User, office.user_id).deactivated_at = morning(DEADLINE)
    report = office.tick(morning(DAY_1))
    assert (report.queued, len(report.warnings)) == ((), 1)


def test_an_address_that_cannot_be_used_keeps_nobody_else_from_being_told(office):
    with office.database.writing() as session:
        campaign = session.get_one(Campaign, office.campaign_id)
        make_membership(session, campaign, make_user(session, email="not an address"))
    report = office.tick(morning(DAY_1))
    assert [line.recipient for line in report.queued] == [_address_of(office)]
    assert [line.recipient for line in report.cancelled] == ["not an address"]


def test_a_wish_for_a_letter_comes_once_on_its_day(office):
    office.change(deadline_on=None, deadline_source=None, term=None)
    _wish(office, date(2026, 3, 5))
    assert office.queued(morning(date(2026, 3, 4))) == []
    assert office.queued(morning(date(2026, 3, 5))) == [("remind_on", 0)]
    assert office.queued(morning(date(2026, 3, 6))) == []


def _wish(office, day, *, is_for_demand=False):
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        demand = letter.standing_demands[0] if is_for_demand else None
        remind_on(session, letter, demand, day, actor=user, now=morning(DEADLINE))


def test_a_wish_for_a_demand_holds_until_the_demand_is_closed(office):
    office.change(deadline_on=None, deadline_source=None, term=None)
    _wish(office, date(2026, 3, 5), is_for_demand=True)
    assert office.queued(morning(date(2026, 3, 5))) == [("remind_on", 0)]
    with office.database.writing() as session:
        letter, user = session.get_one(Letter, office.letter_id), session.get_one(User, office.user_id)
        demand = letter.standing_demands[0]
        close_demand(
            session, demand, ClosingReason.GRANTED, note="", actor=user, now=morning(date(2026, 3, 5), 9)
        )
    assert len(office.tick(morning(date(2026, 3, 5), 10)).cancelled) == 1


def test_a_wish_and_a_step_of_one_day_are_one_mail(office):
    _wish(office, DAY_1)
    report = office.tick(morning(DAY_1))
    assert {(line.kind, line.mail_id) for line in report.queued} == {(OVERDUE, 1), ("remind_on", 1)}


def test_an_archived_campaign_is_silent(office):
    with office.database.writing() as session:
        session.get_one(Campaign, office.campaign_id).archived_at = morning(DEADLINE)
    assert office.queued(morning(DAY_1)) == []


def test_the_tick_leaves_the_version_of_a_letter_alone(office):
    office.tick(morning(DAY_1))
    with office.database.reading() as session:
        letter = session.get_one(Letter, office.letter_id)
        assert letter.version == 1
        assert letter.look_at == datetime(2026, 3, 10, 7, tzinfo=UTC)


def test_a_tick_for_an_earlier_day_after_one_for_a_later_day_sends_nothing_twice(office):
    assert office.queued(morning(DAY_29)) == [(OVERDUE, 29)]
    office.change()
    assert office.queued(morning(DAY_15)) == []
    office.change()
    assert office.queued(morning(DAY_29)) == []


def test_a_changed_letter_is_seen_by_a_tick_for_any_moment(office):
    with office.database.reading() as session:
        assert session.get_one(Letter, office.letter_id).look_at == LONG_AGO
    assert office.queued(morning(DAY_1)) == [(OVERDUE, 1)]


def test_mails_that_left_are_told_also_when_the_sender_had_no_time_to_say_so(office):
    office.tick(morning(DAY_1))
    office.mark_mails_sent()
    office.change()
    assert office.queued(morning(DAY_1, 9)) == []
    assert office.rows() == [(1, "mailed")]


def test_mark_told_touches_sent_mails_alone(office):
    office.tick(morning(DAY_1))
    with office.database.writing() as session:
        mark_told(session, mail_ids=[1])
    assert office.rows() == [(1, "due")]


def test_a_mail_on_its_way_is_left_alone(office):
    office.tick(morning(DAY_1))
    with office.database.writing() as session:
        mail = session.get_one(OutgoingMail, 1)
        mail.state, mail.claimed_by = MailState.CLAIMED, "a node"
        mail.frozen_at = mail.lease_until = morning(DAY_1)
    office.change(closed_at=morning(DAY_1), closed_reason=ClosingReason.GIVEN_UP)
    assert office.tick(morning(DAY_1, 9)).cancelled == ()
    assert office.rows() == [(1, "due")]


@pytest.mark.parametrize("letters", [1, 5])
def test_two_ticks_at_once_write_everything_once(database, letters):
    office = open_office(database)
    with database.writing() as session:
        for _ in range(letters - 1):
            make_due_letter(session, session.get_one(Campaign, office.campaign_id))
    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(office.tick, [morning(DAY_15)] * 4))
    assert sum(len(report.queued) for report in reports) == letters
    assert sorted(office.rows()) == [(1, "superseded")] * letters + [(15, "due")] * letters
    assert office.mails() == [(DAY_15, "pending")]


def test_more_letters_than_one_batch(database, monkeypatch):
    monkeypatch.setattr("app.reminders.services.BATCH", 2)
    office = open_office(database)
    with database.writing() as session:
        for _ in range(4):
            make_due_letter(session, session.get_one(Campaign, office.campaign_id))
    assert len(office.tick(morning(DAY_1)).queued) == 5
    assert office.rows() == [(1, "due")] * 5
    with database.reading() as session:
        assert len({row.mail_id for row in session.scalars(select(ReminderDue))}) == 1
