from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.values import Language
from app.campaigns.models import Campaign
from app.campaigns.values import DemandWord, TermUnit

SETTINGS = {
    "title": "Ambassade Havana",
    "language": "nl",
    "zone": "Europe/Brussels",
    "demand_word": "demand",
    "reply_term": "6",
    "reply_term_unit": "week",
    "reminder_hour": "8",
}


def read(session, slug="cuba"):
    session.rollback()
    session.expire_all()
    return session.scalars(select(Campaign).where(Campaign.slug == slug)).one()


def test_list_shows_only_own_campaigns(client, session, sign_in_as):
    sign_in_as("outsider")
    page = client.page("/campaigns")
    assert "Ambassade Havana" not in page.get_text()
    assert len(page.select("ul.list > li")) == 1


def test_list_of_somebody_without_a_campaign_says_whom_to_ask(client, session):
    from tests.client import sign_in
    from tests.factories import make_user

    user = make_user(session, email="nieuw@example.org")
    session.commit()
    sign_in(client, user)
    text = client.page("/campaigns").get_text()
    assert "nieuw@example.org" in text
    assert client.get("/campaigns/add").status_code in (400, 403)


def test_campaign_is_begun_and_leads_to_its_coalition(client, session, coordinator):
    data = {**SETTINGS, "title": "Graan voor iedereen", "demand_word": "question", "language": "fr"}
    response = client.submit("/campaigns/add", data)
    assert (response.status_code, response.location) == (303, "/campaigns/graan-voor-iedereen/coalition")
    campaign = read(session, "graan-voor-iedereen")
    assert campaign.demand_word is DemandWord.QUESTION
    assert campaign.language is Language.FR
    assert client.get(f"/campaigns/{campaign.slug}/settings").status_code == 200


def test_button_that_is_pressed_twice_begins_one_campaign(client, session, coordinator):
    data = {**SETTINGS, "title": "Graan voor iedereen"}
    first, second = (client.submit("/campaigns/add", data) for _press in range(2))
    assert first.location == second.location == "/campaigns/graan-voor-iedereen/coalition"
    assert session.scalar(select(func.count()).where(Campaign.title == data["title"])) == 1


def test_second_campaign_with_the_same_title_is_begun_on_another_day(client, session, coordinator):
    data = {**SETTINGS, "title": "Graan voor iedereen"}
    client.submit("/campaigns/add", data)
    first = read(session, "graan-voor-iedereen")
    first.created_at -= timedelta(days=1)
    session.commit()
    assert client.submit("/campaigns/add", data).location == "/campaigns/graan-voor-iedereen-2/coalition"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "cuba"}, "slug"),
        ({"slug": "Cuba 2026"}, "slug"),
        ({"title": ""}, "title"),
        ({"title": "Кампания", "slug": ""}, "slug"),
        ({"reply_term": "0"}, "reply_term"),
        ({"reply_term": "53"}, "reply_term"),
        ({"reply_term": "zes"}, "reply_term"),
        ({"reminder_hour": "3"}, "reminder_hour"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"demand_word": "wens"}, "demand_word"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_the_rest_is_kept(client, coordinator, change, field):
    response = client.submit("/campaigns/add", {**SETTINGS, "title": "Graan", "slug": "graan", **change})
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert f'href="#{field}"' in text
    assert change[next(iter(change))] in text or field in ("zone", "reminder_hour", "demand_word")


def test_common_zones_come_first_and_all_others_follow(client, coordinator):
    groups = client.page("/campaigns/add").select("#zone optgroup")
    assert [group.option["value"] for group in groups] == ["Europe/Brussels", "Africa/Abidjan"]
    assert "America/New_York" in [option["value"] for option in groups[1].select("option")]


def test_settings_are_saved(client, session, coordinator):
    data = {**SETTINGS, "reply_term": "30", "reply_term_unit": "day", "reminder_hour": "7", "version": "1"}
    response = client.submit("/campaigns/cuba/settings", data)
    assert (response.status_code, response.location) == (303, "/campaigns/cuba/settings")
    campaign = read(session)
    assert (campaign.reply_term, campaign.reply_term_unit, campaign.reminder_hour) == (30, TermUnit.DAY, 7)
    assert campaign.version == 2


def test_form_that_comes_too_late_is_kept_beside_what_the_other_saved(client, session, coordinator):
    client.submit("/campaigns/cuba/settings", {**SETTINGS, "title": "Van een ander", "version": "1"})
    late = {**SETTINGS, "title": "Van mij", "reply_term_unit": "day", "version": "1"}
    response = client.submit("/campaigns/cuba/settings", late)
    assert response.status_code == 409
    text = response.get_data(as_text=True)
    assert 'value="Van mij"' in text
    assert "Van een ander" in text
    assert 'name="version" type="hidden" value="2"' in text
    assert read(session).title == "Van een ander"
    assert client.submit("/campaigns/cuba/settings", {**late, "version": "2"}).status_code == 303
    assert read(session).title == "Van mij"


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "99999999999"])
def test_version_that_is_no_number_saves_nothing(client, session, coordinator, version):
    response = client.submit("/campaigns/cuba/settings", {**SETTINGS, "title": "Anders", "version": version})
    assert response.status_code in (200, 409)
    assert read(session).title == "Ambassade Havana"
    archive = client.submit("/campaigns/cuba/archive", {"version": version}, page="/campaigns/cuba/settings")
    assert archive.status_code == 409


def test_campaign_is_archived_and_reopened(client, session, coordinator):
    page = "/campaigns/cuba/settings"
    assert client.submit("/campaigns/cuba/archive", {"version": "1"}, page=page).status_code == 303
    assert read(session).archived_at is not None
    assert client.submit("/campaigns/cuba/reopen", {"version": "2"}, page=page).status_code == 303
    assert read(session).archived_at is None


@pytest.mark.parametrize(
    ("role", "coalition", "rest"),
    [
        ("reader", 200, 403),
        ("member", 200, 403),
        ("coordinator", 200, 200),
        ("administrator", 200, 200),
        ("outsider", 404, 404),
    ],
)
def test_readers_see_the_coalition_and_coordinators_the_rest(client, sign_in_as, role, coalition, rest):
    sign_in_as(role)
    assert client.get("/campaigns/cuba/coalition").status_code == coalition
    for address in ("/campaigns/cuba/settings", "/campaigns/cuba/members"):
        status = client.get(address).status_code
        assert status == rest or (rest == 403 and status == 400), address
