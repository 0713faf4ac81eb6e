"""Letters and demands that are too old for the list of those that are offered: named by their number."""

from tests.factories import make_campaign, make_letter
from tests.web.letters.support import words


def _log(session, campaign, number=60):
    letters = [make_letter(session, campaign, demands=(f"Eis van {at}.",)) for at in range(1, number + 1)]
    session.commit()
    return letters


def _read_anew(session):
    session.rollback()
    session.expire_all()


def _values(client, address):
    form = client.page(address).select_one("form[enctype], main form.form")
    values = {
        field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox])")
    }
    for select in form.select("select"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        values[select["name"]] = chosen["value"]
    values |= {area["name"]: area.get_text() for area in form.select("textarea")}
    return {name: value for name, value in values.items() if name != "proof_file"}


def test_edit_page_offers_the_newest_letters_only(client, session, campaign, coordinator):
    _log(session, campaign)
    page = client.page("/campaigns/proef/letters/60/edit")
    assert len(page.select("select[name=refers_to_id] option")) == 50


def test_older_letter_is_named_by_its_number_and_then_stays(client, session, campaign, coordinator):
    letters = _log(session, campaign)
    address = "/campaigns/proef/letters/60/edit"
    typed = _values(client, address) | {"refers_to_id_number": "2"}
    assert client.post(address, data=typed).status_code == 303
    _read_anew(session)
    assert letters[-1].refers_to_id == letters[1].id
    # It is offered, and chosen, from now on.
    kept = _values(client, address)
    assert (kept["refers_to_id"], kept["refers_to_id_number"]) == (str(letters[1].id), "")
    assert client.post(address, data=kept).status_code == 303
    _read_anew(session)
    assert letters[-1].refers_to_id == letters[1].id


def test_number_that_no_letter_here_has_is_refused_and_kept(client, session, campaign, coordinator):
    _log(session, campaign, 3)
    _log(session, make_campaign(session), 9)
    address = "/campaigns/proef/letters/3/edit"
    typed = _values(client, address)
    for number in ("9", "x", "99999999999", "-1"):
        response = client.post(address, data=typed | {"refers_to_id_number": number})
        assert response.status_code == 400
        assert number in response.get_data(as_text=True)


def test_letter_of_another_campaign_cannot_be_chosen(client, session, campaign, coordinator):
    _log(session, campaign, 2)
    [elsewhere] = _log(session, make_campaign(session), 1)
    address = "/campaigns/proef/letters/2/edit"
    typed = _values(client, address) | {"refers_to_id": str(elsewhere.id)}
    assert client.post(address, data=typed).status_code == 400


def test_demand_comes_from_one_of_an_old_letter(client, session, campaign, coordinator):
    letters = _log(session, campaign)
    demand, ancestor = letters[-1].demands[0], letters[2].demands[0]
    address = f"/campaigns/proef/letters/60/demands/{demand.id}"
    typed = _values(client, address) | {"ancestor_id_number": "3/1", "lineage": "repeats"}
    assert client.post(address, data=typed).status_code == 303
    _read_anew(session)
    assert demand.ancestor_id == ancestor.id
    assert _values(client, address)["ancestor_id"] == str(ancestor.id)
    assert client.post(address, data=typed | {"ancestor_id_number": "3/7"}).status_code in (400, 409)


def test_list_goes_back_and_forth_and_says_how_many_there_are(client, session, campaign, coordinator):
    _log(session, campaign, 120)
    first = client.page("/campaigns/proef/letters")
    assert "120" in words(first.select_one(".facts"))
    older = first.select_one("nav.pager a[rel=next]")["href"]
    second = client.page(older)
    assert second.select_one("tbody tr a")["href"] == "/campaigns/proef/letters/70"
    newer = second.select_one("nav.pager a[rel=prev]")["href"]
    assert client.page(newer).select_one("tbody tr a")["href"] == "/campaigns/proef/letters/120"
    assert client.page("/campaigns/proef/letters?before=1").select_one(
        "main a[href='/campaigns/proef/letters']"
    )
