"""Several readers at once, and files that break what reads them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.documents.models import TextVersion
from app.intake import reading
from app.intake.models import IntakeItem
from app.intake.reading import ReadCount, Reader, read_next, read_waiting
from app.intake.services import Received, go_on_without_text, put_text_beside, read_pasted, receive
from app.intake.values import IntakeState, IntakeStep
from tests.services.intake.samples import LETTER


@pytest.fixture
def wait_with(session, originals, campaign, actor, now):
    """Let a number of letters wait to be read."""

    def wait_with(count):
        for number in range(count):
            received = Received("", b"", f"{LETTER}{number}")
            receive(session, originals, campaign, received, actor=actor, now=now)
        session.commit()

    return wait_with


def all_items(database):
    with database.reading() as session:
        return list(session.scalars(select(IntakeItem).order_by(IntakeItem.id)))


def test_workers_at_once_read_everything_once(database, originals, wait_with):
    wait_with(12)
    start, counts = threading.Barrier(3, timeout=60), []

    def work():
        start.wait()
        counts.append(read_waiting(Reader(database, originals)))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert sum(one.read for one in counts) == 12
    assert {(item.state, item.attempts, item.crashes) for item in all_items(database)} == {
        (IntakeState.PARSED, 1, 0)
    }
    with database.reading() as session:
        assert len(session.scalars(select(TextVersion)).all()) == 12


def test_fault_of_the_program_fails_the_item_and_the_next_one_is_read(
    database, reader, wait_with, monkeypatch
):
    wait_with(2)
    known = reading.read_document
    broken = iter([True])

    def read_document(*arguments):
        if next(broken, False):
            raise RecursionError
        return known(*arguments)

    monkeypatch.setattr(reading, "read_document", read_document)
    assert read_waiting(reader) == ReadCount(read=1, failed=1)
    first, second = all_items(database)
    assert (first.state, first.step, first.why_facts) == (
        IntakeState.FAILED,
        IntakeStep.READ,
        {"name": "RecursionError"},
    )
    assert second.state is IntakeState.PARSED


def test_original_that_is_gone_fails_at_fetching(database, reader, originals, wait_with):
    wait_with(1)
    next(originals.folder.glob("*/*")).unlink()
    read_waiting(reader)
    assert [(item.state, item.step) for item in all_items(database)] == [
        (IntakeState.FAILED, IntakeStep.FETCH)
    ]


def test_long_reading_keeps_its_lease_and_shows_life(database, originals, wait_with, monkeypatch):
    wait_with(1)
    beats, known = [], reading.read_document
    lease = timedelta(seconds=0.4)

    def read_slowly(*arguments):
        threading.Event().wait(1.2)
        assert read_next(Reader(database, originals)) is False  # nobody else takes it
        return known(*arguments)

    monkeypatch.setattr(reading, "read_document", read_slowly)
    read_waiting(Reader(database, originals, lease=lease, live=lambda _session, at: beats.append(at)))
    assert [(item.state, item.attempts) for item in all_items(database)] == [(IntakeState.PARSED, 1)]
    assert len(beats) >= 3


def test_text_pasted_while_it_is_read_stays(database, reader, wait_with, actor, now, monkeypatch):
    wait_with(1)
    known = reading.read_document

    def read_late(*arguments):
        with database.writing() as session:
            item = session.scalars(select(IntakeItem)).one()
            put_text_beside(session, item, read_pasted("Geachte, dit is getypt."), actor=actor, now=now)
        return known(*arguments)

    monkeypatch.setattr(reading, "read_document", read_late)
    read_waiting(reader)
    with database.reading() as session:
        assert [version.extractor for version in session.scalars(select(TextVersion))] == ["typed"]


def test_without_text_the_reason_stays(session, take_in, actor, now):
    item = take_in(data=b"%PDF-1.7\n", name="scan.pdf")
    why = item.why
    go_on_without_text(session, item, actor=actor, now=now)
    assert (item.state, item.why, item.text_version.text) == (IntakeState.PARSED, why, "")
    assert why
