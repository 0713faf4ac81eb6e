from datetime import date, timedelta

import pytest

from app.answers.next_step import Step
from app.answers.values import Verdict
from app.letters.values import ClosingReason, LateChoice
from app.overview.today import list_today
from app.replies.services import mark_reviewed
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import judge, link, make_reply

QUIET: list[tuple[int, str]] = []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, [(1, "overdue")]),
        (-1, [(1, "overdue")]),
        (0, [(1, "soon")]),
        (7, [(1, "soon")]),
        (8, QUIET),
        (60, QUIET),
    ],
)
def test_letter_comes_up_as_its_deadline_nears_and_passes(add, sections, days, expected):
    add(days)
    assert sections() == expected


@pytest.mark.parametrize(
    ("values", "missing", "step"),
    [
        ({"sent_on": None}, ("date",), Step.FILL_IN_DATE),
        ({"reference": ""}, ("reference",), Step.FILL_IN_REST),
        (
            {"sent_on": None, "reference": "", "days": None},
            ("date", "reference", "deadline"),
            Step.FILL_IN_DATE,
        ),
    ],
)
def test_what_is_missing_is_shown(session, campaign, add, now, values, missing, step):
    add(**values)
    [[line]] = [part.lines for part in list_today(session, [campaign], now)]
    assert (line.section.value, line.missing, line.step.step) == ("missing", missing, step)


def test_line_says_how_late_what_is_unanswered_and_what_to_do(session, campaign, add, now):
    add(-9)
    [[line]] = [part.lines for part in list_today(session, [campaign], now)]
    assert (line.days, line.unanswered, line.step.step, line.step.count) == (9, ("1", "2"), Step.FOLLOW_UP, 2)


def test_letter_logged_after_its_deadline_asks_first(add, sections):
    add(-9, late_choice=LateChoice.TO_ASK)
    assert sections() == [(1, "late_choice")]


def test_placeholder_waits_for_its_place(add, sections):
    add(None, is_on_file=False, sent_on=None)
    assert sections() == [(1, "to_place")]


def test_closed_letter_is_silent(add, sections, now):
    add(-9, closed_at=now, closed_reason=ClosingReason.GIVEN_UP)
    assert sections() == QUIET


def test_snoozed_letter_is_silent_until_its_day(add, sections, today):
    letter = add(-9, snoozed_until_on=today + timedelta(days=1))
    assert sections() == QUIET
    letter.snoozed_until_on = today
    assert sections() == [(1, "overdue")]


@pytest.mark.parametrize(
    ("days", "expected"), [(-1, [(1, "remind_today")]), (0, [(1, "remind_today")]), (1, QUIET)]
)
def test_remind_me_on(add, sections, today, days, expected):
    add(remind_on=today + timedelta(days=days))
    assert sections() == expected


def test_remind_me_on_of_one_demand(session, add, sections, today):
    letter = add()
    letter.demands[1].remind_on = today
    assert sections() == [(1, "remind_today")]


def test_reply_waits_to_be_judged_until_every_demand_was(session, campaign, add, sections):
    letter = add(-9)
    make_reply(session, campaign, letter)
    assert sections() == [(1, "to_judge")]
    judge(session, letter.demands[0], Verdict.NOT_ANSWERED)
    assert sections() == [(1, "to_judge")]
    judge(session, letter.demands[1], Verdict.NOT_ANSWERED)
    assert sections() == [(1, "overdue")]


def test_reply_to_a_letter_that_is_not_due_waits_too(session, campaign, add, sections):
    make_reply(session, campaign, add(90))
    assert sections() == [(1, "to_judge")]


def test_second_reply_is_looked_at_or_said_to_change_nothing(session, campaign, add, sections, actor, now):
    letter = add(-9)
    reply = make_reply(session, campaign, letter)
    for demand in letter.demands:
        link(session, reply, "Het loket", demand)
        judge(session, demand, Verdict.REFUSED)
    assert sections() == QUIET
    second = make_reply(session, campaign, letter, logged_at=now)
    assert sections() == [(1, "to_judge")]
    mark_reviewed(session, second, actor=actor, now=now)
    assert sections() == QUIET


@pytest.mark.parametrize("kind", [ReplyKind.ACKNOWLEDGEMENT, ReplyKind.AUTO_REPLY, ReplyKind.FORWARDED])
def test_reply_that_answers_nothing_leaves_a_letter_overdue(session, campaign, add, sections, kind):
    make_reply(session, campaign, add(-9), kind=kind)
    assert sections() == [(1, "overdue")]


def test_holding_reply_moves_the_day(session, campaign, add, sections, today):
    make_reply(session, campaign, add(-9), kind=ReplyKind.HOLDING, expected_on=today + timedelta(days=30))
    assert sections() == QUIET


def test_holding_reply_whose_day_has_passed_is_overdue_from_that_day(session, campaign, add, now, today):
    make_reply(session, campaign, add(-30), kind=ReplyKind.HOLDING, expected_on=today - timedelta(days=2))
    [[line]] = [part.lines for part in list_today(session, [campaign], now)]
    assert (line.section.value, line.days) == ("overdue", 2)


def test_declined_reply_ends_the_wait_and_is_judged(session, campaign, add, sections):
    make_reply(session, campaign, add(-9), kind=ReplyKind.DECLINED)
    assert sections() == [(1, "to_judge")]


def test_bounce_before_the_deadline_is_shown(session, campaign, add, sections):
    make_reply(session, campaign, add(30), kind=ReplyKind.BOUNCE)
    assert sections() == [(1, "undelivered")]


def test_closed_demand_is_not_overdue(add, sections, now):
    for demand in add(-9).demands:
        demand.closed_at, demand.closed_reason = now, ClosingReason.GRANTED
    assert sections() == QUIET


def test_most_pressing_comes_first(add, sections, today):
    add(5)
    add(remind_on=today)
    add(-1)
    add(-9)
    add(-9, late_choice=LateChoice.TO_ASK)
    assert [number for number, _ in sections()] == [5, 4, 3, 2, 1]


def test_overdue_letter_is_not_pushed_off_by_those_that_only_lack_something(session, add, sections):
    for _ in range(205):
        add(None, sent_on=None, reference="")
    add(-1)
    assert sections()[0] == (206, "overdue")


def test_the_day_is_that_of_each_campaign(session, add, now, campaign):
    # 23:30 in Brussels is the next morning in Tokyo: the same deadline is over there, and due here.
    late = now.replace(hour=21, minute=30)
    east = make_campaign(session, zone="Asia/Tokyo")
    deadline = {
        "deadline_on": date(2026, 7, 1),
        "deadline_source": add(0).deadline_source,
        "reference": "E/1",
    }
    make_letter(session, east, **deadline)
    parts = list_today(session, [campaign, east], late)
    found = {line.campaign.id: part.section.value for part in parts for line in part.lines}
    assert found == {campaign.id: "soon", east.id: "overdue"}


def test_archived_campaign_and_no_campaign_are_silent(session, campaign, add, sections, now):
    add(-9)
    campaign.archived_at = now
    assert sections() == QUIET
    assert list_today(session, [], now) == []


def test_letters_of_other_campaigns_do_not_show(session, add, sections):
    other = make_campaign(session)
    add(-9)
    assert sections(other) == QUIET
