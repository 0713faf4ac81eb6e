"""Whether the index is what follows from the records."""

from collections.abc import Collection, Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.search.kinds import SEARCHED, Searched
from app.search.models import WORDS, SearchEntry
from app.search.rules import entry_id, tokens_of
from app.search.services import BATCH, digest_of
from app.search.values import EntryKind


def list_untrue(session: Session, *, newest: int | None = None) -> list[tuple[EntryKind, int]]:
    """Return the records whose entry is not what they say, and the entries without one; the sound answer is none.

    `newest`: of each kind, look at so many of the records that were made last, and at no others.
    """
    untrue = []
    for searched in SEARCHED:
        for ids in _batches(session, searched, newest):
            wanted, stored = _wanted(session, searched, ids), _stored(session, searched, ids)
            untrue += [(searched.kind, one) for one in ids if wanted.get(one) != stored.get(one)]
        if newest is None:
            untrue += [(searched.kind, one) for one in _orphans(session, searched)]
    return untrue


def is_whole(session: Session) -> bool:
    """Tell whether every entry has its words, and no words are there of which there is no entry."""
    entries = session.scalar(select(func.count()).select_from(SearchEntry))
    return bool(entries == session.scalar(text(f"SELECT count(*) FROM {WORDS}")))


def _batches(session: Session, searched: Searched, newest: int | None) -> Iterator[list[int]]:
    query = select(searched.key).order_by(searched.key.desc())
    left, below = newest, None
    while left is None or left > 0:
        page = query if below is None else query.where(searched.key < below)
        ids = list(session.scalars(page.limit(BATCH if left is None else min(left, BATCH))))
        if not ids:
            return
        yield ids
        below, left = ids[-1], None if left is None else left - len(ids)


def _wanted(session: Session, searched: Searched, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    return {
        source.record_id: (
            entry_id(source.day, source.kind, source.record_id),
            digest_of(tokens_of(source)),
        )
        for source in searched.read(session, ids)
    }


def _stored(session: Session, searched: Searched, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    query = select(SearchEntry.record_id, SearchEntry.id, SearchEntry.digest)
    found = session.execute(query.where(SearchEntry.kind == searched.kind, SearchEntry.record_id.in_(ids)))
    return {record_id: (number, digest) for record_id, number, digest in found}


def _orphans(session: Session, searched: Searched) -> list[int]:
    query = select(SearchEntry.record_id).where(
        SearchEntry.kind == searched.kind, SearchEntry.record_id.not_in(select(searched.key))
    )
    return list(session.scalars(query))
