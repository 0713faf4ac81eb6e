"""What counts as "no copy is there": a server that says so in so many words, and no answer that is merely odd."""

import socket
import threading
from contextlib import contextmanager

import pytest

from app.mail.archive import find_trouble, look_up
from app.mail.values import Arrival
from tests.mail.archive_server import make_archive_settings
from tests.mail.support import make_settings

WANTED, OTHER = "<aanwezig@campagne.example>", "<andere@campagne.example>"


def fetched(message_id):
    header = f"Message-ID: {message_id}\r\n\r\n".encode()
    return b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {%d}\r\n%b)\r\nTAG OK\r\n" % (
        len(header),
        header,
    )


SANE = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK\r\n",
    "EXAMINE": b"* 3 EXISTS\r\nTAG OK [READ-ONLY]\r\n",
    "SEARCH": b"* SEARCH 7\r\nTAG OK\r\n",
    "FETCH": fetched(WANTED),
    "LOGOUT": b"* BYE\r\nTAG OK\r\n",
}


@contextmanager
def serve_imap(**answers):
    """A server that knows one answer to each command, one connection after the other; gives settings to reach it.

    A list holds an answer for each time that the command comes.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, SANE | answers), daemon=True)
        thread.start()
        yield make_settings(25, **make_archive_settings(listener.getsockname()[1]))
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=10)


def _serve(listener, answers):
    while True:
        try:
            connection, _peer = listener.accept()
        except OSError:
            return
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK ready\r\n")
            _answer(connection, lines, answers)


def _answer(connection, lines, answers):
    try:
        for line in lines:
            tag, *words = line.split()
            word = (words[1] if words[0] == b"UID" else words[0]).decode().upper()
            answer = answers.get(word, b"TAG OK\r\n")
            if isinstance(answer, list):
                answer = answer.pop(0)
            connection.sendall(answer.replace(b"TAG OK\r\n", b"TAG OK done\r\n").replace(b"TAG", tag))
    except OSError:
        return


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"SEARCH": b"* SEARCH\r\n* SEARCH 7\r\nTAG OK\r\n"},
        {"SEARCH": b"* SEARCH 7\r\n* SEARCH\r\nTAG OK\r\n"},
        {"FETCH": fetched("\r\n " + WANTED)},
        {"SEARCH": b"* SEARCH 6 7\r\nTAG OK\r\n", "FETCH": [b"TAG OK\r\n", fetched(WANTED)]},
        {"FETCH": fetched(OTHER).replace(b"TAG OK\r\n", b"") + fetched(WANTED)},
        {"FETCH": fetched(f"{OTHER}\r\nMessage-ID: {WANTED}")},
    ],
    ids=[
        "as usual",
        "two lines",
        "two lines, the other way",
        "folded",
        "another that cannot be read",
        "another in the same answer",
        "the header twice",
    ],
)
def test_a_copy_that_could_be_read_arrived(answers):
    with serve_imap(**answers) as settings:
        assert look_up(settings, [WANTED]) == {WANTED: Arrival.ARRIVED}


@pytest.mark.parametrize(
    "answers",
    [{"SEARCH": b"* SEARCH\r\nTAG OK\r\n"}, {"FETCH": fetched(OTHER)}],
    ids=["nothing found", "only another"],
)
def test_what_was_searched_and_not_found_is_absent(answers):
    with serve_imap(**answers) as settings:
        assert look_up(settings, [WANTED]) == {WANTED: Arrival.ABSENT}
        assert find_trouble(settings) == ""


@pytest.mark.parametrize(
    "answers",
    [
        {"FETCH": b"TAG OK\r\n"},
        {"FETCH": b"TAG NO later\r\n"},
        {"FETCH": b"* 1 FETCH (UID 7 FLAGS ())\r\nTAG OK\r\n"},
        {"FETCH": b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] NIL)\r\nTAG OK\r\n"},
        {"FETCH": b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {0}\r\n)\r\nTAG OK\r\n"},
        {"SEARCH": b"* SEARCH 6 7\r\nTAG OK\r\n", "FETCH": [fetched(OTHER), b"TAG OK\r\n"]},
        {"FETCH": b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {1048577}\r\n"},
        {"FETCH": b"* 1 FETCH (UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {99999999999999999999999}\r\n"},
        {"SEARCH": b"TAG OK\r\n"},
        {"SEARCH": b'* ESEARCH (TAG "TAG") UID ALL 7\r\nTAG OK\r\n'},
        {"SEARCH": b"* SEARCH abc ;;\r\nTAG OK\r\n"},
        {"SEARCH": b"* SEARCH \xff\xfe\r\nTAG OK\r\n"},
        {"SEARCH": b"TAG NO busy\r\n"},
        {"SEARCH": b"TAG BAD what\r\n"},
        {"SEARCH": b"* BYE gone\r\n"},
        {"CAPABILITY": b"* CAPABILITY IMAP4rev1 \xff\r\nTAG OK\r\n"},
    ],
    ids=[
        "found but gone",
        "found but refused",
        "found but without a header",
        "found but the header is nothing",
        "found but the header is empty",
        "one of two unread",
        "more than a megabyte",
        "more than a machine has",
        "no word about the search",
        "a search answered in another way",
        "no numbers",
        "no letters",
        "busy",
        "not understood",
        "hung up",
        "bytes among its abilities",
    ],
)
def test_an_answer_that_says_neither_yes_nor_no_is_none(answers):
    with serve_imap(**answers) as settings:
        assert look_up(settings, [WANTED]) == {WANTED: Arrival.UNREACHABLE}


def test_one_answer_that_cannot_be_read_says_nothing_about_the_other_mails():
    with serve_imap(SEARCH=[b"* SEARCH \xff\r\nTAG OK\r\n", b"* SEARCH 7\r\nTAG OK\r\n"]) as settings:
        assert list(look_up(settings, [OTHER, WANTED]).values()) == [Arrival.UNREACHABLE, Arrival.ARRIVED]


@pytest.mark.parametrize(
    ("answers", "what_to_do"),
    [
        ({"SEARCH": b"* SEARCH \xff\xfe\r\nTAG OK\r\n"}, "does not search"),
        ({"SEARCH": b"TAG OK\r\n"}, "does not search"),
        ({"CAPABILITY": b"* CAPABILITY IMAP4rev1 \xff\r\nTAG OK\r\n"}, "mail_archive_host"),
        ({"EXAMINE": b"TAG NO\r\n"}, "mail_archive_folder"),
    ],
    ids=["no letters", "no word about the search", "bytes among its abilities", "no folder"],
)
def test_the_doctor_says_what_to_do_about_a_server_that_answers_oddly(answers, what_to_do):
    with serve_imap(**answers) as settings:
        assert what_to_do in find_trouble(settings)
