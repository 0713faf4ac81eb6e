"""SQLite as a database that many write to: what each connection is told, and transactions that begin when asked."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.characteristics import ConnectionCharacteristic
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

_PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "busy_timeout=15000",
    "synchronous=FULL",
    # 16 MB a connection. In the 2 MB that it has by itself a page of a large campaign reads the same places twice.
    "cache_size=-16384",
)


class _Connection(sqlite3.Connection):
    """A connection that knows whether its next transaction writes."""

    writes = False


class _Writes(ConnectionCharacteristic):
    """The option `weerwoord_writes` of a connection; it ends when the connection goes back to the pool."""

    transactional = True

    def reset_characteristic(self, _dialect: Dialect, dbapi_connection: DBAPIConnection) -> None:
        """Go back to transactions that read."""
        dbapi_connection.writes = False

    def set_characteristic(self, _dialect: Dialect, dbapi_connection: DBAPIConnection, value: Any) -> None:
        """Say whether the next transaction writes."""
        dbapi_connection.writes = value

    def get_characteristic(self, _dialect: Dialect, dbapi_connection: DBAPIConnection) -> Any:
        """Tell whether the next transaction writes."""
        return dbapi_connection.writes


class SQLite(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect, but that a transaction begins where it is asked for, and not at the first change.

    A listener to `begin` would do the same; while an engine has one, each statement looks for listeners, which is a
    fifth of its time.
    """

    supports_statement_cache = True
    connection_characteristics = SQLiteDialect_pysqlite.connection_characteristics.union(
        {"weerwoord_writes": _Writes()}
    )

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin; with the write lock where writing is asked for, so that no read is upgraded half-way."""
        dbapi_connection.execute("BEGIN IMMEDIATE" if dbapi_connection.writes else "BEGIN")


registry.register("sqlite.weerwoord", __name__, SQLite.__name__)


def make_sqlite_engine(address: str) -> Engine:
    """Return an engine for `sqlite:///<file>`, with what SQLite needs to be a real database switched on."""
    engine = create_engine(
        address.replace("sqlite:", "sqlite+weerwoord:", 1),
        connect_args={"check_same_thread": False, "factory": _Connection},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    return engine


def ask_driver(connection: Connection, statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that the driver runs by itself, in the transaction of `connection`; errors are SQLAlchemy's.

    For short answers that somebody waits for: SQLAlchemy's own way takes longer than they do.
    """
    driver: Any = connection.connection.driver_connection
    try:
        rows: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(statement, None, error, sqlite3.Error, hide_parameters=True) from error
    return rows


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver would begin transactions by itself; `do_begin` does
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
