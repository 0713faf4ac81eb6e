from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.values import Role
from app.people.models import Mandate, Office, Person
from app.people.services import load_shipped_mandates
from tests.client import sign_in
from tests.factories import make_campaign, make_mandate, make_membership, make_user


@pytest.fixture
def sign_in_as(client, session):
    def sign_in_as(role):
        user = make_user(session)
        if role is not None:
            make_membership(session, make_campaign(session), user, role)
        session.commit()
        sign_in(client, user)
        return user

    return sign_in_as


@pytest.fixture
def member(sign_in_as):
    return sign_in_as(Role.MEMBER)


@pytest.fixture
def mandate(session):
    mandate = make_mandate(session, from_on=date(2025, 2, 3), party="Proefpartij")
    session.commit()
    return mandate


def read(session, model):
    session.rollback()
    session.expire_all()
    return session.scalars(select(model)).one()


def names(page):
    return [row.th.get_text(strip=True) for row in page.select("tbody tr")]


def test_list_shows_offices_now_and_earlier(client, session, member, mandate):
    earlier = make_mandate(session, "Vera Voorbij", "minister van Vroeger", until_on=date(2020, 1, 1))
    session.commit()
    page = client.page("/people")
    assert names(page) == ["An Voorbeeld", "Vera Voorbij"]
    now, before = page.select("tbody tr")[1].select("td")
    assert "minister van Vroeger" not in now.get_text()
    assert "minister van Vroeger" in before.get_text()
    assert before.select_one("time")["datetime"] == earlier.until_on.isoformat()
    assert before.select_one(".missing") is not None


@pytest.mark.usefixtures("member", "mandate")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?query=voorbij", ["Vera Voorbij"]),
        ("?query=PROEFZAKEN", ["An Voorbeeld"]),
        ("?tense=now", ["An Voorbeeld"]),
        ("?tense=earlier", ["Vera Voorbij"]),
        ("?tense=nonsense", ["An Voorbeeld", "Vera Voorbij"]),
        ("?query=niemand", []),
        ("?query=%00%27%22%3Cb%3E", []),
        # Longer than any name: the field says so, and the list is whole.
        ("?query=" + "x" * 300, ["An Voorbeeld", "Vera Voorbij"]),
    ],
)
def test_list_is_filtered_by_the_address(client, session, query, expected):
    make_mandate(session, "Vera Voorbij", "minister van Vroeger", until_on=date(2020, 1, 1))
    session.commit()
    assert names(client.page(f"/people{query}")) == expected


def test_list_without_anybody_says_what_to_do(client, member):
    assert client.page("/people").select_one(".empty .button-primary")["href"] == "/people/add"


def test_ministers_of_the_program_show_what_is_not_confirmed(client, session, member):
    load_shipped_mandates(session)
    session.commit()
    page = client.page("/people?query=prevot")
    assert page.select_one("tbody .missing").get_text() == "(niet bevestigd)"
    mandate = session.scalars(select(Mandate).join(Person).where(Person.name == "Maxime Prévot")).one()
    page = client.page(f"/people/mandates/{mandate.id}")
    assert page.select_one(".notice-ask") is not None
    assert page.select_one(".notice-ask").get_text().count("eerste dag") == 1
    data = {
        "office_id": str(mandate.office_id),
        "party": "Les Engagés",
        "from_on": "3-2-2025",
        "until_on": "",
        "source": "Belgisch Staatsblad",
        "version": "1",
    }
    assert client.submit(f"/people/mandates/{mandate.id}", data).status_code == 303
    assert client.page(f"/people/mandates/{mandate.id}").select_one(".notice-ask") is None


def test_reader_sees_the_list_and_may_change_nothing(client, sign_in_as, mandate):
    sign_in_as(Role.READER)
    page = client.page("/people")
    assert names(page) == ["An Voorbeeld"]
    assert page.select('a[href^="/people/add"]') == []
    assert page.select("tbody a") == []
    assert client.page("/people/offices").select("tbody a") == []
    for address in (
        "/people/add",
        f"/people/{mandate.person_id}",
        f"/people/{mandate.person_id}/mandates/add",
        f"/people/mandates/{mandate.id}",
        f"/people/mandates/{mandate.id}/end",
        "/people/offices/add",
        f"/people/offices/{mandate.office_id}",
    ):
        assert client.get(address).status_code in (400, 403), address


def test_somebody_without_a_campaign_may_read_the_list(client, sign_in_as, mandate):
    sign_in_as(None)
    assert names(client.page("/people")) == ["An Voorbeeld"]


