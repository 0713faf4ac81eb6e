from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.answers.next_step import LetterFacts, NextStep, Step, next_step
from app.answers.rules import DemandFacts, ReplyFacts
from app.answers.values import Verdict
from app.letters.values import LateChoice
from app.replies.values import ReplyKind

TODAY, YESTERDAY, TOMORROW = date(2026, 7, 1), date(2026, 6, 30), date(2026, 7, 2)
MONDAY, TUESDAY = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)

IN_TIME = LetterFacts(
    is_on_file=True, is_closed=False, late_choice=None, sent_on=date(2026, 5, 12), deadline_on=TOMORROW
)
OVERDUE = replace(IN_TIME, deadline_on=YESTERDAY)
DUE_TODAY = replace(IN_TIME, deadline_on=TODAY)
UNDATED = replace(IN_TIME, sent_on=None, deadline_on=None)

ANSWER = ReplyFacts(ReplyKind.SUBSTANTIVE, MONDAY)
RECEIPT = ReplyFacts(ReplyKind.ACKNOWLEDGEMENT, MONDAY)
REFUSAL_TO_ANSWER = ReplyFacts(ReplyKind.DECLINED, MONDAY)


def demand(verdict=None, *, is_closed=False):
    return DemandFacts(1, "1", is_closed, verdict, TUESDAY if verdict else None)


ASKED = [demand()]


@pytest.mark.parametrize(
    ("letter", "demands", "replies", "expected"),
    [
        (replace(OVERDUE, is_closed=True), ASKED, [], NextStep(Step.NOTHING)),
        (replace(OVERDUE, is_on_file=False), [], [], NextStep(Step.FILL_PLACEHOLDER)),
        (replace(OVERDUE, late_choice=LateChoice.TO_ASK), ASKED, [], NextStep(Step.CHOOSE_WHEN_LATE)),
        (OVERDUE, [], [], NextStep(Step.ADD_DEMANDS)),
        (IN_TIME, ASKED * 2, [ANSWER], NextStep(Step.JUDGE, 2)),
        # One judged, one not: judge the other first, however late it is.
        (OVERDUE, [demand(Verdict.REFUSED), demand()], [ANSWER], NextStep(Step.JUDGE, 1)),
        (OVERDUE, ASKED, [], NextStep(Step.FOLLOW_UP, 1)),
        (OVERDUE, ASKED, [RECEIPT], NextStep(Step.FOLLOW_UP, 1)),
        (DUE_TODAY, ASKED, [], NextStep(Step.LOG_REPLY)),
        (IN_TIME, ASKED, [], NextStep(Step.LOG_REPLY)),
        (IN_TIME, ASKED, [RECEIPT], NextStep(Step.LOG_REPLY)),
        (UNDATED, ASKED, [], NextStep(Step.FILL_IN_DATE)),
        # Judged: what is open goes into a follow-up at once, there is nothing to wait for.
        (
            IN_TIME,
            [demand(Verdict.NOT_ANSWERED), demand(Verdict.DEFLECTED)],
            [ANSWER],
            NextStep(Step.FOLLOW_UP, 2),
        ),
        (IN_TIME, [demand(Verdict.PARTLY), demand(Verdict.REFUSED)], [ANSWER], NextStep(Step.FOLLOW_UP, 1)),
        (UNDATED, [demand(Verdict.PARTLY)], [ANSWER], NextStep(Step.FOLLOW_UP, 1)),
        (IN_TIME, [demand(Verdict.REFUSED)], [ANSWER], NextStep(Step.NOTHING)),
        (IN_TIME, [demand(Verdict.GRANTED)], [ANSWER], NextStep(Step.NOTHING)),
        (OVERDUE, [demand(Verdict.NOT_ANSWERED, is_closed=True)], [ANSWER], NextStep(Step.NOTHING)),
        (OVERDUE, ASKED, [REFUSAL_TO_ANSWER], NextStep(Step.JUDGE, 1)),
    ],
)
def test_next_step(letter, demands, replies, expected):
    assert next_step(letter, demands, replies, TODAY) == expected
