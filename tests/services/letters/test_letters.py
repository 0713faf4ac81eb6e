from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.activity.models import Activity
from app.campaigns.models import Campaign
from app.campaigns.values import TermUnit
from app.db import transaction
from app.errors import StaleRecordError
from app.letters.closing import choose_when_late, close_letter, reopen_letter
from app.letters.errors import (
    DayOutOfRangeError,
    DeadlineBeforeSendingError,
    EmptyDemandError,
    LetterClosedError,
    LetterNotFoundError,
    LetterOpenError,
    NothingAskedError,
    ReminderInThePastError,
)
from app.letters.facts import DemandFacts, LetterFacts, SignatoryFacts
from app.letters.models import Letter
from app.letters.queries import get_letter, list_letters, list_letters_to_name
from app.letters.services import change_letter, extend_deadline, facts_of, log_letter, log_placeholder
from app.letters.values import Channel, ClosingReason, DeadlineSource, LateChoice
from app.letters.waking import remind_on
from tests.factories import make_campaign, make_letter, make_organisation

FACTS = LetterFacts(
    title="Brief over het loket",
    language="nl",
    addressee_name="A. Voorbeeld",
    channel=Channel.REGISTERED,
    reference="CP/1",
    sent_on=date(2026, 6, 1),
)
SIX_WEEKS_LATER = date(2026, 7, 13)


@pytest.fixture
def log(session, campaign, actor, now):
    def log(facts=FACTS, **more):
        return log_letter(session, campaign, facts, actor=actor, now=now, **more)

    return log


def acts(session, letter):
    query = select(Activity).where(Activity.record == "letter", Activity.record_id == letter.id)
    return [row.act for row in session.scalars(query.order_by(Activity.id))]


def test_logged_letter_has_the_facts_a_number_and_the_campaigns_own_deadline(
    session, campaign, actor, log, now
):
    letter = log()
    assert facts_of(letter) == FACTS
    assert (letter.number, letter.created_by_id, letter.created_at) == (1, actor.id, now)
    assert (letter.deadline_on, letter.deadline_source) == (SIX_WEEKS_LATER, DeadlineSource.CAMPAIGN)
    assert (letter.term, letter.term_unit) == (6, TermUnit.WEEK)
    assert acts(session, letter) == ["log_letter"]
    assert log().number == 2


def test_typed_deadline_wins_and_says_so(log):
    letter = log(replace(FACTS, typed_deadline_on=date(2026, 8, 1)))
    assert (letter.deadline_on, letter.deadline_source) == (date(2026, 8, 1), DeadlineSource.TYPED)
    assert (letter.term, letter.term_unit) == (None, None)


def test_letter_without_a_day_has_no_deadline(log):
    letter = log(replace(FACTS, sent_on=None))
    assert (letter.sent_on, letter.deadline_on, letter.deadline_source) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sent_on": date(1, 1, 1)}, DayOutOfRangeError),
        ({"sent_on": date(1899, 12, 31)}, DayOutOfRangeError),
        ({"sent_on": date(2101, 1, 1)}, DayOutOfRangeError),
        ({"sent_on": date(9999, 12, 31)}, DayOutOfRangeError),
        ({"typed_deadline_on": date(9999, 12, 31)}, DayOutOfRangeError),
        ({"typed_deadline_on": date(2026, 5, 31)}, DeadlineBeforeSendingError),
    ],
)
def test_days_that_cannot_be_meant_log_nothing(session, log, change, error):
    with pytest.raises(error):
        log(replace(FACTS, **change))
    session.rollback()
    assert session.scalars(select(Letter)).all() == []


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2100, 12, 31)])
def test_first_and_last_possible_day_are_taken(log, day):
    assert log(replace(FACTS, sent_on=day)).sent_on == day


def test_deadline_on_the_day_of_sending_is_taken(log):
    assert log(replace(FACTS, typed_deadline_on=FACTS.sent_on)).deadline_on == FACTS.sent_on


def test_demand_without_words_logs_nothing(session, log):
    with pytest.raises(EmptyDemandError):
        log(demands=(DemandFacts("Open het loket."), DemandFacts(" \n ")))
    session.rollback()
    assert session.scalars(select(Letter)).all() == []


