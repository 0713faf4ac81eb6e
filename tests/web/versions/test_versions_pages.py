"""A text is read again, and what it did not keep waits on a page: by forms alone."""

import pytest
from sqlalchemy import select

from app.answers.models import Link
from app.answers.values import Verdict
from app.documents.models import Document, TextVersion
from app.intake.models import IntakeItem
from app.intake.values import Manner
from app.versions.models import CarriedPassage
from app.versions.values import Decision
from tests.factories import make_letter
from tests.services.answers.support import judge, link, make_reply
from tests.services.versions.conftest import GONE, NEWER, NUMBER, TEXT, WORDS
from tests.web.letters.support import soup

WAITING = "/campaigns/proef/passages"
COMPARE = "/campaigns/proef/letters/1/compare"


@pytest.fixture
def reply(session, campaign):
    letter = make_letter(
        session, campaign, demands=("Open het loket.", "Zeg wat het kost.", "Verlaag de prijs.")
    )
    reply = make_reply(session, campaign, letter, text=TEXT, signer_name="An Voorbeeld")
    for words, demand, verdict in zip(
        (WORDS, NUMBER, GONE),
        letter.demands,
        (Verdict.GRANTED, Verdict.PARTLY, Verdict.REFUSED),
        strict=True,
    ):
        link(session, reply, words, demand)
        judge(session, demand, verdict)
    session.commit()
    return reply


@pytest.fixture
def page(reply):
    return f"/campaigns/proef/documents/{reply.text_version.document_id}/text"


@pytest.fixture
def reread(client, coordinator, page):
    answer = send(client, page, NEWER)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#readings")
    assert WAITING in client.get(page).text


def send(client, page, text):
    """Paste a better text into the form as it stands on the page."""
    after = soup(client.get(page)).select_one("input[name=better-after]")["value"]
    return client.submit(f"{page}/better", {"better-text": text, "better-after": after}, page=page)


def cases(fresh):
    return {one.from_passage.exact: one for one in fresh(CarriedPassage)}


def test_the_way_to_read_again_stands_with_the_reply(client, coordinator, reply, page):
    assert page in client.get("/campaigns/proef/replies/1").text


def test_waiting_words_stand_beside_what_they_may_be_now(client, reread):
    found = soup(client.get(WAITING))

    forms = found.select("form.case")
    assert len(forms) == 2
    assert "12,5" in forms[0].select_one("del.change-number").get_text()
    assert "2,5" in forms[0].select_one("ins.change-number").get_text()


@pytest.fixture
def brought(client, session, coordinator, reply):
    """The page of a document that somebody brought in, and its original with it."""
    text = "Brussel, 3 juni 2026\n\nGeachte minister,\n\n1. Open het loket.\n"
    client.submit("/campaigns/proef/new", {"text": text})
    document_id = session.scalars(select(Document.id).order_by(Document.id.desc())).first()
    return f"/campaigns/proef/documents/{document_id}/text"


def test_a_file_is_read_again_by_the_form_on_its_page(client, fresh, brought):
    fields = soup(client.get(brought)).select("input[name^=again-], select[name^=again-]")
    after = next(one["value"] for one in fields if one["name"] == "again-after")

    answer = client.submit(
        brought, {"again-after": after, "again-language": "fr", "again-how": "as_it_is"}, page=brought
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{brought}#readings")
    asked = [one for one in fresh(IntakeItem) if one.manner is Manner.RENEWS_TEXT]
    assert [(one.read_language, one.received_by_id is not None) for one in asked] == [("fr", True)]


def test_comparison_says_which_words_were_read_differently(client, reread):
    rows = soup(client.get(COMPARE)).select("tr.demand")

    said = [row.select_one(".answered .missing") is not None for row in rows]
    assert said == [False, True, True]
    assert NUMBER in rows[1].get_text()
    assert rows[1].select_one(f".answered a[href='{WAITING}']")


def test_confirmed_and_gone_words_leave_the_page_and_the_verdicts_say_so(client, fresh, reread):
    number, gone = cases(fresh)[NUMBER], cases(fresh)[GONE]
    place = number.candidates[0]

    client.submit(f"{WAITING}/{number.id}", {"place": f"{place['start']}-{place['end']}"}, page=WAITING)
    client.submit(f"{WAITING}/{gone.id}", {"place": "gone"}, page=WAITING)

    assert {one.decision for one in fresh(CarriedPassage)} == {
        Decision.ITSELF,
        Decision.CONFIRMED,
        Decision.GONE,
    }
    assert not soup(client.get(WAITING)).select("form.case")
    rows = soup(client.get(COMPARE)).select("tr.demand")
    assert "Het kost 2,5 miljoen" in rows[1].get_text()
    assert NUMBER in rows[1].get_text()
    assert GONE in rows[2].get_text()
    assert [one.demand.number for one in fresh(Link) if one.unlinked_at] == ["3"]


@pytest.mark.parametrize("place", ["", "0-7", "x-y", "99999999999-1", "²-3"])
def test_a_place_that_was_not_shown_is_refused(client, fresh, reread, place):
    case = cases(fresh)[NUMBER]

    client.submit(f"{WAITING}/{case.id}", {"place": place}, page=WAITING)

    assert cases(fresh)[NUMBER].decision is None


def test_a_stale_form_keeps_what_was_pasted(client, coordinator, fresh, page):
    answer = client.submit(f"{page}/better", {"better-text": NEWER, "better-after": "999999"}, page=page)

    assert answer.status_code == 409
    assert "2,5 miljoen" in soup(answer).select_one("textarea").get_text()
    assert len(fresh(TextVersion)) == 1


@pytest.mark.parametrize("text", [TEXT, "Recept voor wafels: bloem, eieren, melk. " * 9])
def test_a_text_that_is_of_no_use_says_why(client, coordinator, fresh, page, text):
    answer = send(client, page, text)

    assert answer.status_code == 400
    assert soup(answer).select_one("[data-error-summary]")
    assert len(fresh(TextVersion)) == 1


def test_today_leads_to_what_waits(client, reread):
    assert WAITING in client.get("/today").text
