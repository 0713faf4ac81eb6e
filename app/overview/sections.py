"""The headings of Today in SQL: ranges of indexes of the letters, whatever their number (app/answers/standing.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.answers.keeping import settle
from app.answers.standing import SOON_DAYS, Section
from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.letters.values import Fallback, Pressing

# The letters among which a heading's own are looked for, campaign by campaign.
_among = aliased(Letter, name="among")


@dataclass(frozen=True)
class LineKey:
    """Where a page of one heading ends: the day by which its lines stand (None: it has none), then the letter's id."""

    day: date | None
    letter_id: int

    def __str__(self) -> str:
        """Write the key as it stands in an address: `2026-07-01_12`, or `12`."""
        return f"{self.day.isoformat()}_{self.letter_id}" if self.day else str(self.letter_id)

    @classmethod
    def parse(cls, written: str) -> "LineKey | None":
        """Read a key from an address; None for anything else, which then shows the first page."""
        first, _, second = written.rpartition("_")
        try:
            key = cls(date.fromisoformat(first) if first else None, int(second))
        except ValueError:
            return None
        return key if 0 <= key.letter_id < 2**31 else None


@dataclass(frozen=True)
class Place:
    """A letter under its heading."""

    section: Section
    key: LineKey
    campaign_id: int

    @property
    def letter_id(self) -> int:
        """Return the letter's id."""
        return self.key.letter_id


def order_of(section: Section) -> InstrumentedAttribute[date | None] | None:
    """Return the day by which a heading's lines stand, the earliest first; None: as they came on file."""
    if section in (Section.OVERDUE, Section.SOON):
        return _among.waits_until_on
    return _among.recall_on if section is Section.REMIND_TODAY else None


def list_places(
    session: Session,
    today: Mapping[int, date],
    limits: Mapping[Section, int],
    after: LineKey | None = None,
) -> list[Place]:
    """Return the first letters under each of the headings in `limits`, so many of each, in order; one statement.

    `today` is the day in each campaign, by id. `after` is the last line of the page before; for one heading.
    """
    if not today or not limits:
        return []
    settle(session)
    parts = [_first_of(section, today, limit, after) for section, limit in limits.items()]
    found = [
        Place(Section(name), LineKey(day, letter_id), campaign_id)
        for name, day, letter_id, campaign_id in session.execute(union_all(*parts))
    ]
    order = list(Section)
    return sorted(
        found,
        key=lambda one: (order.index(one.section), one.key.day or date.min, one.key.letter_id),
    )


def count_sections(session: Session, today: Mapping[int, date]) -> dict[Section, int]:
    """Return how many letters stand under each heading; one statement that reads nothing but indexes."""
    if not today:
        return dict.fromkeys(Section, 0)
    settle(session)
    days = _days(today)
    parts = [
        select(literal(section.value), func.count())
        .select_from(Campaign)
        .join(_among, _among.campaign_id == Campaign.id)
        .where(Campaign.id.in_(list(today)), _is_in(section, days))
        for section in Section
    ]
    return {Section(name): count for name, count in session.execute(union_all(*parts))}


def _first_of(
    section: Section, today: Mapping[int, date], limit: int, after: LineKey | None
) -> Select[*tuple[Any, ...]]:
    """Select (section, day, letter id, campaign id): the first of each campaign, then the first of these."""
    day = order_of(section)
    own = select(_among.id).where(_among.campaign_id == Campaign.id, _is_in(section, _days(today)))
    if after is not None:
        own = own.where(_comes_after(day, after))
    own = own.order_by(*_order(day)).limit(limit).correlate(Campaign)
    shown = aliased(Letter, name="shown")
    shown_day = null() if day is None else getattr(shown, day.key)
    first = (
        select(shown_day.label("day"), shown.id.label("letter_id"), shown.campaign_id.label("campaign_id"))
        .select_from(Campaign)
        .join(shown, shown.id.in_(own))
        .where(Campaign.id.in_(list(today)))
        .order_by("day", "letter_id")
        .limit(limit)
        .subquery()
    )
    return select(
        literal(section.value),
        func.coalesce(first.c.day, null(), type_=Date()),
        first.c.letter_id,
        first.c.campaign_id,
    )


def _order(day: InstrumentedAttribute[date | None] | None) -> Sequence[InstrumentedAttribute[Any]]:
    return [_among.id] if day is None else [day, _among.id]


def _comes_after(day: InstrumentedAttribute[date | None] | None, key: LineKey) -> ColumnElement[bool]:
    if day is None or key.day is None:
        return _among.id > key.letter_id
    return tuple_(day, _among.id) > tuple_(literal(key.day, Date()), literal(key.letter_id))


def _days(today: Mapping[int, date]) -> tuple[ColumnElement[date], ColumnElement[date]]:
    """Return the day in the campaign at hand, and the last day that is soon there: at most three days the world over."""
    by_day: dict[date, list[int]] = {}
    for campaign_id, day in today.items():
        by_day.setdefault(day, []).append(campaign_id)
    (usual, _ids), *others = sorted(by_day.items(), key=lambda item: -len(item[1]))
    return _day_of(usual, others, 0), _day_of(usual, others, SOON_DAYS)


def _day_of(usual: date, others: Sequence[tuple[date, list[int]]], ahead: int) -> ColumnElement[date]:
    def later(day: date) -> ColumnElement[date]:
        return literal(day + timedelta(days=ahead), Date())

    if not others:
        return later(usual)
    return case(*((Campaign.id.in_(ids), later(day)) for day, ids in others), else_=later(usual))


def _is_in(section: Section, days: tuple[ColumnElement[date], ColumnElement[date]]) -> ColumnElement[bool]:
    """Tell whether a letter stands under this heading: what `section_of` says, condition by condition."""
    today, last_soon = days
    if section.value in {pressing.value for pressing in Pressing}:
        return _among.pressing == Pressing(section.value)
    is_awake = or_(_among.snoozed_until_on.is_(None), _among.snoozed_until_on <= today)
    is_overdue = and_(_among.waits_until_on < today, is_awake)
    is_recalled = _among.recall_on <= today
    is_not_recalled = or_(_among.recall_on.is_(None), _among.recall_on > today)
    if section is Section.OVERDUE:
        return is_overdue
    # Comparisons with a day that is not known are neither true nor false in SQL, so each "not" is written out.
    is_snoozed = _among.snoozed_until_on > today
    if section is Section.REMIND_TODAY:
        return and_(
            is_recalled, or_(_among.waits_until_on.is_(None), _among.waits_until_on >= today, is_snoozed)
        )
    if section is Section.SOON:
        return and_(_among.waits_until_on.between(today, last_soon), is_awake, is_not_recalled)
    is_not_due = or_(_among.waits_until_on.is_(None), _among.waits_until_on > last_soon, is_snoozed)
    return and_(_among.fallback == Fallback(section.value), is_not_due, is_not_recalled)
