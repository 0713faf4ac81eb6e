"""What one run of the sender does, against a real server that behaves well or badly, on both databases."""

from datetime import timedelta

import pytest

from app.mail import rules
from app.mail.models import OutgoingMail
from app.mail.queries import get_channel_state, list_refused_addresses
from app.mail.sender import send_due
from app.mail.services import pause_channel, resume_channel
from app.mail.values import MailKind, MailState
from tests.mail.support import (
    WEDNESDAY,
    Postbox,
    find_free_port,
    get,
    list_states,
    make_settings,
    queue,
    refuse_sign_in,
    serve,
)

pytestmark = pytest.mark.usefixtures("allow_smtp")
LATER = WEDNESDAY + timedelta(minutes=2)


def test_due_mails_leave_once(mail_database, postbox, port):
    queue(mail_database, 3)
    settings = make_settings(port)

    report = send_due(mail_database, settings, {}, WEDNESDAY, "node")
    again = send_due(mail_database, settings, {}, LATER, "node")

    assert [note.mail_id for note in report.sent] == [1, 2, 3]
    assert report.stopped == ""
    assert again.notes == ()
    assert [message["Subject"] for message in postbox.messages] == ["Bericht 1", "Bericht 2", "Bericht 3"]
    mail = get(mail_database, 1)
    assert mail.state is MailState.SENT
    assert mail.sent_at is not None
    assert mail.server_answer == "2.0.0 queued"
    assert mail.claimed_by is None


def test_a_mail_that_is_not_due_yet_waits(mail_database, postbox, port):
    queue(mail_database, now=LATER)

    assert send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node").notes == ()
    assert postbox.raw == []


def test_the_archive_gets_its_copy_in_the_envelope_alone(mail_database, postbox, port):
    queue(mail_database)

    send_due(
        mail_database, make_settings(port, mail_archive="archief@campagne.example"), {}, WEDNESDAY, "node"
    )

    assert postbox.recipients == [["lezer1@example.org", "archief@campagne.example"]]
    assert b"archief" not in postbox.raw[0]
    assert get(mail_database, 1).has_archive_copy


def test_a_full_archive_keeps_no_mail_from_its_reader(mail_database, allow_smtp):
    postbox = Postbox(rcpt={"archief@campagne.example": "452 4.2.2 mailbox full"})
    queue(mail_database)
    with serve(postbox) as port:
        settings = make_settings(port, mail_archive="archief@campagne.example")
        report = send_due(mail_database, settings, {}, WEDNESDAY, "node")

    assert len(report.sent) == 1
    assert postbox.recipients == [["lezer1@example.org"]]
    assert not get(mail_database, 1).has_archive_copy  # so that no look-up may call it absent


@pytest.mark.parametrize(
    ("postbox", "why"),
    [
        (Postbox(rcpt="451 4.7.1 greylisted, come back"), rules.COME_BACK_LATER),
        (Postbox(mail="421 4.3.2 closing down"), rules.COME_BACK_LATER),
        (Postbox(data="451 4.3.0 scanner is away"), rules.COME_BACK_LATER),
    ],
    ids=["451 at RCPT", "421 at MAIL", "451 after the final dot"],
)
def test_a_server_that_asks_to_come_back_gets_the_mail_later(mail_database, postbox, why):
    queue(mail_database)
    with serve(postbox) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    mail = get(mail_database, 1)
    assert [note.why for note in report.retried] == [why]
    assert (mail.state, mail.attempts) == (MailState.PENDING, 1)
    assert mail.next_attempt_at == WEDNESDAY + timedelta(minutes=1)
    assert mail.frozen_at is not None  # its content came with it: nobody could write it anew


def test_a_refused_address_is_marked_until_a_mail_arrives(mail_database):
    queue(mail_database, 2)
    postbox = Postbox(rcpt={"lezer1@example.org": "550 5.1.1 no such user"})
    with serve(postbox) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    assert [(note.mail_id, note.why) for note in report.failed] == [(1, rules.ADDRESS_REFUSED)]
    assert [note.mail_id for note in report.sent] == [2]
    assert get(mail_database, 1).server_answer == "5.1.1 no such user"
    with mail_database.reading() as session:
        assert list_refused_addresses(session) == ("lezer1@example.org",)

    queue(mail_database)
    with serve(Postbox()) as port:
        send_due(mail_database, make_settings(port), {}, LATER, "node")
    with mail_database.reading() as session:
        assert list_refused_addresses(session) == ()


