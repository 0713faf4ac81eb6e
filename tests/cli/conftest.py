"""The command line in process, on an installation of its own whose database has the newest schema."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import weerwoord
from app.db import Database
from app.schema import upgrade
from tests.services.intake.samples import LETTER, REPLY, STUDY

SHARED = Path(__file__).resolve().parents[3] / "shared"


@dataclass(frozen=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str
    problem: BaseException | None

    @property
    def json(self) -> Any:
        """The one JSON document on standard output; anything else there fails."""
        return json.loads(self.out)


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory):
    """A database file at the newest revision, with the people that come with the program."""
    folder = tmp_path_factory.mktemp("upgraded")
    database = Database(f"sqlite:///{folder / 'weerwoord.sqlite'}")
    upgrade(database, folder)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return folder / "weerwoord.sqlite"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home folder that every command uses."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.delenv("WEERWOORD_CONFIG", raising=False)
    monkeypatch.setenv("WEERWOORD_HOME", str(folder))
    monkeypatch.setenv("WEERWOORD_SECRET_KEY", "for tests only")
    monkeypatch.setenv("WEERWOORD_LOG_FORMAT", "text")
    monkeypatch.setenv("WEERWOORD_LOG_LEVEL", "error")
    return folder


@pytest.fixture
def bare_run(home):
    """Run a command on an installation without a database."""

    def run(*arguments):
        result = CliRunner().invoke(weerwoord, [str(one) for one in arguments])
        problem = None if isinstance(result.exception, SystemExit) else result.exception
        return Ran(result.exit_code, result.stdout, result.stderr, problem)

    return run


@pytest.fixture
def run(home, upgraded, bare_run):
    """Run a command on an installation with a database."""
    shutil.copy(upgraded, home / "weerwoord.sqlite")
    return bare_run


@pytest.fixture
def write(tmp_path):
    """Write a file and return its path."""

    def write(content, name="brief.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def seed():
    """The path of a real document by its number."""
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the real documents are not beside the project (../shared/seeds)")

    def seed(number):
        [path] = (SHARED / "seeds").glob(f"{number}_*.txt")
        return path

    return seed


@pytest.fixture
def campaign(run):
    assert run("campaign", "add", "proef", "--title", "Proef").out == "proef\n"
    return "proef"


@pytest.fixture
def letter(run, write, campaign):
    return run("letter", "add", write(LETTER), "--campaign", campaign, "--json").json


@pytest.fixture
def reply(run, write, letter):
    return run("reply", "add", write(REPLY, "antwoord.txt"), "--letter", "proef/1", "--json").json


@pytest.fixture
def judged(run, reply):
    run("passage", "link", "proef/1", "2", "--words", STUDY)
    run("verdict", "give", "proef/1", "2", "deflected", "--because", "Volgt & <wacht>.")
