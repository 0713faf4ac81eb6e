"""How a letter stands: what is stored of it, whatever the day is, and under which heading of Today that puts it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.answers.rules import DemandFacts, ReplyFacts, is_unanswered, waits_to_be_judged
from app.letters.rules import list_missing
from app.letters.values import Fallback, LateChoice, Pressing
from app.replies.rules import deadline_after_replies
from app.replies.values import ReplyKind

SOON_DAYS = 7


class Section(Enum):
    """Under which heading a letter stands today; the most pressing first."""

    LATE_CHOICE = "late_choice"
    TO_JUDGE = "to_judge"
    OVERDUE = "overdue"
    REMIND_TODAY = "remind_today"
    SOON = "soon"
    UNDELIVERED = "undelivered"
    TO_PLACE = "to_place"
    MISSING = "missing"


@dataclass(frozen=True)
class Standing:
    """How a letter stands, whatever the day is; all None: nothing will ever be said about it."""

    pressing: Pressing | None = None
    waits_until_on: date | None = None  # the day after which an answer is late
    recall_on: date | None = None  # the earliest day that somebody wants to be reminded on
    fallback: Fallback | None = None


NOTHING = Standing()


@dataclass(frozen=True)
class StandingFacts:
    """What a letter's standing depends on.

    `announced` are (kind, announced day) of its replies in the order of logging; `recall_days` the days to be reminded on
    of the letter and of its open demands.
    """

    is_closed: bool
    is_on_file: bool
    late_choice: LateChoice | None
    sent_on: date | None
    reference: str
    deadline_on: date | None
    demands: Sequence[DemandFacts] = ()
    replies: Sequence[ReplyFacts] = ()
    announced: Sequence[tuple[ReplyKind, date | None]] = ()
    recall_days: Sequence[date] = ()


def standing_of(facts: StandingFacts) -> Standing:
    """Return how a letter stands; what comes before every day leaves no day behind it."""
    # Of a letter that a person closed nothing is said any more.
    if facts.is_closed:
        return NOTHING
    if not facts.is_on_file:
        return Standing(Pressing.TO_PLACE)
    # "A letter logged after its deadline asks first", and is neither late nor forgotten until that is answered.
    if facts.late_choice is LateChoice.TO_ASK:
        return Standing(Pressing.LATE_CHOICE)
    if any(waits_to_be_judged(demand, facts.replies) for demand in facts.demands):
        return Standing(Pressing.TO_JUDGE)
    # With nothing unanswered a letter is never over its deadline.
    waits = any(is_unanswered(demand, facts.replies) for demand in facts.demands)
    return Standing(
        waits_until_on=deadline_after_replies(facts.deadline_on, facts.announced) if waits else None,
        recall_on=min(facts.recall_days, default=None),
        fallback=_fallback_of(facts),
    )


def _fallback_of(facts: StandingFacts) -> Fallback | None:
    # A letter that came back undelivered, and nothing since.
    if facts.announced and facts.announced[-1][0] is ReplyKind.BOUNCE:
        return Fallback.UNDELIVERED
    is_incomplete = bool(list_missing(facts.sent_on, facts.reference, facts.deadline_on))
    return Fallback.MISSING if is_incomplete else None


def section_of(standing: Standing, snoozed_until_on: date | None, today: date) -> Section | None:
    """Return the most pressing heading that a letter belongs under; None when it asks for nothing.

    app/overview/sections.py says the same in SQL; a test holds the two to each other.
    """
    if standing.pressing is not None:
        return Section(standing.pressing.value)
    # A letter that was put aside for a while is not over its deadline meanwhile.
    is_snoozed = snoozed_until_on is not None and snoozed_until_on > today
    waits_until_on = None if is_snoozed else standing.waits_until_on
    if waits_until_on is not None and waits_until_on < today:
        return Section.OVERDUE
    if standing.recall_on is not None and standing.recall_on <= today:
        return Section.REMIND_TODAY
    if waits_until_on is not None and waits_until_on <= today + timedelta(days=SOON_DAYS):
        return Section.SOON
    return Section(standing.fallback.value) if standing.fallback is not None else None