def test_a_refused_sign_in_pauses_the_channel_and_burns_no_attempt(mail_database):
    queue(mail_database, 2)
    with serve(Postbox(), authenticator=refuse_sign_in, auth_require_tls=False) as port:
        settings = make_settings(port, mail_user="campagne", mail_password="oud")
        report = send_due(mail_database, settings, {}, WEDNESDAY, "node")
        while_paused = send_due(mail_database, settings, {}, WEDNESDAY + timedelta(minutes=14), "node")

    assert [note.mail_id for note in report.returned] == [1]
    assert report.stopped == rules.SIGN_IN_REFUSED
    assert (while_paused.notes, while_paused.stopped) == ((), rules.CHANNEL_PAUSED)
    assert [(mail.state, mail.attempts) for mail in (get(mail_database, 1), get(mail_database, 2))] == [
        (MailState.PENDING, 0),
        (MailState.PENDING, 0),
    ]
    with mail_database.reading() as session:
        state = get_channel_state(session, WEDNESDAY)
    assert state.is_paused
    assert state.why == rules.SIGN_IN_REFUSED
    assert state.server_answer.startswith("5.7.8")


def test_the_channel_mends_itself_after_the_pause(mail_database, postbox, port):
    queue(mail_database, 2)
    with mail_database.writing() as session:
        until = WEDNESDAY + rules.PAUSE
        pause_channel(
            session, why=rules.SIGN_IN_REFUSED, now=WEDNESDAY, until=until, server_answer="5.7.8 no"
        )

    report = send_due(mail_database, make_settings(port), {}, until, "node")

    assert len(report.sent) == 2
    with mail_database.reading() as session:
        assert not get_channel_state(session, WEDNESDAY).is_paused


