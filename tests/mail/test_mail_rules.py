"""When a mail is tried again, and what each trouble of a mail server means for it."""

import smtplib
import socket
import ssl
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.mail import rules
from app.mail.conversation import read_trouble
from app.mail.rules import Fate, HandoverFate, Step
from app.mail.values import Arrival, MailKind, MailState

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("attempts", "delay"),
    [
        (1, 1 * MINUTE),
        (2, 5 * MINUTE),
        (3, 15 * MINUTE),
        (4, 60 * MINUTE),
        (5, 4 * HOUR),
        (15, 4 * HOUR),
        (16, None),
        (17, None),
        (500, None),
    ],
)
def test_the_pause_after_each_try(attempts, delay):
    assert rules.find_next_delay(attempts) == delay


def test_all_tries_stay_within_48_hours():
    spent = timedelta()
    for attempts in range(1, 100):
        delay = rules.find_next_delay(attempts)
        if delay is None:
            break
        spent += delay
    assert 44 * HOUR < spent <= 48 * HOUR


TIMED_OUT = TimeoutError("timed out")
REFUSED = ConnectionRefusedError(111, "Connection refused")
RESET = ConnectionResetError(104, "Connection reset by peer")
BROKEN_OFF = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
NO_SUCH_HOST = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
NAMES_AWAY = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
BAD_CERTIFICATE = ssl.SSLCertVerificationError(1, "certificate verify failed")
WRONG_VERSION = ssl.SSLError(1, "wrong version number")
CUT_OFF_TLS = ssl.SSLEOFError(8, "EOF occurred in violation of protocol")
NO_STARTTLS = smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server.")
NO_AUTH = smtplib.SMTPNotSupportedError("SMTP AUTH extension not supported by server.")
NO_COMMON_SIGN_IN = smtplib.SMTPException("No suitable authentication method found.")
NO_SMTPUTF8 = smtplib.SMTPNotSupportedError("SMTPUTF8 not supported by server")
ENDLESS_LINE = smtplib.SMTPResponseException(500, "Line too long.")


def rcpt(code, words=b""):
    return smtplib.SMTPRecipientsRefused({"lezer@example.org": (code, words)})


def sender(code, words=b""):
    return smtplib.SMTPSenderRefused(code, words, "weerwoord@campagne.example")


def data(code, words=b""):
    return smtplib.SMTPDataError(code, words)


