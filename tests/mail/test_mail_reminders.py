"""Reminders: one mail a person and day, written when it leaves, called off when it is no longer due."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.values import Language
from app.mail import claims, rules
from app.mail.models import OutgoingMail
from app.mail.sender import send_due
from app.mail.services import cancel_mail, pause_channel, queue_reminder_mail, resume_channel, send_again
from app.mail.values import Arrival, MailContent, MailKind, MailState, NoLongerDue
from tests.mail.support import (
    WEDNESDAY,
    Postbox,
    add_user,
    end_leases,
    get,
    list_states,
    make_settings,
    open_database,
    serve,
)

BRUSSELS = "Europe/Brussels"
HOUR = timedelta(hours=1)


def remind(
    session,
    user_id,
    *,
    local_day=date(2026, 7, 1),
    not_before=WEDNESDAY,
    to_address="lezer1@example.org",
    now=WEDNESDAY,
):
    return queue_reminder_mail(
        session,
        user_id=user_id,
        to_address=to_address,
        language=Language.NL,
        zone=BRUSSELS,
        local_day=local_day,
        not_before=not_before,
        now=now,
        mail_from="weerwoord@campagne.example",
    )


@pytest.fixture
def user_id(mail_database):
    with mail_database.writing() as session:
        return add_user(session).id


def count_mails(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(OutgoingMail))


class Writer:
    """A composer that writes the number of open letters, or that nothing is open any more."""

    def __init__(self, open_letters=2):
        self.open_letters = open_letters
        self.asked = 0

    def __call__(self, _session, _mail, _at):
        self.asked += 1
        if not self.open_letters:
            return NoLongerDue("Op alle brieven kwam een antwoord.")
        return MailContent(f"{self.open_letters} brieven wachten", "Er wachten brieven.\n", "")


def test_what_is_due_on_one_day_is_one_mail(mail_database, user_id):
    with mail_database.writing() as session:
        first = remind(session, user_id)
    with mail_database.writing() as session:
        second = remind(session, user_id)

    assert first.id == second.id
    assert first.message_id == second.message_id
    assert first.message_id.endswith("@campagne.example>")
    assert (first.state, first.frozen_at, first.local_day) == (MailState.PENDING, None, date(2026, 7, 1))


def test_two_nodes_that_tick_at_once_make_one_mail(any_address):
    database = open_database(any_address)
    with database.writing() as session:
        user_id = add_user(session).id
    start, ids = threading.Barrier(4), []

    def tick():
        own = open_database(any_address)
        start.wait()
        with own.writing() as session:
            ids.append(remind(session, user_id).id)
        own.dispose()

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(ids)) == 1
    assert count_mails(database) == 1
    database.dispose()


def test_the_content_is_written_when_the_mail_leaves(mail_database, user_id, postbox, port):
    writer = Writer(open_letters=2)
    with mail_database.writing() as session:
        remind(session, user_id)
    writer.open_letters = 3

    send_due(mail_database, make_settings(port), {MailKind.REMINDER: writer}, WEDNESDAY, "node")

    assert [message["Subject"] for message in postbox.messages] == ["3 brieven wachten"]
    mail = get(mail_database, 1)
    assert mail.subject == "3 brieven wachten"
    assert mail.frozen_at is not None


def test_a_reminder_without_a_composer_waits(mail_database, user_id, postbox, port):
    with mail_database.writing() as session:
        remind(session, user_id)

    assert send_due(mail_database, make_settings(port), {}, WEDNESDAY, "node").notes == ()
    assert postbox.raw == []


def test_a_reminder_that_is_no_longer_due_is_cancelled_with_its_reason(mail_database, user_id, postbox, port):
    with mail_database.writing() as session:
        remind(session, user_id)

    composers = {MailKind.REMINDER: Writer(open_letters=0)}
    report = send_due(mail_database, make_settings(port), composers, WEDNESDAY, "node")

    assert [note.why for note in report.cancelled] == ["Op alle brieven kwam een antwoord."]
    mail = get(mail_database, 1)
    assert (mail.state, mail.why) == (MailState.CANCELLED, "Op alle brieven kwam een antwoord.")
    assert postbox.raw == []


@pytest.mark.usefixtures("allow_smtp")
def test_an_answer_between_two_tries_cancels_the_second(mail_database, user_id):
    writer, postbox = Writer(), Postbox(rcpt="451 4.7.1 later")
    with mail_database.writing() as session:
        remind(session, user_id)
    with serve(postbox) as port:
        settings, composers = make_settings(port), {MailKind.REMINDER: writer}
        assert len(send_due(mail_database, settings, composers, WEDNESDAY, "node").retried) == 1
        postbox.rcpt, writer.open_letters = "250 OK", 0
        report = send_due(mail_database, settings, composers, WEDNESDAY + timedelta(minutes=1), "node")

    assert len(report.cancelled) == 1
    assert postbox.raw == []


@pytest.mark.usefixtures("allow_smtp")
def test_a_mail_that_came_back_still_gathers(mail_database, user_id):
    composers = {MailKind.REMINDER: Writer()}
    with mail_database.writing() as session:
        mail_id = remind(session, user_id).id
    with serve(Postbox(rcpt="451 4.7.1 later")) as port:
        send_due(mail_database, make_settings(port), composers, WEDNESDAY, "node")

    with mail_database.writing() as session:
        assert remind(session, user_id).id == mail_id


@pytest.mark.usefixtures("allow_smtp")
@pytest.mark.parametrize("answer", ["451 4.7.1 later", "550 5.7.1 no"])
def test_a_mail_that_is_to_be_written_anew_keeps_no_word_of_before(mail_database, user_id, answer):
    with mail_database.writing() as session:
        remind(session, user_id)
    with serve(Postbox(rcpt=answer)) as port:
        send_due(mail_database, make_settings(port), {MailKind.REMINDER: Writer()}, WEDNESDAY, "node")

    mail = get(mail_database, 1)
    assert (mail.attempts, mail.frozen_at) == (1, None)
    assert (mail.subject, mail.text, mail.html, mail.headers) == ("", "", "", {})


@pytest.fixture
def broken_off(mail_database, user_id, allow_smtp):
    """A reminder about two letters whose hand-over broke after the dot; its writer, its postbox and its settings."""
    writer, postbox = Writer(open_letters=2), Postbox(after_dot="break")
    with mail_database.writing() as session:
        remind(session, user_id)
    with serve(postbox) as port:
        settings = make_settings(port, mail_archive="archief@campagne.example")
        send_due(mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node")
        end_leases(mail_database)
        postbox.after_dot = "answer"
        yield writer, postbox, settings


def test_a_reminder_that_may_have_arrived_is_written_anew_when_a_person_sends_it_again(
    mail_database, user_id, broken_off
):
    writer, postbox, settings = broken_off
    send_due(mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node")
    assert get(mail_database, 1).subject == "2 brieven wachten"  # what it may have said, for who decides

    with mail_database.writing() as session:
        send_again(session, mail_id=1, user_id=user_id, now=WEDNESDAY)
    assert get(mail_database, 1).subject == ""
    writer.open_letters = 1
    send_due(mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node")

    first, second = postbox.messages
    assert (first["Subject"], second["Subject"]) == ("2 brieven wachten", "1 brieven wachten")
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(("open_letters", "copies"), [(1, 2), (0, 1)])
def test_a_reminder_that_the_archive_lacks_is_written_anew(mail_database, broken_off, open_letters, copies):
    writer, postbox, settings = broken_off
    writer.open_letters = open_letters

    send_due(
        mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node", grace=timedelta(0),
        look_up=lambda message_ids: dict.fromkeys(message_ids, Arrival.ABSENT),
    )  # fmt: skip

    subjects = [message["Subject"] for message in postbox.messages]
    assert subjects == ["2 brieven wachten", "1 brieven wachten"][:copies]


def test_no_sender_takes_a_mail_while_reminders_are_put_in_it(postgresql_address):
    database = open_database(postgresql_address)
    with database.writing() as session:
        user_id = add_user(session).id
        remind(session, user_id)
    with database.writing() as gathering, database.writing() as sending:
        mail_id = remind(gathering, user_id).id
        assert claims.find_due_mail(sending, WEDNESDAY, {MailKind.REMINDER}) is None
    with database.writing() as sending:
        assert claims.find_due_mail(sending, WEDNESDAY, {MailKind.REMINDER}).id == mail_id
    database.dispose()


def test_a_mail_that_was_called_off_opens_again(mail_database, user_id, postbox, port):
    writer, settings = Writer(open_letters=0), make_settings(port)
    with mail_database.writing() as session:
        mail_id = remind(session, user_id).id
    send_due(mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node")
    writer.open_letters = 1

    with mail_database.writing() as session:
        again = remind(session, user_id)
    report = send_due(mail_database, settings, {MailKind.REMINDER: writer}, WEDNESDAY, "node")

    assert (again.id, again.why) == (mail_id, "")
    assert [note.mail_id for note in report.sent] == [mail_id]


def test_a_waiting_mail_follows_its_reader_to_a_new_address(mail_database, user_id):
    with mail_database.writing() as session:
        remind(session, user_id)
    with mail_database.writing() as session:
        mail = remind(session, user_id, to_address="nieuw@example.org")

    assert get(mail_database, mail.id).to_address == "nieuw@example.org"


def test_after_the_days_mail_left_the_next_days_gathers(mail_database, user_id, postbox, port):
    with mail_database.writing() as session:
        remind(session, user_id)
    send_due(mail_database, make_settings(port), {MailKind.REMINDER: Writer()}, WEDNESDAY, "node")

    with mail_database.writing() as session:
        late = remind(session, user_id)
    with mail_database.writing() as session:
        later = remind(session, user_id)

    assert late.id == later.id != 1
    assert late.local_day == date(2026, 7, 2)
    assert late.next_attempt_at == WEDNESDAY + timedelta(days=1)


def call_off(session, mail_id):
    cancel_mail(session, mail_id=mail_id, why="Op alle brieven kwam een antwoord.")


@pytest.fixture(params=["waiting", "called off"])
def came_back(request, mail_database, user_id):
    """The mail of the day as a backup had it, put back an hour after that was made: it may have left in that hour."""
    with mail_database.writing() as session:
        mail_id = remind(session, user_id).id
        if request.param == "called off":
            call_off(session, mail_id)
    with mail_database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY + HOUR)
    return mail_id


@pytest.mark.parametrize("is_resumed", [False, True])
def test_after_a_restore_a_mail_of_the_backup_takes_nothing_more(
    mail_database, user_id, came_back, is_resumed
):
    later = WEDNESDAY + 2 * HOUR
    with mail_database.writing() as session:
        if is_resumed:
            resume_channel(session, user_id=user_id, now=later)
    with mail_database.writing() as session:
        gathered = remind(session, user_id, now=later)
    with mail_database.writing() as session:
        again = remind(session, user_id, now=later)

    assert (gathered.id, gathered.local_day) == (again.id, date(2026, 7, 2))
    assert gathered.id != came_back


def test_after_a_restore_a_person_lets_the_mails_of_the_backup_leave(mail_database, user_id, postbox, port):
    with mail_database.writing() as session:
        remind(session, user_id)
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY + HOUR)
    later, settings = WEDNESDAY + 2 * HOUR, make_settings(port)
    with mail_database.writing() as session:
        resume_channel(session, user_id=user_id, now=later)

    report = send_due(mail_database, settings, {MailKind.REMINDER: Writer()}, later, "node")

    assert len(report.sent) == len(postbox.raw) == 1
    mail = get(mail_database, 1)
    assert (mail.decided_at, mail.decided_by_id) == (later, user_id)


@pytest.mark.timeout(30)
def test_after_a_restore_a_clock_that_was_set_back_makes_one_mail_and_fills_it(mail_database, user_id):
    with mail_database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY + HOUR)
    with mail_database.writing() as session:
        first = remind(session, user_id, now=WEDNESDAY)
    with mail_database.writing() as session:
        second = remind(session, user_id, now=WEDNESDAY)

    assert (first.id, first.local_day) == (second.id, date(2026, 7, 1))
    assert count_mails(mail_database) == 1


def test_a_mail_that_was_made_after_a_restore_gathers(mail_database, user_id):
    with mail_database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY - HOUR)
        first = remind(session, user_id)
        resume_channel(session, user_id=user_id, now=WEDNESDAY)
        assert remind(session, user_id).id == first.id


def test_a_pause_that_the_sender_set_closes_no_mail(mail_database, user_id):
    with mail_database.writing() as session:
        first = remind(session, user_id)
        pause_channel(
            session, why=rules.SIGN_IN_REFUSED, now=WEDNESDAY + HOUR, until=WEDNESDAY + HOUR + rules.PAUSE
        )
        assert remind(session, user_id).id == first.id
        resume_channel(session, user_id=user_id, now=WEDNESDAY + HOUR)
        assert remind(session, user_id).id == first.id


def test_eight_in_the_morning_stays_eight_in_spring(mail_database, user_id, port):
    day, eight, next_eight = date(2026, 3, 28), "2026-03-28T07:00Z", "2026-03-29T06:00Z"

    check_two_mornings(mail_database, user_id, port, (day, eight, next_eight))


def test_eight_in_the_morning_stays_eight_in_autumn(mail_database, user_id, port):
    day, eight, next_eight = date(2026, 10, 24), "2026-10-24T06:00Z", "2026-10-25T07:00Z"

    check_two_mornings(mail_database, user_id, port, (day, eight, next_eight))


def check_two_mornings(database, user_id, port, mornings):
    """One mail leaves at eight on the first day and one on the second, neither a minute before."""
    day, eight, next_eight = mornings[0], *(datetime.fromisoformat(moment) for moment in mornings[1:])
    settings, composers = make_settings(port), {MailKind.REMINDER: Writer()}
    for moment in (eight, next_eight):
        with database.writing() as session:
            mail = remind(session, user_id, local_day=day, not_before=eight)
        assert mail.next_attempt_at == moment
        assert send_due(database, settings, composers, moment - timedelta(minutes=1), "node").notes == ()
        assert len(send_due(database, settings, composers, moment, "node").sent) == 1


def test_after_a_week_without_a_sender_every_mail_is_settled_once(mail_database, user_id, postbox, port):
    latest = date(2026, 7, 7)

    def write(_session, mail, _at):
        if mail.local_day < latest:
            return NoLongerDue("De herinnering van vandaag zegt het ook.")
        return MailContent(f"Herinnering van {mail.local_day}", "Er wachten brieven.\n", "")

    with mail_database.writing() as session:
        for days in range(7):
            moment = WEDNESDAY + timedelta(days=days)
            remind(session, user_id, local_day=date(2026, 7, 1 + days), not_before=moment)
    week_later, settings = WEDNESDAY + timedelta(days=7), make_settings(port)

    report = send_due(mail_database, settings, {MailKind.REMINDER: write}, week_later, "node")
    again = send_due(mail_database, settings, {MailKind.REMINDER: write}, week_later, "node")

    assert len(report.cancelled) == 6
    assert [message["Subject"] for message in postbox.messages] == ["Herinnering van 2026-07-07"]
    assert again.notes == ()


def test_a_composer_that_raises_holds_up_nobody(mail_database, user_id, postbox, port):
    def write(_session, mail, _at):
        if mail.local_day == date(2026, 7, 1):
            raise ZeroDivisionError
        return MailContent("Herinnering", "Er wacht iets.\n", "")

    with mail_database.writing() as session:
        remind(session, user_id)
        remind(session, user_id, local_day=date(2026, 7, 2))

    report = send_due(mail_database, make_settings(port), {MailKind.REMINDER: write}, WEDNESDAY, "node")

    assert [(note.mail_id, note.why) for note in report.retried] == [(1, rules.NOT_WRITTEN)]
    assert [note.mail_id for note in report.sent] == [2]
    mail = get(mail_database, 1)
    assert (mail.state, mail.attempts, mail.frozen_at) == (MailState.PENDING, 1, None)
    assert mail.next_attempt_at == WEDNESDAY + timedelta(minutes=1)


def test_a_content_that_cannot_be_a_mail_holds_up_nobody(mail_database, user_id, postbox, port):
    def write(_session, _mail, _at):
        return MailContent("Herinnering", "Er wacht iets.\n", "", {"Bcc": "ander@example.org"})

    with mail_database.writing() as session:
        remind(session, user_id)

    report = send_due(mail_database, make_settings(port), {MailKind.REMINDER: write}, WEDNESDAY, "node")

    assert [note.why for note in report.retried] == [rules.NOT_WRITTEN]
    assert list_states(mail_database) == [MailState.PENDING]


def test_a_composer_that_always_raises_gives_up_at_last(mail_database, user_id, postbox, port):
    def write(_session, _mail, _at):
        raise ZeroDivisionError

    with mail_database.writing() as session:
        remind(session, user_id)
    at, settings = WEDNESDAY, make_settings(port)
    for _attempt in range(16):
        report = send_due(mail_database, settings, {MailKind.REMINDER: write}, at, "node")
        at = get(mail_database, 1).next_attempt_at

    assert [note.why for note in report.failed] == [rules.NOT_WRITTEN]
    assert list_states(mail_database) == [MailState.FAILED]


@pytest.mark.parametrize("count", [0, 1])
def test_a_composer_writes_inside_the_claim_or_not_at_all(mail_database, user_id, postbox, port, count):
    """What a composer adds to the session is kept with the claim, and gone when it raises."""

    def write(session, _mail, _at):
        add_user(session, 99)
        if not count:
            raise ZeroDivisionError
        return MailContent("Herinnering", "Er wacht iets.\n", "")

    with mail_database.writing() as session:
        remind(session, user_id)

    send_due(mail_database, make_settings(port), {MailKind.REMINDER: write}, WEDNESDAY, "node")

    with mail_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1 + count
