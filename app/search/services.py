"""Writes entries and their words; each in the transaction that changes the record."""

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.search.kinds import SEARCHED, Searched
from app.search.models import WORDS, SearchEntry
from app.search.queries import is_on_sqlite
from app.search.rules import entry_id, tokens_of
from app.search.values import EntryKind, Source

# Records whose texts are in memory at a time, and fewer than the parameters that any database takes in one statement.
BATCH = 200
_INTO_SQLITE = text(f"INSERT INTO {WORDS} (rowid, tokens) VALUES (:entry, :tokens)")
_INTO_POSTGRESQL = text(f"INSERT INTO {WORDS} (id, tokens) VALUES (:entry, CAST(:tokens AS TEXT[]))")


def put_entries(session: Session, searched: Searched, ids: Collection[int]) -> int:
    """Make the entries of these records anew, and take away those of records that are found no more; return how many."""
    count = 0
    ordered = sorted(ids)
    for first in range(0, len(ordered), BATCH):
        batch = ordered[first : first + BATCH]
        if not is_on_sqlite(session):
            session.execute(searched.lock(batch))
        sources = searched.read(session, batch)
        _take_away(session, SearchEntry.kind == searched.kind, SearchEntry.record_id.in_(batch))
        _insert(session, sources)
        count += len(sources)
    return count


def _take_away(session: Session, *conditions: Any) -> None:
    mine = session.scalars(select(SearchEntry.id).where(*conditions)).all()
    if mine:
        key = "rowid" if is_on_sqlite(session) else "id"
        statement = text(f"DELETE FROM {WORDS} WHERE {key} = :entry")
        session.connection().execute(statement, [{"entry": one} for one in mine])
        _delete_entries(session, *conditions)


def _delete_entries(session: Session, *conditions: Any) -> None:
    statement = delete(SearchEntry).where(*conditions)
    session.execute(statement.execution_options(synchronize_session=False))


def _insert(session: Session, sources: Collection[Source]) -> None:
    if not sources:
        return
    is_text = is_on_sqlite(session)
    entries, words = [], []
    for source in sources:
        tokens = tokens_of(source)
        number = entry_id(source.day, source.kind, source.record_id)
        words.append({"entry": number, "tokens": " ".join(tokens) if is_text else tokens})
        entries.append(
            {
                "id": number,
                "kind": source.kind,
                "record_id": source.record_id,
                "campaign_id": source.campaign_id,
                "digest": digest_of(tokens),
            }
        )
    connection = session.connection()
    connection.execute(insert(SearchEntry), entries)
    connection.execute(_INTO_SQLITE if is_text else _INTO_POSTGRESQL, words)


def digest_of(tokens: list[str]) -> str:
    """Return what tells one set of tokens from another."""
    return hashlib.sha256(" ".join(tokens).encode()).hexdigest()[:32]


def take_away_campaign(session: Session, campaign: Campaign) -> None:
    """Take away every entry of a campaign, before its records go."""
    _take_away(session, SearchEntry.campaign_id == campaign.id)


def rebuild(session: Session) -> dict[EntryKind, int]:
    """Make every entry anew; return how many there are of each kind."""
    session.execute(text(f"DELETE FROM {WORDS}"))
    _delete_entries(session)
    made = {searched.kind: _put_all(session, searched) for searched in SEARCHED}
    _gather(session)
    return made


def index_unknown(session: Session) -> dict[EntryKind, int]:
    """Make the entries of each kind that has none yet, as after a migration; return how many were made."""
    made = {}
    for searched in SEARCHED:
        known = select(SearchEntry.id).where(SearchEntry.kind == searched.kind).limit(1)
        if session.scalar(known) is None:
            made[searched.kind] = _put_all(session, searched)
    if any(made.values()):
        _gather(session)
    return made


def _gather(session: Session) -> None:
    """Put what was written in portions in one piece: SQLite looks in every piece for every token."""
    if is_on_sqlite(session):
        session.execute(text(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('optimize')"))


def _put_all(session: Session, searched: Searched) -> int:
    return sum(put_entries(session, searched, ids) for ids in _batches(session, searched))


def _batches(session: Session, searched: Searched) -> Iterator[list[int]]:
    after = 0
    query = select(searched.key).order_by(searched.key).limit(BATCH)
    while ids := list(session.scalars(query.where(searched.key > after))):
        yield ids
        after = ids[-1]
