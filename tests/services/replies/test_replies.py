from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.activity.models import Activity
from app.errors import StaleRecordError
from app.letters.errors import DayOutOfRangeError
from app.letters.facts import TextRange
from app.replies.errors import ForeignLetterError, ReplyNotFoundError, ReplyWithoutLetterError
from app.replies.models import Reply
from app.replies.queries import get_reply, list_replies_to, list_reply_rows
from app.replies.services import ReplyFacts, change_reply, log_reply, mark_reviewed
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter, make_text

FACTS = ReplyFacts(
    ReplyKind.SUBSTANTIVE,
    "nl",
    dated_on=date(2026, 6, 5),
    dated_on_raw="05 06 2026",
    received_on=date(2026, 6, 8),
    signer_name="Het kabinet",
    signer_office="kabinetschef",
)


@pytest.fixture
def log(session, campaign, letter, actor, now):
    def log(facts=FACTS, *letters, text=None):
        return log_reply(session, campaign, letters or [letter], facts, text=text, actor=actor, now=now)

    return log


def test_logged_reply_has_the_facts_and_a_number_of_its_own(session, letter, actor, log, now):
    reply = log()
    assert (reply.number, reply.kind, reply.dated_on, reply.signer_name, reply.signer_office) == (
        1,
        ReplyKind.SUBSTANTIVE,
        date(2026, 6, 5),
        "Het kabinet",
        "kabinetschef",
    )
    assert (reply.logged_by_id, reply.logged_at, reply.letters) == (actor.id, now, [letter])
    [act] = session.scalars(select(Activity).where(Activity.record == "reply"))
    assert (act.act, act.facts) == ("log_reply", {"kind": "substantive"})


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_every_kind_wakes_the_clock_of_its_letters(letter, log, kind):
    letter.look_at = None
    log(replace(FACTS, kind=kind))
    assert letter.look_at is not None


def test_one_reply_answers_several_letters(session, campaign, letter, log):
    second = make_letter(session, campaign)
    reply = log(FACTS, letter, second)
    assert [one.number for one in list_replies_to(session, second)] == [reply.number]
    assert [one.number for one in list_replies_to(session, letter)] == [reply.number]
    rows = list_reply_rows(session, [letter.id, second.id])
    assert [len(rows[one.id]) for one in (letter, second)] == [1, 1]


def test_reply_to_nothing_is_refused(session, campaign, actor, now):
    with pytest.raises(ReplyWithoutLetterError):
        log_reply(session, campaign, [], FACTS, text=None, actor=actor, now=now)


def test_reply_to_a_letter_of_another_campaign_is_refused(session, letter, log):
    elsewhere = make_letter(session, make_campaign(session))
    with pytest.raises(ForeignLetterError):
        log(FACTS, letter, elsewhere)
    assert session.scalars(select(Reply)).all() == []


@pytest.mark.parametrize("field", ["dated_on", "received_on", "expected_on"])
@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2101, 1, 1), date.max])
def test_day_that_cannot_be_meant_is_refused(session, log, field, day):
    with pytest.raises(DayOutOfRangeError):
        log(replace(FACTS, **{field: day}))
    session.rollback()
    assert session.scalars(select(Reply)).all() == []


def test_change_moves_a_reply_to_another_letter_and_wakes_both(session, campaign, letter, actor, log, now):
    reply, second = log(), make_letter(session, campaign)
    letter.look_at = second.look_at = None
    holding = replace(FACTS, kind=ReplyKind.HOLDING, expected_on=date(2026, 9, 1))
    change_reply(session, reply, [second], holding, version=1, actor=actor, now=now)
    assert (reply.letters, reply.kind, reply.expected_on) == ([second], ReplyKind.HOLDING, date(2026, 9, 1))
    assert letter.look_at is not None
    assert second.look_at is not None


def test_stale_change_is_refused(session, letter, actor, log, now):
    reply = log()
    change_reply(session, reply, [letter], replace(FACTS, note="Eerst."), version=1, actor=actor, now=now)
    with pytest.raises(StaleRecordError):
        change_reply(session, reply, [letter], replace(FACTS, note="Later."), version=1, actor=actor, now=now)
    assert reply.note == "Eerst."


def test_change_to_a_letter_of_another_campaign_is_refused(session, letter, actor, log, now):
    reply = log()
    elsewhere = make_letter(session, make_campaign(session))
    with pytest.raises(ForeignLetterError):
        change_reply(session, reply, [elsewhere], FACTS, version=1, actor=actor, now=now)
    assert reply.letters == [letter]


def test_reviewed_reply_says_by_whom_and_when(session, letter, actor, log, now):
    reply = log()
    letter.look_at = None
    mark_reviewed(session, reply, actor=actor, now=now)
    assert (reply.reviewed_at, reply.reviewed_by_id) == (now, actor.id)
    assert letter.look_at is not None


def test_reply_is_found_only_in_its_own_campaign(session, campaign, log):
    assert get_reply(session, campaign, log().number).signer_name == "Het kabinet"
    with pytest.raises(ReplyNotFoundError):
        get_reply(session, make_campaign(session), 1)


def test_database_refuses_a_text_that_spans_nothing(session, campaign, log):
    version = make_text(session, campaign, "Geachte heer")
    with pytest.raises(IntegrityError):
        log(text=TextRange(version.id, 5, 5))
