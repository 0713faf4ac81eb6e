"""The pages behind the links of reminder mails: a GET changes nothing, a POST does one thing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import User
from app.accounts.values import Role
from app.activity.models import Activity
from app.campaigns.models import Campaign, Membership
from app.letters.models import Letter
from app.letters.values import ClosingReason
from app.mail.models import OutgoingMail
from app.reminders.links import LIFETIME, Links, Purpose
from app.reminders.models import ReminderDue, ReminderMute
from tests.client import sign_in
from tests.factories import make_user
from tests.services.reminders.support import Office, make_due_letter, open_office

ANSWERS = {
    Purpose.SNOOZE: {"weeks": "2"},
    Purpose.EXTEND: {"day": "1-12-2099"},
    Purpose.CLOSE: {"reason": "given_up", "note": ""},
    Purpose.MUTE: {"choice": "stop"},
}


@pytest.fixture
def office(database) -> Office:
    """A letter that is overdue, and its coordinator."""
    return open_office(database, title="Brief over het loket")


@pytest.fixture
def path(app, office):
    """The path of a link for the coordinator, made now unless told otherwise."""
    links = Links(app.config["SECRET_KEY"], "")

    def make(purpose, *, at=None, letters=None, user_id=None):
        return links.make(
            purpose, letters or [office.letter_id], user_id or office.user_id, at or clock.now()
        )

    return make


def letter_of(office) -> Letter:
    with office.database.reading() as session:
        return session.get_one(Letter, office.letter_id)


def everything(office) -> tuple[object, ...]:
    """Count and copy what a link could change."""
    with office.database.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Activity, ReminderDue, ReminderMute, OutgoingMail)
        ]
        letter = session.get_one(Letter, office.letter_id)
        columns = tuple(getattr(letter, column.key) for column in Letter.__table__.columns)
        return (*counts, columns)


@pytest.mark.parametrize("purpose", Purpose)
def test_opening_a_link_changes_nothing_and_shows_the_letter(client, office, path, purpose):
    before = everything(office)
    page = client.page(path(purpose))
    assert everything(office) == before
    assert "Brief over het loket" in page.main.get_text()
    assert page.main.find("form", method="post") is not None


@pytest.mark.parametrize("purpose", Purpose)
def test_a_confidential_letter_is_not_named(client, office, path, purpose):
    office.change(is_confidential=True)
    assert "loket" not in client.page(path(purpose)).get_text()


def test_a_letter_is_put_aside(client, office, path):
    assert client.submit(path(Purpose.SNOOZE), {"weeks": "2"}).status_code == 303
    today = clock.day_in("Europe/Brussels", clock.now())
    assert letter_of(office).snoozed_until_on == today + timedelta(weeks=2)


def test_a_deadline_is_moved(client, office, path):
    assert client.submit(path(Purpose.EXTEND), {"day": "1-12-2099"}).status_code == 303
    assert letter_of(office).deadline_on == date(2099, 12, 1)


def test_a_letter_is_closed_by_the_person_of_the_link(client, office, path):
    answer = client.submit(path(Purpose.CLOSE), {"reason": "given_up", "note": "Het is over."})
    assert answer.status_code == 303
    letter = letter_of(office)
    assert (letter.closed_reason, letter.closed_note) == (ClosingReason.GIVEN_UP, "Het is over.")
    assert letter.closed_by_id == office.user_id


def test_the_page_of_a_closed_letter_says_so_and_has_no_form(client, office, path):
    client.submit(path(Purpose.CLOSE), {"reason": "given_up"})
    for purpose in (Purpose.SNOOZE, Purpose.EXTEND, Purpose.CLOSE):
        assert client.page(path(purpose)).main.find("form", method="post") is None


@pytest.mark.parametrize(
    ("purpose", "answer"),
    [
        (Purpose.SNOOZE, {}),
        (Purpose.SNOOZE, {"weeks": "3"}),
        (Purpose.EXTEND, {}),
        (Purpose.EXTEND, {"day": "gisteren"}),
        (Purpose.EXTEND, {"day": "1-1-2020"}),
        (Purpose.CLOSE, {}),
        (Purpose.CLOSE, {"reason": "tired"}),
    ],
)
def test_a_wrong_answer_is_asked_again_and_changes_nothing(client, office, path, purpose, answer):
    before = everything(office)
    assert client.submit(path(purpose), answer).status_code == 400
    assert everything(office) == before


@pytest.mark.parametrize("purpose", [Purpose.SNOOZE, Purpose.EXTEND, Purpose.CLOSE])
def test_a_forged_form_is_refused(client, office, path, purpose):
    before = everything(office)
    assert client.post(path(purpose), data=ANSWERS[purpose]).status_code == 400
    assert everything(office) == before


def test_a_mail_program_stops_reminders_in_one_click_without_a_page(client, office, path):
    answer = client.post(path(Purpose.MUTE), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    with office.database.reading() as session:
        muted = session.scalars(select(ReminderMute)).one()
        assert (muted.user_id, muted.letter_id) == (office.user_id, office.letter_id)


def test_reminders_are_stopped_for_all_letters_of_a_mail_and_taken_up_again(client, office, path):
    with office.database.writing() as session:
        other = make_due_letter(session, session.get_one(Campaign, office.campaign_id)).id
    address = path(Purpose.MUTE, letters=[office.letter_id, other])
    client.post(address, data={"choice": "stop"})
    with office.database.reading() as session:
        assert len(session.scalars(select(ReminderMute)).all()) == 2
    assert client.page(address).find("button", value="resume") is not None
    client.post(address, data={"choice": "resume"})
    with office.database.reading() as session:
        assert session.scalars(select(ReminderMute)).all() == []


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("used_for", Purpose)
def test_a_link_for_one_purpose_opens_no_other_page(client, office, path, made_for, used_for):
    token = path(made_for).rpartition("/")[2]
    status = client.get(f"/r/{used_for.value}/{token}").status_code
    assert status == (200 if made_for is used_for else 404)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_that_was_changed_is_refused_with_a_way_out(client, office, path, purpose):
    before = everything(office)
    address = path(purpose)[:-2]
    for answer in (client.get(address), client.post(path(Purpose.MUTE)[:-2], data={"choice": "stop"})):
        assert answer.status_code == 404
        assert "/sign-in" in answer.get_data(as_text=True)
    assert everything(office) == before


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_that_is_too_old_is_refused(client, office, path, purpose):
    assert client.get(path(purpose, at=clock.now() - LIFETIME - timedelta(days=2))).status_code == 410


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_of_somebody_who_left_is_refused(client, office, path, purpose):
    address = path(purpose)
    with office.database.writing() as session:
        session.get_one(User, office.user_id).deactivated_at = clock.now()
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_from_before_its_account_was_made_is_refused(client, office, path, purpose):
    """A backup was put back, and the number of somebody who came after it was given to somebody else."""
    address = path(purpose)
    with office.database.writing() as session:
        session.get_one(User, office.user_id).created_at = clock.now() + timedelta(minutes=1)
    before = everything(office)
    assert client.get(address).status_code == 403
    assert client.post(address, data=ANSWERS[purpose]).status_code in (400, 403)  # 400: no form token either
    assert everything(office) == before


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_of_somebody_who_takes_no_part_any_more_is_refused(client, office, path, purpose):
    address = path(purpose)
    with office.database.writing() as session:
        session.delete(session.scalars(select(Membership)).one())
    before = everything(office)
    assert client.get(address).status_code == 403
    assert client.post(address, data=ANSWERS[purpose]).status_code in (400, 403)  # 400: no form token either
    assert everything(office) == before


def test_closing_asks_for_the_role_that_may_close(client, office, path):
    with office.database.writing() as session:
        session.scalars(select(Membership)).one().role = Role.MEMBER
    assert client.get(path(Purpose.CLOSE)).status_code == 403
    assert client.get(path(Purpose.SNOOZE)).status_code == 200


def test_the_link_decides_who_acts_not_the_sign_in(client, office, path):
    with office.database.writing() as session:
        stranger = make_user(session)
    sign_in(client, stranger)
    client.submit(path(Purpose.CLOSE), {"reason": "given_up"})
    assert letter_of(office).closed_by_id == office.user_id
