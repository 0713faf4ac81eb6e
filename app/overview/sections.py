"""The headings of Today in SQL: ranges of indexes of the letters, whatever their number (app/answers/standing.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    table,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import ColumnClause, CompoundSelect, TableClause

from app.answers.keeping import settle
from app.answers.standing import SOON_DAYS, Section
from app.db import read_rows
from app.letters.values import Fallback, Pressing

# Only what the headings read: statements over the whole model take longer to build than to answer.
_COLUMNS = ("id", "campaign_id", "pressing", "fallback")
_DAYS = ("waits_until_on", "snoozed_until_on", "recall_on")


def _letters(name: str) -> TableClause:
    days = [column(one, Date()) for one in _DAYS]
    return table("letter", *(column(one) for one in _COLUMNS), *days).alias(name)  # type: ignore[return-value]


# The letters among which a heading's own are looked for, campaign by campaign.
_among = _letters("among")
_campaign = table("campaign", column("id", Integer()))


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


def _day_of(section: Section, letters: TableClause = _among) -> ColumnClause[date] | None:
    """Return the day by which a heading's lines stand, the earliest first; None: they stand as they came on file."""
    if section in (Section.OVERDUE, Section.SOON):
        return letters.c.waits_until_on
    return letters.c.recall_on if section is Section.REMIND_TODAY else None


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
    values: dict[str, Any] = {f"limit_{section.value}": limit for section, limit in limits.items()}
    if after is not None:
        values |= {"after_day": after.day, "after_id": after.letter_id}
    days, many = _bind_days(today)
    has_day = after is not None and after.day is not None
    statement = _listing(frozenset(limits), many, is_later=after is not None, has_day=has_day)
    found = [
        Place(Section(name), LineKey(day, letter_id), campaign_id)
        for name, day, letter_id, campaign_id in read_rows(session, statement, values | days)
    ]
    order = {section: at for at, section in enumerate(Section)}
    return sorted(found, key=lambda one: (order[one.section], one.key.day or date.min, one.key.letter_id))


def count_sections(session: Session, today: Mapping[int, date]) -> dict[Section, int]:
    """Return how many letters stand under each heading; one statement that reads nothing but indexes."""
    if not today:
        return dict.fromkeys(Section, 0)
    settle(session)
    days, many = _bind_days(today)
    return {Section(name): count for name, count in read_rows(session, _counting(many), days)}


def _bind_days(today: Mapping[int, date]) -> tuple[dict[str, Any], int]:
    """Return the values that statements bind, and on how many other days than the usual it is somewhere now (0 to 2)."""
    by_day: dict[date, list[int]] = {}
    for campaign_id, day in today.items():
        by_day.setdefault(day, []).append(campaign_id)
    usual, *others = sorted(by_day, key=lambda day: -len(by_day[day]))
    values: dict[str, Any] = {"campaigns": list(today), "today": usual, "soon": _soon(usual)}
    for at, day in enumerate(others):
        values |= {f"there_{at}": by_day[day], f"today_{at}": day, f"soon_{at}": _soon(day)}
    return values, len(others)


def _soon(day: date) -> date:
    return day + timedelta(days=SOON_DAYS)


def _bound(name: str, others: int) -> ColumnElement[date]:
    """Return `today` or `soon` in the campaign at hand."""
    usual = bindparam(name, type_=Date())
    if not others:
        return usual
    elsewhere = (
        (
            _campaign.c.id.in_(bindparam(f"there_{at}", expanding=True)),
            bindparam(f"{name}_{at}", type_=Date()),
        )
        for at in range(others)
    )
    return case(*elsewhere, else_=usual)


def _is_of_campaigns() -> ColumnElement[bool]:
    return _campaign.c.id.in_(bindparam("campaigns", expanding=True))


@cache
def _counting(others: int) -> CompoundSelect[*tuple[Any, ...]]:
    parts = [
        select(literal(section.value), func.count())
        .select_from(_campaign)
        .join(_among, _among.c.campaign_id == _campaign.c.id)
        .where(_is_of_campaigns(), _is_in(section, others))
        for section in Section
    ]
    return union_all(*parts)


@cache
def _listing(
    sections: frozenset[Section], others: int, *, is_later: bool, has_day: bool
) -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(
        *(_first_of(one, others, is_later=is_later, has_day=has_day) for one in Section if one in sections)
    )


def _first_of(section: Section, others: int, *, is_later: bool, has_day: bool) -> Select[*tuple[Any, ...]]:
    """Select (section, day, letter id, campaign id): the first of each campaign, then the first of these."""
    limit = bindparam(f"limit_{section.value}", type_=Integer())
    own = select(_among.c.id).where(_among.c.campaign_id == _campaign.c.id, _is_in(section, others))
    day = _day_of(section)
    if is_later:
        own = own.where(_comes_after(day if has_day else None))
    own = own.order_by(*([] if day is None else [day]), _among.c.id).limit(limit).correlate(_campaign)
    shown = _letters("shown")
    shown_day = _day_of(section, shown)
    first = (
        select(
            (cast(null(), Date()) if shown_day is None else shown_day).label("day"),
            shown.c.id,
            shown.c.campaign_id,
        )
        .select_from(_campaign)
        .join(shown, shown.c.id.in_(own))
        .where(_is_of_campaigns())
        .order_by("day", shown.c.id)
        .limit(limit)
        .subquery()
    )
    return select(literal(section.value), first.c.day, first.c.id, first.c.campaign_id)


def _comes_after(day: ColumnClause[date] | None) -> ColumnElement[bool]:
    last = bindparam("after_id", type_=Integer())
    if day is None:
        return _among.c.id > last
    return tuple_(day, _among.c.id) > tuple_(bindparam("after_day", type_=Date()), last)


def _is_in(section: Section, others: int) -> ColumnElement[bool]:
    """Tell whether a letter stands under this heading: what `section_of` says, condition by condition."""
    letter, today, soon = _among.c, _bound("today", others), _bound("soon", others)
    if section.value in {pressing.value for pressing in Pressing}:
        return letter.pressing == literal(section.value)
    is_awake = or_(letter.snoozed_until_on.is_(None), letter.snoozed_until_on <= today)
    if section is Section.OVERDUE:
        return and_(letter.waits_until_on < today, is_awake)
    # Comparisons with a day that is not known are neither true nor false in SQL, so each "not" is written out.
    is_snoozed = letter.snoozed_until_on > today
    if section is Section.REMIND_TODAY:
        is_not_overdue = or_(letter.waits_until_on.is_(None), letter.waits_until_on >= today, is_snoozed)
        return and_(letter.recall_on <= today, is_not_overdue)
    is_not_recalled = or_(letter.recall_on.is_(None), letter.recall_on > today)
    if section is Section.SOON:
        return and_(letter.waits_until_on.between(today, soon), is_awake, is_not_recalled)
    is_not_due = or_(letter.waits_until_on.is_(None), letter.waits_until_on > soon, is_snoozed)
    return and_(letter.fallback == literal(Fallback(section.value).value), is_not_due, is_not_recalled)
