"""Whoever takes in or reads is killed at each step: every byte is on file once, every row can be read again."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.answers.models import Link
from app.documents.models import Document, Provenance, TextVersion
from app.documents.services import keep_document
from app.documents.storage import hash_of
from app.documents.values import ReadHow, Way
from app.intake.errors import AlreadyFiledError
from app.intake.filing import file_item
from app.intake.models import IntakeItem
from app.intake.reading import read_waiting
from app.intake.renewal import ask_to_read_again
from app.intake.services import read_again
from app.intake.values import IntakeState
from app.letters.models import Demand, Letter
from app.replies.models import Reply
from app.settings import ROOT
from app.text.carry import CarryState
from app.versions.models import CarriedPassage
from tests.factories import make_letter
from tests.services.answers.support import link, make_reply
from tests.services.intake.samples import LETTER
from tests.services.versions.conftest import NEWER, NUMBER, TEXT

DATA = LETTER.encode()


@pytest.fixture
def run(ready_address, settings, session, campaign, actor):
    """Start the program that is killed at a step; return how it ended."""
    session.commit()
    (settings.home / "brief.txt").write_bytes(DATA)

    def run(act, step):
        command = [sys.executable, "-m", "tests.services.intake.dying_reader"]
        arguments = [ready_address, str(settings.home), act, step]
        ended = subprocess.run(  # noqa: S603  our own program
            [*command, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, timeout=120, check=False
        )
        return ended.returncode

    return run


@pytest.fixture
def rows(database):
    def rows(model):
        with database.reading() as session:
            return list(session.scalars(select(model).order_by(model.id)))

    return rows


def end_leases(database):
    with database.writing() as session:
        past = datetime.now(UTC) - timedelta(minutes=1)
        session.execute(
            update(IntakeItem).where(IntakeItem.lease_until.is_not(None)).values(lease_until=past)
        )


def stored(originals):
    return sorted(path.name for path in originals.folder.rglob("*") if path.is_file() and path.name[0] != ".")


@pytest.mark.parametrize("step", ["aside", "named", "noted", "stored"])
def test_taken_in_again_after_a_kill_every_byte_is_there_once(run, rows, originals, reader, step):
    assert run("take_in", step) == -signal.SIGKILL
    assert (len(rows(IntakeItem)), len(rows(Document))) == ((1, 1) if step == "stored" else (0, 0))
    if step != "stored":
        # Whoever sent it had no answer, and sends it again.
        assert run("take_in", "never") == 0

    read_waiting(reader)

    assert stored(originals) == [hash_of(DATA)]
    assert originals.get(hash_of(DATA)) == DATA
    assert [item.state for item in rows(IntakeItem)] == [IntakeState.PARSED]
    assert (len(rows(Document)), len(rows(Provenance)), len(rows(TextVersion))) == (1, 1, 1)


@pytest.mark.parametrize("step", ["reading", "read", "written"])
def test_killed_while_reading_it_is_read_when_the_lease_has_ended(run, rows, database, reader, step):
    assert run("take_in", "never") == 0
    assert run("read", step) == -signal.SIGKILL
    read_waiting(reader)
    [item] = rows(IntakeItem)
    assert (item.state, item.claimed_by is not None, item.attempts) == (IntakeState.RECEIVED, True, 1)

    end_leases(database)
    read_waiting(reader)

    [item] = rows(IntakeItem)
    assert (item.state, item.attempts, item.crashes) == (IntakeState.PARSED, 2, 1)
    assert len(rows(TextVersion)) == 1


def test_killed_while_it_says_why_it_failed_it_is_tried_again(run, rows, settings, database, reader):
    (settings.home / "brief.txt").write_bytes(b"%PDF-1.7, and no more than that")
    assert run("take_in", "never") == 0
    assert run("read", "failing") == -signal.SIGKILL
    [item] = rows(IntakeItem)
    assert (item.state, item.claimed_by is not None) == (IntakeState.RECEIVED, True)

    end_leases(database)
    read_waiting(reader)

    [item] = rows(IntakeItem)
    assert (item.state, item.attempts, item.crashes, item.claimed_by) == (IntakeState.FAILED, 2, 1, None)
    assert item.why


def test_killed_while_a_newer_text_is_carried_the_old_one_stands_until_it_is_read_again(
    run, rows, database, session, originals, campaign, actor, reader, now
):
    reply = make_reply(session, campaign, make_letter(session, campaign, demands=("Geld.",)), text=TEXT)
    words = link(session, reply, NUMBER, reply.letters[0].demands[0])
    document = keep_document(
        session, originals, campaign, name="antwoord.txt", data=NEWER.encode(), media_type="text/plain",
        way=Way.UPLOAD, actor=None, now=now,
    ).document  # fmt: skip
    old = reply.text_version
    old.document = document
    session.flush()
    ask_to_read_again(
        session, campaign, document, language=None, how=ReadHow.AS_IT_IS, after=old.id, actor=actor, now=now
    )
    session.commit()

    assert run("read", "carried") == -signal.SIGKILL
    assert [one.text_version_id for one in rows(Reply)] == [old.id]
    assert (rows(CarriedPassage), [one.passage_id for one in rows(Link)]) == ([], [words.id])

    end_leases(database)
    read_waiting(reader)

    assert [one.state for one in rows(IntakeItem)] == [IntakeState.FILED]
    assert [one.text_version_id > old.id for one in rows(Reply)] == [True]
    assert [one.state for one in rows(CarriedPassage)] == [CarryState.CHANGED]


@pytest.mark.parametrize("step", ["filing", "filed"])
def test_killed_while_filing_it_is_filed_once(run, rows, database, originals, reader, now, step):
    assert run("take_in", "never") == 0
    read_waiting(reader)
    assert run("file", step) == -signal.SIGKILL
    [item] = rows(IntakeItem)
    kept = (item.state, len(rows(Letter)))
    assert kept == ((IntakeState.FILED, 1) if step == "filed" else (IntakeState.PARSED, 0))

    if step == "filing":
        assert run("file", "never") == 0
    with pytest.raises(AlreadyFiledError), database.writing() as session:
        file_item(session, session.get_one(IntakeItem, item.id), actor=None, now=now)

    assert [one.state for one in rows(IntakeItem)] == [IntakeState.FILED]
    assert (len(rows(Letter)), len(rows(Demand)), stored(originals)) == (1, 3, [hash_of(DATA)])


def test_after_three_kills_it_has_failed_and_a_person_may_have_it_read_again(
    run, rows, database, reader, actor, now
):
    assert run("take_in", "never") == 0
    for _time in range(3):
        assert run("read", "reading") == -signal.SIGKILL
        end_leases(database)
    read_waiting(reader)
    [item] = rows(IntakeItem)
    assert (item.state, item.attempts, item.crashes, item.claimed_by) == (IntakeState.FAILED, 3, 3, None)
    assert item.why

    with database.writing() as session:
        read_again(
            session,
            session.get_one(IntakeItem, item.id),
            language=None,
            how=ReadHow.AS_IT_IS,
            actor=actor,
            now=now,
        )
    read_waiting(reader)
    assert [one.state for one in rows(IntakeItem)] == [IntakeState.PARSED]


@pytest.mark.parametrize("step", ["aside", "named", "unmoved"])
def test_watched_file_comes_in_once_whatever_kills_the_worker(run, rows, settings, originals, step):
    place = settings.home / "intake" / "proef"
    place.mkdir(parents=True)
    (place / "brief.txt").write_bytes(DATA)
    assert run("watch", step) == -signal.SIGKILL
    assert (place / "brief.txt").read_bytes() == DATA

    assert run("watch", "never") == 0

    assert [path.name for path in place.iterdir()] == ["done"]
    assert (place / "done" / "brief.txt").read_bytes() == DATA
    assert stored(originals) == [hash_of(DATA)]
    assert [len(rows(model)) for model in (Document, Provenance, IntakeItem)] == [1, 1, 1]