def test_criterion_is_fixed_when_the_letter_is_marked_sent(log, now):
    demand = log(demands=(DemandFacts("Open het loket.", criterion="Het is open."),)).demands[0]
    assert (demand.criterion_at_sending, demand.criterion_fixed_at) == ("Het is open.", now)


def test_criterion_of_a_draft_is_fixed_when_it_is_sent_later(session, log, actor, now):
    draft = replace(FACTS, is_sent=False)
    letter = log(draft, demands=(DemandFacts("Open het loket.", criterion="Het is open."),))
    assert letter.marked_sent_at is None
    assert letter.demands[0].criterion_at_sending is None
    later = now + timedelta(days=3)
    change_letter(session, letter, FACTS, version=letter.version, actor=actor, now=later)
    assert letter.marked_sent_at == later
    assert letter.demands[0].criterion_fixed_at == later


def test_saving_a_sent_letter_again_does_not_fix_the_criterion_anew(session, log, actor, now):
    letter = log(demands=(DemandFacts("Open het loket.", criterion="Het is open."),))
    letter.demands[0].criterion = "Het is ook op zondag open."
    change_letter(session, letter, FACTS, version=letter.version, actor=actor, now=now + timedelta(days=1))
    assert letter.demands[0].criterion_at_sending == "Het is open."
    assert letter.demands[0].criterion_fixed_at == now


def test_organisations_are_public_and_persons_are_not(session, log):
    organisation = make_organisation(session)
    letter = log(
        replace(FACTS, signatories=(SignatoryFacts(organisation.id), SignatoryFacts(person_name="Bo")))
    )
    assert [(one.organisation_id, one.person_name, one.is_public) for one in letter.signatories] == [
        (organisation.id, "", True),
        (None, "Bo", False),
    ]


def test_change_with_an_old_version_is_refused(session, log, actor, now):
    letter = log()
    change_letter(session, letter, replace(FACTS, title="Nieuw"), version=1, actor=actor, now=now)
    with pytest.raises(StaleRecordError):
        change_letter(session, letter, replace(FACTS, title="Oud"), version=1, actor=actor, now=now)
    assert (letter.title, letter.version) == ("Nieuw", 2)


def test_two_people_who_change_the_same_letter_at_once_keep_the_first(database, session, log, actor, now):
    mine = log()
    session.commit()
    session.refresh(mine)  # the page with the form is open
    with database.writing() as other:
        theirs = get_letter(other, other.get_one(Campaign, mine.campaign_id), mine.number)
        change_letter(other, theirs, replace(FACTS, title="Eerst"), version=1, actor=actor, now=now)
    with pytest.raises(StaleRecordError), transaction(session):
        change_letter(session, mine, replace(FACTS, title="Later"), version=1, actor=actor, now=now)
    assert mine.title == "Eerst"


def test_filling_in_the_day_counts_the_deadline(session, log, actor, now):
    letter = log(replace(FACTS, sent_on=None))
    change_letter(session, letter, FACTS, version=1, actor=actor, now=now)
    assert (letter.deadline_on, letter.deadline_source) == (SIX_WEEKS_LATER, DeadlineSource.CAMPAIGN)


def test_clearing_a_typed_deadline_gives_the_campaigns_own_back(session, log, actor, now):
    letter = log(replace(FACTS, typed_deadline_on=date(2026, 8, 1)))
    change_letter(session, letter, FACTS, version=1, actor=actor, now=now)
    assert (letter.deadline_on, letter.deadline_source) == (SIX_WEEKS_LATER, DeadlineSource.CAMPAIGN)


def test_correcting_a_title_leaves_a_deadline_that_was_counted_with_an_older_term(
    session, campaign, log, actor, now
):
    letter = log()
    campaign.reply_term = 2
    change_letter(session, letter, replace(FACTS, title="Beter"), version=1, actor=actor, now=now)
    assert (letter.title, letter.deadline_on, letter.term) == ("Beter", SIX_WEEKS_LATER, 6)


