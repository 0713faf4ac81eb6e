"""The same form sent twice at one moment, on both databases: one takes effect, the other gets a friendly answer."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.accounts.values import Role
from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign, Membership
from app.documents.models import Passage
from app.intake.models import IntakeItem
from app.letters.models import Letter
from tests.client import sign_in
from tests.conftest_databases import KINDS
from tests.factories import make_letter, make_user
from tests.services.answers.support import TEXT, make_reply
from tests.services.intake.samples import LETTER
from tests.web.letters.support import filled, form_at

CAMPAIGN = "/campaigns/proef"
COMPARE = f"{CAMPAIGN}/letters/1/compare"
STUDY = "Wij volgen de studie op de voet."
FRIENDLY = (200, 303, 400, 409)


@pytest.fixture(params=KINDS)
def database_kind(request):
    return request.param


@pytest.fixture
def slow_commits():
    """Let each transaction wait between its last write and its commit: the other one surely comes in between."""

    def wait(session):
        session.flush()
        if session.connection().get_execution_options().get("weerwoord_writes"):
            time.sleep(0.3)

    event.listen(Session, "before_commit", wait)
    yield
    event.remove(Session, "before_commit", wait)


@pytest.fixture
def twice(app, slow_commits):
    """Send one form at one moment from the two windows of somebody; return the statuses, the smaller first."""

    def twice(user, address, values):
        def send(_window):
            window = app.test_client()
            sign_in(window, user)
            token = filled(form_at(window.page("/campaigns/add")))["csrf_token"]
            return window.post(address, data={**values, "csrf_token": token})

        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(send, range(2)))
        statuses = sorted(answer.status_code for answer in answers)
        assert set(statuses) <= set(FRIENDLY)
        assert 303 in statuses
        return answers

    return twice


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(session, campaign, demands=("Open het loket.", "Publiceer de studie."))
    make_reply(session, campaign, letter, signer_name="An Voorbeeld")
    session.commit()
    return letter


def test_a_letter_at_the_door_is_taken_in_once_and_both_windows_go_on_to_it(
    twice, client, coordinator, fresh
):
    values = filled(form_at(client.page(f"{CAMPAIGN}/new"))) | {"text": LETTER}
    answers = twice(coordinator, f"{CAMPAIGN}/new", values)
    assert {answer.location for answer in answers} == {f"{CAMPAIGN}/new/1"}
    assert [item.number for item in fresh(IntakeItem)] == [1]


def test_a_letter_is_filed_once(twice, client, coordinator, fresh):
    client.post(f"{CAMPAIGN}/new", data=filled(form_at(client.page(f"{CAMPAIGN}/new"))) | {"text": LETTER})
    values = filled(form_at(client.page(f"{CAMPAIGN}/new/1"))) | {"act": "file"}
    twice(coordinator, f"{CAMPAIGN}/new/1", values)
    assert [letter.number for letter in fresh(Letter)] == [1]


def test_a_verdict_is_given_once(twice, coordinator, fresh, letter):
    demand = letter.demands[0]
    values = {"demand": demand.id, "verdict": "not_answered", "read_whole_text": "1", "version": 0}
    values["reasoning"] = "Hierover staat niets in de brief."
    twice(coordinator, f"{CAMPAIGN}/letters/1/judge", values)
    assert [given.sequence for given in fresh(VerdictGiven)] == [1]


def test_a_passage_is_linked_once(twice, coordinator, fresh, letter):
    start = TEXT.index(STUDY)
    values = {"reply": 1, "start": start, "end": start + len(STUDY), "exact": STUDY}
    twice(coordinator, f"{CAMPAIGN}/letters/1/link", {**values, "demand": letter.demands[1].id})
    assert (len(fresh(Link)), len(fresh(Passage))) == (1, 1)


def test_a_member_is_added_once(twice, coordinator, fresh, session):
    somebody = make_user(session, email="bo@example.org")
    session.commit()
    twice(coordinator, f"{CAMPAIGN}/members", {"address": "bo@example.org", "role": "member"})
    assert [one.role for one in fresh(Membership) if one.user_id == somebody.id] == [Role.MEMBER]


def test_a_campaign_is_started_once_under_a_name(twice, client, person, fresh):
    administrator = person("administrator")
    sign_in(client, administrator)
    values = filled(form_at(client.page("/campaigns/add"))) | {"title": "Open het loket", "slug": "loket"}
    twice(administrator, "/campaigns/add", values)
    assert [one.slug for one in fresh(Campaign) if one.title == "Open het loket"] == ["loket"]


def test_two_coordinators_who_remove_each_other_leave_one(app, person, fresh, slow_commits):
    pair = [person("coordinator", name="An"), person("coordinator", name="Bo")]
    memberships = {one.user_id: one.id for one in fresh(Membership)}

    def remove_the_other(place):
        window = app.test_client()
        sign_in(window, pair[place])
        theirs = memberships[pair[1 - place].id]
        return window.submit(f"{CAMPAIGN}/members/{theirs}/remove", page=f"{CAMPAIGN}/members").status_code

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(remove_the_other, range(2)))
    assert set(statuses) <= {303, 403, 404, 409}
    assert len([one for one in fresh(Membership) if one.role is Role.COORDINATOR]) == 1
