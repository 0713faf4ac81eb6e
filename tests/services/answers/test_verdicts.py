from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.answers.comparison import compare
from app.answers.errors import (
    NothingToJudgeError,
    PassageInTheWayError,
    PassageMissingError,
    ReasoningMissingError,
    VerdictConflictError,
    WholeTextUnreadError,
)
from app.answers.models import VerdictGiven
from app.answers.rules import Judgement
from app.answers.services import give_verdict
from app.answers.values import DemandState, Tactic, Verdict
from app.db import transaction
from app.letters.demands import add_demand
from app.letters.facts import DemandFacts
from app.letters.models import Demand
from app.replies.values import ReplyKind
from tests.factories import make_user
from tests.services.answers.support import LOGGED_AT, judge, link, make_reply

STUDY = "Wij volgen de studie op de voet."


def given_on(session, demand):
    query = select(VerdictGiven).where(VerdictGiven.demand_id == demand.id).order_by(VerdictGiven.sequence)
    return [(row.sequence, row.verdict) for row in session.scalars(query)]


def test_verdict_keeps_reasoning_tactics_who_and_when(session, letter, reply, actor):
    link(session, reply, STUDY, letter.demands[1])
    given = judge(
        session,
        letter.demands[1],
        Verdict.DEFLECTED,
        because="  Volgt, maar publiceert niet.  ",
        actor=actor,
        tactics=(Tactic.MONITORING,),
    )
    assert (given.reasoning, given.tactics, given.given_by_id, given.given_at) == (
        "Volgt, maar publiceert niet.",
        ["monitoring"],
        actor.id,
        LOGGED_AT,
    )


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.NOT_ANSWERED])
def test_no_verdict_without_a_passage(session, letter, reply, verdict):
    with pytest.raises(PassageMissingError):
        judge(session, letter.demands[0], verdict)
    assert given_on(session, letter.demands[0]) == []


def test_passage_of_a_part_carries_the_verdict_on_the_whole(session, letter, reply, actor, now):
    part = add_demand(session, letter, DemandFacts("Deel."), parent=letter.demands[1], actor=actor, now=now)
    link(session, reply, STUDY, part)
    assert judge(session, letter.demands[1], Verdict.DEFLECTED).sequence == 1


def test_not_addressed_records_who_read_the_whole_text(session, letter, reply, actor):
    given = judge(session, letter.demands[0], Verdict.NOT_ANSWERED, actor=actor)
    assert (given.read_whole_text, given.given_by_id) == (True, actor.id)


def test_not_addressed_by_somebody_who_did_not_read_it_all_is_refused(session, letter, reply, now):
    with pytest.raises(WholeTextUnreadError):
        give_verdict(
            session,
            letter.demands[0],
            Judgement(Verdict.NOT_ANSWERED, "Staat er niet."),
            version=0,
            actor=None,
            now=now,
        )


def test_not_addressed_is_refused_while_words_are_linked(session, letter, reply):
    link(session, reply, STUDY, letter.demands[1])
    with pytest.raises(PassageInTheWayError):
        judge(session, letter.demands[1], Verdict.NOT_ANSWERED)


@pytest.mark.parametrize("because", ["", "   ", "\n"])
def test_verdict_without_reasoning_is_refused(session, letter, reply, because):
    with pytest.raises(ReasoningMissingError):
        judge(session, letter.demands[0], Verdict.NOT_ANSWERED, because=because)


@pytest.mark.parametrize(
    "kind",
    [
        ReplyKind.ACKNOWLEDGEMENT,
        ReplyKind.HOLDING,
        ReplyKind.FORWARDED,
        ReplyKind.AUTO_REPLY,
        ReplyKind.BOUNCE,
    ],
)
def test_there_is_nothing_to_judge_in_what_answers_nothing(session, campaign, letter, kind):
    make_reply(session, campaign, letter, kind=kind)
    with pytest.raises(NothingToJudgeError):
        judge(session, letter.demands[0], Verdict.NOT_ANSWERED)


def test_there_is_nothing_to_judge_without_a_reply(session, letter):
    with pytest.raises(NothingToJudgeError):
        judge(session, letter.demands[0], Verdict.NOT_ANSWERED)


def test_history_is_kept_newest_first(session, letter, reply, now):
    link(session, reply, STUDY, letter.demands[1])
    judge(session, letter.demands[1], Verdict.PROMISED, because="Eerst.")
    judge(session, letter.demands[1], Verdict.DEFLECTED, because="Bij nader inzien.", version=1, now=now)
    row = compare(session, letter).rows[1]
    assert (row.verdict.reasoning, row.version) == ("Bij nader inzien.", 2)
    assert [(old.verdict, old.reasoning) for old in row.history] == [(Verdict.PROMISED, "Eerst.")]


def test_second_judge_sees_that_somebody_was_first(session, letter, reply):
    judge(session, letter.demands[0], Verdict.NOT_ANSWERED)
    with pytest.raises(VerdictConflictError):
        judge(session, letter.demands[0], Verdict.NOT_ANSWERED, because="Ook ik.")
    assert given_on(session, letter.demands[0]) == [(1, Verdict.NOT_ANSWERED)]


@pytest.mark.parametrize("version", [-1, 1, 99, 10**20])
def test_forged_version_is_a_conflict(session, letter, reply, version):
    with pytest.raises(VerdictConflictError):
        judge(session, letter.demands[0], Verdict.NOT_ANSWERED, version=version)


def test_two_at_the_very_same_moment_one_is_let_through(database, session, letter, reply, monkeypatch):
    # Both have read that nobody judged before either writes: the constraint decides.
    demand = letter.demands[0]
    session.commit()
    with database.writing() as other:
        judge(other, other.get_one(Demand, demand.id), Verdict.NOT_ANSWERED, because="Eerst.")
    monkeypatch.setattr("app.answers.services.latest_sequence", lambda _session, _demand: 0)
    with pytest.raises(VerdictConflictError), transaction(session):
        judge(session, demand, Verdict.NOT_ANSWERED, because="Ook.")
    rows = session.scalars(select(VerdictGiven.reasoning).where(VerdictGiven.demand_id == demand.id)).all()
    assert rows == ["Eerst."]


@pytest.mark.parametrize(
    "values",
    [
        {"reasoning": "  "},
        {"verdict": Verdict.NOT_ANSWERED, "read_whole_text": False},
        {"sequence": 0},
    ],
)
def test_database_holds_verdicts_to_the_rules(session, letter, now, values):
    row = {"demand_id": letter.demands[0].id, "sequence": 1, "verdict": Verdict.GRANTED, "reasoning": "Ja."}
    session.add(VerdictGiven(**{**row, "given_at": now, **values}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_verdict_lets_the_clock_look_again(session, letter, reply):
    letter.look_at = None
    judge(session, letter.demands[0], Verdict.NOT_ANSWERED)
    assert letter.look_at is not None


def test_pending_is_never_shown_as_not_answered(session, letter, reply):
    assert {row.state for row in compare(session, letter).rows} == {DemandState.PENDING}


def test_later_reply_leaves_the_verdict_standing(session, campaign, letter, reply):
    judge(session, letter.demands[0], Verdict.NOT_ANSWERED, actor=make_user(session))
    make_reply(session, campaign, letter, logged_at=LOGGED_AT + timedelta(days=9))
    assert compare(session, letter).rows[0].state is DemandState.NOT_ANSWERED
