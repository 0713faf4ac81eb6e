"""Numbers that no record can have, in addresses and in the fields of forms."""

import pytest

from app.letters.models import Letter
from app.web.numbers import LARGEST, record_number
from tests.factories import make_letter
from tests.web.letters.support import filled, form_at, soup

CAMPAIGN = "/campaigns/proef"
BEYOND = ["9" * 20, str(2**63), str(LARGEST + 1), "9" * 5000, "-1", "٣"]


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(session, campaign)
    session.commit()
    return letter


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize(
    "address",
    [
        f"{CAMPAIGN}/letters/%s",
        f"{CAMPAIGN}/letters/%s/compare",
        f"{CAMPAIGN}/letters/1/demands/%s",
        f"{CAMPAIGN}/replies/%s",
        f"{CAMPAIGN}/documents/%s",
        f"{CAMPAIGN}/new/%s",
        f"{CAMPAIGN}/coalition/%s",
        "/mail/%s",
        "/people/%s",
        "/people/mandates/%s",
        "/people/offices/%s",
    ],
)
def test_address_of_no_record_leads_nowhere(client, coordinator, letter, address, number):
    assert client.get(address % number).status_code == 404


@pytest.mark.parametrize("number", BEYOND)
def test_list_of_letters_takes_any_place_to_go_on_from(client, coordinator, letter, number):
    assert client.get(f"{CAMPAIGN}/letters?before={number}").status_code == 200


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize(
    ("act", "field"), [("judge", "demand"), ("link", "reply"), ("unlink", "demand"), ("unlink", "passage")]
)
def test_forged_field_of_the_comparison_breaks_nothing(client, coordinator, letter, act, field, number):
    sent = {"demand": str(letter.demands[0].id), field: number}
    page = f"{CAMPAIGN}/letters/1/edit"
    assert client.submit(f"{CAMPAIGN}/letters/1/{act}", sent, page=page).status_code in (303, 400, 404)


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize("field", ["letter", "place"])
def test_forged_field_of_the_door_takes_nothing_in(client, coordinator, letter, field, number):
    answer = client.submit(f"{CAMPAIGN}/new", {"text": "Een brief.", field: number})
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize("version", ["9" * 5000, "²", "", "x"])
def test_letter_with_a_forged_version_is_not_saved(client, coordinator, letter, fresh, version):
    address = f"{CAMPAIGN}/letters/1/edit"
    typed = {**filled(form_at(client.page(address), "/edit")), "title": "Anders", "version": version}
    answer = client.post(address, data=typed)
    assert answer.status_code == 409
    assert filled(form_at(soup(answer), "/edit"))["title"] == "Anders"
    assert fresh(Letter)[0].title == "Brief over de proef"


@pytest.mark.parametrize("version", ["9" * 5000, "²"])
def test_campaign_with_a_forged_version_is_not_archived(client, coordinator, version):
    sent = client.submit(f"{CAMPAIGN}/archive", {"version": version}, page=f"{CAMPAIGN}/settings")
    assert sent.status_code == 409


@pytest.mark.parametrize("typed", ["", "1.0", " 1", "+1", "1e3", "²", "٣", *BEYOND])
def test_what_is_no_number_of_a_record_is_refused(typed):
    with pytest.raises(ValueError, match="no number of a record"):
        record_number(typed)
