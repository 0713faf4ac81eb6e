import pytest
from sqlalchemy import select

from app.people.models import Organisation

COALITION = "/campaigns/cuba/coalition"


@pytest.fixture
def organisation(client, session, coordinator):
    client.submit(COALITION, {"name": "Coördinatie Proef", "aliases": "CP\n\n Coördinatie "})
    return session.scalars(select(Organisation)).one()


def read(session):
    session.rollback()
    session.expire_all()
    found = session.scalars(select(Organisation)).one()
    return found.name, [alias.name for alias in found.aliases]


def test_organisation_joins_with_its_names(client, session, organisation):
    assert read(session) == ("Coördinatie Proef", ["CP", "Coördinatie"])
    text = client.page(COALITION).get_text()
    assert "Coördinatie Proef" in text
    assert "CP · Coördinatie" in text


def test_organisation_that_takes_part_already_is_said(client, organisation):
    response = client.submit(COALITION, {"name": "cp", "aliases": "Andere"})
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    assert 'href="#name"' in text
    assert "Andere" in text


def test_reader_sees_names_and_no_forms(client, organisation, sign_in_as):
    sign_in_as("reader")
    page = client.page(COALITION)
    assert "Coördinatie Proef" in page.get_text()
    assert page.select_one("#name") is None
    assert client.get(f"{COALITION}/{organisation.id}").status_code in (400, 403)


def test_name_is_changed(client, session, organisation):
    data = {"name": "Coördinatie Nieuw", "was": "Coördinatie Proef"}
    assert client.submit(f"{COALITION}/{organisation.id}", data).status_code == 303
    assert read(session)[0] == "Coördinatie Nieuw"


def test_name_changed_by_somebody_else_is_shown_beside_the_typed_one(client, session, organisation):
    response = client.submit(f"{COALITION}/{organisation.id}", {"name": "Van mij", "was": "Ouder"})
    assert response.status_code == 409
    text = response.get_data(as_text=True)
    assert 'value="Van mij"' in text
    assert 'name="was" type="hidden" value="Coördinatie Proef"' in text
    assert read(session)[0] == "Coördinatie Proef"


def test_alias_is_added_and_taken_off(client, session, organisation):
    page = f"{COALITION}/{organisation.id}"
    assert client.submit(f"{page}/aliases", {"alias": "Derde"}, page=page).status_code == 303
    assert read(session)[1] == ["CP", "Coördinatie", "Derde"]
    alias_id = organisation.aliases[0].id
    for _twice in range(2):
        assert client.submit(f"{page}/aliases/{alias_id}/remove", page=page).status_code == 303
    assert read(session)[1] == ["Coördinatie", "Derde"]


def test_empty_alias_is_said_at_its_field(client, organisation):
    page = f"{COALITION}/{organisation.id}"
    response = client.submit(f"{page}/aliases", {"alias": " "}, page=page)
    assert response.status_code == 200
    assert 'href="#alias"' in response.get_data(as_text=True)


def test_organisation_leaves_and_stays_on_record(client, session, organisation):
    page = f"{COALITION}/{organisation.id}"
    assert client.submit(f"{page}/leave", page=page).status_code == 303
    assert read(session)[0] == "Coördinatie Proef"
    assert client.get(page).status_code == 404


def test_markup_in_a_name_stays_text(client, coordinator):
    client.submit(COALITION, {"name": "<b>Vet</b>", "aliases": '"><script>'})
    page = client.page(COALITION)
    assert "<b>Vet</b>" in page.get_text()
    assert page.select("b", string="Vet") == []
