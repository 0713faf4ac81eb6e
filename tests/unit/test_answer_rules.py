from datetime import UTC, datetime

import pytest

from app.answers.errors import (
    NothingToJudgeError,
    PassageInTheWayError,
    PassageMissingError,
    ReasoningMissingError,
    ReasoningTooLongError,
    WholeTextUnreadError,
)
from app.answers.rules import (
    DemandFacts,
    Judgement,
    ReplyFacts,
    belongs_in_follow_up,
    check_judgement,
    is_unanswered,
    propose_for_parent,
    state_of,
    waits_to_be_judged,
)
from app.answers.values import DemandState, Verdict
from app.replies.values import ReplyKind

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
TUESDAY = datetime(2026, 6, 2, tzinfo=UTC)
WEDNESDAY = datetime(2026, 6, 3, tzinfo=UTC)

NO_VERDICT = None
OPEN, CLOSED = False, True
UNANSWERED, ANSWERED = True, False
WAITS, WAITS_NOT = True, False


def demand(
    verdict: Verdict | None, judged_at: datetime | None = None, *, is_closed: bool = OPEN
) -> DemandFacts:
    return DemandFacts(1, "1", is_closed, verdict, judged_at or (TUESDAY if verdict else None))


def reply(kind: ReplyKind, logged_at: datetime = MONDAY, *, is_reviewed: bool = False) -> ReplyFacts:
    return ReplyFacts(kind, logged_at, is_reviewed)


@pytest.mark.parametrize(
    ("facts", "replies", "expected"),
    [
        (demand(NO_VERDICT), [], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.ACKNOWLEDGEMENT)], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.HOLDING)], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.FORWARDED)], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.AUTO_REPLY)], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.BOUNCE)], UNANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(NO_VERDICT), [reply(ReplyKind.DECLINED)], ANSWERED),
        (demand(Verdict.NOT_ANSWERED), [reply(ReplyKind.SUBSTANTIVE)], UNANSWERED),
        (demand(Verdict.NOT_ANSWERED, is_closed=CLOSED), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(Verdict.DEFLECTED), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(Verdict.REFUSED), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(Verdict.PARTLY), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(Verdict.PROMISED), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
        (demand(Verdict.GRANTED), [reply(ReplyKind.SUBSTANTIVE)], ANSWERED),
    ],
)
def test_is_unanswered(facts, replies, expected):
    assert is_unanswered(facts, replies) is expected


@pytest.mark.parametrize(
    ("facts", "replies", "expected"),
    [
        (demand(NO_VERDICT), [], WAITS_NOT),
        (demand(NO_VERDICT), [reply(ReplyKind.ACKNOWLEDGEMENT)], WAITS_NOT),
        (demand(NO_VERDICT), [reply(ReplyKind.SUBSTANTIVE)], WAITS),
        (demand(NO_VERDICT, is_closed=CLOSED), [reply(ReplyKind.SUBSTANTIVE)], WAITS_NOT),
        (demand(Verdict.NOT_ANSWERED), [reply(ReplyKind.SUBSTANTIVE)], WAITS_NOT),
        # A second reply after the verdict is looked at again ...
        (demand(Verdict.NOT_ANSWERED), [reply(ReplyKind.SUBSTANTIVE, WEDNESDAY)], WAITS),
        (demand(Verdict.REFUSED), [reply(ReplyKind.SUBSTANTIVE, WEDNESDAY)], WAITS),
        # ... unless the demand was granted, or somebody said that it changes nothing.
        (demand(Verdict.GRANTED), [reply(ReplyKind.SUBSTANTIVE, WEDNESDAY)], WAITS_NOT),
        (demand(Verdict.REFUSED), [reply(ReplyKind.SUBSTANTIVE, WEDNESDAY, is_reviewed=True)], WAITS_NOT),
        # Saying so judges nothing that was never judged.
        (demand(NO_VERDICT), [reply(ReplyKind.SUBSTANTIVE, WEDNESDAY, is_reviewed=True)], WAITS),
    ],
)
def test_waits_to_be_judged(facts, replies, expected):
    assert waits_to_be_judged(facts, replies) is expected


