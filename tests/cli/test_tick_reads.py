"""A tick reads what came in, as the worker does, and counts it."""

import pytest

LETTER = "Geachte minister,\n\nWij vragen u de brug te openen.\n\nHoogachtend,\nGroene Vallei\n"
NOTHING = {"taken": 0, "read": 0, "failed": 0}


@pytest.fixture
def put(run, home, monkeypatch):
    """Put a file into a campaign's part of the watched folder, which takes it in at once."""
    monkeypatch.setenv("WEERWOORD_INTAKE_SETTLE_SECONDS", "0")
    run("campaign", "add", "proef", "--title", "Proef")

    def put(name, data):
        path = home / "intake" / "proef" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    return put


def test_tick_reads_what_lies_in_the_watched_folder_once(run, put):
    put("brief.txt", LETTER.encode())
    put("stuk.pdf", b"%PDF-1.4\nafgebroken")
    first, again = run("tick", "--json"), run("tick", "--json")

    assert first.code == 0
    assert first.json["intake"] == {"taken": 2, "read": 1, "failed": 1}
    assert again.json["intake"] == NOTHING


def test_tick_says_in_words_how_many_were_read(run, put):
    put("brief.txt", LETTER.encode())
    first, again = run("tick"), run("tick")

    assert "came in: 1 from the watched folder; 1 read, 0 could not be read" in first.out
    assert "came in" not in again.out
    assert "Nothing was due." in again.out


def test_tick_by_hand_does_not_hide_that_no_worker_runs(run):
    assert run("tick").code == 0
    checks = {one["name"]: one for one in run("doctor", "--json").json["checks"]}
    for name in ("heartbeat tick", "heartbeat send", "heartbeat check"):
        assert (checks[name]["ok"], checks[name]["says"]) == (False, "never heard")
        assert "weerwoord worker" in checks[name]["mend"]