def test_a_pause_in_a_day_to_come_does_not_stop_today(mail_database, postbox, port):
    queue(mail_database)
    with mail_database.writing() as session:
        next_year = WEDNESDAY + timedelta(days=365)
        pause_channel(session, why=rules.NO_ENCRYPTION, now=next_year, until=next_year + rules.PAUSE)

    assert len(send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node").sent) == 1


def test_a_pause_set_by_a_person_ends_when_a_person_ends_it(mail_database, postbox, port):
    queue(mail_database)
    with mail_database.writing() as session:
        pause_channel(session, why="We verhuizen van mailserver.", now=WEDNESDAY)
    month_later = WEDNESDAY + timedelta(days=30)

    assert (
        send_due(mail_database, make_settings(port), {}, month_later, "node").stopped == rules.CHANNEL_PAUSED
    )
    with mail_database.writing() as session:
        resume_channel(session, user_id=None, now=WEDNESDAY)
    assert len(send_due(mail_database, make_settings(port), {}, month_later, "node").sent) == 1


def test_a_refused_connection_is_tried_once_a_run(mail_database):
    queue(mail_database, 3)

    report = send_due(mail_database, make_settings(find_free_port()), {}, WEDNESDAY, "node")

    assert [note.mail_id for note in report.retried] == [1]
    assert report.stopped == rules.UNREACHABLE
    assert [get(mail_database, number).attempts for number in (1, 2, 3)] == [1, 0, 0]


def test_a_refused_connection_fails_after_two_days_of_trying(mail_database):
    queue(mail_database)
    settings, at, reports = make_settings(find_free_port()), WEDNESDAY, []

    for _attempt in range(100):
        reports.append(send_due(mail_database, settings, {}, at, "node"))
        if reports[-1].failed:
            break
        at = get(mail_database, 1).next_attempt_at

    assert [note.why for note in reports[-1].failed] == [rules.GAVE_UP]
    assert timedelta(hours=44) < at - WEDNESDAY <= timedelta(hours=48)
    assert get(mail_database, 1).attempts == 16


@pytest.mark.parametrize("after_dot", ["break", "hang"])
def test_a_broken_hand_over_is_never_a_plain_retry(mail_database, after_dot):
    queue(mail_database, 2)
    postbox = Postbox(after_dot=after_dot)
    with serve(postbox) as port:
        settings = make_settings(port, mail_timeout_seconds=1)
        report = send_due(mail_database, settings, {}, WEDNESDAY, "node")
        postbox.after_dot = "answer"
        again = send_due(mail_database, settings, {}, LATER, "node")

    assert [(note.mail_id, note.why) for note in report.handing] == [(1, rules.MAY_HAVE_ARRIVED)]
    assert [note.mail_id for note in again.sent] == [2]
    assert list_states(mail_database) == [MailState.HANDING, MailState.SENT]
    assert len(postbox.raw) == 2


def test_a_slow_answer_is_an_answer(mail_database):
    queue(mail_database)
    with serve(Postbox(pause=0.4)) as port:
        assert len(send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node").sent) == 1


def test_without_a_mail_server_nothing_is_claimed(mail_database):
    queue(mail_database)

    report = send_due(mail_database, make_settings(25, mail_host=""), {}, WEDNESDAY, "node")

    assert (report.notes, report.stopped) == ((), rules.NO_SERVER)
    assert list_states(mail_database) == [MailState.PENDING]


def test_an_unusable_sender_address_burns_nobodys_attempts(mail_database):
    queue(mail_database)

    report = send_due(mail_database, make_settings(25, mail_from="Weerwoord"), {}, WEDNESDAY, "node")

    assert (report.notes, report.stopped) == ((), rules.SENDER_UNUSABLE)
    assert get(mail_database, 1).attempts == 0


def test_a_run_ends_between_two_mails_when_asked_to(mail_database, postbox, port):
    queue(mail_database, 3)
    goes_on = iter([True, False])

    report = send_due(
        mail_database, make_settings(port), {}, WEDNESDAY, "node", keep_going=lambda: next(goes_on)
    )

    assert [note.mail_id for note in report.sent] == [1]
    assert list_states(mail_database)[1:] == [MailState.PENDING, MailState.PENDING]


def test_a_server_without_starttls_pauses_the_channel(mail_database, postbox, port):
    queue(mail_database)

    report = send_due(mail_database, make_settings(port, mail_security="starttls"), {}, WEDNESDAY, "node")

    assert report.stopped == rules.NO_ENCRYPTION
    assert get(mail_database, 1).attempts == 0


def test_tls_with_a_server_that_speaks_plainly_pauses_the_channel(mail_database, postbox, port):
    queue(mail_database)

    report = send_due(mail_database, make_settings(port, mail_security="tls"), {}, WEDNESDAY, "node")

    assert report.stopped == rules.NO_ENCRYPTION
    assert postbox.raw == []


def test_an_address_beyond_ascii_leaves_when_the_server_can(mail_database):
    queue(mail_database, to_address="jürgen@exämple.org")
    postbox = Postbox()
    with serve(postbox, enable_SMTPUTF8=True) as port:
        assert len(send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node").sent) == 1

    assert postbox.recipients == [["jürgen@xn--exmple-cua.org"]]
    assert postbox.messages[0]["To"] == "jürgen@xn--exmple-cua.org"


def test_an_address_beyond_ascii_fails_when_the_server_cannot(mail_database):
    queue(mail_database, to_address="jürgen@example.org")

    with serve(Postbox(), enable_SMTPUTF8=False) as port:
        report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    assert [note.why for note in report.failed] == [rules.ADDRESS_UNSUPPORTED]


def test_a_link_that_signs_somebody_in_does_not_stay_behind(mail_database, postbox, port):
    queue(mail_database, kind=MailKind.PASSWORD_RESET)

    send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    mail = get(mail_database, 1)
    assert (mail.state, mail.subject, mail.text, mail.html) == (MailState.SENT, "Bericht 1", "", "")
    assert "Tekst 1" in postbox.raw[0].decode()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"created_at": WEDNESDAY - timedelta(hours=1)}, rules.LINK_TOO_OLD),
        ({"text": ""}, rules.LINK_WORKS_NO_MORE),  # it was replaced while a sender handed the mail over
    ],
)
def test_a_mail_whose_link_works_no_more_does_not_leave(mail_database, postbox, port, values, why):
    queue(mail_database, kind=MailKind.PASSWORD_RESET)
    with mail_database.writing() as session:
        mail = session.get_one(OutgoingMail, 1)
        for name, value in values.items():
            setattr(mail, name, value)

    report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    assert [note.why for note in report.cancelled] == [why]
    assert postbox.raw == []


def test_lines_that_begin_with_a_dot_arrive_whole(mail_database, postbox, port):
    queue(mail_database)
    with mail_database.writing() as session:
        session.get_one(OutgoingMail, 1).text = "Eerste regel\n.\n..twee\n.punt\n"

    send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node")

    body = postbox.messages[0].get_body(("plain",)).get_payload(decode=True)
    assert body.decode().splitlines() == ["Eerste regel", ".", "..twee", ".punt"]
