"""Files in the watched folder come in by themselves; what cannot stays where it lies, with its reason, said once."""

import os
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import select

from app.documents.models import Document, Provenance
from app.documents.values import Way
from app.intake.folder import WatchedFolder, list_left
from app.intake.models import IntakeItem
from tests.factories import make_campaign
from tests.services.intake.samples import LETTER

DATA = LETTER.encode()
LARGEST = 10_000


@pytest.fixture
def place(settings, session, campaign):
    session.commit()
    place = settings.watched_folder / "proef"
    place.mkdir(parents=True)
    return place


@pytest.fixture
def watched(database, originals, settings):
    return WatchedFolder(database, originals, settings.watched_folder, timedelta(seconds=10), LARGEST)


def look(watched, after=timedelta(minutes=1)):
    return watched.take_in(datetime.now(UTC) + after, lambda: True)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_file_comes_in_and_moves_to_done(session, place, watched):
    (place / "brief.txt").write_bytes(DATA)
    assert look(watched) == 1
    [provenance] = session.scalars(select(Provenance))
    [item] = session.scalars(select(IntakeItem))
    assert (provenance.way, provenance.name, provenance.path) == (Way.FOLDER, "brief.txt", "proef/brief.txt")
    assert (item.received_by_id, item.provenance_id) == (None, provenance.id)
    assert (names(place), names(place / "done")) == (["done"], ["brief.txt"])


def test_file_that_changed_a_moment_ago_waits(session, place, watched):
    (place / "brief.txt").write_bytes(DATA)
    assert look(watched, timedelta(seconds=1)) == 0
    assert (names(place), watched.said) == (["brief.txt"], set())


def test_name_that_is_taken_in_done_gets_a_number(session, place, watched):
    for number in range(3):
        (place / "scan.txt").write_bytes(DATA + b"%d" % number)
        assert look(watched) == 1
    assert names(place / "done") == ["scan (2).txt", "scan (3).txt", "scan.txt"]
    assert len(session.scalars(select(IntakeItem)).all()) == 3


def test_same_bytes_under_another_name_are_a_second_provenance_under_the_same_name_none(
    session, place, watched
):
    for name in ("een.txt", "een.txt", "twee.txt"):
        (place / name).write_bytes(DATA)
        look(watched)
    assert len(session.scalars(select(Document)).all()) == 1
    paths = session.scalars(select(Provenance.path).order_by(Provenance.id)).all()
    assert paths == ["proef/een.txt", "proef/twee.txt"]
    assert names(place / "done") == ["een (2).txt", "een.txt", "twee.txt"]


def test_what_cannot_come_in_is_left_and_said_once(session, place, watched, settings):
    (place / "leeg.txt").touch()
    (place / "map").mkdir()
    (place / "groot.txt").write_bytes(b"x" * (LARGEST + 1))
    (place / "koppeling.txt").symlink_to("/etc/hostname")
    os.mkfifo(place / "pijp")
    (place / os.fsdecode(b"brief\xff.txt")).write_bytes(DATA)
    (settings.watched_folder / "er-is-geen").mkdir()
    (settings.watched_folder / "los.txt").write_bytes(DATA)
    (place / ".half.part").write_bytes(DATA)

    with structlog.testing.capture_logs() as lines:
        assert (look(watched), look(watched)) == (0, 0)

    said = [line["path"] for line in lines if line["event"] == "left_in_watched_folder"]
    assert sorted(said) == [
        "er-is-geen",
        "los.txt",
        "proef/brief?.txt",
        "proef/groot.txt",
        "proef/koppeling.txt",
        "proef/leeg.txt",
        "proef/map",
        "proef/pijp",
    ]
    left = list_left(settings.watched_folder, ["proef"], datetime.now(UTC), largest=LARGEST)
    assert sorted(one.path for one in left) == sorted(said)
    assert all(one.why for one in left)
    assert session.scalars(select(IntakeItem)).all() == []


def test_full_disk_leaves_the_file_and_the_next_look_takes_it_in(session, place, watched, monkeypatch):
    (place / "brief.txt").write_bytes(DATA)

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("app.files.os.fsync", fail)
        assert look(watched) == 0
    assert names(place) == ["brief.txt"]
    assert session.scalars(select(IntakeItem)).all() == []
    assert look(watched) == 1


def test_folder_of_an_archived_campaign_is_left(session, place, watched, settings, now):
    make_campaign(session, slug="oud", archived_at=now)
    session.commit()
    (settings.watched_folder / "oud").mkdir()
    (settings.watched_folder / "oud" / "brief.txt").write_bytes(DATA)
    assert look(watched) == 0
    assert [path for path, _ in watched.said] == ["oud"]
