"""Seals what was written to the log, as the last thing that a transaction does before it commits.

Sealed when recorded, a writer would hold the end of its campaign's chain while it waits for the rows of others, who may
be waiting for that end. At the commit it waits for nothing else any more, and chains are always taken in the same order:
writers wait for one another as long as a commit takes, and never in a circle.

Any new Activity of a session is sealed, however it got there. (An INSERT past the session is not: `log verify` names it.)
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, UOWTransaction

from app.activity.models import Activity, ActivityHead
from app.activity.rules import BEGINNING, chain_of, seal
from app.activity.values import Entry

# Ids of the rows that this session wrote since its last commit; some may be undone with a savepoint by then.
_WRITTEN = "activity_written"
# Fewer than the parameters that any database takes in one statement.
_BATCH = 500


def entry_of(row: Activity) -> Entry:
    """Return what a row of the log says."""
    return Entry(row.at, row.user_id, row.campaign_id, row.act, row.record, row.record_id, row.facts)


@event.listens_for(Session, "after_flush")
def _note_written(session: Session, _flush: UOWTransaction) -> None:
    for row in session.new:
        if isinstance(row, Activity):
            session.info.setdefault(_WRITTEN, set()).add(row.id)


@event.listens_for(Session, "before_commit")
def _seal_written(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: the transaction goes on
        return
    # Whatever else waits to be written takes its locks before the chains are taken.
    session.flush()
    written = session.info.pop(_WRITTEN, None)
    if written:
        _seal(session, written)


def _seal(session: Session, written: Iterable[int]) -> None:
    # Read back as stored: what is sealed is what stands there, not what Python held before it was written.
    rows = [row for ids in _batches(sorted(written)) for row in _read_back(session, ids)]
    heads = _lock_heads(session, {chain_of(row.campaign_id) for row in rows})
    for row in rows:
        head = heads[chain_of(row.campaign_id)]
        head.sequence += 1
        head.hash = seal(head.hash, entry_of(row))
        row.chain, row.sequence, row.hash = head.chain, head.sequence, head.hash
    session.flush()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[first : first + _BATCH] for first in range(0, len(ids), _BATCH))


def _read_back(session: Session, ids: list[int]) -> Iterable[Activity]:
    query = select(Activity).where(Activity.id.in_(ids), Activity.hash.is_(None)).order_by(Activity.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _lock_heads(session: Session, chains: set[int]) -> dict[int, ActivityHead]:
    if not chains:
        return {}
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    beginnings = [{"chain": chain, "sequence": 0, "hash": BEGINNING} for chain in sorted(chains)]
    session.execute(dialect.insert(ActivityHead).values(beginnings).on_conflict_do_nothing())
    query = select(ActivityHead).where(ActivityHead.chain.in_(chains)).order_by(ActivityHead.chain)
    query = query.with_for_update().execution_options(populate_existing=True)
    return {head.chain: head for head in session.scalars(query)}
