from datetime import date

import pytest
from sqlalchemy import event

from app.accounts.values import Role
from app.answers.values import Verdict
from tests.factories import make_campaign, make_letter, make_mandate, make_membership, make_text
from tests.services.answers.support import judge, link, make_reply
from tests.services.search.test_finding import TEXTS
from tests.web.letters.support import words


@pytest.fixture
def letter(session, campaign):
    text = "Vooraf.\n\n" + TEXTS["nl"]
    version = make_text(session, campaign, text)
    letter = make_letter(
        session, campaign, demands=("Open het loket.",), text_version_id=version.id, text_start=9, text_end=len(text)
    )  # fmt: skip
    session.commit()
    return letter


def lines(page):
    return [(one.h3.get_text(" ", strip=True), one.h3.a["href"]) for one in page.select(".hit")]


def test_search_is_in_the_navigation_and_has_a_label(client, coordinator):
    page = client.page("/search")
    assert page.select_one('.site-nav a[href="/search"]')["aria-current"] == "page"
    assert page.select_one('label[for="q"]').get_text(strip=True) == "Woorden"
    assert not page.select(".hit, .notice, .empty")


def test_a_hit_leads_to_its_words_in_the_letter(client, coordinator, letter):
    page = client.page("/search?q=ambassade+sanctie")
    [(name, url)] = lines(page)
    assert name == "Brief over de proef"
    assert [mark.get_text() for mark in page.select(".hit mark")] == ["ambassades", "sancties"]
    assert url.endswith("#found")
    opened = client.page(url)
    assert opened.select_one("details[open] mark#found").get_text() == "ambassades"
    assert words(opened.select_one(".source-text")).startswith(
        "Geachte minister, Wij vragen u de ambassades in Cuba open"
    )


@pytest.mark.parametrize(
    "place", ["", "x", "1", "-1-3", "5-5", "0-4", "9-99999", "9-9999999999999", "9-12&found=1"]
)
def test_an_address_of_no_place_shows_the_letter_as_it_is(client, coordinator, letter, place):
    page = client.page(f"/campaigns/proef/letters/1?found={place}")
    assert [mark.get_text() for mark in page.select("mark#found")] == (
        ["Gea"] if place.startswith("9-12&") else []
    )


def test_every_kind_has_a_line_that_leads_to_a_page(client, session, campaign, coordinator, letter):
    reply = make_reply(session, campaign, letter, signer_name="Hanne Verbiest", received_on=date(2026, 2, 1))
    link(session, reply, "Het loket", letter.demands[0])
    judge(session, letter.demands[0], Verdict.REFUSED, because="Het loket blijft dicht.")
    make_text(session, campaign, "Een bijlage over het loket.")
    session.commit()
    page = client.page("/search?q=loket")
    # The foot of the reply's file, outside the reply, is a document's.
    kinds = [one.select_one(".hit-head span").get_text() for one in page.select(".hit")]
    assert sorted(kinds) == ["Antwoord", "Beoordeling van 1", "Brief", "Document", "Document", "Eis 1"]
    for _name, url in lines(page):
        opened = client.page(url)
        assert opened.find(id=url.partition("#")[2]) is not None, url


def test_what_is_typed_wrongly_is_answered_in_words(client, coordinator, letter):
    for query in ("", "a", "%22%22", "x" * 10_000, "%00", "%F0%9F%9A%82"):
        page = client.page(f"/search?q={query}")
        assert page.select_one(".notice-problem"), query
    assert "Niets gevonden" in words(client.page("/search?q=%22%27%3B+DROP+TABLE+letter%3B--"))
    for filters in (
        "campaign=nergens",
        "kind=alles",
        "person=99",
        "person=x",
        "from_on=gisteren",
        "until_on=31-2-2026",
    ):
        page = client.page(f"/search?q=ambassade&{filters}")
        assert page.select_one(".field-error"), filters
        assert not page.select(".hit")
    for before in ("x", "-1", "9" * 40):
        assert len(lines(client.page(f"/search?q=ambassade&before={before}"))) == 1


def test_filters_narrow_down_and_stay_filled_in(client, session, campaign, coordinator, letter):
    mandate = make_mandate(session, "Hanne Verbiest")
    letter.mandate_id = mandate.id
    session.commit()
    page = client.page(
        f"/search?q=loket&campaign=proef&kind=demand&person={mandate.person_id}&from_on=12-1-2026&until_on=12-1-2026"
    )
    assert [url for _name, url in lines(page)] == [
        f"/campaigns/proef/letters/1#demand-{letter.demands[0].id}"
    ]
    assert page.select_one("details[open] #kind option[selected]")["value"] == "demand"
    assert "Niets gevonden" in words(client.page("/search?q=loket&from_on=13-1-2026"))


@pytest.mark.parametrize("role", ["administrator", "coordinator", "member", "reader"])
def test_whoever_may_read_the_letter_finds_it_confidential_or_not(client, session, sign_in_as, letter, role):
    letter.is_confidential = True
    session.commit()
    sign_in_as(role)
    [(_name, url)] = lines(client.page("/search?q=ambassade"))
    assert client.page(url)


def test_an_outsider_finds_nothing_and_a_stranger_is_led_to_the_door(client, sign_in_as, letter):
    assert "sign-in" in client.get("/search?q=ambassade").location
    sign_in_as("outsider")
    for address in ("/search?q=ambassade", "/search?q=loket", "/search?q=ambassade&campaign=proef"):
        page = client.page(address)
        assert not page.select(".hit")
        assert "Red het loket" not in words(page)


def test_pages_follow_one_another(client, session, campaign, coordinator):
    for number in range(45):
        make_letter(session, campaign, demands=(), title=f"Loket {number}")
    session.commit()
    found, url = [], "/search?q=loket&campaign=proef"
    while url:
        page = client.page(url)
        found += [name for name, _url in lines(page)]
        older = page.select_one('a[rel="next"]')
        url = older["href"] if older else ""
    assert found == [f"Loket {number}" for number in reversed(range(45))]


def test_a_page_of_hits_takes_the_same_statements_for_six_and_for_eighteen(
    app, client, session, campaign, coordinator
):
    def fill(count):
        for _each in range(count):
            letter = make_letter(session, campaign, demands=("Open het loket.",))
            reply = make_reply(session, campaign, letter)
            link(session, reply, "Het loket", letter.demands[0])
            judge(session, letter.demands[0], Verdict.REFUSED, because="Het loket blijft dicht.")
            make_text(session, campaign, "Het loket in een bijlage.")
        session.commit()

    def count():
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        engine = app.extensions["database"].engine
        event.listen(engine, "before_cursor_execute", note)
        client.page("/search?q=loket")
        event.remove(engine, "before_cursor_execute", note)
        return sum(not one.startswith("BEGIN") for one in statements)

    fill(1)
    few = count()
    fill(2)
    assert count() == few
    assert few <= 14


def test_a_person_in_two_campaigns_finds_both_and_only_these(client, session, campaign, coordinator, letter):
    other, foreign = make_campaign(session, title="Red de trein"), make_campaign(session, title="Geheim")
    make_membership(session, other, coordinator, Role.READER)
    for one in (other, foreign):
        make_letter(session, one, demands=(), title="Ambassade")
    session.commit()
    heads = [words(one) for one in client.page("/search?q=ambassade").select(".hit-head")]
    assert len(heads) == 2
    assert {head.rpartition(" · ")[2] for head in heads} == {"Red de trein", "Red het loket"}