def test_extended_deadline_is_typed(session, log, actor, now):
    letter = log()
    extend_deadline(session, letter, date(2026, 9, 1), actor=actor, now=now)
    assert (letter.deadline_on, letter.deadline_source, letter.term) == (
        date(2026, 9, 1),
        DeadlineSource.TYPED,
        None,
    )
    with pytest.raises(DeadlineBeforeSendingError):
        extend_deadline(session, letter, date(2026, 5, 1), actor=actor, now=now)


LATE = replace(FACTS, sent_on=date(2026, 1, 12))


def test_letter_logged_after_its_deadline_asks(log):
    assert log(LATE).late_choice is LateChoice.TO_ASK


def test_letter_logged_on_its_last_day_does_not_ask(log, now):
    assert log(replace(FACTS, typed_deadline_on=now.date())).late_choice is None


def test_the_last_day_is_that_of_the_campaigns_zone(session, actor, now):
    # 09:00 UTC on 1 July is already 2 July on Kiritimati.
    campaign = make_campaign(session, zone="Pacific/Kiritimati")
    at_night = now.replace(hour=12)
    facts = replace(FACTS, typed_deadline_on=date(2026, 7, 1))
    assert log_letter(session, campaign, facts, actor=actor, now=at_night).late_choice is LateChoice.TO_ASK


def test_letter_whose_reply_came_in_with_it_does_not_ask(log):
    assert log(LATE, has_reply=True).late_choice is None


def test_late_letter_is_followed_up(session, log, actor, now):
    letter = log(LATE)
    choose_when_late(session, letter, LateChoice.FOLLOW_UP, actor=actor, now=now)
    assert (letter.late_choice, letter.closed_at) == (LateChoice.FOLLOW_UP, None)


def test_late_letter_is_archived_with_a_reason(session, log, actor, now):
    letter = log(LATE)
    choose_when_late(session, letter, LateChoice.ARCHIVE, actor=actor, now=now)
    assert (letter.closed_at, letter.closed_reason) == (now, ClosingReason.NO_REPLY)
    assert acts(session, letter) == ["log_letter", "close_letter", "choose_when_late"]


@pytest.mark.parametrize("choice", [LateChoice.FOLLOW_UP, LateChoice.ARCHIVE])
def test_letter_that_does_not_ask_takes_no_choice(session, log, actor, now, choice):
    letter = log()
    with pytest.raises(NothingAskedError):
        choose_when_late(session, letter, choice, actor=actor, now=now)
    assert (letter.late_choice, letter.closed_at) == (None, None)


def test_choice_is_made_once(session, log, actor, now):
    letter = log(LATE)
    choose_when_late(session, letter, LateChoice.FOLLOW_UP, actor=actor, now=now)
    with pytest.raises(NothingAskedError):
        choose_when_late(session, letter, LateChoice.ARCHIVE, actor=actor, now=now)
    assert letter.closed_at is None


def test_reopened_archive_is_followed_up(session, log, actor, now):
    letter = log(LATE)
    choose_when_late(session, letter, LateChoice.ARCHIVE, actor=actor, now=now)
    reopen_letter(session, letter, actor=actor, now=now)
    assert (letter.late_choice, letter.closed_reason) == (LateChoice.FOLLOW_UP, None)


def test_letter_is_closed_with_a_reason_and_opened_again(session, log, actor, now):
    letter = log()
    close_letter(session, letter, ClosingReason.OVERTAKEN, note="Gesloten.", actor=actor, now=now)
    assert (letter.closed_by_id, letter.closed_reason, letter.closed_note) == (
        actor.id,
        ClosingReason.OVERTAKEN,
        "Gesloten.",
    )
    with pytest.raises(LetterClosedError):
        close_letter(session, letter, ClosingReason.GRANTED, note="", actor=actor, now=now)
    assert letter.closed_reason is ClosingReason.OVERTAKEN
    reopen_letter(session, letter, actor=actor, now=now)
    assert (letter.closed_at, letter.closed_reason, letter.closed_note) == (None, None, "")
    assert letter.deadline_on == SIX_WEEKS_LATER
    with pytest.raises(LetterOpenError):
        reopen_letter(session, letter, actor=actor, now=now)


def test_database_refuses_a_closed_letter_without_a_reason(session, log, now):
    log().closed_at = now
    with pytest.raises(IntegrityError):
        session.flush()


