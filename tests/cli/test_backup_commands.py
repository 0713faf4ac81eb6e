"""Backup and restore by the command line."""

import json

import pytest

from app.backups.errors import NotABackupError, NotEmptyError


def _doctor_on_backup(run):
    return next(one for one in run("doctor", "--json").json["checks"] if one["name"] == "backup")


@pytest.fixture
def backed_up(run, judged, tmp_path):
    path = tmp_path / "backup.zip"
    return path, run("backup", path, "--json")


def test_backup_says_what_it_holds_and_that_it_was_proven(backed_up, run):
    path, told = backed_up
    assert told.code == 0
    assert (told.json["ok"], told.json["verified"], told.json["database"]) == (True, "restored", "sqlite")
    assert (told.json["originals"], told.json["missing"], told.json["damaged"]) == (2, [], [])
    assert told.json["tables"]["letter"] == 1
    assert told.json["bytes"] == path.stat().st_size


def test_doctor_tells_the_age_of_the_last_backup(run, judged, tmp_path):
    before = _doctor_on_backup(run)
    assert (before["ok"], before["says"]) == (False, "none yet")
    assert "compared: the same" in run("backup", tmp_path / "backup.zip").out
    after = _doctor_on_backup(run)
    assert after["ok"]
    assert "0 days ago" in after["says"]


def test_restore_gives_the_same_comparison_back(backed_up, run, tmp_path, monkeypatch):
    path, _told = backed_up
    before = run("compare", "proef/1", "--json").json
    monkeypatch.setenv("WEERWOORD_HOME", str(tmp_path / "fresh"))
    told = run("restore", path)
    assert told.code == 0
    assert "Sending is paused" in told.out
    assert run("compare", "proef/1", "--json").json == before
    again = run("restore", path)
    assert isinstance(again.problem, NotEmptyError)


def test_restore_as_json(backed_up, run, tmp_path, monkeypatch):
    path, told = backed_up
    monkeypatch.setenv("WEERWOORD_HOME", str(tmp_path / "fresh"))
    restored = run("restore", path, "--json").json
    assert (restored["sending"], restored["rows"]) == ("paused", told.json["rows"])
    # The tests set a key of their own, and the backup holds the same one.
    assert (tmp_path / "fresh" / "secret_key").read_text() == "for tests only"


def test_restore_tells_where_another_key_counts(backed_up, run, tmp_path, monkeypatch):
    path, _told = backed_up
    monkeypatch.setenv("WEERWOORD_HOME", str(tmp_path / "fresh"))
    monkeypatch.setenv("WEERWOORD_SECRET_KEY", "another one")
    assert "everybody signs in anew" in run("restore", path).err


def test_backup_that_is_not_whole_is_kept_and_named(run, judged, home, tmp_path):
    original = next((home / "originals").glob("??/*"))
    original.unlink()
    told = run("backup", tmp_path / "backup.zip", "--json")
    assert told.code == 1
    assert original.name in told.err
    assert json.loads(told.out)["missing"][0].startswith(original.name)
    assert (tmp_path / "backup.zip").exists()
    assert not _doctor_on_backup(run)["ok"]


def test_something_else_is_no_backup(bare_run, write):
    told = bare_run("restore", write("Geachte mevrouw"))
    assert isinstance(told.problem, NotABackupError)
