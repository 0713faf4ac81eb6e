"""Senders that are killed with SIGKILL: nothing is sent twice, nothing is lost."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from app.mail.sender import send_due
from app.mail.services import send_again, treat_as_sent
from app.mail.values import Arrival, MailState
from app.settings import ROOT
from tests.mail.support import (
    WEDNESDAY,
    Postbox,
    end_leases,
    get,
    list_states,
    make_settings,
    queue,
    serve,
    wait_until_idle,
)

pytestmark = pytest.mark.usefixtures("allow_smtp")
ARCHIVE = {"mail_archive": "archief@campagne.example"}


def start_sender(address, port, dies):
    command = [
        sys.executable,
        "-m",
        "tests.mail.dying_sender",
        address,
        str(port),
        WEDNESDAY.isoformat(),
        dies,
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603  our own program


def wait_for(process):
    process.wait(timeout=30)
    process.stdout.close()
    return process.returncode


def look_into(postbox, message_ids):
    there = set(postbox.message_ids)
    return {one: Arrival.ARRIVED if one in there else Arrival.ABSENT for one in message_ids}


def test_killed_just_after_handing_it_is_left_to_a_person(any_address, mail_database):
    queue(mail_database, 2)
    postbox = Postbox()
    with serve(postbox) as port:
        assert wait_for(start_sender(any_address, port, "after_handing")) == -signal.SIGKILL
        assert list_states(mail_database) == [MailState.HANDING, MailState.PENDING]

        settings = make_settings(port)
        while_leased = send_due(mail_database, settings, {}, WEDNESDAY, "twee")
        end_leases(mail_database)
        later = send_due(mail_database, settings, {}, WEDNESDAY, "twee")
        with mail_database.writing() as session:
            send_again(session, mail_id=1, user_id=None, now=WEDNESDAY)
        decided = send_due(mail_database, settings, {}, WEDNESDAY, "twee")

    assert [note.mail_id for note in while_leased.sent] == [2]
    assert [note.mail_id for note in later.unsure] == [1]
    assert [note.mail_id for note in decided.sent] == [1]
    assert sorted(postbox.message_ids) == sorted(get(mail_database, number).message_id for number in (1, 2))


def test_killed_after_the_server_took_it_it_is_not_sent_twice(any_address, mail_database):
    queue(mail_database)
    senders = []
    postbox = Postbox(before_answer=lambda _message: senders[0].kill(), after_dot="break")
    with serve(postbox) as port:
        senders.append(start_sender(any_address, port, "never"))
        assert wait_for(senders[0]) == -signal.SIGKILL
        end_leases(mail_database)
        postbox.after_dot, postbox.before_answer = "answer", lambda _message: None
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee")
        with mail_database.writing() as session:
            treat_as_sent(session, mail_id=1, user_id=None, now=WEDNESDAY)
        send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee")

    assert [note.mail_id for note in report.unsure] == [1]
    assert list_states(mail_database) == [MailState.SENT]
    assert len(postbox.raw) == 1


def test_killed_at_random_with_an_archive_every_mail_arrives_once(any_address, mail_database):
    """Three senders one after the other, each killed within a few mails; the archive then tells what arrived."""
    queue(mail_database, 20)
    dice, postbox = random.Random(7), Postbox(pause=0.005)  # noqa: S311  a repeatable choice
    with serve(postbox) as port:
        for _round in range(3):
            sender = start_sender(any_address, port, "never")
            sender.stdout.readline()
            time.sleep(dice.uniform(0, 0.15))
            sender.kill()
            wait_for(sender)
            wait_until_idle(postbox)  # what stands for the grace before a look-up
            end_leases(mail_database)
            send_due(
                mail_database,
                make_settings(port, **ARCHIVE),
                {},
                WEDNESDAY,
                "opruimer",
                look_up=partial(look_into, postbox),
                grace=timedelta(0),
                keep_going=lambda: False,
            )
        send_due(mail_database, make_settings(port, **ARCHIVE), {}, WEDNESDAY, "laatste")

    assert set(list_states(mail_database)) == {MailState.SENT}
    assert Counter(postbox.message_ids) == Counter(get(mail_database, n).message_id for n in range(1, 21))
