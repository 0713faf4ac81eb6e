"""A campaign out of a file, beside what is there already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, bindparam, insert, inspect, select, update
from sqlalchemy.exc import DataError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.activity.services import record_activity
from app.answers.keeping import refresh_unknown
from app.campaigns.errors import InvalidSlugError
from app.campaigns.models import Campaign
from app.campaigns.rules import is_slug
from app.documents.storage import Originals
from app.transfer.archive import ExportReader
from app.transfer.checking import read_row
from app.transfer.errors import DatabaseRefusesError, SlugTakenHereError
from app.transfer.parts import ID, PARTS, SHARED, LeftOut, Part, Shared, columns_of, target_of
from app.transfer.values import Imported

_BATCH = 200


def choose_slug(session: Session, reader: ExportReader, wanted: str | None) -> str:
    """Return the short name that the campaign gets here. Raises InvalidSlugError, SlugTakenHereError."""
    slug = wanted or str(next(reader.read_rows("campaign"))["slug"])
    if not is_slug(slug):
        raise InvalidSlugError
    if session.scalar(select(Campaign.id).where(Campaign.slug == slug)) is not None:
        raise SlugTakenHereError(slug=slug)
    return slug


def store_originals(originals: Originals, reader: ExportReader) -> None:
    """Put the originals on disk; a row must never name one that is not there."""
    for sha256 in reader.originals:
        originals.put(reader.read_original(sha256))


def read_campaign(session: Session, reader: ExportReader, *, slug: str, now: datetime) -> Imported:
    """Write the rows of a file that was checked, under `slug`. Raises DatabaseRefusesError."""
    run = _Import(session, reader, now)
    try:
        accounts = {shared.table.name: _put_shared(run, shared) for shared in SHARED}["user"]
        for part in PARTS:
            _put_part(run, part, slug)
    except (IntegrityError, DataError, StatementError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseRefusesError(reason=reason) from error
    refresh_unknown(session)
    # In the log of the installation, not of the campaign: exported again, the campaign is the same.
    campaign = session.get_one(Campaign, run.ids["campaign"][0])
    record_activity(session, "import_campaign", campaign, actor=None, now=now, facts={"slug": slug})
    rows = {table: reader.count_rows(table) for table in run.ids}
    return Imported(slug, rows, len(reader.originals), accounts.made, accounts.found)


@dataclass
class _Import:
    """One run, and the database's number of each running number, by table."""

    session: Session
    reader: ExportReader
    now: datetime
    ids: dict[str, list[int]] = field(default_factory=dict)

    def find(self, table: str, key: int) -> int | None:
        """Return the database's number of a record; None where the file has no such record."""
        ids = self.ids.get(table, [])
        return ids[key - 1] if 1 <= key <= len(ids) else None

    def find_logged(self, table: str, key: int) -> int:
        """Return the database's number; a record that was gone keeps its negative one, which no record ever has."""
        return self.find(table, key) or min(key, -1)


@dataclass(frozen=True)
class _Accounts:
    """What the rows of a shared table are called that were made, and those that were there."""

    made: tuple[str, ...]
    found: tuple[str, ...]


def _rows(run: _Import, part: Part | Shared) -> Iterator[dict[str, Any]]:
    for row in run.reader.read_rows(part.table.name):
        yield read_row(part, row)


# ---- Rows that several campaigns use


def _put_shared(run: _Import, shared: Shared) -> _Accounts:
    """Find each row here, or make it; what is found is not changed."""
    table, ids = shared.table, []
    made, found = [], []
    for row in _rows(run, shared):
        values = _translated(run, shared, row)
        name = str(values[shared.content[-1]])
        row_id = run.session.scalar(select(table.c[ID]).where(*_same(shared, values)).order_by(table.c[ID]))
        if row_id is None:
            made.append(name)
            complete = {**values, **_filled(shared.left_out, values, run.now)}
            row_id = run.session.scalar(insert(table).values(complete).returning(table.c[ID]))
        else:
            found.append(name)
        ids.append(cast("int", row_id))
    run.ids[table.name] = ids
    return _Accounts(tuple(made), tuple(found))


def _same(shared: Shared, values: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    table = shared.table
    if shared.key is None:
        return [table.c[name].is_not_distinct_from(values[name]) for name in shared.content]
    if values[shared.key] is not None:
        return [table.c[shared.key] == values[shared.key]]
    same = [table.c[name].is_not_distinct_from(values[name]) for name in shared.content]
    return [table.c[shared.key].is_(None), *same]


# ---- The campaign's own rows


def _put_part(run: _Import, part: Part, slug: str) -> None:
    run.ids[part.table.name] = []
    later: list[dict[str, Any]] = []
    own_targets = [one.name for one in columns_of(part) if target_of(one) == part.table.name]
    rows = _rows(run, part)
    while batch := list(islice(rows, _BATCH)):
        if part.model is Campaign:
            batch[0]["slug"] = slug
        ready = [_translated(run, part, row) for row in batch]
        _insert(run, part, [{**row, **_filled(part.left_out, row, run.now)} for row in ready])
        later += [{name: row[name] for name in own_targets} for row in batch]
    _point_within(run, part, own_targets, later)


def _insert(run: _Import, part: Part, rows: list[dict[str, Any]]) -> None:
    """Insert rows. Their numbers rise in the order of the file: what is listed by number keeps its order."""
    table, mapper = part.table, inspect(part.model)
    if mapper.version_id_col is not None and mapper.version_id_generator is not False:
        # Through its class such a row would begin with the first version again.
        statement = insert(table).returning(table.c[ID], sort_by_parameter_order=True)
        run.ids[table.name] += run.session.scalars(statement, rows)
        return
    # Through its class, so that what listens to a session's writes hears of these too.
    records: list[Any] = [part.model(**row) for row in rows]
    run.session.add_all(records)
    run.session.flush()
    if ID in table.c:
        run.ids[table.name] += [record.id for record in records]
    for record in records:
        run.session.expunge(record)


def _point_within(run: _Import, part: Part, columns: list[str], rows: list[dict[str, Any]]) -> None:
    """Let rows point to others of their own table, once all are there."""
    table = part.table
    for name in columns:
        pairs = [
            {"this_row": run.ids[table.name][place], "that_row": run.find(table.name, row[name])}
            for place, row in enumerate(rows)
            if row[name] is not None
        ]
        if pairs:
            statement = update(table).where(table.c[ID] == bindparam("this_row"))
            run.session.connection().execute(statement.values({name: bindparam("that_row")}), pairs)


def _translated(run: _Import, part: Part | Shared, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that points to this database's rows; what points within its own table waits."""
    values = {}
    for column in columns_of(part):
        name, value, target = column.name, row[column.name], target_of(column)
        if name in part.rewrites:
            value = part.rewrites[name](value, row, run)
        elif target == part.table.name:
            value = None
        elif target is not None and value is not None:
            value = run.find(target, value)
        values[name] = value
    return values


def _filled(left_out: Mapping[str, LeftOut], row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {name: one.fill(row, now) for name, one in left_out.items() if one.fill is not None}
