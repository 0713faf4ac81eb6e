"""A disk that is full, and has room again: nothing half-written, words that say what to do, and then it works."""

import errno
from contextlib import contextmanager
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import event, func, select

from app import clock
from app.campaigns.models import Campaign
from app.documents.models import Document
from app.heartbeats.models import Heartbeat
from app.intake.claims import mark_failed
from app.intake.models import IntakeItem
from app.intake.values import IntakeState, IntakeStep
from app.jobs.scheduler import READ, TICK, run_job
from app.jobs.work import make_work
from app.mail.models import OutgoingMail
from app.models import metadata
from app.reminders.models import ReminderDue
from tests.services.intake.samples import LETTER
from tests.services.reminders.support import make_due_letter
from tests.web.letters.support import soup, words

DOOR = "/campaigns/proef/new"


def count_rows(database):
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }


def is_sound(database):
    with database.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@contextmanager
def no_room(database):
    """Let the database not grow by a page, as on a full disk."""

    def limit(connection, _entry):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    database.engine.dispose()
    event.listen(database.engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", limit)
        database.engine.dispose()


@pytest.fixture
def long_letter():
    """More than the free room in the pages that are there."""
    return LETTER + "\n\n" + "Wij vragen u nog eens om hulp voor het loket in Zandhove. " * 800


def test_a_page_that_cannot_write_says_so_and_keeps_what_was_typed(
    client, database, coordinator, long_letter
):
    client.submit(DOOR, {"text": LETTER})
    client.submit(f"{DOOR}/1/read-again", page=f"{DOOR}/1")
    with database.writing() as session:
        mark_failed(session.get_one(IntakeItem, 1), IntakeStep.READ, "", {})
        session.get_one(IntakeItem, 1).text_version_id = None
    before = count_rows(database)
    with no_room(database):
        response = client.submit(f"{DOOR}/1", {"text": long_letter})

    assert response.status_code == 507
    page = soup(response)
    assert page.h1.get_text() == "De schijf is vol"
    assert "Wij vragen u nog eens" in page.select_one("textarea").get_text()
    assert count_rows(database) == before
    assert is_sound(database)

    assert client.submit(f"{DOOR}/1", {"text": long_letter}).status_code == 303
    assert count_rows(database)["text_version"] == before["text_version"] + 1


def test_a_letter_that_is_on_file_and_finds_no_room_to_be_read_is_read_later(
    app, client, database, fresh, coordinator, long_letter
):
    client.get(DOOR)
    with no_room(database):
        assert client.submit(DOOR, {"text": long_letter}).status_code == 303
    assert [item.state for item in fresh(IntakeItem)] == [IntakeState.RECEIVED]
    assert client.get(f"{DOOR}/1").status_code == 200

    with database.writing() as session:
        session.get_one(IntakeItem, 1).lease_until = clock.now() - timedelta(minutes=1)
    run_job(database, READ, "node", make_work(app).read)
    assert [item.state for item in fresh(IntakeItem)] == [IntakeState.PARSED]


def test_pages_are_still_read_while_the_disk_is_full(client, database, coordinator):
    with no_room(database):
        assert client.get("/today").status_code == 200
        assert client.get("/campaigns/proef").status_code == 200


def test_a_tick_that_cannot_write_says_so_and_the_next_one_makes_up_for_it(
    app, database, session, campaign, person
):
    for _number in range(12):
        person("coordinator")
    for _number in range(60):
        make_due_letter(session, session.get_one(Campaign, campaign.id))
    session.commit()
    tick = make_work(app).tick
    with no_room(database), structlog.testing.capture_logs() as lines:
        run_job(database, TICK, "node", tick)

    assert [(line["event"], line["job"]) for line in lines] == [("job_failed", TICK)]
    counts = count_rows(database)
    assert [counts[model.__tablename__] for model in (ReminderDue, OutgoingMail, Heartbeat)] == [0, 0, 0]
    assert is_sound(database)

    run_job(database, TICK, "node", tick)
    counts = count_rows(database)
    assert counts["outgoing_mail"] == 12
    assert counts["heartbeat"] == 1


def test_a_file_that_finds_no_room_leaves_nothing_behind(client, app, fresh, coordinator, monkeypatch):
    def fail(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr("app.files.os.fsync", fail)
        response = client.submit(DOOR, {"text": LETTER})

    folder = app.extensions["settings"].originals_folder
    assert response.status_code == 507
    assert "De schijf is vol" in words(soup(response))
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert (fresh(Document), fresh(IntakeItem)) == ([], [])

    assert client.submit(DOOR, {"text": LETTER}).status_code == 303
    assert len(fresh(IntakeItem)) == 1
