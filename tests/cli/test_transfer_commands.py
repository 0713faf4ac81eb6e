"""Moving a campaign by the command line."""

import shutil

import pytest

from app.transfer.errors import NotAnExportError, SchemaNotCurrentError, SlugTakenHereError
from tests.services.intake.samples import LETTER


@pytest.fixture
def exported(run, judged, tmp_path):
    path = tmp_path / "proef.zip"
    told = run("campaign", "export", "proef", path)
    assert (told.code, told.out) == (0, "")
    assert "1 letters, 3 demands, 1 replies, 2 documents, 2 originals" in told.err
    return path


@pytest.fixture
def go_elsewhere(upgraded, tmp_path, monkeypatch):
    """Let the commands that follow work on another installation."""

    def go_elsewhere():
        other = tmp_path / "elsewhere"
        other.mkdir()
        shutil.copy(upgraded, other / "weerwoord.sqlite")
        monkeypatch.setenv("WEERWOORD_HOME", str(other))

    return go_elsewhere


def test_campaign_is_exported_imported_and_exported_the_same(run, exported, go_elsewhere, tmp_path):
    go_elsewhere()
    told = run("campaign", "import", exported)
    assert (told.code, told.out) == (0, "proef\n"), told.err
    again = tmp_path / "again.zip"
    run("campaign", "export", "proef", again)
    assert again.read_bytes() == exported.read_bytes()


def test_import_beside_the_same_campaign_takes_another_name(run, exported):
    refused = run("campaign", "import", exported)
    assert isinstance(refused.problem, SlugTakenHereError)
    assert run("campaign", "import", exported, "--as", "kopie").out == "kopie\n"
    assert run("compare", "kopie/1", "--json").json["demands"][1]["state"] == "deflected"


def test_import_tells_who_has_an_account_and_who_needs_a_link(run, go_elsewhere, tmp_path):
    run("demo", "load")
    run("campaign", "export", "nachttrein", tmp_path / "demo.zip")
    told = run("campaign", "import", tmp_path / "demo.zip", "--as", "kopie")
    assert "demonstratie@example.org has an account here already" in told.err
    go_elsewhere()
    told = run("campaign", "import", tmp_path / "demo.zip")
    assert "demonstratie@example.org has no password yet" in told.err
    assert run("user", "link", "demonstratie@example.org").code == 0


def test_file_that_is_no_export_is_said_in_words(run, write):
    told = run("campaign", "import", write(LETTER))
    assert isinstance(told.problem, NotAnExportError)
    assert "Nothing was imported" in str(told.problem)


def test_database_that_is_behind_is_upgraded_first(run, campaign, exported, tmp_path):
    assert run("db", "downgrade").code == 0
    for command in (("export", "proef", tmp_path / "x.zip"), ("import", exported)):
        told = run("campaign", *command)
        assert isinstance(told.problem, SchemaNotCurrentError)
        assert "weerwoord db upgrade" in str(told.problem)
