"""Fixtures that every test may use: settings, database, application, client, moments."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.db import Database
from app.settings import Settings, load_settings
from tests.client import CheckedClient
from tests.recording import everything_recorded

pytest_plugins = ["tests.conftest_smtp", "tests.conftest_postgresql", "tests.conftest_databases"]


@pytest.fixture(autouse=True)
def _forgotten_logging() -> Iterator[None]:
    """A command sets how much the process logs; the next test does not find it so."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def now() -> datetime:
    """A Wednesday morning in summer."""
    return datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, ready_address: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of an installation of its own, whatever the environment says."""
    monkeypatch.delenv("WEERWOORD_CONFIG", raising=False)
    return load_settings(
        home=tmp_path,
        database_url=ready_address,
        secret_key="for tests only",
        base_url="http://localhost",
        log_format="text",
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a database that nobody else uses; what a form changes must stand in the log."""
    application = create_app(settings)
    application.test_client_class = CheckedClient
    with everything_recorded(application):
        yield application
    application.extensions["database"].dispose()


@pytest.fixture
def database(app: Flask) -> Database:
    """The application's database."""
    return app.extensions["database"]


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session inside one transaction, which the test may commit."""
    with database.make_session() as session:
        yield session


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A stranger's browser, which checks every page that it gets."""
    return app.test_client()