def test_reminder_day_is_set_moved_and_dropped(session, log, actor, now):
    letter = log()
    for day in (date(2026, 7, 1), date(2026, 12, 24), None):
        remind_on(session, letter, None, day, actor=actor, now=now)
        assert letter.remind_on == day


def test_reminder_day_of_one_demand_leaves_the_letter_alone(session, log, actor, now):
    letter = log(demands=(DemandFacts("Open het loket."),))
    remind_on(session, letter, letter.demands[0], date(2026, 8, 1), actor=actor, now=now)
    assert (letter.remind_on, letter.demands[0].remind_on) == (None, date(2026, 8, 1))


def test_reminder_on_a_day_that_is_over_is_refused(session, log, actor, now):
    letter = log()
    with pytest.raises(ReminderInThePastError):
        remind_on(session, letter, None, date(2026, 6, 30), actor=actor, now=now)
    assert letter.remind_on is None


def test_placeholder_keeps_a_place_without_a_clock(session, campaign, actor, now):
    letter = log_placeholder(
        session, campaign, title="Eerdere brief", addressee_name="A. Voorbeeld", actor=actor, now=now
    )
    assert (letter.number, letter.is_on_file, letter.look_at) == (1, False, None)
    assert acts(session, letter) == ["keep_place"]
    assert (letter.sent_on, letter.deadline_on, letter.marked_sent_at, letter.late_choice) == (None,) * 4


def test_placeholder_that_is_filled_in_is_on_file(session, campaign, actor, now):
    letter = log_placeholder(session, campaign, title="", addressee_name="", actor=actor, now=now)
    change_letter(session, letter, FACTS, version=letter.version, actor=actor, now=now)
    assert letter.is_on_file
    assert letter.deadline_on == SIX_WEEKS_LATER


def test_placeholder_without_a_day_stays_one(session, campaign, actor, now):
    letter = log_placeholder(session, campaign, title="", addressee_name="", actor=actor, now=now)
    change_letter(session, letter, replace(FACTS, sent_on=None), version=1, actor=actor, now=now)
    assert not letter.is_on_file


def test_placeholder_that_is_filled_in_after_its_deadline_asks(session, campaign, actor, now):
    letter = log_placeholder(session, campaign, title="", addressee_name="", actor=actor, now=now)
    change_letter(session, letter, LATE, version=1, actor=actor, now=now)
    assert letter.late_choice is LateChoice.TO_ASK


def test_letter_is_found_only_in_its_own_campaign(session, campaign, letter):
    assert get_letter(session, campaign, letter.number) is letter
    with pytest.raises(LetterNotFoundError):
        get_letter(session, make_campaign(session), letter.number)


def test_list_shows_the_newest_first_page_by_page_and_back(session, campaign):
    for _ in range(103):
        make_letter(session, campaign, demands=())
    first = list_letters(session, campaign)
    second = list_letters(session, campaign, before=first.next)
    third = list_letters(session, campaign, before=second.next)
    assert [row.number for page in (first, second, third) for row in page.rows] == list(range(103, 0, -1))
    assert (first.previous, third.next) == (None, None)
    assert list_letters(session, campaign, after=third.previous).rows == second.rows
    newest = list_letters(session, campaign, after=second.previous)
    assert (newest.rows, newest.previous, newest.next) == (first.rows, None, first.next)


def test_page_beyond_the_last_letter_is_empty(session, campaign):
    make_letter(session, campaign, demands=())
    assert list_letters(session, campaign, before=1).rows == ()
    assert list_letters(session, campaign, after=1).rows == ()


def test_letters_to_name_are_the_newest_and_those_that_are_asked_for(session, campaign):
    made = [make_letter(session, campaign, demands=()) for _ in range(60)]
    elsewhere = make_letter(session, make_campaign(session), demands=())
    asked = {"ids": [made[1].id, elsewhere.id], "numbers": [4, 999]}
    offered = list_letters_to_name(session, campaign, **asked, but=made[59])
    assert [row.number for row in offered] == [*range(59, 10, -1), 4, 2]


def test_last_number_counts_the_letters(session, campaign):
    for _ in range(7):
        make_letter(session, campaign)
    [count] = session.scalars(select(func.count()).select_from(Letter))
    assert campaign.last_letter_number == count == 7
