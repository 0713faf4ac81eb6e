import pytest

from app.letters.models import Demand
from app.letters.values import ClosingReason
from tests.factories import make_letter
from tests.web.letters.support import filled, form_at, soup, words

LETTER = "/campaigns/proef/letters/1"


def test_demand_is_added_changed_and_taken_out(client, fresh, coordinator, letter):
    added = client.submit(
        f"{LETTER}/demands/add",
        {"text": "En dit ook.", "number": "3", "parent_id": "0", "ancestor_id": "0", "lineage": ""},
    )
    assert added.status_code == 303
    demand = fresh(Demand)[-1]
    assert (demand.text, demand.position, demand.is_implied) == ("En dit ook.", 3, True)
    address = f"{LETTER}/demands/{demand.id}"
    values = filled(form_at(client.page(address), str(demand.id)))
    client.post(address, data={**values, "criterion": "Als het er is."})
    assert fresh(Demand)[-1].criterion == "Als het er is."
    refused = client.submit(f"{address}/void", {"why": " "}, page=address)
    assert refused.status_code == 303
    assert fresh(Demand)[-1].voided_at is None
    client.submit(f"{address}/void", {"why": "Dubbel"}, page=address)
    assert fresh(Demand)[-1].voided_why == "Dubbel"
    assert "En dit ook." not in words(client.page(LETTER))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("text", ["", " ", "\r\n"])
def test_demand_without_words_is_said_and_keeps_what_was_typed(client, fresh, coordinator, letter, text):
    for address in (f"{LETTER}/demands/add", f"{LETTER}/demands/{letter.demands[0].id}"):
        values = filled(form_at(client.page(address)))
        response = client.post(address, data={**values, "text": text, "title": "Blijft staan"})
        assert response.status_code == 400
        assert filled(form_at(soup(response)))["title"] == "Blijft staan"
    assert [demand.text for demand in fresh(Demand)] == ["Open het loket.", "Publiceer de studie."]


def test_stale_demand_shows_theirs_and_keeps_mine(client, colleague, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[0].id}"
    mine = filled(form_at(client.page(address)))
    theirs = filled(form_at(colleague.page(address)))
    colleague.post(address, data={**theirs, "text": "Woorden van Bo."})
    conflict = client.post(address, data={**mine, "text": "Woorden van An."})
    assert conflict.status_code == 409
    assert "Woorden van Bo." in words(soup(conflict).select_one("main"))
    assert filled(form_at(soup(conflict)))["text"] == "Woorden van An."
    assert fresh(Demand)[0].text == "Woorden van Bo."


def test_demands_are_reordered(client, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[1].id}"
    client.submit(f"{address}/move", {"direction": "up"}, page=address)
    assert [demand.text for demand in sorted(fresh(Demand), key=lambda one: one.position)] == [
        "Publiceer de studie.",
        "Open het loket.",
    ]


def test_demand_of_another_letter_is_out_of_reach(client, session, campaign, fresh, coordinator, letter):
    other = make_letter(session, campaign)
    session.commit()
    assert client.get(f"{LETTER}/demands/{other.demands[0].id}").status_code == 404


def test_one_demand_is_closed_with_a_reason(client, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[0].id}"
    client.submit(f"{address}/close", {"reason": ""}, page=address)
    assert fresh(Demand)[0].closed_at is None
    client.submit(f"{address}/close", {"reason": "withdrawn"}, page=address)
    assert [demand.closed_reason for demand in fresh(Demand)] == [ClosingReason.WITHDRAWN, None]
    client.submit(f"{address}/close", {"act": "reopen"}, page=address)
    assert fresh(Demand)[0].closed_at is None
