"""The page of one mail: its links are for its reader alone, its words for who may read what they are about."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, select

from app.campaigns.models import Membership
from app.jobs.work import preview_mail, write_down_due
from app.mail.models import OutgoingMail
from app.mail.values import MailKind, MailState
from tests.client import sign_in
from tests.factories import LONG_AGO, make_letter, make_user

TITLE = "Heropen het loket"
LINK = re.compile(r"/r/(?:snooze|extend|close|mute)/[^\s<\"…]+")


@pytest.fixture
def reader(person):
    return person("coordinator", name="An")


@pytest.fixture
def mail(app, session, campaign, reader, now):
    """The reminder that waits for its reader."""
    due = {"deadline_on": date(2026, 6, 1), "deadline_source": "typed", "look_at": LONG_AGO}
    make_letter(session, campaign, title=TITLE, addressee_name="", **due)
    session.commit()
    write_down_due(app, now)
    return session.scalars(select(OutgoingMail)).one()


@pytest.fixture
def show(client, mail):
    """Show the mail to somebody; return the page's words."""

    def show(user):
        sign_in(client, user)
        return client.get(f"/mail/{mail.id}").get_data(as_text=True)

    return show


@pytest.fixture
def written(app, session, mail, now):
    """Write the mail as a sender did who then lost the connection."""
    with app.app_context():
        content = preview_mail(session, mail, now)
    mail.subject, mail.text, mail.html, mail.headers = (
        content.subject, content.text, content.html, content.headers,
    )  # fmt: skip
    mail.state, mail.frozen_at = MailState.UNSURE, now
    session.commit()
    return mail


def test_its_reader_sees_a_mail_with_its_links(show, reader):
    page = show(reader)
    assert TITLE in page
    assert len(LINK.findall(page)) > 3
    assert re.search(r'<a href="http://[^"]*/r/close/[^"]+"', page)


def test_the_list_and_the_mail_say_which_letter_of_which_campaign_it_is_about(client, show, reader, campaign):
    page = show(reader)
    listed = client.get("/mail").get_data(as_text=True)
    assert f'href="/campaigns/{campaign.slug}/letters/' in page.partition("</dl>")[0]
    assert TITLE in page.partition("</dl>")[0]
    assert TITLE in listed
    assert campaign.title in listed.partition("<table")[2]


def test_an_administrator_sees_the_words_and_none_of_the_links(show, person):
    page = show(person("administrator"))
    assert TITLE in page
    assert "/r/close/…" in page
    assert 'href="http://localhost/r/' not in page
    assert LINK.findall(page) == []


def test_an_administrator_sees_none_of_the_links_of_a_written_mail_either(show, person, written):
    page = show(person("administrator"))
    assert TITLE in page
    assert LINK.findall(page) == []


def test_who_left_the_campaign_reads_no_stored_words(client, session, show, reader, written):
    session.execute(delete(Membership).where(Membership.user_id == reader.id))
    session.commit()

    page = show(reader)

    assert "Deze mail gaat over een campagne die u niet meer mag lezen." in page
    assert TITLE not in page + client.get("/mail").get_data(as_text=True)


def test_a_mail_of_somebody_else_is_not_found(client, session, show, mail):
    stranger = make_user(session)
    session.commit()
    sign_in(client, stranger)
    assert client.get(f"/mail/{mail.id}").status_code == 404


@pytest.mark.parametrize(
    "before",
    [
        "0001-01-01T00:00:00%2B23:59_1",
        "9999-12-31T23:59:59-23:59_1",
        "2026-01-01T00:00:00%2B00:00_99999999999",
        "2026-01-01T00:00:00_1",
        "%00",
    ],
    ids=["before the first year", "after the last", "no number of ours", "no zone", "nothing"],
)
def test_an_address_that_somebody_edited_shows_the_first_page(client, reader, mail, before):
    sign_in(client, reader)
    assert f"/mail/{mail.id}" in client.get(f"/mail?before={before}").get_data(as_text=True)


@pytest.fixture
def form_of(client, written, person):
    """What a button of the mail's page sends, as an administrator sees that page now."""
    sign_in(client, person("administrator"))

    def form_of(decision):
        page = BeautifulSoup(client.get(f"/mail/{written.id}").get_data(as_text=True), "html.parser")
        forms = page.select(f'form[action="/mail/{written.id}/decide"]')
        values = [{field["name"]: field["value"] for field in form.select("input")} for form in forms]
        return next(one for one in values if one["decision"] == decision)

    return form_of


@pytest.mark.parametrize(("decision", "state"), [("again", MailState.PENDING), ("sent", MailState.SENT)])
def test_an_administrator_decides_from_the_page_of_a_mail(client, session, written, form_of, decision, state):
    assert client.post(f"/mail/{written.id}/decide", data=form_of(decision)).status_code == 303
    session.refresh(written)
    assert written.state is state


def test_a_page_that_is_older_than_another_decision_decides_nothing(client, session, written, form_of):
    old = form_of("sent")
    client.post(f"/mail/{written.id}/decide", data=form_of("again"))
    # It left once more, and again nobody knows whether it arrived.
    session.refresh(written)
    written.state = MailState.UNSURE
    session.commit()

    answer = client.post(f"/mail/{written.id}/decide", data=old)

    assert answer.status_code == 409
    assert "Deze mail is veranderd" in answer.get_data(as_text=True)
    session.refresh(written)
    assert written.state is MailState.UNSURE
    assert client.post(f"/mail/{written.id}/decide", data=form_of("sent")).status_code == 303


def test_a_mail_whose_link_is_too_old_offers_no_second_sending(client, session, mail, person, now):
    mail.kind, mail.local_day, mail.state = MailKind.INVITATION, None, MailState.FAILED
    mail.text, mail.frozen_at, mail.created_at = "Klik hier.", now, now - timedelta(days=15)
    session.commit()
    sign_in(client, person("administrator"))

    page = client.get(f"/mail/{mail.id}").get_data(as_text=True)

    assert "De link in deze mail werkt niet meer" in page
    assert "Opnieuw versturen" not in page
