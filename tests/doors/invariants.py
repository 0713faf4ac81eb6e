"""What holds in the database whatever anybody sends."""

from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Table, select, text

from app.models import metadata

# These belong to all campaigns, or to none.
_SHARED = {"user", "person", "office", "mandate", "organisation", "organisation_alias", "campaign"}


def broken_invariants(connection: Connection) -> list[str]:
    """Return what does not hold: keys that lead nowhere or out of a campaign, passages that are not their words."""
    return [*_loose_keys(connection), *_keys_out_of_a_campaign(connection), *_false_passages(connection)]


def _loose_keys(connection: Connection) -> list[str]:
    if connection.dialect.name != "sqlite":  # PostgreSQL checks each key at each commit, for everybody
        return []
    return [f"key that leads nowhere: {row}" for row in connection.execute(text("PRAGMA foreign_key_check"))]


def _false_passages(connection: Connection) -> list[str]:
    passage, version = metadata.tables["passage"], metadata.tables["text_version"]
    rows = connection.execute(
        select(passage.c.id, passage.c.start, passage.c.end, passage.c.exact, version.c.text).join(
            version, version.c.id == passage.c.text_version_id
        )
    )
    return [
        f"passage {row.id} is not its words" for row in rows if row.text[row.start : row.end] != row.exact
    ]


def _keys_out_of_a_campaign(connection: Connection) -> list[str]:
    """Follow every key between records of campaigns: both ends must be of the same one."""
    campaigns: dict[str, dict[Any, Any]] = {}
    faults = []
    for table in metadata.sorted_tables:
        keys = _keys_of(table, campaigns)
        if not keys and "campaign_id" not in table.c:
            continue
        of_row = campaigns.setdefault(table.name, {})
        for row in connection.execute(select(*_columns_of(table, keys))).mappings():
            ends = {
                key.parent.name: campaigns[key.column.table.name].get(row[key.parent.name]) for key in keys
            }
            found = {end for end in (row.get("campaign_id"), *ends.values()) if end is not None}
            if len(found) > 1:
                faults.append(f"{table.name} {dict(row)} joins campaigns {found}")
            if "id" in row:
                of_row[row["id"]] = next(iter(found), None)
        faults += _keys_to_itself(connection, table, of_row)
    return faults


def _keys_of(table: Table, known: dict[str, Any]) -> list[ForeignKey]:
    keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
    return [key for key in keys if key.column.table.name in known and key.column.table.name not in _SHARED]


def _columns_of(table: Table, keys: list[ForeignKey]) -> list[Column[Any]]:
    names = {"id", "campaign_id", *(key.parent.name for key in keys)}
    return [column for column in table.c if column.name in names]


def _keys_to_itself(connection: Connection, table: Table, of_row: dict[Any, Any]) -> list[str]:
    faults = []
    for key in table.foreign_keys:
        if key.column.table is not table:
            continue
        rows = connection.execute(select(table.c.id, key.parent).where(key.parent.is_not(None)))
        faults += [
            f"{table.name} {row[0]} joins another campaign's by {key.parent.name}"
            for row in rows
            if of_row.get(row[0]) != of_row.get(row[1])
        ]
    return faults
