"""Reads the index; what each database is asked stands here and in app/search/services.py, and nowhere else."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.search.kinds import BY_KIND
from app.search.models import WORDS
from app.search.rules import record_of
from app.search.values import EntryKind, Source

_SQLITE = text(
    f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH :wanted AND rowid >= :least AND rowid < :below"
    " ORDER BY rowid DESC LIMIT :most"
)


def is_on_sqlite(session: Session) -> bool:
    """Tell which of the two indexes a session has."""
    return session.get_bind().dialect.name == "sqlite"


def list_entries(
    session: Session, groups: Sequence[Collection[str]], *, least: int, below: int, most: int
) -> list[int]:
    """Return the numbers of the entries that have a token of each group, the greatest first: from `least` to under `below`."""
    bounds = {"least": least, "below": below, "most": most}
    if is_on_sqlite(session):
        return list(session.scalars(_SQLITE, bounds | {"wanted": _as_expression(groups)}))
    return _list_on_postgresql(session, groups, bounds)


def _as_expression(groups: Sequence[Collection[str]]) -> str:
    """Return what FTS5 looks for; tokens hold no quote, and in quotes nothing is an operator."""
    return " AND ".join("(" + " OR ".join(f'"{token}"' for token in sorted(group)) + ")" for group in groups)


def _list_on_postgresql(
    session: Session, groups: Sequence[Collection[str]], bounds: dict[str, int]
) -> list[int]:
    # The arrays lie outside their rows, so that PostgreSQL thinks little of reading all of them; it is a hundred times
    # slower than the index. The same holds for walking down the key in the hope that hits come soon.
    session.execute(text("SET LOCAL enable_seqscan = off"))
    wanted = {f"group{at}": sorted(group) for at, group in enumerate(groups)}
    conditions = " AND ".join(f"tokens && CAST(:{name} AS TEXT[])" for name in wanted)
    statement = (
        f"WITH found AS MATERIALIZED (SELECT id FROM {WORDS} WHERE {conditions} AND id >= :least AND id < :below)"
        " SELECT id FROM found ORDER BY id DESC LIMIT :most"
    )
    return list(session.scalars(text(statement), wanted | bounds))


def read_sources(session: Session, entries: Collection[int]) -> dict[int, Source]:
    """Return the record of each entry by the entry's number; a record that is gone is left out."""
    numbers: dict[EntryKind, dict[int, int]] = defaultdict(dict)
    for entry in entries:
        kind, record_id = record_of(entry)
        numbers[kind][record_id] = entry
    return {
        by_record[source.record_id]: source
        for kind, by_record in numbers.items()
        for source in BY_KIND[kind].read(session, list(by_record))
    }
