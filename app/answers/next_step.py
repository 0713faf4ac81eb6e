"""What a coordinator does next about a letter: one thing at a time, the most pressing first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.answers.rules import DemandFacts, ReplyFacts, belongs_in_follow_up, is_unanswered, waits_to_be_judged
from app.letters.values import LateChoice


class Step(Enum):
    """What to do."""

    FILL_PLACEHOLDER = "fill_placeholder"
    CHOOSE_WHEN_LATE = "choose_when_late"
    ADD_DEMANDS = "add_demands"
    JUDGE = "judge"
    FOLLOW_UP = "follow_up"
    FILL_IN_DATE = "fill_in_date"
    FILL_IN_REST = "fill_in_rest"
    LOG_REPLY = "log_reply"
    NOTHING = "nothing"


@dataclass(frozen=True)
class NextStep:
    """What to do, and about how many demands."""

    step: Step
    count: int = 0


@dataclass(frozen=True)
class LetterFacts:
    """What the next step depends on."""

    is_on_file: bool
    is_closed: bool
    late_choice: LateChoice | None
    sent_on: date | None
    deadline_on: date | None


def next_step(
    letter: LetterFacts, demands: Sequence[DemandFacts], replies: Sequence[ReplyFacts], today: date
) -> NextStep:
    """Return the most pressing step."""
    if letter.is_closed:
        return NextStep(Step.NOTHING)
    if not letter.is_on_file:
        return NextStep(Step.FILL_PLACEHOLDER)
    if letter.late_choice is LateChoice.TO_ASK:
        return NextStep(Step.CHOOSE_WHEN_LATE)
    if not demands:
        return NextStep(Step.ADD_DEMANDS)
    waiting = sum(waits_to_be_judged(demand, replies) for demand in demands)
    if waiting:
        return NextStep(Step.JUDGE, waiting)
    open_demands = sum(belongs_in_follow_up(demand, replies) for demand in demands)
    unanswered = any(is_unanswered(demand, replies) for demand in demands)
    is_overdue = letter.deadline_on is not None and letter.deadline_on < today
    has_answer = any(demand.verdict is not None for demand in demands)
    if open_demands and (has_answer or (unanswered and is_overdue)):
        return NextStep(Step.FOLLOW_UP, open_demands)
    if letter.sent_on is None:
        return NextStep(Step.FILL_IN_DATE)
    return NextStep(Step.LOG_REPLY if unanswered else Step.NOTHING)
