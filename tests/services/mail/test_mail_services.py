"""What people do with outgoing mail."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.accounts.values import Language
from app.mail import rules
from app.mail.errors import (
    ForbiddenHeaderError,
    MailAlreadyUnderWayError,
    MailLinkDeadError,
    MailNotFoundError,
    MailNotStrandedError,
    MailNotUndecidedError,
    UnusableAddressError,
)
from app.mail.models import OutgoingMail
from app.mail.queries import get_channel_state, get_mail
from app.mail.restored import call_back_after_restore
from app.mail.services import (
    cancel_mail,
    cancel_secret_mails,
    pause_channel,
    queue_mail,
    queue_reminder_mail,
    queue_test_mail,
    resume_channel,
    send_again,
    supersede_mail,
    treat_as_sent,
)
from app.mail.values import MailContent, MailKind, MailState
from tests.mail.support import WEDNESDAY, add_mail, add_user, queue

CONTENT = MailContent("Uitnodiging", "Klik hier.\n", "<p>Klik hier.</p>")


def put(database, state):
    """A mail in this state; return its id."""
    values = {"state": state}
    if state in {MailState.CLAIMED, MailState.HANDING, MailState.UNSURE}:
        values |= {"claimed_by": "node#1", "lease_until": WEDNESDAY}
    if state is MailState.SENT:
        values["sent_at"] = WEDNESDAY
    with database.writing() as session:
        mail = add_mail(session)
        for name, value in values.items():
            setattr(mail, name, value)
        return mail.id


def test_a_queued_mail_waits_with_its_content(mail_database):
    with mail_database.writing() as session:
        mail = queue_mail(
            session,
            kind=MailKind.INVITATION,
            to_address="lezer@example.org",
            language=Language.NL,
            content=CONTENT,
            user_id=add_user(session).id,
            now=WEDNESDAY,
        )

    with mail_database.reading() as session:
        kept = get_mail(session, mail.id)
    assert (kept.state, kept.subject, kept.text) == (MailState.PENDING, "Uitnodiging", "Klik hier.\n")
    assert kept.frozen_at == kept.next_attempt_at == WEDNESDAY
    assert kept.message_id.endswith("@weerwoord.invalid>")


def test_a_mail_may_be_queued_for_later(mail_database):
    later = WEDNESDAY + timedelta(hours=3)
    with mail_database.writing() as session:
        mail = queue_mail(
            session,
            kind=MailKind.INVITATION,
            to_address="lezer@example.org",
            language=Language.NL,
            content=CONTENT,
            user_id=None,
            now=WEDNESDAY,
            not_before=later,
            mail_from="weerwoord@campagne.example",
        )

    assert mail.next_attempt_at == later
    assert mail.message_id.endswith("@campagne.example>")


@pytest.mark.parametrize(
    ("to_address", "headers", "error"),
    [
        ("lezer@example.org\nBcc: x@example.org", {}, UnusableAddressError),
        ("lezer@example.org", {"Bcc": "x@example.org"}, ForbiddenHeaderError),
    ],
)
def test_what_cannot_be_a_mail_is_not_queued(mail_database, to_address, headers, error):
    with mail_database.reading() as session, pytest.raises(error):
        queue_mail(
            session,
            kind=MailKind.INVITATION,
            to_address=to_address,
            language=Language.NL,
            content=MailContent("Uitnodiging", "Klik hier.\n", "", headers),
            user_id=None,
            now=WEDNESDAY,
        )


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        (Language.NL, "Testbericht van Weerwoord"),
        (Language.FR, "Message d’essai de Weerwoord"),
        (Language.EN, "Test message from Weerwoord"),
    ],
)
def test_a_test_mail_speaks_the_readers_language(mail_database, language, subject):
    with mail_database.writing() as session:
        mail = queue_test_mail(
            session,
            to_address="lezer@example.org",
            language=language,
            user_id=None,
            base_url="https://weerwoord.campagne.example",
            now=WEDNESDAY,
        )

    assert (mail.kind, mail.subject) == (MailKind.TEST, subject)
    assert "https://weerwoord.campagne.example" in mail.text


@pytest.mark.parametrize(
    ("act", "state"), [(cancel_mail, MailState.CANCELLED), (supersede_mail, MailState.SUPERSEDED)]
)
def test_a_waiting_mail_is_called_back(mail_database, act, state):
    queue(mail_database)
    with mail_database.writing() as session:
        act(session, mail_id=1, why="De brief is afgesloten.")

    with mail_database.reading() as session:
        mail = get_mail(session, 1)
    assert (mail.state, mail.why, mail.text) == (state, "De brief is afgesloten.", "Tekst 1\n")


def test_an_invitation_that_is_called_back_loses_its_link(mail_database):
    queue(mail_database, kind=MailKind.INVITATION)
    with mail_database.writing() as session:
        mail = cancel_mail(session, mail_id=1, why="Verkeerd adres.")

    assert (mail.text, mail.html) == ("", "")


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.PENDING}, key=lambda state: state.value))
def test_what_no_longer_waits_cannot_be_called_back(mail_database, state):
    mail_id = put(mail_database, state)

    with mail_database.reading() as session, pytest.raises(MailAlreadyUnderWayError, match=state.value):
        cancel_mail(session, mail_id=mail_id, why="")


@pytest.mark.parametrize("state", [MailState.UNSURE, MailState.FAILED])
def test_a_person_sends_a_stranded_mail_again(mail_database, state):
    mail_id = put(mail_database, state)
    with mail_database.writing() as session:
        user_id = add_user(session).id
        before = get_mail(session, mail_id).message_id
        mail = send_again(session, mail_id=mail_id, user_id=user_id, now=WEDNESDAY)

    assert (mail.state, mail.attempts, mail.claimed_by) == (MailState.PENDING, 0, None)
    assert (mail.decided_by_id, mail.decided_at, mail.why) == (user_id, WEDNESDAY, rules.PERSON_SENDS_AGAIN)
    assert mail.message_id == before
    assert mail.frozen_at is not None


@pytest.mark.parametrize(
    "state", sorted(set(MailState) - {MailState.UNSURE, MailState.FAILED}, key=lambda state: state.value)
)
def test_no_other_mail_is_sent_again(mail_database, state):
    mail_id = put(mail_database, state)

    with mail_database.reading() as session, pytest.raises(MailNotStrandedError, match=state.value):
        send_again(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


def test_a_person_saw_that_it_arrived(mail_database):
    mail_id = put(mail_database, MailState.UNSURE)
    with mail_database.writing() as session:
        user_id = add_user(session).id
        mail = treat_as_sent(session, mail_id=mail_id, user_id=user_id, now=WEDNESDAY)

    assert (mail.state, mail.sent_at, mail.claimed_by) == (MailState.SENT, WEDNESDAY, None)
    assert (mail.decided_by_id, mail.decided_at, mail.why) == (user_id, WEDNESDAY, rules.PERSON_SAW_IT)


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.UNSURE}, key=lambda state: state.value))
def test_about_no_other_mail_there_is_anything_to_decide(mail_database, state):
    mail_id = put(mail_database, state)

    with mail_database.reading() as session, pytest.raises(MailNotUndecidedError, match=state.value):
        treat_as_sent(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


def put_reminder(database):
    """A reminder that waits, not written yet; return its id."""
    with database.writing() as session:
        return queue_reminder_mail(
            session, user_id=add_user(session).id, to_address="lezer@example.org", language=Language.NL,
            zone="Europe/Brussels", local_day=WEDNESDAY.date(), not_before=WEDNESDAY, now=WEDNESDAY,
        ).id  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "state", "ends"),
    [
        (MailKind.INVITATION, MailState.PENDING, MailState.CANCELLED),
        (MailKind.PASSWORD_RESET, MailState.CLAIMED, MailState.CANCELLED),
        (MailKind.INVITATION, MailState.HANDING, MailState.HANDING),
        (MailKind.INVITATION, MailState.UNSURE, MailState.CANCELLED),
        (MailKind.PASSWORD_RESET, MailState.FAILED, MailState.CANCELLED),
        (MailKind.INVITATION, MailState.SENT, MailState.SENT),
        (MailKind.TEST, MailState.FAILED, MailState.FAILED),
        (MailKind.TEST, MailState.PENDING, MailState.PENDING),
    ],
)
def test_a_link_that_works_no_more_takes_the_mails_with_it_that_have_not_left(
    mail_database, kind, state, ends
):
    mail_id = put(mail_database, state)
    with mail_database.writing() as session:
        user = add_user(session)
        mail = session.get_one(OutgoingMail, mail_id)
        mail.kind, mail.user_id = kind, user.id
    with mail_database.writing() as session:
        cancel_secret_mails(session, user_id=user.id)

    with mail_database.reading() as session:
        kept = get_mail(session, mail_id)
    assert kept.state is ends
    # What is on its way cannot be called back, and is never sent a second time.
    assert (kept.text == "") == (ends in {MailState.CANCELLED, MailState.HANDING})


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNSURE])
@pytest.mark.parametrize(
    ("kind", "text", "age"),
    [
        (MailKind.INVITATION, "Klik hier.", timedelta(days=14)),
        (MailKind.PASSWORD_RESET, "Klik hier.", timedelta(hours=1)),
        (MailKind.INVITATION, "", timedelta(0)),
    ],
)
def test_a_mail_whose_link_works_no_more_is_not_sent_again(mail_database, state, kind, text, age):
    mail_id = put(mail_database, state)
    with mail_database.writing() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        mail.kind, mail.text, mail.created_at = kind, text, WEDNESDAY - age
    with mail_database.reading() as session, pytest.raises(MailLinkDeadError):
        send_again(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


@pytest.mark.parametrize("state", [MailState.FAILED, MailState.UNSURE])
def test_a_mail_whose_link_works_is_sent_again(mail_database, state):
    mail_id = put(mail_database, state)
    with mail_database.writing() as session:
        mail = session.get_one(OutgoingMail, mail_id)
        mail.kind, mail.created_at = MailKind.INVITATION, WEDNESDAY - timedelta(days=13)
        send_again(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)

    with mail_database.reading() as session:
        assert get_mail(session, mail_id).state is MailState.PENDING


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize(
    ("state", "ends"),
    [
        (MailState.PENDING, MailState.CANCELLED),
        (MailState.CLAIMED, MailState.CANCELLED),
        (MailState.HANDING, MailState.CANCELLED),
        (MailState.FAILED, MailState.FAILED),
        (MailState.SENT, MailState.SENT),
    ],
)
def test_after_a_restore_only_a_person_lets_leave_what_may_have_left(mail_database, kind, state, ends):
    mail_id = put(mail_database, state)
    with mail_database.writing() as session:
        session.get_one(OutgoingMail, mail_id).kind = kind
    with mail_database.writing() as session:
        call_back_after_restore(session)

    with mail_database.reading() as session:
        mail = get_mail(session, mail_id)
    # A reminder waits, also one that a sender had claimed, and the page asks about it.
    waits = MailState.PENDING if state is MailState.CLAIMED else state
    is_asked = rules.may_have_left(
        MailState.PENDING, kind, mail.created_at, mail.created_at + timedelta(minutes=1)
    )
    assert is_asked is (kind is MailKind.REMINDER)
    assert mail.state is (waits if is_asked else ends)
    assert (mail.why == rules.BACKUP_PUT_BACK) is (mail.state is MailState.CANCELLED)


def test_after_a_restore_a_waiting_reminder_can_be_called_arrived(mail_database):
    mail_id = put_reminder(mail_database)
    with mail_database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY + timedelta(minutes=1))
        mail = treat_as_sent(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)

    assert (mail.state, mail.sent_at, mail.text) == (MailState.SENT, WEDNESDAY, "")


def test_a_reminder_that_was_made_after_a_restore_cannot_be_called_arrived(mail_database):
    """It has left nowhere, and nobody would be told."""
    with mail_database.writing() as session:
        pause_channel(session, why="Een back-up werd teruggezet.", now=WEDNESDAY)
    mail_id = put_reminder(mail_database)
    with mail_database.reading() as session, pytest.raises(MailNotUndecidedError, match="pending"):
        treat_as_sent(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


@pytest.mark.parametrize("until", [None, WEDNESDAY + timedelta(hours=1)])
def test_a_reminder_that_waits_for_any_other_reason_did_not_arrive(mail_database, until):
    mail_id = put_reminder(mail_database)
    with mail_database.writing() as session:
        if until:
            pause_channel(session, why="Het wachtwoord is fout.", now=WEDNESDAY, until=until)
    with mail_database.reading() as session, pytest.raises(MailNotUndecidedError, match="pending"):
        treat_as_sent(session, mail_id=mail_id, user_id=None, now=WEDNESDAY)


def test_a_mail_that_does_not_exist(mail_database):
    with mail_database.reading() as session:
        with pytest.raises(MailNotFoundError):
            cancel_mail(session, mail_id=7, why="")
        with pytest.raises(MailNotFoundError):
            get_mail(session, 7)


def test_a_person_pauses_and_resumes(mail_database):
    with mail_database.writing() as session:
        pause_channel(session, why="Verhuizing", now=WEDNESDAY)
    with mail_database.reading() as session:
        paused = get_channel_state(session, WEDNESDAY + timedelta(days=100))
    with mail_database.writing() as session:
        resume_channel(session, user_id=None, now=WEDNESDAY)

    assert (paused.is_paused, paused.why, paused.paused_until) == (True, "Verhuizing", None)
    with mail_database.reading() as session:
        assert not get_channel_state(session, WEDNESDAY).is_paused


def test_the_sender_does_not_shorten_a_persons_pause(mail_database):
    with mail_database.writing() as session:
        pause_channel(session, why="Verhuizing", now=WEDNESDAY)
        pause_channel(session, why=rules.SIGN_IN_REFUSED, now=WEDNESDAY, until=WEDNESDAY + rules.PAUSE)

    with mail_database.reading() as session:
        assert get_channel_state(session, WEDNESDAY).why == "Verhuizing"


@pytest.mark.parametrize(
    "broken",
    [
        "state = 'claimed'",
        "state = 'handing', claimed_by = 'node#1'",
        "state = 'sent'",
        "state = 'gone'",
        "kind = 'letter'",
        "frozen_at = NULL, state = 'sent', sent_at = created_at",
        "local_day = '2026-07-01'",
    ],
)
def test_the_database_refuses_what_cannot_be(mail_database, broken):
    queue(mail_database)
    with mail_database.reading() as session, pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE outgoing_mail SET {broken}"))


def test_the_database_refuses_a_second_reminder_of_the_day(mail_database):
    with mail_database.writing() as session:
        user_id = add_user(session).id
        for _ in range(2):
            mail = add_mail(session, kind=MailKind.REMINDER)
            mail.user_id = user_id
    same_day = text("UPDATE outgoing_mail SET local_day = '2026-07-01'")
    with mail_database.reading() as session, pytest.raises(IntegrityError):
        session.execute(same_day)
