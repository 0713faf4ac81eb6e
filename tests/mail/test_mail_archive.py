"""The look-up of a Message-ID in the archive mailbox, against a real IMAP server and against bad ones."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
import structlog

from app.mail import archive
from app.mail.archive import find_trouble, look_up
from app.mail.values import Arrival
from tests.mail.archive_server import PASSWORD, serve_archive
from tests.mail.support import find_free_port, make_settings

HERE = "<aanwezig@campagne.example>"


def make_mail(message_id, subject="Herinnering"):
    return f"Message-ID: {message_id}\r\nSubject: {subject}\r\n\r\nTekst van de mail.\r\n".encode()


@pytest.fixture(scope="module")
def server():
    with serve_archive() as server:
        server.put(make_mail(HERE))
        server.put(make_mail("<langer-aanwezig@campagne.example.org>"))
        server.put(make_mail("<andere@campagne.example>", subject="<in-het-onderwerp@campagne.example>"))
        yield server


def ask(settings, *message_ids):
    return [arrival.value for arrival in look_up(settings, message_ids).values()]


def test_what_is_there_arrived_and_what_is_not_is_absent(server):
    settings = make_settings(25, **server.settings)

    assert ask(settings, HERE, "<weg@campagne.example>") == ["arrived", "absent"]
    assert find_trouble(settings) == ""


@pytest.mark.parametrize(
    "message_id",
    [
        "<aanwezig@campagne.exampl>",
        "<langer-aanwezig@campagne.example>",
        "<in-het-onderwerp@campagne.example>",
    ],
    ids=["the beginning of another", "a part of another", "in another header"],
)
def test_a_header_that_only_resembles_is_no_proof(server, message_id):
    assert ask(make_settings(25, **server.settings), message_id) == ["absent"]


def test_a_look_leaves_the_copy_unread(server):
    settings = make_settings(25, **server.settings)
    ask(settings, HERE)

    with archive._Visit(settings).open() as mailbox:
        assert [message.flags for message in mailbox.fetch(mark_seen=False)] == [(), (), ()]


def test_without_a_mailbox_nobody_can_tell():
    assert ask(make_settings(25), HERE) == ["cannot_tell"]
    assert ask(make_settings(25, mail_archive="archief@campagne.example"), HERE) == ["cannot_tell"]
    assert ask(make_settings(25, mail_archive_host="127.0.0.1"), HERE) == ["cannot_tell"]


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"mail_archive_port": find_free_port()}, "mail_archive_port"),
        ({"mail_archive_user": "iemand"}, "mail_archive_user"),
        ({"mail_archive_password": "Pässwort-van-het-archief"}, "mail_archive_password"),
        ({"mail_archive_folder": "Bestaat niet"}, "mail_archive_folder"),
        ({"mail_archive_security": "tls"}, "mail_archive_security"),
        ({"mail_archive_security": "starttls"}, "mail_archive_security"),
    ],
    ids=["no server", "wrong user", "wrong password", "no such folder", "no TLS there", "no STARTTLS there"],
)
def test_a_mailbox_that_cannot_be_asked_is_unreachable_and_says_what_to_do(server, wrong, mend):
    settings = make_settings(25, **{**server.settings, **wrong})

    with structlog.testing.capture_logs() as lines:
        assert ask(settings, HERE, "<weg@campagne.example>") == ["unreachable", "unreachable"]
    assert mend in find_trouble(settings)
    assert [line["event"] for line in lines] == ["mail_archive_unreachable"]
    assert PASSWORD not in str(lines)
    assert "Pässwort" not in str(lines)


@contextmanager
def play(act):
    """A server that does `act` with its one connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            connection, _peer = listener.accept()
            with connection:
                act(connection)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=10)


def trickle(connection):
    try:
        for _ in range(200):
            connection.sendall(b"*")
            time.sleep(0.05)
    except OSError:
        return


def break_off(connection):
    connection.sendall(b"* OK ready\r\n")
    connection.recv(1000)


@pytest.mark.parametrize("act", [trickle, break_off], ids=["letter by letter", "breaks off"])
def test_a_server_that_never_comes_to_an_end_is_left(server, monkeypatch, act):
    monkeypatch.setattr(archive, "ARCHIVE_VISIT", archive.ARCHIVE_VISIT / 100)
    with play(act) as port:
        settings = make_settings(25, **{**server.settings, "mail_archive_port": port})
        assert look_up(settings, [HERE]) == {HERE: Arrival.UNREACHABLE}
