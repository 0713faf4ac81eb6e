import pytest
from sqlalchemy import select

from app.documents.models import Document
from app.intake.models import IntakeItem
from app.intake.values import IntakeState
from tests.factories import make_letter
from tests.services.intake.samples import BOTH, DEMANDS, LETTER, REPLY
from tests.web.letters.support import filled, form_at, soup, words

DOOR = "/campaigns/proef/new"


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def test_pasted_letter_goes_on_to_its_proposal(client, paste):
    response = paste(LETTER)
    assert (response.status_code, response.location) == (303, f"{DOOR}/1")
    page = client.page(f"{DOOR}/1")
    values = filled(form_at(page))
    assert (values["parts-0-kind"], values["parts-0-day"], values["parts-0-reference"]) == (
        "letter",
        "12-5-2026",
        "CP/2026/1",
    )
    assert [values[f"parts-0-demands-{index}-text"] for index in range(3)] == list(DEMANDS)
    marked = [mark.get_text() for mark in page.select("mark")]
    assert all(any(demand in mark for mark in marked) for demand in DEMANDS)


def test_both_in_one_are_two_parts(client, paste):
    paste(BOTH)
    values = filled(form_at(client.page(f"{DOOR}/1")))
    assert (values["parts-0-kind"], values["parts-1-kind"]) == ("reply", "letter")


@pytest.mark.parametrize(
    "data",
    [
        LETTER.replace("loket in", "café in").encode("cp1252"),
        b"\xef\xbb\xbf" + LETTER.replace("loket in", "café in").encode(),
        LETTER.replace("loket in", "café in").encode("utf-16"),
    ],
)
def test_text_file_in_another_encoding_is_read(client, paste, data):
    response = paste(data=data)
    assert "het café in Zandhove" in words(client.page(response.location))


def test_dropped_pdf_is_kept_and_asks_for_its_text(client, session, paste):
    page = client.page(paste(data=PDF, name="scan.pdf").location)
    assert page.select_one("textarea[name=text]") is not None
    assert "scan.pdf" in words(page)
    sent = client.post(f"{DOOR}/1", data={**filled(form_at(page)), "text": LETTER})
    assert sent.status_code == 303
    assert filled(form_at(client.page(sent.location)))["parts-0-kind"] == "letter"
    [document] = session.scalars(select(Document))
    assert (document.name, document.media_type) == ("scan.pdf", "application/pdf")


def test_blank_text_beside_a_pdf_is_said(client, paste):
    page = client.page(paste(data=PDF, name="scan.pdf").location)
    response = client.post(f"{DOOR}/1", data={**filled(form_at(page)), "text": " "})
    assert response.status_code == 400
    assert soup(response).select_one(".error-summary") is not None


def test_unreadable_file_is_put_aside(client, fresh, paste):
    page = client.page(paste(data=PDF, name="scan.pdf").location)
    response = client.post(f"{DOOR}/1", data={**filled(form_at(page)), "act": "set_aside"})
    assert response.status_code == 303
    assert [item.state for item in fresh(IntakeItem)] == [IntakeState.SET_ASIDE]


@pytest.mark.parametrize(("text", "data"), [("", None), ("  \n", None), ("", b"")])
def test_empty_hands_are_said(client, fresh, paste, text, data):
    response = paste(text, data=data)
    assert response.status_code == 400
    assert soup(response).select_one(".error-summary") is not None
    assert fresh(IntakeItem) == []


def test_paste_of_5_mb_goes_in(client, fresh, paste):
    text = LETTER + "Nog een zin over het loket. " * 180_000
    assert len(text) > 5_000_000
    assert paste(text).status_code == 303
    assert fresh(Document)[0].size > 5_000_000
    assert len(fresh(IntakeItem)) == 1


def test_paste_of_7_mb_is_said_in_words(client, fresh, paste):
    response = paste("Een zin. " * 800_000)
    assert response.status_code in (400, 413)
    assert fresh(IntakeItem) == []
    assert "Traceback" not in response.get_data(as_text=True)


def test_form_sent_twice_takes_in_once(client, fresh, coordinator):
    values = {**filled(form_at(client.page(DOOR))), "text": LETTER}
    first, second = client.post(DOOR, data=values), client.post(DOOR, data=values)
    assert first.location == second.location == f"{DOOR}/1"
    assert len(fresh(IntakeItem)) == 1


def test_door_opened_twice_takes_in_twice(client, fresh, paste):
    paste(LETTER)
    paste(REPLY)
    assert [item.number for item in fresh(IntakeItem)] == [1, 2]


def test_what_waits_stands_at_the_door(client, paste):
    paste(data=PDF, name="scan.pdf")
    assert "scan.pdf" in words(client.page(DOOR))


def test_door_from_a_letter_proposes_the_reply_to_it(client, session, campaign, paste):
    letter = make_letter(session, campaign)
    session.commit()
    location = paste(
        "Geachte, wij antwoorden u dat het loket dicht blijft.", address=f"{DOOR}?letter=1"
    ).location
    values = filled(form_at(client.page(location)))
    assert (values["parts-0-kind"], values["parts-0-letter_ids"]) == ("reply", str(letter.id))


@pytest.mark.parametrize("number", ["9", "-1", "een", "9" * 40, ""])
def test_door_from_a_letter_that_is_not_there_is_no_crash(client, coordinator, number):
    assert client.get(f"{DOOR}?letter={number}").status_code in (200, 404)


def test_reader_may_not_bring_anything_in(client, sign_in_as):
    sign_in_as("reader")
    assert client.get(DOOR).status_code == 403


def test_item_of_another_campaign_is_out_of_reach(client, paste, sign_in_as):
    paste(LETTER)
    sign_in_as("outsider")
    assert client.get(f"{DOOR}/1").status_code == 404
