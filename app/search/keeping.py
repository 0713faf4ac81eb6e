"""Keeps the index true: entries are made anew in the transaction that changes what they are made from.

No service calls this: what a session flushes is noted, and before it commits the entries concerned are made anew.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from app.answers import keeping as standings
from app.db import Base
from app.search.kinds import SEARCHED, Searched
from app.search.services import put_entries

_NOTED = "records_whose_entries_change"
_PORTION = 500


def _columns_that_count() -> dict[type[Base], frozenset[str]]:
    """Return, by model, the columns of which a change bears on some entry."""
    columns: dict[type[Base], frozenset[str]] = {}
    for searched in SEARCHED:
        own = {searched.model: searched.columns}
        others = {model: bearing.columns for model, bearing in searched.bearings.items()}
        for model, names in (*own.items(), *others.items()):
            columns[model] = columns.get(model, frozenset()) | names
    return columns


_COUNTING = _columns_that_count()


@event.listens_for(Session, "after_flush")
def _note(session: Session, _context: UOWTransaction) -> None:
    for record in (*session.new, *session.deleted):
        if type(record) in _COUNTING:
            note(session, type(record), [record.id])
    for record in session.dirty:
        if type(record) in _COUNTING and _did_change(record):
            note(session, type(record), [record.id])


def _did_change(record: Any) -> bool:
    # Where none of the columns changed, as when a clock wakes a letter, there is nothing to make anew.
    attributes = inspect(record).attrs
    return any(attributes[name].history.has_changes() for name in _COUNTING[type(record)])


def note(session: Session, model: type[Base], ids: Collection[int]) -> None:
    """Remember that records changed; only for statements that go past the session's own records."""
    noted: dict[type[Base], set[int]] = session.info.setdefault(_NOTED, {})
    noted.setdefault(model, set()).update(ids)


@event.listens_for(Session, "before_commit", insert=True)  # before the log is sealed
def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: the transaction goes on
        return
    # Its rows are locked first, in the order in which all who change letters take them.
    standings.settle(session)
    settle(session)


@event.listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, ended: SessionTransaction) -> None:
    # What a savepoint takes back was noted too often at worst.
    if not ended.nested:
        session.info.pop(_NOTED, None)


def settle(session: Session) -> None:
    """Make the entries anew of what this session changed. Where nothing was changed it costs nothing."""
    if session.new or session.dirty or session.deleted:
        session.flush()
    noted: dict[type[Base], set[int]] | None = session.info.pop(_NOTED, None)
    if noted is None:
        return
    for searched in SEARCHED:
        ids = _concerned(session, searched, noted)
        if ids:
            put_entries(session, searched, ids)


def _concerned(session: Session, searched: Searched, noted: dict[type[Base], set[int]]) -> set[int]:
    ids = set(noted.get(searched.model, ()))
    for model, bearing in searched.bearings.items():
        if model in noted:
            # In portions: a session may have changed any number of records.
            changed = sorted(noted[model])
            for first in range(0, len(changed), _PORTION):
                ids.update(session.scalars(bearing.find(changed[first : first + _PORTION])))
    return ids
