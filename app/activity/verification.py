"""Walks every chain of the log as the database has it: streamed, however long it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.activity.models import Activity, ActivityHead
from app.activity.rules import check_chain
from app.activity.values import ChainReport, Entry, Fault, Flaw, Head, SealedEntry

_STREAMED = 1000
_COLUMNS = (
    Activity.chain,
    Activity.sequence,
    Activity.hash,
    Activity.at,
    Activity.user_id,
    Activity.campaign_id,
    Activity.act,
    Activity.record,
    Activity.record_id,
    Activity.facts,
)


def verify_log(session: Session, noted: Mapping[int, Sequence[Head]]) -> list[ChainReport]:
    """Return a report on each chain, by its number; `noted` are ends that a person wrote down earlier, by chain.

    Reads in a transaction of its own, which sees one state of the database while others go on writing.
    """
    _see_one_state(session)
    heads = {row.chain: Head(row.sequence, row.hash) for row in session.scalars(select(ActivityHead))}
    reports = {
        chain: check_chain(chain, entries, heads.get(chain), noted.get(chain, ()))
        for chain, entries in _chains(session)
    }
    for chain in (heads.keys() | noted.keys()) - reports.keys():
        reports[chain] = check_chain(chain, (), heads.get(chain), noted.get(chain, ()))
    return [reports[chain] for chain in sorted(reports)]


def list_never_sealed(session: Session, *, limit: int = 10) -> list[Fault]:
    """Return rows that no transaction of the program wrote: they have no place in any chain."""
    query = select(Activity.id).where(Activity.hash.is_(None)).order_by(Activity.id).limit(limit)
    return [
        Fault(
            Flaw.NEVER_SEALED, None, f"Row {row_id} of the table was never sealed: put in past the program."
        )
        for row_id in session.scalars(query)
    ]


def _see_one_state(session: Session) -> None:
    # SQLite's readers do so anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.rollback()
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _chains(session: Session) -> Iterator[tuple[int, Iterable[SealedEntry]]]:
    query = select(*_COLUMNS).where(Activity.hash.is_not(None)).order_by(Activity.chain, Activity.sequence)
    rows = session.execute(query.execution_options(yield_per=_STREAMED))
    for chain, group in groupby(rows, key=attrgetter("chain")):
        yield chain, (_sealed(row) for row in group)


def _sealed(row: Any) -> SealedEntry:
    entry = Entry(row.at, row.user_id, row.campaign_id, row.act, row.record, row.record_id, row.facts)
    return SealedEntry(row.sequence, row.hash, entry)