def test_person_then_office_is_added(client, session, member):
    assert client.submit("/people/offices/add", {"jurisdiction": "BE", "fr": "maire"}).status_code == 303
    office = read(session, Office)
    assert (office.name_nl, office.jurisdiction) == ("maire", "BE")
    response = client.submit("/people/add", {"name": "Bo Proefmans"})
    person = read(session, Person)
    assert response.location == f"/people/{person.id}/mandates/add"
    data = {
        "office_id": str(office.id),
        "party": "PP",
        "from_on": "3-2-2025",
        "until_on": "",
        "source": "Krant",
    }
    assert client.submit(response.location, data).status_code == 303
    mandate = read(session, Mandate)
    assert (mandate.person_id, mandate.from_on, mandate.until_on) == (person.id, date(2025, 2, 3), None)
    assert "maire" in client.page(f"/people/{person.id}").get_text()
    assert "Bo Proefmans" in client.page("/people/offices").get_text()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"from_on": "31-2-2025"}, "from_on"),
        ({"until_on": "2-2-2025"}, "until_on"),
        ({"office_id": "999"}, "office_id"),
        ({"party": "x" * 81}, "party"),
        ({"source": "x" * 401}, "source"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, session, member, change, field):
    office = make_mandate(session).office_id
    person = Person(name="Bo Proefmans")
    session.add(person)
    session.commit()
    data = {
        "office_id": str(office),
        "from_on": "3-2-2025",
        "until_on": "",
        "party": "PP",
        "source": "",
        **change,
    }
    response = client.submit(f"/people/{person.id}/mandates/add", data)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert f'href="#{field}"' in text
    assert 'value="' + data["from_on"] in text


def test_person_in_the_list_is_not_added_again(client, member, mandate):
    response = client.submit("/people/add", {"name": "an VOORBEELD"})
    assert response.status_code == 200
    assert 'href="#name"' in response.get_data(as_text=True)


def test_name_is_changed_and_a_late_form_is_kept(client, session, member, mandate):
    address = f"/people/{mandate.person_id}"
    assert client.submit(address, {"name": "An Proef", "was": "An Voorbeeld"}).status_code == 303
    response = client.submit(address, {"name": "An Anders", "was": "An Voorbeeld"})
    assert response.status_code == 409
    text = response.get_data(as_text=True)
    assert 'value="An Anders"' in text
    assert 'name="was" type="hidden" value="An Proef"' in text
    assert read(session, Person).name == "An Proef"


def test_office_is_renamed_and_a_late_form_is_kept(client, session, member, mandate):
    address, old = f"/people/offices/{mandate.office_id}", "minister van Proefzaken"
    shown = {"was_nl": old, "was_fr": old, "was_en": old}
    new = {"nl": "minister van Proeven", "fr": "ministre des Essais", "en": ""}
    assert client.submit(address, {**new, **shown}).status_code == 303
    assert read(session, Office).name_en == "minister van Proeven"
    response = client.submit(address, {"nl": "te laat", "fr": "trop tard", "en": "too late", **shown})
    assert response.status_code == 409
    assert "ministre des Essais" in response.get_data(as_text=True)
    assert read(session, Office).name_fr == "ministre des Essais"


def test_mandate_is_ended_and_a_late_form_is_kept(client, session, member, mandate):
    address = f"/people/mandates/{mandate.id}/end"
    assert client.submit(address, {"until_on": "", "version": "1"}).status_code == 200
    assert client.submit(address, {"until_on": "2-2-2025", "version": "1"}).status_code == 200
    assert client.submit(address, {"until_on": "31-5-2026", "version": "1"}).status_code == 303
    assert read(session, Mandate).until_on == date(2026, 5, 31)
    response = client.submit(address, {"until_on": "1-6-2026", "version": "1"})
    assert response.status_code == 409
    text = response.get_data(as_text=True)
    assert "2026-05-31" in text
    assert 'value="1-6-2026"' in text
    assert 'name="version" type="hidden" value="2"' in text


def test_late_correction_shows_what_the_other_person_saved(client, session, member, mandate):
    other = make_mandate(session, "Bo", "minister van Iets").office_id
    session.commit()
    data = {"office_id": str(mandate.office_id), "party": "Eerst", "from_on": "3-2-2025", "version": "1"}
    address = f"/people/mandates/{mandate.id}"
    assert client.submit(address, data).status_code == 303
    response = client.submit(
        address, {**data, "office_id": str(other), "party": "Later", "from_on": "4-2-2025"}
    )
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    for saved in ("Eerst", "minister van Proefzaken", "2025-02-03"):
        assert saved in page
    assert 'value="Later"' in page


@pytest.mark.parametrize(
    "address", ["/people/99", "/people/99/mandates/add", "/people/mandates/99", "/people/offices/99"]
)
def test_number_of_nobody_is_not_found(client, member, address):
    assert client.get(address).status_code == 404


def test_address_in_a_source_is_a_link_and_markup_is_not(client, session, member):
    mandate = make_mandate(session, source="https://example.org/lijst <script>alert(1)</script>")
    session.commit()
    page = client.page(f"/people/{mandate.person_id}")
    assert page.select_one('.list-note a[href="https://example.org/lijst"]') is not None
    assert "<script>alert(1)</script>" in page.get_text()
