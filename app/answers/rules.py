"""How a demand stands: what the verdict says, what waits to be judged, what is still unanswered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.answers.errors import (
    NothingToJudgeError,
    PassageInTheWayError,
    PassageMissingError,
    ReasoningMissingError,
    ReasoningTooLongError,
    WholeTextUnreadError,
)
from app.answers.values import DemandState, Tactic, Verdict
from app.replies.rules import EFFECTS
from app.replies.values import ReplyKind

LONGEST_REASONING = 2000  # characters


@dataclass(frozen=True)
class DemandFacts:
    """What the clock needs to know of one demand."""

    demand_id: int
    label: str
    is_closed: bool
    verdict: Verdict | None
    judged_at: datetime | None


@dataclass(frozen=True)
class ReplyFacts:
    """What the clock needs to know of one reply."""

    kind: ReplyKind
    logged_at: datetime
    is_reviewed: bool = False


@dataclass(frozen=True)
class Judgement:
    """What somebody fills in to judge one demand."""

    verdict: Verdict
    reasoning: str
    tactics: tuple[Tactic, ...] = ()
    is_implicit: bool = False
    read_whole_text: bool = False


def stands_in(place: tuple[int, int, int], present: tuple[int | None, int | None, int | None]) -> bool:
    """Tell whether words stand in the text of a reply as it is now; each is (text version, start, end)."""
    version, low, high = present
    return (
        place[0] == version and low is not None and high is not None and low <= place[1] <= place[2] <= high
    )


def waits_to_be_judged(demand: DemandFacts, replies: Sequence[ReplyFacts]) -> bool:
    """Tell whether a reply is on file that nobody has yet held against this demand."""
    # A closed demand waits for nothing, and neither does one that was granted.
    if demand.is_closed or demand.verdict is Verdict.GRANTED:
        return False
    return any(
        EFFECTS[reply.kind].is_judged
        and not (reply.is_reviewed and demand.judged_at is not None)
        and (demand.judged_at is None or demand.judged_at < reply.logged_at)
        for reply in replies
    )


def has_answer(replies: Iterable[ReplyFacts]) -> bool:
    """Tell whether an answer is on file, if only one that declines to answer."""
    return any(EFFECTS[reply.kind].is_answer for reply in replies)


def is_unanswered(demand: DemandFacts, replies: Sequence[ReplyFacts]) -> bool:
    """Tell whether a demand is unanswered: no reply on file, or judged not addressed. Its clock then runs."""
    if demand.is_closed:
        return False
    # "Declines to answer" ends the clock, also for what another reply left unaddressed.
    if any(EFFECTS[reply.kind].ends_clock for reply in replies):
        return False
    # "Judged not_answered" counts as unanswered; any other verdict is an answer, if not the one hoped for.
    if demand.verdict is not None:
        return demand.verdict is Verdict.NOT_ANSWERED
    # A reply that waits to be judged may hold the answer; one that declines to answer ends the wait.
    return not has_answer(replies)


def state_of(verdict: Verdict | None, replies: Sequence[ReplyFacts]) -> DemandState:
    """Return how a demand is shown: its verdict, "to be judged", or "no reply in our file"."""
    if verdict is not None:
        return DemandState(verdict.value)
    if has_answer(replies):
        return DemandState.PENDING
    return DemandState.NO_REPLY


def still_stands(verdict: Verdict, *, has_passage: bool) -> bool:
    """Tell whether a verdict still has what it needs: words that it stands on, or none where it says so.

    Words may be linked or unlinked, or a reply taken off the letter, after the judgement: then it waits to be given anew.
    """
    return has_passage is not (verdict is Verdict.NOT_ANSWERED)


def propose_for_parent(verdicts: Sequence[Verdict | None]) -> Verdict | None:
    """Return what the verdicts on its sub-demands suggest for a demand; None while one is missing.

    >>> propose_for_parent([Verdict.PARTLY, Verdict.NOT_ANSWERED])
    <Verdict.PARTLY: 'partly'>
    """
    if not verdicts or None in verdicts:
        return None
    given = set(verdicts)
    if len(given) == 1:
        return verdicts[0]
    # One half met is a demand partly granted, whatever became of the other half.
    if given & {Verdict.GRANTED, Verdict.PARTLY}:
        return Verdict.PARTLY
    # Otherwise the clearest word speaks: a promise, then a refusal, then a general position.
    return next(
        verdict for verdict in (Verdict.PROMISED, Verdict.REFUSED, Verdict.DEFLECTED) if verdict in given
    )


def check_judgement(judgement: Judgement, *, has_passage: bool, has_reply: bool) -> None:
    """Raise the reason why a judgement cannot stand (DOMAIN: no verdict without a passage, except not addressed)."""
    if not has_reply:
        raise NothingToJudgeError
    if not judgement.reasoning.strip():
        raise ReasoningMissingError
    if len(judgement.reasoning) > LONGEST_REASONING:
        raise ReasoningTooLongError(most=LONGEST_REASONING)
    if judgement.verdict is not Verdict.NOT_ANSWERED:
        if not has_passage:
            raise PassageMissingError
        return
    if has_passage:
        raise PassageInTheWayError
    if not judgement.read_whole_text:
        raise WholeTextUnreadError


def belongs_in_follow_up(demand: DemandFacts, replies: Sequence[ReplyFacts]) -> bool:
    """Tell whether a follow-up letter proposes this demand: unanswered, without commitment, or partly granted."""
    if demand.is_closed:
        return False
    return is_unanswered(demand, replies) or demand.verdict in (Verdict.DEFLECTED, Verdict.PARTLY)
