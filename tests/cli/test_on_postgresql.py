"""Every command with a database, on PostgreSQL: the main job from an empty database to the comparison and back."""

import pytest

from app.cli import COMMANDS
from tests.services.intake.samples import LETTER, REPLY, STUDY

# Commands that touch no database; those that run until they are stopped, which tests/operation has; and the two of
# tests/services/backups, which want the programs of the server beside them.
ELSEWHERE = {"anchor", "document", "term", "serve", "worker", "backup", "restore"}


@pytest.fixture
def run(bare_run, postgresql_address, monkeypatch):
    """Run a command that must be done; gives what it did."""
    monkeypatch.setenv("WEERWOORD_DATABASE_URL", postgresql_address)
    called = set()

    def run(*arguments):
        ran = bare_run(*arguments)
        assert ran.code == 0, (arguments, ran.err, ran.problem)
        called.add(arguments[0])
        return ran

    run.called = called
    return run


def test_every_command_does_its_work(run, write):
    run("db", "upgrade")
    assert run("user", "create", "an@example.org", "--role", "administrator").out.startswith("http")
    assert run("user", "link", "an@example.org").out.startswith("http")
    run("user", "create", "bo@example.org", "--role", "coordinator")
    run("campaign", "add", "proef", "--title", "Proef")
    assert run("letter", "add", write(LETTER), "--campaign", "proef", "--json").json["letter"] == "proef/1"
    assert run("tick", "--at", "2027-01-01", "--json").json["queued"]
    run("reply", "add", write(REPLY, "antwoord.txt"), "--letter", "proef/1")
    run("passage", "link", "proef/1", "2", "--words", STUDY)
    run("verdict", "give", "proef/1", "2", "deflected", "--because", "Volgt.")
    assert STUDY in run("compare", "proef/1").out
    assert run("search", "rebuild", "--json").json["entries"]["letter"] == 1
    assert run("search", STUDY.split()[-1].strip("."), "--json").json["hits"]
    run("demo", "load")
    assert run("log", "verify", "--json").json["ok"] is True
    assert run("doctor", "--json").json["ok"] is True
    revision = run("db", "current").out
    run("db", "downgrade", "base")
    assert run("db", "current").out == "empty\n"
    run("db", "upgrade")
    assert run("db", "current").out == revision
    assert run.called | ELSEWHERE == set(COMMANDS)
