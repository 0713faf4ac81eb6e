"""The grown form, with real processes: gunicorn, two workers, PostgreSQL, a mail server."""

import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.mail.models import OutgoingMail
from app.mail.values import MailState
from tests.mail.support import Postbox, add_mail, find_free_port, serve
from tests.operation.conftest import EMAIL, PASSWORD, Office
from tests.operation.processes import PROGRAM, Browser, Process, running, wait_until
from tests.services.intake.samples import LETTER

DOOR = "/campaigns/proef/new"


@pytest.fixture
def grown(tmp_path, postgresql_address, open_office, allow_smtp):
    """Everything running, and somebody who is signed in."""
    office, postbox, port = open_office(postgresql_address), Postbox(), find_free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "--threads", "2"]
    with ExitStack() as stack:
        settings = {
            "home": str(tmp_path / "home"),
            "database_url": postgresql_address,
            "secret_key": "for tests only",
            "base_url": f"http://127.0.0.1:{port}",
            "mail_host": "127.0.0.1",
            "mail_port": str(stack.enter_context(serve(postbox))),
            "mail_security": "none",
            "tick_seconds": "1",
            "send_seconds": "1",
            "log_format": "text",
        }
        bind = ["--bind", f"127.0.0.1:{port}", "wsgi:app"]
        web = stack.enter_context(running([*gunicorn, *bind], tmp_path, "web", **settings))
        workers = [
            stack.enter_context(running([*PROGRAM, "worker"], tmp_path, f"worker{number}", **settings))
            for number in (1, 2)
        ]
        browser = Browser(f"http://127.0.0.1:{port}")
        wait_until(browser.is_ready, "gunicorn answers")
        yield Grown(office, postbox, web, workers, browser)
        office.database.dispose()


@dataclass
class Grown:
    """The processes, and what they work on."""

    office: Office
    postbox: Postbox
    web: Process
    workers: list[Process]
    browser: Browser

    def all(self, model):
        with self.office.database.reading() as session:
            return list(session.scalars(select(model).order_by(model.id)))


def test_a_day_of_the_grown_form_and_its_end(grown):
    _sign_in_and_log_a_letter(grown)
    _reminder_leaves_once(grown)
    _renewing_the_processes_refuses_nobody(grown)
    _pages_stop_after_the_answer(grown)
    _workers_stop_after_the_mail_at_hand(grown)


def _sign_in_and_log_a_letter(grown):
    browser = grown.browser
    assert browser.sign_in(EMAIL, PASSWORD)[:2] == (200, "/today")
    status, led_to, page = browser.open(DOOR, {"csrf_token": browser.token(DOOR), "text": LETTER})
    assert (status, led_to) == (200, f"{DOOR}/1")
    assert "Open het loket in Zandhove opnieuw." in page


def _reminder_leaves_once(grown):
    wait_until(lambda: grown.postbox.raw, "the reminder leaves")
    wait_until(
        lambda: [mail.state for mail in grown.all(OutgoingMail)] == [MailState.SENT], "it is known as sent"
    )
    time.sleep(2.5)  # two more rounds of both workers
    assert len(grown.postbox.raw) == 1
    assert grown.browser.open("/healthz")[0] == 200


def _renewing_the_processes_refuses_nobody(grown):
    statuses, is_over = [], threading.Event()

    def ask():
        while not is_over.is_set():
            statuses.append(grown.browser.open("/campaigns/proef/letters/1")[0])

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask) for _ in range(2)]
        before = grown.web.says("Worker exiting")
        grown.web.process.send_signal(signal.SIGHUP)
        wait_until(lambda: grown.web.says("Worker exiting") >= before + 2, "the old processes are gone")
        is_over.set()
        for one in asking:
            one.result()
    assert set(statuses) == {200}


def _pages_stop_after_the_answer(grown):
    form = {"csrf_token": grown.browser.token(DOOR), "text": LETTER + "\nNog een woord.\n"}
    with ThreadPoolExecutor(1) as thread, grown.office.database.writing() as session:
        # Whoever takes something in waits for the campaign's next number.
        session.get(Campaign, grown.office.campaign_id, with_for_update=True)
        answer = thread.submit(grown.browser.open, DOOR, form, follow=False)
        time.sleep(1.5)
        assert not answer.done(), "taking in did not wait"
        grown.web.ask_to_stop()
        time.sleep(0.5)
    assert answer.result()[:2] == (303, f"{DOOR}/2")
    assert grown.web.end() == 0


def _workers_stop_after_the_mail_at_hand(grown):
    grown.postbox.pause = 2
    already = len(grown.postbox.raw)
    with grown.office.database.writing() as session:
        mail_id = add_mail(session, now=grown.all(OutgoingMail)[0].created_at).id
    wait_until(lambda: len(grown.postbox.raw) > already, "a mail is at hand")
    for worker in grown.workers:
        worker.ask_to_stop()
    assert [worker.end() for worker in grown.workers] == [0, 0]
    assert [mail.state for mail in grown.all(OutgoingMail) if mail.id == mail_id] == [MailState.SENT]
    assert len(grown.postbox.raw) == already + 1
