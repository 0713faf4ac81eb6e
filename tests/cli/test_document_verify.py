"""Originals by the command line: compared with their hashes, and what the doctor says of them."""

import pytest

from app.documents.storage import Originals, hash_of


def letter(number):
    return f"Geachte minister,\n\nWij vragen u brug {number} te openen.\n\nHoogachtend,\nGroene Vallei\n"


@pytest.fixture
def kept(run, write, home):
    """Two letters on file; the paths of their originals."""
    run("campaign", "add", "proef", "--title", "Proef")
    originals = Originals(home / "originals")
    paths = []
    for number in (1, 2):
        assert run("letter", "add", write(letter(number)), "--campaign", "proef").code == 0
        paths.append(originals.path_of(hash_of(letter(number).encode())))
    assert all(path.is_file() for path in paths)
    return paths


def doctor_on_originals(run):
    return next(one for one in run("doctor", "--json").json["checks"] if one["name"] == "originals")


def test_originals_that_are_what_they_were_are_counted(run, kept):
    told, plain = run("document", "verify", "--json"), run("document", "verify")

    assert (told.code, plain.code) == (0, 0)
    assert told.json == {"ok": True, "documents": 2, "files": 0, "missing": 0, "damaged": 0, "flaws": []}
    assert "2 documents and 0 other files" in plain.out
    assert "All are what they were." in plain.out


def test_missing_and_damaged_originals_are_named_and_end_in_status_1(run, kept):
    gone, changed = kept
    gone.unlink()
    changed.write_text("iets anders")
    told, plain = run("document", "verify", "--json"), run("document", "verify")

    assert (told.code, told.json["ok"], told.json["missing"], told.json["damaged"]) == (1, False, 1, 1)
    assert {(one["flaw"], one["sha256"], one["name"]) for one in told.json["flaws"]} == {
        ("missing", gone.name, "brief.txt"),
        ("damaged", changed.name, "brief.txt"),
    }
    assert plain.code == 1
    assert f"missing: {gone.name}" in plain.out
    assert f"damaged: {changed.name}" in plain.out
    assert "Put these files back from a backup." in plain.out


def test_doctor_tells_what_the_last_check_found(run, kept):
    before = doctor_on_originals(run)
    run("document", "verify")
    whole = doctor_on_originals(run)
    kept[0].unlink()
    run("document", "verify")
    flawed = doctor_on_originals(run)

    assert "never compared" in before["says"]
    assert "weerwoord document verify" in before["mend"]
    assert (whole["ok"], whole["mend"]) == (True, None)
    assert "2 documents and 0 other files compared, 0 missing, 0 damaged" in whole["says"]
    assert not flawed["ok"]
    assert "1 missing" in flawed["says"]
    assert "backup" in flawed["mend"]
