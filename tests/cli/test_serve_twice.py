"""Two `weerwoord serve` on one home, started by accident: nothing breaks, and nothing leaves twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.values import Language
from app.db import Database
from app.mail.models import OutgoingMail
from app.mail.services import queue_test_mail
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from app.schema import upgrade
from app.settings import ROOT
from tests.conftest_smtp import allow_smtp, forbid_smtp
from tests.factories import make_campaign, make_membership, make_user
from tests.mail.support import Postbox, find_free_port, serve
from tests.services.reminders.support import make_due_letter

__all__ = ["allow_smtp", "forbid_smtp"]
MAILS = 12
PATIENCE_SECONDS = 60


@contextmanager
def serving(home, port, *, mail_port=None):
    """Start the program on a home and a port, and stop it as systemd does."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WEERWOORD_HOME": str(home),
        "WEERWOORD_TICK_SECONDS": "1",
        "WEERWOORD_SEND_SECONDS": "1",
        "WEERWOORD_LOG_LEVEL": "warning",
        "WEERWOORD_MAIL_HOST": "127.0.0.1" if mail_port else "",
        "WEERWOORD_MAIL_PORT": str(mail_port or 25),
        "WEERWOORD_MAIL_SECURITY": "none",
        "WEERWOORD_MAIL_FROM": "weerwoord@campagne.example",
    }
    process = subprocess.Popen(  # noqa: S603  the program under test
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--port", str(port)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)


def wait_until(is_so):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def is_healthy(port):
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return json.load(answer)["silent"] == []
    except (URLError, OSError):
        return False


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def database(home):
    database = Database(f"sqlite:///{home / 'weerwoord.sqlite'}")
    yield database
    database.dispose()


def count(database, query):
    with database.reading() as session:
        return session.scalar(query)


def test_two_on_different_ports_share_the_work(home, database, allow_smtp):
    upgrade(database, home)
    with database.writing() as session:
        campaign = make_campaign(session)
        make_membership(session, campaign, make_user(session))
        for _number in range(3):
            make_due_letter(session, campaign)
        for number in range(MAILS):
            queue_test_mail(
                session, to_address=f"lezer{number}@example.org", language=Language.NL, user_id=None,
                base_url="http://localhost", now=clock.now(),
            )  # fmt: skip
    sent = (
        select(func.count())
        .select_from(OutgoingMail)
        .where(OutgoingMail.state == MailState.SENT, OutgoingMail.local_day.is_(None))
    )
    postbox, ports = Postbox(pause=0.02), [find_free_port(), find_free_port()]
    with (
        serve(postbox) as mail_port,
        serving(home, ports[0], mail_port=mail_port),
        serving(home, ports[1], mail_port=mail_port),
    ):
        assert wait_until(lambda: all(is_healthy(port) for port in ports))
        assert wait_until(lambda: count(database, sent) == MAILS)
        time.sleep(2)  # two more looks of each

    assert max(Counter(postbox.message_ids).values()) == 1
    assert count(database, select(func.count()).select_from(ReminderDue)) == 3 * 3  # steps 1, 15 and 29
    assert (
        count(
            database,
            select(func.count()).select_from(OutgoingMail).where(OutgoingMail.local_day.is_not(None)),
        )
        == 1
    )


def test_two_that_start_at_the_same_moment_on_an_empty_home_both_serve(home):
    ports = [find_free_port(), find_free_port()]
    with serving(home, ports[0]), serving(home, ports[1]):
        assert wait_until(lambda: all(is_healthy(port) for port in ports))

    assert len((home / "secret_key").read_text()) > 40


def test_a_second_one_on_the_same_port_says_so_and_changes_nothing(home):
    port = find_free_port()
    with serving(home, port):
        assert wait_until(lambda: is_healthy(port))
        with serving(home, port) as second:
            output, errors = second.communicate(timeout=PATIENCE_SECONDS)
        assert is_healthy(port)

    assert second.returncode == 1
    assert output == ""
    assert "Is Weerwoord running already?" in errors
    assert f"127.0.0.1:{port}" in errors