@pytest.mark.parametrize(
    ("verdict", "replies", "expected"),
    [
        (NO_VERDICT, [], DemandState.NO_REPLY),
        (NO_VERDICT, [reply(ReplyKind.ACKNOWLEDGEMENT)], DemandState.NO_REPLY),
        (NO_VERDICT, [reply(ReplyKind.SUBSTANTIVE)], DemandState.PENDING),
        (NO_VERDICT, [reply(ReplyKind.DECLINED)], DemandState.PENDING),
        (Verdict.NOT_ANSWERED, [reply(ReplyKind.SUBSTANTIVE)], DemandState.NOT_ANSWERED),
        (Verdict.REFUSED, [reply(ReplyKind.SUBSTANTIVE)], DemandState.REFUSED),
    ],
)
def test_state_of(verdict, replies, expected):
    assert state_of(verdict, replies) is expected


@pytest.mark.parametrize(
    ("of_sub_demands", "expected"),
    [
        ([], None),
        ([Verdict.GRANTED, None], None),
        ([Verdict.GRANTED, Verdict.GRANTED], Verdict.GRANTED),
        ([Verdict.PARTLY, Verdict.NOT_ANSWERED], Verdict.PARTLY),
        ([Verdict.GRANTED, Verdict.REFUSED], Verdict.PARTLY),
        ([Verdict.PROMISED, Verdict.REFUSED], Verdict.PROMISED),
        ([Verdict.REFUSED, Verdict.NOT_ANSWERED], Verdict.REFUSED),
        ([Verdict.DEFLECTED, Verdict.NOT_ANSWERED], Verdict.DEFLECTED),
        ([Verdict.NOT_ANSWERED, Verdict.NOT_ANSWERED], Verdict.NOT_ANSWERED),
    ],
)
def test_propose_for_parent(of_sub_demands, expected):
    assert propose_for_parent(of_sub_demands) is expected


@pytest.mark.parametrize(
    ("judgement", "has_passage", "has_reply", "error"),
    [
        (Judgement(Verdict.REFUSED, "Nee."), True, False, NothingToJudgeError),
        (Judgement(Verdict.REFUSED, "  "), True, True, ReasoningMissingError),
        (Judgement(Verdict.REFUSED, "x" * 2001), True, True, ReasoningTooLongError),
        (Judgement(Verdict.REFUSED, "Nee."), False, True, PassageMissingError),
        (Judgement(Verdict.NOT_ANSWERED, "Niets.", read_whole_text=True), True, True, PassageInTheWayError),
        (Judgement(Verdict.NOT_ANSWERED, "Niets."), False, True, WholeTextUnreadError),
    ],
)
def test_judgement_is_refused(judgement, has_passage, has_reply, error):
    with pytest.raises(error):
        check_judgement(judgement, has_passage=has_passage, has_reply=has_reply)


@pytest.mark.parametrize(
    ("judgement", "has_passage"),
    [
        (Judgement(Verdict.REFUSED, "Nee."), True),
        (Judgement(Verdict.NOT_ANSWERED, "Niets over.", read_whole_text=True), False),
    ],
)
def test_judgement_stands(judgement, has_passage):
    assert check_judgement(judgement, has_passage=has_passage, has_reply=True) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (demand(Verdict.NOT_ANSWERED), True),
        (demand(Verdict.DEFLECTED), True),
        (demand(Verdict.PARTLY), True),
        (demand(Verdict.REFUSED), False),
        (demand(Verdict.PROMISED), False),
        (demand(Verdict.GRANTED), False),
        (demand(Verdict.DEFLECTED, is_closed=CLOSED), False),
    ],
)
def test_belongs_in_follow_up(facts, expected):
    assert belongs_in_follow_up(facts, [reply(ReplyKind.SUBSTANTIVE)]) is expected
