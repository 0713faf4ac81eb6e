"""One application with its world for all tests of a process; who changes it puts it back."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app
from app.models import metadata
from app.settings import load_settings
from tests.doors.knocking import Knocker, Rewind
from tests.doors.world import World, build_world


@pytest.fixture(scope="session")
def doors_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without tokens in forms, so that each knock shows the guard of the route alone."""
    settings = load_settings(
        home=tmp_path_factory.mktemp("doors"),
        secret_key="for tests only",
        base_url="http://localhost",
        log_format="text",
        log_level="error",
    )
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    database = app.extensions["database"]
    metadata.create_all(database.engine)
    yield app
    database.dispose()


@pytest.fixture(scope="session")
def world(doors_app: Flask) -> World:
    """Both campaigns and everybody who knocks."""
    with doors_app.test_request_context(), doors_app.extensions["database"].make_session() as session:
        return build_world(doors_app, session)


@pytest.fixture(scope="session")
def _rewind(doors_app: Flask, world: World) -> Iterator[Rewind]:
    rewind = Rewind(doors_app.extensions["database"].engine.url.database)
    yield rewind
    rewind.close()


@pytest.fixture
def rewind(_rewind: Rewind) -> Iterator[Rewind]:
    """The database as it was, before and after the test."""
    _rewind.rewind()
    yield _rewind
    _rewind.rewind()


@pytest.fixture
def knocker(doors_app: Flask, world: World, rewind: Rewind) -> Knocker:
    """Sends requests as anybody."""
    return Knocker(doors_app, world)
