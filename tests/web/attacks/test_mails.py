"""What a mail may no longer say when somebody sends it again, and links of a campaign that was put away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app import clock
from app.jobs.work import make_reminder_composer, preview_mail, send_waiting, write_down_due
from app.letters.models import Letter
from app.mail.models import OutgoingMail
from app.mail.services import send_again
from app.mail.values import MailState
from app.reminders.links import Links, Purpose
from tests.factories import LONG_AGO, make_letter
from tests.mail.support import Postbox, end_leases, serve

MORNING = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
SECRETS = ("Plan voor het loket", "Jo Voorbeeld", "KENMERK-1", "Zeg het niet")


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def settings(settings, postbox, allow_smtp):
    with serve(postbox) as port:
        given = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none"}
        yield settings.model_copy(update={**given, "mail_from": "weerwoord@example.org"})


@pytest.fixture
def letter(session, campaign, coordinator):
    title, name, reference, demand = SECRETS
    letter = make_letter(
        session,
        campaign,
        title=title,
        addressee_name=name,
        reference=reference,
        demands=(demand,),
        deadline_on=date(2026, 6, 1),
        deadline_source="typed",
        look_at=LONG_AGO,
    )
    session.commit()
    return letter


def test_failed_mail_that_is_sent_again_keeps_what_became_confidential(app, database, letter, postbox):
    write_down_due(app, MORNING)
    postbox.rcpt = "550 no such user"
    send_waiting(app, MORNING + timedelta(hours=1))
    with database.writing() as session:
        assert session.query(OutgoingMail).one().state is MailState.FAILED
        session.get_one(Letter, letter.id).is_confidential = True
    with app.app_context(), database.reading() as session:
        shown = preview_mail(session, session.query(OutgoingMail).one(), MORNING)
        assert not [secret for secret in SECRETS if secret in shown.text + shown.html + shown.subject]
    with database.writing() as session:
        send_again(session, mail_id=session.query(OutgoingMail).one().id, user_id=None, now=MORNING)
    postbox.rcpt = "250 OK"
    send_waiting(app, MORNING + timedelta(hours=2))
    [got] = postbox.messages
    said = [got["Subject"], *(got.get_body((kind,)).get_content() for kind in ("plain", "html"))]
    assert not [secret for secret in SECRETS if secret in " ".join(said)]


def test_mail_that_may_have_arrived_is_sent_again_without_what_became_confidential(
    app, database, letter, postbox
):
    write_down_due(app, MORNING)
    postbox.after_dot = "break"
    send_waiting(app, MORNING + timedelta(hours=1))
    end_leases(database)
    send_waiting(app, MORNING + timedelta(hours=1))
    with database.writing() as session:
        session.get_one(Letter, letter.id).is_confidential = True
        send_again(session, mail_id=session.query(OutgoingMail).one().id, user_id=None, now=MORNING)
    postbox.after_dot = "answer"
    send_waiting(app, MORNING + timedelta(hours=2))
    _before, got = postbox.messages
    said = [got["Subject"], *(got.get_body((kind,)).get_content() for kind in ("plain", "html"))]
    assert not [secret for secret in SECRETS if secret in " ".join(said)]


@pytest.mark.parametrize(("minutes_later", "status"), [(0, 200), (-1, 403)])
def test_link_made_before_its_letter_leads_nowhere(
    app, client, session, coordinator, letter, minutes_later, status
):
    """SQLite gives the number of a removed letter to the next one."""
    links: Links = make_reminder_composer(app).links
    letter.created_at = clock.now() - timedelta(hours=1)
    session.commit()
    made_at = letter.created_at + timedelta(minutes=minutes_later)
    address = links.make(Purpose.SNOOZE, [letter.id], coordinator.id, made_at).removeprefix(
        "http://localhost"
    )
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("purpose", "status"),
    [(Purpose.SNOOZE, 403), (Purpose.EXTEND, 403), (Purpose.CLOSE, 403), (Purpose.MUTE, 200)],
)
def test_links_of_an_archived_campaign_only_stop_its_reminders(
    app, client, session, campaign, coordinator, letter, now, purpose, status
):
    links: Links = make_reminder_composer(app).links
    address = links.make(purpose, [letter.id], coordinator.id, now).removeprefix("http://localhost")
    campaign.archived_at = LONG_AGO
    session.commit()
    assert client.get(address).status_code == status
