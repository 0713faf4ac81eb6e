"""What the page of outgoing mail shows."""

from datetime import timedelta

import pytest

from app.mail.models import OutgoingMail
from app.mail.queries import (
    MailKey,
    get_channel_state,
    list_outgoing_mail,
    list_refused_addresses,
    read_way_out,
)
from app.mail.services import cancel_mail
from app.mail.values import MailState
from tests.mail.support import WEDNESDAY, add_mail, add_user, queue


def test_pages_go_from_new_to_old_without_gap_or_double(mail_database):
    with mail_database.writing() as session:
        for number in range(1, 12):
            add_mail(session, number, now=WEDNESDAY + timedelta(minutes=number // 4))

    seen, key = [], None
    with mail_database.reading() as session:
        while True:
            page = list_outgoing_mail(session, before=key, limit=3)
            seen += [row.id for row in page.rows]
            key = page.older
            if key is None:
                break

    assert seen == list(range(11, 0, -1))


def test_a_last_page_that_is_just_full_has_no_next(mail_database):
    queue(mail_database, 3)
    with mail_database.reading() as session:
        assert list_outgoing_mail(session, limit=3).older is None


def test_an_empty_list_is_one_empty_page(mail_database):
    with mail_database.reading() as session:
        page = list_outgoing_mail(session)

    assert (page.rows, page.older) == ((), None)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (str(MailKey(WEDNESDAY, 12)), MailKey(WEDNESDAY, 12)),
        ("", None),
        ("12", None),
        ("2026-07-01T09:00:00_12", None),  # no time zone
        ("2026-07-01T09:00:00+00:00_x", None),
        ("2026-07-01T09:00:00+00:00_99999999999999999999", None),
        ("0001-01-01T00:00:00+23:59_1", None),  # before the first year
        ("9999-12-31T23:59:59-23:59_1", None),  # after the last
    ],
)
def test_a_key_in_an_address(written, key):
    assert MailKey.parse(written) == key


def test_each_reader_finds_their_own_mails(mail_database):
    with mail_database.writing() as session:
        user_id = add_user(session).id
        mail_id = add_mail(session).id
        session.get_one(OutgoingMail, mail_id).user_id = user_id
        add_mail(session, 2)

    with mail_database.reading() as session:
        assert [row.id for row in list_outgoing_mail(session, user_id=user_id).rows] == [mail_id]
        assert len(list_outgoing_mail(session).rows) == 2


def test_a_row_shows_where_a_mail_stands(mail_database):
    queue(mail_database, 2)
    with mail_database.writing() as session:
        cancel_mail(session, mail_id=2, why="Verkeerd adres.")

    with mail_database.reading() as session:
        (row,) = list_outgoing_mail(session, states=[MailState.CANCELLED]).rows
    assert (row.id, row.to_address, row.subject) == (2, "lezer2@example.org", "Bericht 2")
    assert (row.state, row.why, row.sent_at) == (MailState.CANCELLED, "Verkeerd adres.", None)


def test_the_way_out_counts_what_waits_and_what_went_wrong(mail_database):
    queue(mail_database, 6)
    with mail_database.writing() as session:
        for mail_id, state in enumerate((MailState.FAILED, MailState.FAILED, MailState.UNSURE), 1):
            session.get_one(OutgoingMail, mail_id).state = state
        cancel_mail(session, mail_id=4, why="Verkeerd adres.")

    with mail_database.reading() as session:
        way_out = read_way_out(session, WEDNESDAY)
    assert (way_out.waiting, way_out.failed, way_out.unsure) == (2, 2, 1)
    assert not way_out.channel.is_paused


def test_a_channel_that_nobody_paused_runs(mail_database):
    with mail_database.reading() as session:
        assert not get_channel_state(session, WEDNESDAY).is_paused


def test_refused_addresses_are_listed_once(mail_database):
    queue(mail_database, 2)
    queue(mail_database, 2)
    with mail_database.writing() as session:
        for mail_id in (1, 2, 3):
            mail = session.get_one(OutgoingMail, mail_id)
            mail.state, mail.is_address_refused = MailState.FAILED, True

    with mail_database.reading() as session:
        assert list_refused_addresses(session) == ("lezer1@example.org", "lezer2@example.org")
