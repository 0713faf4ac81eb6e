"""What asks for attention today, over all campaigns of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.answers.models import VerdictGiven
from app.answers.next_step import NextStep, Step, next_step
from app.answers.queries import list_demand_facts, reply_facts
from app.answers.rules import DemandFacts, ReplyFacts, is_unanswered, waits_to_be_judged
from app.answers.steps import facts_for_step
from app.campaigns.models import Campaign
from app.letters.models import Demand, Letter
from app.letters.rules import list_missing
from app.letters.values import LateChoice
from app.replies.models import Reply, ReplyLetter
from app.replies.queries import ReplyRow, list_reply_rows
from app.replies.rules import EFFECTS, deadline_after_replies
from app.replies.values import ReplyKind

SOON_DAYS = 7
# More lines than this nobody reads in a morning; the campaign's list of letters holds the rest.
MOST_LINES = 200


class Section(Enum):
    """Under which heading a letter stands; the most pressing first."""

    LATE_CHOICE = "late_choice"
    TO_JUDGE = "to_judge"
    OVERDUE = "overdue"
    REMIND_TODAY = "remind_today"
    SOON = "soon"
    UNDELIVERED = "undelivered"
    TO_PLACE = "to_place"
    MISSING = "missing"


@dataclass(frozen=True)
class TodayLine:
    """One line of Today: a letter and the next step about it."""

    section: Section
    campaign: Campaign
    letter: Letter
    deadline_on: date | None
    unanswered: tuple[str, ...]  # labels of demands
    step: NextStep
    days: int  # over (positive) or before (negative) the deadline
    missing: tuple[str, ...]  # "date", "reference", "deadline"


def list_today(session: Session, campaigns: Sequence[Campaign], now: datetime) -> list[TodayLine]:
    """Return the letters that ask for attention, by section and then by deadline."""
    today = {
        campaign.id: clock.day_in(campaign.zone, now) for campaign in campaigns if not campaign.archived_at
    }
    if not today:
        return []
    letters = session.scalars(_candidates(list(today), max(today.values()))).unique().all()
    ids = [letter.id for letter in letters]
    demands, replies = list_demand_facts(session, ids), list_reply_rows(session, ids)
    by_id = {campaign.id: campaign for campaign in campaigns}
    lines = [
        _line(
            _Situation(
                letter,
                by_id[letter.campaign_id],
                demands[letter.id],
                replies[letter.id],
                today[letter.campaign_id],
            )
        )
        for letter in letters
    ]
    return sorted((line for line in lines if line is not None), key=_most_pressing)


def _most_pressing(line: TodayLine) -> tuple[int, date, int]:
    return list(Section).index(line.section), line.deadline_on or date.max, line.letter.id


def _candidates(campaign_ids: list[int], today: date) -> Select[Letter]:
    return (
        select(Letter)
        .where(
            Letter.campaign_id.in_(campaign_ids),
            Letter.closed_at.is_(None),
            or_(
                Letter.deadline_on <= today + timedelta(days=SOON_DAYS),
                Letter.deadline_on.is_(None),
                Letter.sent_on.is_(None),
                Letter.remind_on <= today,
                _has_demand_to_recall(today),
                _has_bounced(),
                Letter.reference == "",
                _has_reply_to_judge(),
            ),
        )
        .options(selectinload(Letter.demands))
        # What is due comes first, so that letters that only lack a reference cannot push it off the page.
        .order_by(Letter.deadline_on.is_(None), Letter.deadline_on.desc(), Letter.id.desc())
        .limit(MOST_LINES)
    )


def _has_demand_to_recall(today: date) -> ColumnElement[bool]:
    return (
        select(Demand.id)
        .where(Demand.letter_id == Letter.id, Demand.remind_on <= today, Demand.voided_at.is_(None))
        .exists()
    )


def _has_bounced() -> ColumnElement[bool]:
    return (
        select(Reply.id)
        .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
        .where(ReplyLetter.letter_id == Letter.id, Reply.kind == ReplyKind.BOUNCE)
        .exists()
    )


def _has_reply_to_judge() -> ColumnElement[bool]:
    """Find letters with a demand that nobody judged since a reply came; the rules then look closer."""
    judged_since = (
        select(VerdictGiven.id)
        .where(VerdictGiven.demand_id == Demand.id, VerdictGiven.given_at >= Reply.logged_at)
        .exists()
    )
    return (
        select(Reply.id)
        .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
        .join(Demand, Demand.letter_id == ReplyLetter.letter_id)
        .where(
            ReplyLetter.letter_id == Letter.id,
            Reply.kind.in_([kind for kind, effect in EFFECTS.items() if effect.is_judged]),
            Demand.voided_at.is_(None),
            Demand.closed_at.is_(None),
            ~judged_since,
        )
        .correlate(Letter)
        .exists()
    )


@dataclass(frozen=True)
class _Situation:
    """How a letter stands on a day."""

    letter: Letter
    campaign: Campaign
    demands: Sequence[DemandFacts]
    rows: Sequence[ReplyRow]
    today: date

    @property
    def replies(self) -> list[ReplyFacts]:
        return reply_facts(self.rows)

    @property
    def deadline_on(self) -> date | None:
        announced = [(row.kind, row.expected_on) for row in self.rows]
        return deadline_after_replies(self.letter.deadline_on, announced)

    @property
    def unanswered(self) -> tuple[str, ...]:
        return tuple(demand.label for demand in self.demands if is_unanswered(demand, self.replies))

    @property
    def is_snoozed(self) -> bool:
        until_on = self.letter.snoozed_until_on
        return until_on is not None and until_on > self.today

    @property
    def recall_days(self) -> list[date]:
        demands = [demand for demand in self.letter.standing_demands if demand.closed_at is None]
        days = [self.letter.remind_on, *(demand.remind_on for demand in demands)]
        return [day for day in days if day is not None]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(list_missing(self.letter.sent_on, self.letter.reference, self.letter.deadline_on))


def _line(situation: _Situation) -> TodayLine | None:
    section = _section(situation)
    if section is None:
        return None
    deadline_on = situation.deadline_on
    return TodayLine(
        section=section,
        campaign=situation.campaign,
        letter=situation.letter,
        deadline_on=deadline_on,
        unanswered=situation.unanswered,
        step=_step(section, situation),
        days=(situation.today - deadline_on).days if deadline_on else 0,
        missing=situation.missing,
    )


def _step(section: Section, situation: _Situation) -> NextStep:
    if section is Section.MISSING:
        return NextStep(Step.FILL_IN_DATE if situation.letter.sent_on is None else Step.FILL_IN_REST)
    facts = facts_for_step(situation.letter, situation.rows)
    return next_step(facts, situation.demands, situation.replies, situation.today)


def _section(situation: _Situation) -> Section | None:
    """Return the most pressing heading that a letter belongs under; None when it asks for nothing."""
    letter, today, deadline_on = situation.letter, situation.today, situation.deadline_on
    soon = today + timedelta(days=SOON_DAYS)
    if not letter.is_on_file:
        return Section.TO_PLACE
    if letter.late_choice is LateChoice.TO_ASK:
        return Section.LATE_CHOICE
    if any(waits_to_be_judged(demand, situation.replies) for demand in situation.demands):
        return Section.TO_JUDGE
    # A letter with nothing unanswered, without a deadline or put aside for a while is never over it.
    waits_until = deadline_on if situation.unanswered and not situation.is_snoozed else None
    if waits_until is not None and waits_until < today:
        return Section.OVERDUE
    if any(day <= today for day in situation.recall_days):
        return Section.REMIND_TODAY
    if waits_until is not None and waits_until <= soon:
        return Section.SOON
    if situation.rows and situation.rows[-1].kind is ReplyKind.BOUNCE:
        return Section.UNDELIVERED
    return Section.MISSING if situation.missing else None
