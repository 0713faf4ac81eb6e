"""Reads the index; what each database is asked stands here and in app/search/services.py, and nowhere else."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.search.kinds import BY_KIND
from app.search.models import WORDS, SearchEntry
from app.search.rules import narrow, record_of
from app.search.values import EntryKind, Narrowing, Source
from app.sqlite import ask_driver

_SQLITE = (
    f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH :wanted AND rowid >= :least AND rowid < :below"
    " ORDER BY rowid DESC LIMIT :most"
)
# For the token of a kind or a campaign the index goes through most of what there is. Where so few of the newest entries
# with the words tell the hits, they are narrowed by their number and by what `search_entry` has of them.
_FEW = 100
_NEWEST = (
    f"SELECT found.rowid, {SearchEntry.__tablename__}.campaign_id FROM ({_SQLITE}) AS found"
    f" JOIN {SearchEntry.__tablename__} ON {SearchEntry.__tablename__}.id = found.rowid ORDER BY found.rowid DESC"
)


def is_on_sqlite(session: Session) -> bool:
    """Tell which of the two indexes a session has."""
    return session.get_bind().dialect.name == "sqlite"


def list_entries(
    session: Session,
    groups: Sequence[Collection[str]],
    narrowing: Narrowing,
    *,
    least: int,
    below: int,
    most: int,
) -> list[int]:
    """Return the numbers of the entries that have a token of each group and are what the search is kept to.

    The greatest first, from `least` to under `below`.
    """
    bounds = {"least": least, "below": below, "most": most}
    narrowed = narrow(narrowing)
    if not is_on_sqlite(session):
        return _list_on_postgresql(session, [*groups, *narrowed], bounds)
    if narrowed and narrowing.person is None:
        kept = _find_among_newest(session, groups, narrowing, bounds)
        if kept is not None:
            return kept
    return [entry for (entry,) in _ask_fts5(session, _SQLITE, [*groups, *narrowed], bounds)]


def _find_among_newest(
    session: Session, groups: Sequence[Collection[str]], narrowing: Narrowing, bounds: dict[str, int]
) -> list[int] | None:
    """Return what `list_entries` does where looking at a few entries one by one tells it; None: the index has to narrow."""
    campaigns, few = narrowing.campaigns, bounds | {"most": _FEW}
    rows = _ask_fts5(session, _SQLITE if campaigns is None else _NEWEST, groups, few)
    kept = [row[0] for row in rows if campaigns is None or row[1] in campaigns]
    if narrowing.kind is not None:
        kept = [entry for entry in kept if record_of(entry)[0] is narrowing.kind]
    most = bounds["most"]
    return kept[:most] if len(rows) < _FEW or len(kept) >= most else None


def _ask_fts5(
    session: Session, statement: str, groups: Sequence[Collection[str]], bounds: dict[str, int]
) -> list[tuple[int, ...]]:
    return ask_driver(session.connection(), statement, bounds | {"wanted": _as_expression(groups)})


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
