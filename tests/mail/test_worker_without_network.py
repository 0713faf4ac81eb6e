"""The real work of a worker, with mail server and archive away, hanging, and back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import create_app
from app.db import Database
from app.jobs.work import send_waiting, write_down_due
from app.mail import rules
from app.mail.models import OutgoingMail
from app.mail.values import MailState
from app.models import metadata
from app.reminders.models import ReminderDue
from app.reminders.values import ReminderState
from tests.factories import make_campaign, make_membership, make_user
from tests.mail.archive_server import make_archive_settings, serve_archive
from tests.mail.support import Postbox, end_leases, find_free_port, list_states, make_settings, serve
from tests.services.reminders.support import DAY_1, make_due_letter, morning

pytestmark = pytest.mark.usefixtures("allow_smtp")
READERS = 3
NEVER, ALL = [MailState.PENDING] * READERS, [MailState.SENT] * READERS


@pytest.fixture
def ports():
    """Where mail server and archive will be found."""
    return find_free_port(), find_free_port()


@pytest.fixture
def worker(any_address, tmp_path, ports):
    """An installation with one overdue letter and three coordinators."""
    settings = make_settings(
        ports[0],
        home=tmp_path / "home",
        database_url=any_address,
        secret_key="for tests only",
        mail_timeout_seconds=5,  # a machine that tests other things too answers late
        **make_archive_settings(ports[1]),
    )
    app = create_app(settings)
    database: Database = app.extensions["database"]
    metadata.create_all(database.engine)
    with database.writing() as session:
        campaign = make_campaign(session)
        make_due_letter(session, campaign)
        for _reader in range(READERS):
            make_membership(session, campaign, make_user(session))
    yield app, database
    database.dispose()


def read_reminders(database):
    with database.reading() as session:
        return [row.state for row in session.scalars(select(ReminderDue))]


def test_without_network_nothing_is_lost_and_everything_leaves_once_it_is_back(worker, ports):
    app, database = worker
    at = morning(DAY_1)
    for _minute in range(3):
        write_down_due(app, at)
        report = send_waiting(app, at)
        assert report.stopped in (rules.UNREACHABLE, "")
        at += timedelta(minutes=1)
    assert list_states(database) == NEVER

    postbox, at = Postbox(), at + timedelta(hours=5)
    with serve(postbox, ports[0]), serve_archive(ports[1]):
        write_down_due(app, at)
        send_waiting(app, at)

    assert list_states(database) == ALL
    assert read_reminders(database) == [ReminderState.MAILED] * READERS
    assert len(set(postbox.message_ids)) == len(postbox.raw) == READERS


def test_a_mail_whose_hand_over_broke_waits_for_the_archive_to_come_back(worker, ports):
    app, database = worker
    at = morning(DAY_1)
    write_down_due(app, at)
    copies = []
    postbox = Postbox(before_answer=lambda message: copies.append(message.as_bytes()), after_dot="break")
    with serve(postbox, ports[0]):
        send_waiting(app, at)
    end_leases(database, timedelta(minutes=20))

    away = send_waiting(app, at)  # neither server answers
    assert (away.unsure, list_states(database).count(MailState.HANDING)) == ((), 1)

    postbox.after_dot = "answer"
    with serve(postbox, ports[0]), serve_archive(ports[1]) as archive:
        for copy in copies:
            archive.put(copy)
        back = send_waiting(app, at + timedelta(minutes=2))

    assert next(iter(back.sent)).why == rules.FOUND_IN_ARCHIVE
    assert list_states(database) == ALL
    assert len(set(postbox.message_ids)) == len(postbox.raw) == READERS


@pytest.mark.parametrize("is_stored", [True, False], ids=["the server took it", "the server lost it"])
def test_a_server_that_hangs_after_the_final_dot_is_settled_by_the_archive(worker, ports, is_stored):
    app, database = worker
    at = morning(DAY_1)
    write_down_due(app, at)
    postbox = Postbox(after_dot="hang")
    with serve(postbox, ports[0]), serve_archive(ports[1]) as archive:
        assert [note.why for note in send_waiting(app, at).handing] == [rules.MAY_HAVE_ARRIVED]
        if is_stored:
            archive.put(postbox.raw[0])
        else:
            postbox.raw.clear()
        postbox.after_dot = "answer"
        while_leased = send_waiting(app, at)
        end_leases(database, rules.ARCHIVE_GRACE)
        after = send_waiting(app, at)

    assert len(while_leased.sent) == READERS - 1
    assert [note.why for note in after.notes] == (
        [rules.FOUND_IN_ARCHIVE] if is_stored else [rules.ABSENT_FROM_ARCHIVE, ""]
    )
    assert list_states(database) == ALL
    assert len(set(postbox.message_ids)) == len(postbox.raw) == READERS
    with database.reading() as session:
        assert set(session.scalars(select(OutgoingMail.message_id))) == set(postbox.message_ids)
