"""Reading the log: of a campaign, of a record, of a person; newest first, a page at a time by the entries' numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    column,
    exists,
    func,
    or_,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

from app.activity.models import Activity
from app.db import read_rows

PAGE = 50

# The domains lie above this layer; their tables are read by their names.
_USER = table("user", column("id"), column("name"), column("email"))
_CAMPAIGN = table(
    "campaign", column("id"), column("slug"), column("title"), column("language"), column("demand_word")
)
_LETTER = table("letter", column("id"), column("number"))
_DEMAND = table("demand", column("id"), column("letter_id"), column("number"), column("position"))
_REPLY = table("reply", column("id"), column("number"))
_ITEM = table("intake_item", column("id"), column("number"))
_ORGANISATION = table("organisation", column("id"), column("name"))
_PERSON = table("person", column("id"), column("name"))
_OFFICE = table("office", column("id"), column("name_nl"), column("name_fr"), column("name_en"))
_MANDATE = table("mandate", column("id"), column("person_id"), column("office_id"))


@dataclass(frozen=True)
class ActivityRow:
    """One entry with what it is about, as far as it has a name or number that everybody may read."""

    id: int
    at: datetime
    who: str  # empty: nobody with an account
    act: str
    record: str
    record_id: int
    facts: dict[str, Any]
    campaign_slug: str
    campaign_title: str
    campaign_language: str
    demand_word: str
    number: int | None  # of the letter, the letter of a demand, the reply, or what came in
    demand_number: str
    demand_position: int | None
    name: str  # of an organisation, person, mandate's person, or account
    office: tuple[str, str, str]  # of an office, or a mandate's; in Dutch, French and English


@dataclass(frozen=True)
class ActivityPage:
    """Some entries, and the number below which the next page begins; None: there are no older ones."""

    rows: tuple[ActivityRow, ...]
    older: int | None


@dataclass(frozen=True)
class Doer:
    """Somebody who stands in a log."""

    id: int
    name: str


def list_campaign_log(
    session: Session, campaign_id: int, *, user_id: int | None = None, before: int | None = None
) -> ActivityPage:
    """Return what was done in a campaign, by one person or by all."""
    condition = Activity.campaign_id == campaign_id
    if user_id is not None:
        condition = and_(condition, Activity.user_id == user_id)
    return _page(session, [condition], before)


def list_person_log(
    session: Session, user_id: int, *, campaign_ids: Collection[int] | None, before: int | None = None
) -> ActivityPage:
    """Return what somebody did, and what was done to the account.

    Of campaigns only those in `campaign_ids`: whoever left one reads nothing of it any more. None: of all.
    """
    did, was_done = Activity.user_id == user_id, _about("user", [user_id])
    if campaign_ids is not None:
        readable = or_(Activity.campaign_id.is_(None), Activity.campaign_id.in_(campaign_ids))
        did = and_(did, readable)
    return _page(session, [did, was_done], before)


def list_log_of(session: Session, *records: tuple[str, Collection[int]]) -> tuple[ActivityRow, ...]:
    """Return the latest that was done to some records: ("letter", [3]), ("demand", [5, 6])."""
    asked = {record: list(ids) for record, ids in records if ids}
    if not asked:
        return ()
    return _read(session, _log_of(tuple(asked)), {f"{record}_ids": ids for record, ids in asked.items()}).rows


@cache
def _log_of(records: tuple[str, ...]) -> Select[Any]:
    """Return the log of records of these kinds, each with `<kind>_ids`. Most pages ask for it: built once a process."""
    return _newest_of([_about(one, bindparam(f"{one}_ids", expanding=True)) for one in records])


def list_doers(session: Session, campaign_id: int) -> list[Doer]:
    """Return everybody who did something in a campaign, by name."""
    did = exists().where(Activity.user_id == _USER.c.id, Activity.campaign_id == campaign_id)
    rows = session.execute(select(_USER).where(did))
    doers = [Doer(row.id, row.name or row.email) for row in rows]
    return sorted(doers, key=lambda doer: doer.name.casefold())


def list_user_names(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    """Return how people are called, by the number of their account."""
    if not user_ids:
        return {}
    rows = session.execute(select(_USER).where(_USER.c.id.in_(user_ids)))
    return {row.id: row.name or row.email for row in rows}


def _about(record: str, ids: Collection[int] | BindParameter[Any]) -> ColumnElement[bool]:
    return and_(Activity.record == record, Activity.record_id.in_(ids))


def _page(session: Session, conditions: Sequence[ColumnElement[bool]], before: int | None) -> ActivityPage:
    return _read(session, _newest_of(conditions, before), {})


def _read(session: Session, query: Select[Any], values: dict[str, Any]) -> ActivityPage:
    rows = [_row(found) for found in read_rows(session, query, values)]
    return ActivityPage(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None)


def _newest_of(conditions: Sequence[ColumnElement[bool]], before: int | None = None) -> Select[Any]:
    # Each condition has its index and gives no more than a page: however long the log, no more is read.
    newest = [_newest(condition, before) for condition in conditions]
    ids = newest[0] if len(newest) == 1 else union_all(*(select(one.subquery().c.id) for one in newest))
    return _entries().where(Activity.id.in_(ids)).order_by(Activity.id.desc()).limit(PAGE + 1)


def _newest(condition: ColumnElement[bool], before: int | None) -> Select[int]:
    query = select(Activity.id).where(condition)
    if before is not None:
        query = query.where(Activity.id < before)
    return query.order_by(Activity.id.desc()).limit(PAGE + 1)


@cache
def _entries() -> Select[Any]:
    """Return the entries with what they are about: joins on keys, so that a page is one query. Built once a process."""
    who, account, holder = _USER.alias("who"), _USER.alias("account"), _PERSON.alias("holder")
    of_demand, held = _LETTER.alias("of_demand"), _OFFICE.alias("held")

    def is_about(record: str, other: Any) -> ColumnElement[bool]:
        return and_(Activity.record == record, Activity.record_id == other.c.id)

    return (
        select(
            Activity.id,
            Activity.at,
            func.coalesce(func.nullif(who.c.name, ""), who.c.email, "").label("who"),
            Activity.act,
            Activity.record,
            Activity.record_id,
            Activity.facts,
            _CAMPAIGN.c.slug,
            _CAMPAIGN.c.title,
            _CAMPAIGN.c.language,
            _CAMPAIGN.c.demand_word,
            func.coalesce(_LETTER.c.number, of_demand.c.number, _REPLY.c.number, _ITEM.c.number).label(
                "number"
            ),
            _DEMAND.c.number.label("demand_number"),
            _DEMAND.c.position.label("demand_position"),
            func.coalesce(
                _ORGANISATION.c.name,
                _PERSON.c.name,
                holder.c.name,
                func.nullif(account.c.name, ""),
                account.c.email,
            ).label("name"),
            func.coalesce(_OFFICE.c.name_nl, held.c.name_nl).label("office_nl"),
            func.coalesce(_OFFICE.c.name_fr, held.c.name_fr).label("office_fr"),
            func.coalesce(_OFFICE.c.name_en, held.c.name_en).label("office_en"),
        )
        .outerjoin(who, who.c.id == Activity.user_id)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == Activity.campaign_id)
        .outerjoin(_LETTER, is_about("letter", _LETTER))
        .outerjoin(_DEMAND, is_about("demand", _DEMAND))
        .outerjoin(of_demand, of_demand.c.id == _DEMAND.c.letter_id)
        .outerjoin(_REPLY, is_about("reply", _REPLY))
        .outerjoin(_ITEM, is_about("intake_item", _ITEM))
        .outerjoin(_ORGANISATION, is_about("organisation", _ORGANISATION))
        .outerjoin(_PERSON, is_about("person", _PERSON))
        .outerjoin(_OFFICE, is_about("office", _OFFICE))
        .outerjoin(_MANDATE, is_about("mandate", _MANDATE))
        .outerjoin(holder, holder.c.id == _MANDATE.c.person_id)
        .outerjoin(held, held.c.id == _MANDATE.c.office_id)
        .outerjoin(account, is_about("user", account))
    )


def _row(found: Any) -> ActivityRow:
    return ActivityRow(
        id=found.id,
        at=found.at,
        who=found.who,
        act=found.act,
        record=found.record,
        record_id=found.record_id,
        facts=found.facts,
        campaign_slug=found.slug or "",
        campaign_title=found.title or "",
        campaign_language=found.language or "",
        demand_word=found.demand_word or "demand",
        number=found.number,
        demand_number=found.demand_number or "",
        demand_position=found.demand_position,
        name=found.name or "",
        office=(found.office_nl or "", found.office_fr or "", found.office_en or ""),
    )
