"""Databases with all tables for tests: SQLite, or PostgreSQL where a folder of tests asks for both.

The tables are made once a test process. A test on SQLite gets a copy of the file; a test on PostgreSQL gets the one database,
which is emptied after it: making and dropping one for each test took ten times as long as the test.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from app.db import Database
from app.models import metadata
from app.search.models import WORDS
from tests.conftest_postgresql import administer

KINDS = ["sqlite", "postgresql"]


@pytest.fixture
def database_kind() -> str:
    """SQLite; a folder whose tests run on both databases has this fixture with `params=KINDS` in its conftest.py."""
    return "sqlite"


@pytest.fixture
def ready_address(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that has all tables and no row."""
    if database_kind == "postgresql":
        return request.getfixturevalue("emptied_postgresql")
    path = tmp_path / "weerwoord.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no row, to be copied."""
    path = tmp_path_factory.mktemp("template") / "weerwoord.sqlite"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_with_tables(postgresql_server: str) -> Iterator[str]:
    """The address of the PostgreSQL database of this test process, with all tables."""
    name = "weerwoord_tests"
    with administer(postgresql_server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = postgresql_server.replace("/postgres?", f"/{name}?", 1)
    database = Database(address)
    metadata.create_all(database.engine)
    database.dispose()
    yield address
    with administer(postgresql_server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def emptied_postgresql(postgresql_with_tables: str) -> Iterator[str]:
    """The address of the PostgreSQL database of this test process, emptied after the test."""
    yield postgresql_with_tables
    engine = create_engine(postgresql_with_tables, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _empty(connection)
    engine.dispose()


def _empty(connection: Connection) -> None:
    """Delete every row, whatever points to it and whatever trigger forbids it; TRUNCATE takes seven times as long."""
    # A test that left a transaction open fails here, with the name of the table.
    connection.exec_driver_sql("SET lock_timeout = '5s'")
    connection.exec_driver_sql("SET session_replication_role = replica")
    filled = connection.exec_driver_sql(
        " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in (*metadata.tables, WORDS)
        )
    ).scalars()
    connection.exec_driver_sql("; ".join(f'DELETE FROM "{table}"' for table in filled) or "SELECT 1")
    connection.exec_driver_sql("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
