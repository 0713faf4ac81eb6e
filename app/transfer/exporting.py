"""A campaign into a file: every record under a running number of its own, so that no number of the database shows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from sqlalchemy import Column, ColumnElement, Result, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.documents.models import Document
from app.documents.storage import Originals
from app.people.models import Mandate, OrganisationAlias
from app.reminders.models import ReminderDue
from app.transfer.archive import ExportWriter
from app.transfer.columns import write_value
from app.transfer.errors import PointsOutsideError
from app.transfer.parts import ID, PARTS, SHARED, Part, Shared, columns_of, target_of
from app.transfer.told import ToldBy, find_mails, without_mail
from app.transfer.values import Exported, Row

_BATCH = 500


def write_campaign(
    session: Session, originals: Originals, campaign: Campaign, file: IO[bytes], *, revision: str
) -> Exported:
    """Write everything of a campaign into an open file, as it stood at one moment. The session must be a new one.

    Raises ReminderOnItsWayError, PointsOutsideError, OriginalMissingError.
    """
    export = _Export(session, campaign.id, find_mails(session, campaign.id))
    rows: dict[str, int] = {}
    hashes = select(Document.sha256).where(Document.campaign_id == campaign.id).distinct()
    in_order = sorted(session.scalars(hashes))
    with ExportWriter(file) as writer:
        for table, found in _shared_rows(export).items():
            rows[table] = writer.write_rows(table, found)
        for part in PARTS:
            _number(export, part)
            rows[part.table.name] = writer.write_rows(part.table.name, _rows(export, part))
        for sha256 in in_order:
            writer.write_original(sha256, originals.get(sha256))
        writer.write_manifest(revision)
    return Exported(rows, len(in_order), file.tell())


def hold_still(session: Session) -> None:
    """Let a new session see the database as it is at its first read, whatever others write; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@dataclass
class _Export:
    """One run, and the running numbers that it gave out: by table, from the database's number."""

    session: Session
    campaign_id: int
    mails: Mapping[int, ToldBy]
    numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    gone: dict[tuple[str, int], int] = field(default_factory=dict)

    def find(self, table: str, key: int) -> int | None:
        """Return the running number of a record; None when it does not travel."""
        return self.numbers.get(table, {}).get(key)

    def find_logged(self, table: str, key: int) -> int:
        """Return the running number; records that are gone count from -1 downwards, as they come up."""
        found = self.find(table, key)
        if found is not None:
            return found
        return self.gone.setdefault((table, key), -len(self.gone) - 1)


@dataclass
class _Gathering:
    """Notes which records are named, and leaves the numbers as they are."""

    named: dict[str, set[int]]

    def find(self, table: str, key: int) -> int:
        """Note a record."""
        self.named.setdefault(table, set()).add(key)
        return key

    def find_logged(self, table: str, key: int) -> int:
        """Note a record."""
        return self.find(table, key)


# ---- Rows that several campaigns use


def _shared_rows(export: _Export) -> dict[str, list[Row]]:
    """Give the shared rows that the campaign refers to their numbers; return them in that order.

    Two rows that say the same are one: people without a key are their name.
    """
    named = _gather_named(export)
    written: dict[str, list[Row]] = {}
    for shared in SHARED:
        table = shared.table
        query = select(table).where(_named_or_belonging(shared, named))
        read = _as_mappings(export.session.execute(query))
        found = {row[ID]: _write_row(export, shared, row) for row in read}
        identities = {row_id: identity_of(shared, row) for row_id, row in found.items()}
        in_order = sorted(set(identities.values()))
        numbers = {identity: number for number, identity in enumerate(in_order, start=1)}
        export.numbers[table.name] = {row_id: numbers[identity] for row_id, identity in identities.items()}
        by_identity = {identities[row_id]: row for row_id, row in found.items()}
        written[table.name] = [by_identity[identity] for identity in in_order]
    return written


def identity_of(shared: Shared, row: Mapping[str, Any]) -> str:
    """Return what a row is known by, as a text that sorts the same everywhere."""
    if shared.key is not None and row[shared.key] is not None:
        return json.dumps([shared.key, row[shared.key]])
    return json.dumps([row[name] for name in shared.content])


def _gather_named(export: _Export) -> dict[str, set[int]]:
    shared = {one.table.name for one in SHARED}
    gathering = _Gathering({name: set() for name in shared})
    for part in PARTS:
        for column in columns_of(part):
            if target_of(column) in shared:
                _gather_pointed_to(export, part, column, gathering)
        if part.rewrites:
            for row in _read(export, part):
                for name, rewrite in part.rewrites.items():
                    rewrite(row[name], row, gathering)
    _gather_behind_mandates(export, gathering)
    return gathering.named


def _gather_pointed_to(export: _Export, part: Part, column: Column[Any], gathering: _Gathering) -> None:
    query = select(column).where(part.within(export.campaign_id), column.is_not(None)).distinct()
    for row_id in export.session.scalars(query):
        gathering.find(str(target_of(column)), row_id)


def _gather_behind_mandates(export: _Export, gathering: _Gathering) -> None:
    """Add the people and offices of the mandates that are named."""
    query = select(Mandate.person_id, Mandate.office_id).where(Mandate.id.in_(gathering.named["mandate"]))
    for person_id, office_id in export.session.execute(query):
        gathering.find("person", person_id)
        gathering.find("office", office_id)


def _named_or_belonging(shared: Shared, named: Mapping[str, set[int]]) -> ColumnElement[bool]:
    if shared.model is OrganisationAlias:
        return OrganisationAlias.organisation_id.in_(named["organisation"])
    return shared.table.c[ID].in_(named[shared.table.name])


# ---- The campaign's own rows


def _number(export: _Export, part: Part) -> None:
    table = part.table
    if ID in table.c:
        query = select(table.c[ID]).where(part.within(export.campaign_id)).order_by(table.c[ID])
        found = export.session.scalars(query)
        export.numbers[table.name] = {row_id: number for number, row_id in enumerate(found, start=1)}


def _rows(export: _Export, part: Part) -> Iterator[Row]:
    written = (_write_row(export, part, row) for row in _read(export, part))
    if ID in part.table.c:
        return written
    # Rows without a number of their own stand in the order of what they join.
    return iter(sorted(written, key=lambda row: json.dumps(list(row.values()))))


def _read(export: _Export, part: Part) -> Iterator[Mapping[str, Any]]:
    query = select(part.table).where(part.within(export.campaign_id)).order_by(*part.table.primary_key)
    found = _as_mappings(export.session.execute(query.execution_options(yield_per=_BATCH)))
    return (without_mail(row, export.mails) for row in found) if part.model is ReminderDue else found


def _as_mappings(found: Result[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    return (dict(row._mapping) for row in found)  # noqa: SLF001  the library's documented way to the names


def _write_row(export: _Export, part: Part | Shared, row: Mapping[str, Any]) -> Row:
    return {column.name: _write_column(export, part, column, row) for column in columns_of(part)}


def _write_column(export: _Export, part: Part | Shared, column: Column[Any], row: Mapping[str, Any]) -> Any:
    value, target = row[column.name], target_of(column)
    if column.name in part.rewrites:
        return part.rewrites[column.name](value, row, export)
    if target is None or value is None:
        return write_value(value)
    number = export.find(target, value)
    if number is None:
        raise PointsOutsideError(table=part.table.name, column=column.name)
    return number
