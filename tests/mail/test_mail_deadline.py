"""A conversation ends in time, also with a server that says a letter now and then."""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.mail import archive, conversation, rules
from app.mail.archive import look_up
from app.mail.conversation import Conversation
from app.mail.deadline import Deadline, connect
from app.mail.sender import send_due
from app.mail.values import Arrival, MailState
from tests.mail.archive_server import make_archive_settings
from tests.mail.support import WEDNESDAY, Postbox, find_free_port, get, make_settings, queue, serve

pytestmark = pytest.mark.usefixtures("allow_smtp")
SHORT = timedelta(seconds=0.5)


class Trickler:
    """Speaks SMTP well, but answers `slow` (a command, "greeting" or "dot") line by line, without an end for long."""

    def __init__(self, slow):
        self.slow = slow
        self.bodies = 0

    def answer(self, connection):
        try:
            self._converse(connection)
        except OSError:
            return

    def _converse(self, connection):
        lines = connection.makefile("rb")
        self._say(connection, "greeting", b"220 traag.example")
        while line := lines.readline():
            word = line[:4].strip().upper().decode()
            self._say(connection, word, b"354 go ahead" if word == "DATA" else b"250 OK")
            if word == "DATA":
                while line not in (b".\r\n", b""):
                    line = lines.readline()
                if line:
                    self.bodies += 1
                    self._say(connection, "dot", b"250 queued")

    def _say(self, connection, word, answer):
        if word == self.slow:
            for _ in range(200):  # about ten seconds, and then the answer that was asked for
                connection.sendall(answer[:3] + b"-still busy\r\n")
                time.sleep(0.05)
        connection.sendall(answer + b"\r\n")


@contextmanager
def listen(trickler):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept():
            connection, _peer = listener.accept()
            with connection:
                trickler.answer(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=20)


@pytest.mark.parametrize("slow", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_trickles_is_left_and_the_mail_tried_later(mail_database, slow):
    queue(mail_database)
    trickler = Trickler(slow)
    with listen(trickler) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node", lease=SHORT)

    assert [note.why for note in report.retried] == [rules.UNREACHABLE]
    assert report.stopped == rules.UNREACHABLE
    assert get(mail_database, 1).state is MailState.PENDING
    assert trickler.bodies == 0


def test_a_server_that_trickles_after_the_final_dot_leaves_it_open(mail_database):
    queue(mail_database)
    trickler = Trickler("dot")
    with listen(trickler) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node", lease=SHORT)

    assert [note.why for note in report.handing] == [rules.MAY_HAVE_ARRIVED]
    assert get(mail_database, 1).state is MailState.HANDING
    assert trickler.bodies == 1


def test_a_sender_that_slept_past_its_lease_sends_no_final_dot(mail_database, monkeypatch):
    """The machine slept, or the process was stopped, between the body and the dot: another may have sent the mail."""
    queue(mail_database)
    postbox, send = Postbox(), conversation._Timed.send

    def send_and_sleep(smtp, data):
        send(smtp, data)
        if isinstance(data, bytes) and b"Message-ID" in data:
            time.sleep(SHORT.total_seconds())

    monkeypatch.setattr(conversation._Timed, "send", send_and_sleep)
    with serve(postbox) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node", lease=SHORT)

    assert [note.why for note in report.retried] == [rules.UNREACHABLE]
    assert get(mail_database, 1).state is MailState.PENDING
    assert postbox.raw == []


@pytest.fixture
def deaf(monkeypatch):
    """A port whose listener takes no connection, behind a name with six addresses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:  # the system keeps a few in its queue, and answers no more after that
            one.setblocking(False)
            one.connect_ex(listener.getsockname())
        ask = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: ask(*args, **options) * 6)
        yield listener.getsockname()[1]
        for one in waiting:
            one.close()


def test_all_addresses_of_a_mail_server_have_one_deadline_together(deaf):
    started = time.monotonic()
    with pytest.raises(OSError, match="too long"):
        Conversation(make_settings(deaf, mail_timeout_seconds=2), SHORT).open()

    assert time.monotonic() - started < 6 * SHORT.total_seconds()


def test_all_addresses_of_an_archive_have_one_deadline_together(deaf, monkeypatch):
    monkeypatch.setattr(archive, "ARCHIVE_VISIT", SHORT)
    started = time.monotonic()

    assert look_up(make_settings(25, **make_archive_settings(deaf)), ["<een@campagne.example>"]) == {
        "<een@campagne.example>": Arrival.UNREACHABLE
    }
    assert time.monotonic() - started < 6 * SHORT.total_seconds()


def test_the_next_address_is_tried_after_one_that_refuses(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, ask = listener.getsockname()[1], socket.getaddrinfo

        def ask_with_a_closed_one_before(host, _port, **options):
            return [*ask(host, find_free_port(), **options), *ask(host, port, **options)]

        monkeypatch.setattr(socket, "getaddrinfo", ask_with_a_closed_one_before)
        with connect("127.0.0.1", port, Deadline(SHORT, 1)) as connection:
            assert connection.getpeername()[1] == port
