"""Who holds a mail: races, leases that end, senders that come back too late, look-ups in the archive."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.accounts.values import Language
from app.mail import claims, outcomes, rules
from app.mail.models import OutgoingMail
from app.mail.outcomes import Watch
from app.mail.sender import send_due
from app.mail.services import send_again, treat_as_sent
from app.mail.values import Arrival, MailContent, MailKind, MailState
from tests.mail.support import (
    WEDNESDAY,
    Postbox,
    end_leases,
    get,
    list_states,
    make_settings,
    open_database,
    queue,
    serve,
)

LEASE = timedelta(minutes=5)
ARCHIVE = {"mail_archive": "archief@campagne.example"}


def claim(database, holder="een#1"):
    with database.writing() as session:
        mail = claims.find_due_mail(session, WEDNESDAY, ())
        return None if mail is None else claims.take_claim(session, mail, holder, LEASE)


def hand(database, claim, *, has_archive_copy=True):
    with database.writing() as session:
        return claims.begin_handover(session, claim, lease=LEASE, has_archive_copy=has_archive_copy)


def test_the_database_tells_the_time(mail_database):
    with mail_database.reading() as session:
        first, second = claims.read_clock(session), claims.read_clock(session)

    assert first.utcoffset() == timedelta(0)
    assert first <= second < first + timedelta(minutes=1)


def test_senders_that_race_send_each_mail_once(any_address, allow_smtp):
    database = open_database(any_address)
    queue(database, 12)
    postbox, reports, start = Postbox(), [], threading.Barrier(3)

    def send(node, port):
        own = open_database(any_address)
        start.wait()
        reports.append(send_due(own, make_settings(port), {}, WEDNESDAY, node))
        own.dispose()

    with serve(postbox) as port:
        threads = [threading.Thread(target=send, args=(f"node{number}", port)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert Counter(postbox.message_ids).most_common(1)[0][1] == 1
    assert len(postbox.raw) == 12
    assert sorted(note.mail_id for report in reports for note in report.sent) == list(range(1, 13))
    assert set(list_states(database)) == {MailState.SENT}
    database.dispose()


def test_a_locked_mail_is_skipped(postgresql_address):
    database = open_database(postgresql_address)
    queue(database, 2)
    with database.writing() as first, database.writing() as second:
        second.execute(text("SET LOCAL lock_timeout = '2s'"))
        assert claims.find_due_mail(first, WEDNESDAY, ()).id == 1
        assert claims.find_due_mail(second, WEDNESDAY, ()).id == 2
    database.dispose()


def test_a_claim_that_expired_before_the_hand_over_is_sent_by_another(mail_database, postbox, port):
    queue(mail_database)
    claim(mail_database)
    settings = make_settings(port)

    assert send_due(mail_database, settings, {}, WEDNESDAY, "twee").notes == ()  # the lease still runs
    end_leases(mail_database)
    report = send_due(mail_database, settings, {}, WEDNESDAY, "twee")

    assert [note.mail_id for note in report.returned] == [1]
    assert [note.mail_id for note in report.sent] == [1]
    assert get(mail_database, 1).attempts == 0
    assert len(postbox.raw) == 1


def test_a_sender_whose_claim_expired_hands_nothing_over(mail_database, postbox, port):
    queue(mail_database)
    slow = claim(mail_database, "traag#1")
    end_leases(mail_database)
    send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee")

    assert not hand(mail_database, slow)
    with mail_database.writing() as session:
        assert not claims.finish_failed(session, slow, why="", server_answer="", is_address_refused=True)
        assert not claims.put_back(session, slow, is_composed=False)
        assert not claims.finish_sent(session, slow)
    assert get(mail_database, 1).state is MailState.SENT


def test_the_hand_over_gets_a_lease_of_its_own(mail_database):
    queue(mail_database)
    mine = claim(mail_database)
    end_leases(mail_database)  # connecting took all of the first one, and nobody noticed yet

    assert hand(mail_database, mine)
    with mail_database.reading() as session:
        assert claims.list_expired_handovers(session) == ()


def test_a_sender_does_not_touch_the_claim_of_another(mail_database):
    queue(mail_database)
    slow = claim(mail_database, "traag#1")
    end_leases(mail_database)
    send_due(mail_database, make_settings(25, mail_host=""), {}, WEDNESDAY, "opruimer")
    quick = claim(mail_database, "vlug#1")

    assert not hand(mail_database, slow)
    with mail_database.writing() as session:
        assert not claims.finish_retried(
            session, slow, next_attempt_at=WEDNESDAY, why="", server_answer="", is_composed=False
        )
        assert not claims.finish_failed(session, slow, why="", server_answer="", is_address_refused=False)
        assert not claims.put_back(session, slow, is_composed=False)
    assert hand(mail_database, quick)
    with mail_database.writing() as session:
        assert not claims.finish_sent(session, slow)
    assert get(mail_database, 1).state is MailState.HANDING


@pytest.mark.parametrize("archive", [{}, ARCHIVE], ids=["no archive", "an archive that cannot tell"])
def test_an_expired_hand_over_waits_for_a_person(mail_database, postbox, port, archive):
    queue(mail_database)
    hand(mail_database, claim(mail_database), has_archive_copy=bool(archive))
    end_leases(mail_database)

    report = send_due(mail_database, make_settings(port, **archive), {}, WEDNESDAY, "twee")
    again = send_due(mail_database, make_settings(port, **archive), {}, WEDNESDAY, "twee")

    assert [(note.mail_id, note.why) for note in report.unsure] == [(1, rules.MAY_HAVE_ARRIVED)]
    assert again.notes == ()
    assert get(mail_database, 1).state is MailState.UNSURE
    assert postbox.raw == []


def test_an_expired_hand_over_is_settled_without_a_mail_server_too(mail_database):
    queue(mail_database)
    hand(mail_database, claim(mail_database))
    end_leases(mail_database)

    report = send_due(mail_database, make_settings(25, mail_host=""), {}, WEDNESDAY, "twee")

    assert [note.mail_id for note in report.unsure] == [1]


def says(arrival):
    """A look-up that gives this answer about everything."""
    return lambda message_ids: dict.fromkeys(message_ids, arrival)


def strand(database, *, ended=timedelta(minutes=1), kind=MailKind.TEST):
    """A mail whose sender vanished while handing it over; its lease ended this long ago."""
    queue(database, kind=kind)
    hand(database, claim(database))
    end_leases(database, ended)


def test_a_copy_in_the_archive_proves_that_it_was_sent(mail_database, postbox, port):
    strand(mail_database)
    asked = []

    def look_up(message_ids):
        asked.append(list(message_ids))
        return says(Arrival.ARRIVED)(message_ids)

    report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee", look_up=look_up)

    assert [(note.mail_id, note.why) for note in report.sent] == [(1, rules.FOUND_IN_ARCHIVE)]
    assert asked == [[get(mail_database, 1).message_id]]
    assert get(mail_database, 1).state is MailState.SENT
    assert postbox.raw == []


def test_a_mail_that_is_absent_from_the_archive_waits_for_the_grace_and_is_sent_again(
    mail_database, postbox, port
):
    strand(mail_database, ended=rules.ARCHIVE_GRACE - timedelta(minutes=1))
    settings, look_up = make_settings(port), says(Arrival.ABSENT)

    within = send_due(mail_database, settings, {}, WEDNESDAY, "twee", look_up=look_up)
    still = get(mail_database, 1).state
    end_leases(mail_database, rules.ARCHIVE_GRACE + timedelta(minutes=1))
    after = send_due(mail_database, settings, {}, WEDNESDAY, "twee", look_up=look_up)

    assert (within.notes, still) == ((), MailState.HANDING)
    assert [(note.outcome.value, note.why) for note in after.notes] == [
        ("returned", rules.ABSENT_FROM_ARCHIVE),
        ("sent", ""),
    ]
    assert postbox.message_ids == [get(mail_database, 1).message_id]


def test_a_server_that_never_says_that_it_took_a_mail_gets_two_copies_and_then_a_person_decides(
    mail_database, allow_smtp
):
    queue(mail_database)
    silent = Postbox(after_dot="break")
    with serve(silent) as port:
        for _run in range(5):
            send_due(
                mail_database, make_settings(port, **ARCHIVE), {}, WEDNESDAY, "node",
                look_up=says(Arrival.ABSENT), grace=timedelta(0),
            )  # fmt: skip
            end_leases(mail_database)

    mail = get(mail_database, 1)
    assert len(silent.raw) == 2
    assert (mail.state, mail.why) == (MailState.UNSURE, rules.ABSENT_ASK_FIRST)
    assert mail.resent_at is not None


def test_a_database_whose_clock_jumps_ahead_makes_no_copy_while_the_sender_may_be_at_work(
    mail_database, postbox, port, monkeypatch
):
    strand(mail_database, ended=timedelta(hours=1))  # by the database's clock
    settings, watch = make_settings(port, **ARCHIVE), Watch()

    def run(seconds):
        monkeypatch.setattr(outcomes, "read_clock", lambda: 1000.0 + seconds)
        return send_due(
            mail_database, settings, {}, WEDNESDAY, "twee", look_up=says(Arrival.ABSENT), watch=watch
        )

    grace = rules.ARCHIVE_GRACE.total_seconds()
    assert run(0).notes == run(grace - 1).notes == ()
    assert postbox.raw == []
    assert [note.mail_id for note in run(grace).sent] == [1]
    assert len(postbox.raw) == 1
    run(grace + 1)
    assert watch.first_seen == {}  # nothing is kept of what was settled


def test_a_letter_to_somebody_outside_is_not_sent_again_without_asking(
    mail_database, postbox, port, monkeypatch
):
    monkeypatch.setattr(rules, "KINDS_TO_OUR_OWN", frozenset({MailKind.REMINDER}))
    strand(mail_database, ended=timedelta(hours=1))

    report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee", look_up=says(Arrival.ABSENT))

    assert [note.why for note in report.unsure] == [rules.ABSENT_ASK_FIRST]
    assert postbox.raw == []


def test_an_archive_that_cannot_be_reached_is_asked_again_for_an_hour(mail_database, postbox, port):
    strand(mail_database, ended=timedelta(minutes=59))
    settings = make_settings(port)
    unreachable = says(Arrival.UNREACHABLE)

    within = send_due(mail_database, settings, {}, WEDNESDAY, "twee", look_up=unreachable)
    still = get(mail_database, 1).state
    end_leases(mail_database, timedelta(minutes=61))
    after = send_due(mail_database, settings, {}, WEDNESDAY, "twee", look_up=unreachable)

    assert (within.notes, still) == ((), MailState.HANDING)
    assert [note.why for note in after.unsure] == [rules.ARCHIVE_UNREACHABLE]
    assert postbox.raw == []


def test_a_look_up_that_breaks_keeps_no_other_mail_waiting(mail_database, postbox, port):
    strand(mail_database)
    queue(mail_database)

    def look_up(_message_ids):
        raise ZeroDivisionError

    report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee", look_up=look_up)

    assert [note.mail_id for note in report.sent] == [2]
    assert get(mail_database, 1).state is MailState.HANDING


def test_an_archive_that_got_no_copy_is_not_asked(mail_database, postbox, port):
    queue(mail_database)
    hand(mail_database, claim(mail_database), has_archive_copy=False)
    end_leases(mail_database)

    report = send_due(mail_database, make_settings(port), {}, WEDNESDAY, "twee", look_up=says(Arrival.ABSENT))

    assert [note.mail_id for note in report.unsure] == [1]
    assert postbox.raw == []


def test_a_slow_sender_can_still_say_that_an_unsure_mail_was_sent(mail_database):
    queue(mail_database)
    slow = claim(mail_database)
    hand(mail_database, slow, has_archive_copy=False)
    end_leases(mail_database)
    send_due(mail_database, make_settings(25, mail_host=""), {}, WEDNESDAY, "twee")

    with mail_database.writing() as session:
        assert claims.finish_sent(session, slow, server_answer="2.0.0 queued")
    assert get(mail_database, 1).state is MailState.SENT


@pytest.mark.parametrize(
    ("decide", "state"), [(send_again, MailState.PENDING), (treat_as_sent, MailState.SENT)]
)
def test_a_persons_decision_outweighs_a_slow_sender(mail_database, decide, state):
    queue(mail_database)
    slow = claim(mail_database)
    hand(mail_database, slow, has_archive_copy=False)
    end_leases(mail_database)
    send_due(mail_database, make_settings(25, mail_host=""), {}, WEDNESDAY, "twee")
    with mail_database.writing() as session:
        decide(session, mail_id=1, user_id=None, now=WEDNESDAY)

    with mail_database.writing() as session:
        assert not claims.finish_sent(session, slow)
    assert get(mail_database, 1).state is state


def test_a_composed_mail_that_never_left_is_written_anew(mail_database):
    with mail_database.writing() as session:
        mail = session.get(OutgoingMail, queue_composed(session))
        claims.freeze_content(session, mail, COMPOSERS, WEDNESDAY)
        claims.take_claim(session, mail, "een#1", LEASE)
    end_leases(mail_database)

    send_due(mail_database, make_settings(25, mail_host=""), COMPOSERS, WEDNESDAY, "twee")

    mail = get(mail_database, 1)
    assert (mail.state, mail.frozen_at, mail.why) == (MailState.PENDING, None, rules.CLAIM_EXPIRED)


def write_something(_session, _mail, _at):
    return MailContent("Herinnering", "Er wacht iets.\n", "")


COMPOSERS = {MailKind.TEST: write_something}


def queue_composed(session):
    mail = OutgoingMail(
        kind=MailKind.TEST,
        to_address="lezer@example.org",
        language=Language.NL,
        message_id="<een@campagne.example>",
        next_attempt_at=WEDNESDAY,
        created_at=WEDNESDAY,
    )
    session.add(mail)
    session.flush()
    return mail.id
