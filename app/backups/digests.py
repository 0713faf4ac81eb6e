"""What a database holds, as one digest a table: two databases with the same digests hold the same rows."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.backups.values import FileDigest, TableDigest

_BATCH = 1000
_CHUNK = 1024 * 1024


def digest_sqlite(connection: sqlite3.Connection) -> dict[str, TableDigest]:
    """Return the digest of each table of an SQLite database."""
    names = connection.execute(
        # An index of words shows its rows as a table of their own; what it keeps them in is compared like any other.
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
    ).fetchall()
    return {name: _digest_sqlite_table(connection, name) for (name,) in names}


def _digest_sqlite_table(connection: sqlite3.Connection, table: str) -> TableDigest:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = [f'"{name}"' for _id, name, *_rest, place in sorted(columns, key=lambda one: one[-1]) if place]
    every = sorted(f'"{name}"' for _id, name, *_rest in columns)
    rows = connection.execute(f'SELECT {", ".join(every)} FROM "{table}" ORDER BY {", ".join(key)}')
    return _digest(json.dumps(row, default=bytes.hex) for row in rows)


def digest_postgresql(connection: Connection) -> dict[str, TableDigest]:
    """Return the digest of each table of a PostgreSQL database, in the transaction that the connection is in."""
    # How a moment is written depends on the session's zone, and the order of texts on the database's language.
    connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    inspector = inspect(connection)
    return {
        name: _digest_postgresql_table(
            connection, name, inspector.get_pk_constraint(name)["constrained_columns"]
        )
        for name in sorted(inspector.get_table_names())
    }


def _digest_postgresql_table(connection: Connection, table: str, key: list[str]) -> TableDigest:
    order = ", ".join(f't."{name}"::text COLLATE "C"' for name in key)
    query = text(f'SELECT row_to_json(t)::text FROM "{table}" AS t ORDER BY {order}')
    rows = connection.execute(query.execution_options(yield_per=_BATCH))
    return _digest(row for (row,) in rows)


def _digest(rows: Iterable[str]) -> TableDigest:
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(row.encode() + b"\n")
        count += 1
    return TableDigest(count, digest.hexdigest())


def digest_file(path: Path) -> FileDigest:
    """Return a file's size and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileDigest(size, digest.hexdigest())