@pytest.mark.parametrize(
    ("step", "error", "fate", "why"),
    [
        (Step.CONNECT, REFUSED, Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, TIMED_OUT, Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, BROKEN_OFF, Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, NAMES_AWAY, Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, OSError(101, "Network is unreachable"), Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, NO_SUCH_HOST, Fate.CONFIGURATION, rules.UNKNOWN_HOST),
        (Step.CONNECT, BAD_CERTIFICATE, Fate.CONFIGURATION, rules.NO_ENCRYPTION),
        (Step.CONNECT, WRONG_VERSION, Fate.CONFIGURATION, rules.NO_ENCRYPTION),
        (Step.CONNECT, CUT_OFF_TLS, Fate.RETRY, rules.UNREACHABLE),
        (Step.CONNECT, smtplib.SMTPConnectError(421, b"too busy"), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.CONNECT, smtplib.SMTPConnectError(554, b"no"), Fate.CONFIGURATION, rules.GREETING_REFUSED),
        (Step.CONNECT, smtplib.SMTPConnectError(-1, b"HTTP/1.1"), Fate.RETRY, rules.UNREACHABLE),
        (Step.EHLO, smtplib.SMTPHeloError(550, b"bad name"), Fate.CONFIGURATION, rules.GREETING_REFUSED),
        (Step.EHLO, smtplib.SMTPHeloError(450, b"later"), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.EHLO, BROKEN_OFF, Fate.RETRY, rules.UNREACHABLE),
        (Step.EHLO, ENDLESS_LINE, Fate.RETRY, rules.UNREACHABLE),
        (Step.STARTTLS, NO_STARTTLS, Fate.CONFIGURATION, rules.NO_ENCRYPTION),
        (Step.STARTTLS, BAD_CERTIFICATE, Fate.CONFIGURATION, rules.NO_ENCRYPTION),
        (Step.STARTTLS, smtplib.SMTPResponseException(501, b"no"), Fate.CONFIGURATION, rules.NO_ENCRYPTION),
        (Step.STARTTLS, smtplib.SMTPResponseException(454, b"no"), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.STARTTLS, TIMED_OUT, Fate.RETRY, rules.UNREACHABLE),
        (Step.AUTH, smtplib.SMTPAuthenticationError(535, b"no"), Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.AUTH, smtplib.SMTPAuthenticationError(504, b"no"), Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.AUTH, smtplib.SMTPAuthenticationError(454, b"later"), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.AUTH, NO_AUTH, Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.AUTH, NO_COMMON_SIGN_IN, Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.AUTH, BROKEN_OFF, Fate.RETRY, rules.UNREACHABLE),
        (Step.MAIL, sender(451), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.MAIL, sender(421), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.MAIL, sender(530, b"sign in first"), Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.MAIL, sender(553, b"not yours"), Fate.CONFIGURATION, rules.SENDER_REFUSED),
        (Step.MAIL, sender(552, b"too large"), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.MAIL, NO_SMTPUTF8, Fate.PERMANENT, rules.ADDRESS_UNSUPPORTED),
        (Step.RCPT, rcpt(450), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.RCPT, rcpt(550, b"5.1.1 unknown"), Fate.PERMANENT, rules.ADDRESS_REFUSED),
        (Step.RCPT, rcpt(550, b"5.7.1 relaying denied"), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.RCPT, rcpt(550, b"5.2.2 mailbox full"), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.RCPT, rcpt(552, b"over quota"), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.RCPT, rcpt(530, b"sign in first"), Fate.CONFIGURATION, rules.SIGN_IN_REFUSED),
        (Step.RCPT, RESET, Fate.RETRY, rules.UNREACHABLE),
        (Step.RCPT, ENDLESS_LINE, Fate.RETRY, rules.UNREACHABLE),
        (Step.DATA, data(451), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.DATA, data(554), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.DATA, TIMED_OUT, Fate.RETRY, rules.UNREACHABLE),
        (Step.DATA, BROKEN_OFF, Fate.RETRY, rules.UNREACHABLE),
        (Step.FINAL_DOT, data(451), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.FINAL_DOT, data(421), Fate.RETRY, rules.COME_BACK_LATER),
        (Step.FINAL_DOT, data(550, b"5.7.1 spam"), Fate.PERMANENT, rules.MAIL_REFUSED),
        (Step.FINAL_DOT, TIMED_OUT, Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, BROKEN_OFF, Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, RESET, Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, WRONG_VERSION, Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, ENDLESS_LINE, Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, data(-1, b"?"), Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
        (Step.FINAL_DOT, data(354, b"?"), Fate.UNSURE, rules.MAY_HAVE_ARRIVED),
    ],
)
def test_what_a_trouble_means(step, error, fate, why):
    judgement = rules.judge_trouble(read_trouble(step, error))

    assert (judgement.fate, judgement.why) == (fate, why)
    assert judgement.is_address_refused == (why == rules.ADDRESS_REFUSED)


def test_no_trouble_before_the_final_dot_leaves_doubt():
    errors = [TIMED_OUT, REFUSED, RESET, BROKEN_OFF, WRONG_VERSION, ENDLESS_LINE, NO_AUTH, data(250)]
    for step in set(Step) - {Step.FINAL_DOT}:
        for error in errors:
            assert rules.judge_trouble(read_trouble(step, error)).fate is not Fate.UNSURE, (step, error)


GRACE, PATIENCE = rules.ARCHIVE_GRACE, rules.ARCHIVE_PATIENCE
A_MOMENT = timedelta(seconds=1)
SENT, AGAIN, WAIT, ASK = HandoverFate.SENT, HandoverFate.AGAIN, HandoverFate.WAIT, HandoverFate.ASK


@pytest.mark.parametrize(
    ("arrival", "since", "fate", "why"),
    [
        (Arrival.ARRIVED, A_MOMENT, SENT, rules.FOUND_IN_ARCHIVE),
        (Arrival.ARRIVED, 10 * PATIENCE, SENT, rules.FOUND_IN_ARCHIVE),
        (Arrival.ABSENT, A_MOMENT, WAIT, ""),
        (Arrival.ABSENT, GRACE - A_MOMENT, WAIT, ""),
        (Arrival.ABSENT, GRACE, AGAIN, rules.ABSENT_FROM_ARCHIVE),
        (Arrival.ABSENT, 10 * PATIENCE, AGAIN, rules.ABSENT_FROM_ARCHIVE),
        (Arrival.UNREACHABLE, A_MOMENT, WAIT, ""),
        (Arrival.UNREACHABLE, PATIENCE - A_MOMENT, WAIT, ""),
        (Arrival.UNREACHABLE, PATIENCE, ASK, rules.ARCHIVE_UNREACHABLE),
        (Arrival.CANNOT_TELL, A_MOMENT, ASK, rules.MAY_HAVE_ARRIVED),
        (Arrival.CANNOT_TELL, 10 * PATIENCE, ASK, rules.MAY_HAVE_ARRIVED),
    ],
)
def test_what_becomes_of_a_mail_whose_sender_vanished(arrival, since, fate, why):
    judgement = rules.judge_handover(arrival, MailKind.REMINDER, since, was_resent=False, grace=GRACE)

    assert (judgement.fate, judgement.why) == (fate, why)


@pytest.mark.parametrize("kind", list(MailKind))
def test_what_goes_to_our_own_people_is_sent_again_when_it_is_absent(kind):
    assert rules.judge_handover(Arrival.ABSENT, kind, GRACE, was_resent=False).fate is AGAIN


@pytest.mark.parametrize("kind", list(MailKind))
def test_what_was_sent_again_already_is_left_to_a_person(kind):
    judgement = rules.judge_handover(Arrival.ABSENT, kind, GRACE, was_resent=True)

    assert (judgement.fate, judgement.why) == (ASK, rules.ABSENT_ASK_FIRST)


def test_what_goes_to_others_is_never_sent_again_without_asking(monkeypatch):
    monkeypatch.setattr(rules, "KINDS_TO_OUR_OWN", frozenset())
    for arrival in Arrival:
        for since in (A_MOMENT, GRACE, PATIENCE):
            fate = rules.judge_handover(arrival, MailKind.TEST, since, was_resent=False).fate
            assert fate is not AGAIN, (arrival, since)


def test_the_words_of_the_server_are_kept_on_one_line():
    trouble = read_trouble(Step.RCPT, rcpt(550, b"5.1.1 unknown\r\n5.1.1 \xe9 " + b"x" * 1000))

    assert trouble.code == 550
    assert trouble.words.startswith("5.1.1 unknown 5.1.1 � xxx")
    assert len(trouble.words) == 500


MONDAY = datetime(2026, 7, 6, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("paused_at", "paused_until", "is_paused"),
    [
        (None, None, False),
        (MONDAY, None, True),
        (MONDAY - HOUR, MONDAY + HOUR, True),
        (MONDAY - HOUR, MONDAY, False),
        (MONDAY + HOUR, None, True),
        (MONDAY + HOUR, MONDAY + 2 * HOUR, False),
    ],
    ids=[
        "never",
        "by a person",
        "in between",
        "just over",
        "by a person, and the clock was set back",
        "automatic, not yet",
    ],
)
def test_when_sending_is_paused(paused_at, paused_until, is_paused):
    assert rules.is_channel_paused(paused_at, paused_until, MONDAY) is is_paused


@pytest.mark.parametrize(
    ("state", "frozen_at", "has_left", "is_open"),
    [
        (MailState.PENDING, None, False, True),
        (MailState.PENDING, None, True, False),  # sent again: its first copy may turn up as this one
        (MailState.PENDING, MONDAY, False, False),
        (MailState.CLAIMED, None, False, False),
        (MailState.SENT, MONDAY, False, False),
        (MailState.CANCELLED, None, False, False),
    ],
)
def test_when_a_reminder_mail_gathers_more(state, frozen_at, has_left, is_open):
    assert rules.is_open_for_more(state, frozen_at, has_left=has_left) is is_open


@pytest.mark.parametrize(
    ("resent_at", "decided_at", "may_be_out"),
    [(None, None, False), (MONDAY, None, True), (None, MONDAY, True)],
    ids=["never tried", "sent again by itself", "sent again by a person"],
)
def test_when_a_mail_that_waits_may_have_been_read(resent_at, decided_at, may_be_out):
    assert rules.may_be_out(resent_at, decided_at) is may_be_out


@pytest.mark.parametrize(
    ("state", "frozen_at", "has_left", "may"),
    [
        (MailState.CANCELLED, None, False, True),
        (MailState.SUPERSEDED, None, False, True),
        (MailState.CANCELLED, None, True, False),
        (
            MailState.CANCELLED,
            MONDAY,
            False,
            False,
        ),  # written once: it may have left before it was called off
        (MailState.FAILED, None, False, False),
        (MailState.SENT, MONDAY, False, False),
        (MailState.PENDING, None, False, False),
    ],
)
def test_when_a_reminder_mail_that_was_called_off_serves_after_all(state, frozen_at, has_left, may):
    assert rules.may_reopen(state, frozen_at, has_left=has_left) is may


@pytest.mark.parametrize(
    ("day", "at", "zone", "moment"),
    [
        (date(2026, 3, 28), time(8), "Europe/Brussels", "2026-03-28T07:00"),
        (date(2026, 3, 29), time(8), "Europe/Brussels", "2026-03-29T06:00"),
        (date(2026, 10, 24), time(8), "Europe/Brussels", "2026-10-24T06:00"),
        (date(2026, 10, 25), time(8), "Europe/Brussels", "2026-10-25T07:00"),
        (date(2026, 3, 29), time(2, 30), "Europe/Brussels", "2026-03-29T01:30"),  # jumped over: 03:30
        (date(2026, 10, 25), time(2, 30), "Europe/Brussels", "2026-10-25T00:30"),  # twice: the first
        (date(2026, 10, 25), time(8), "America/New_York", "2026-10-25T12:00"),
    ],
)
def test_eight_in_the_morning_becomes_utc(day, at, zone, moment):
    assert rules.find_moment(day, at, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-03-28T07:00", "2026-03-29T06:00"),
        ("2026-03-29T06:00", "2026-03-30T06:00"),
        ("2026-10-24T06:00", "2026-10-25T07:00"),
        ("2026-10-25T07:00", "2026-10-26T07:00"),
        ("2026-07-01T06:00", "2026-07-02T06:00"),
    ],
)
def test_the_same_time_next_day_over_the_changes_of_the_clock(before, after):
    moment = datetime.fromisoformat(before).replace(tzinfo=UTC)

    next_day = rules.find_same_time_next_day(moment, "Europe/Brussels")

    assert next_day == datetime.fromisoformat(after).replace(tzinfo=UTC)


def test_a_lease_outlives_the_slowest_mail():
    assert rules.find_lease(20) == timedelta(seconds=260)


def test_nothing_is_sent_again_while_its_sender_may_hold_its_lease():
    assert rules.find_grace(20) == rules.ARCHIVE_GRACE
    assert rules.find_grace(300) == rules.find_lease(300) > rules.ARCHIVE_GRACE
