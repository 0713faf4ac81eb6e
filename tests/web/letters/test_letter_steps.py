from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.answers.values import Verdict
from app.intake.models import IntakeItem
from app.letters.models import Demand, Letter
from app.letters.services import log_placeholder
from app.letters.values import ClosingReason, LateChoice
from tests.services.answers.support import judge, make_reply
from tests.web.letters.support import filled, form_at, words

LETTER = "/campaigns/proef/letters/1"


def test_letter_is_closed_with_a_reason_and_opened_again(client, fresh, coordinator, letter):
    assert client.submit(f"{LETTER}/close", {"note": "Zomaar"}).status_code == 400
    assert fresh(Letter)[0].closed_at is None
    assert (
        client.submit(f"{LETTER}/close", {"reason": "overtaken", "note": "Het loket is weg."}).status_code
        == 303
    )
    assert fresh(Letter)[0].closed_reason is ClosingReason.OVERTAKEN
    assert "Het loket is weg." in words(client.page(LETTER))
    client.submit(f"{LETTER}/reopen", page=LETTER)
    assert fresh(Letter)[0].closed_at is None


@pytest.mark.parametrize("reason", ["", "zomaar", "GRANTED"])
def test_letter_is_not_closed_without_one_of_the_reasons(client, fresh, coordinator, letter, reason):
    assert client.submit(f"{LETTER}/close", {"reason": reason}).status_code == 400
    assert fresh(Letter)[0].closed_at is None


def test_closing_form_sent_twice_is_said_and_keeps_the_first_reason(client, fresh, coordinator, letter):
    values = {**filled(form_at(client.page(f"{LETTER}/close"))), "reason": "granted"}
    assert client.post(f"{LETTER}/close", data=values).status_code == 303
    again = client.post(f"{LETTER}/close", data={**values, "reason": "given_up"})
    assert again.status_code in (303, 400, 409)
    assert fresh(Letter)[0].closed_reason is ClosingReason.GRANTED


@pytest.mark.parametrize(("role", "status"), [("member", 403), ("reader", 403), ("coordinator", 303)])
def test_only_coordinators_close(client, sign_in_as, fresh, letter, role, status):
    sign_in_as(role)
    assert (
        client.submit(
            f"{LETTER}/close", {"reason": "granted"}, page=LETTER if status == 403 else None
        ).status_code
        == status
    )


def test_member_cannot_close_a_letter_by_archiving_one_that_does_not_ask(client, sign_in_as, fresh, letter):
    sign_in_as("member")
    client.submit(f"{LETTER}/late", {"choice": "archive"}, page=LETTER)
    assert fresh(Letter)[0].closed_at is None


@pytest.mark.parametrize(
    ("choice", "reason"), [("follow_up", None), ("archive", ClosingReason.NO_REPLY), ("raar", None)]
)
def test_late_letter_asks_follow_up_or_archive(client, session, fresh, coordinator, letter, choice, reason):
    letter.late_choice = LateChoice.TO_ASK
    session.commit()
    assert len(client.page(LETTER).select("form[action$='/late']")) == 2
    client.submit(f"{LETTER}/late", {"choice": choice}, page=LETTER)
    assert fresh(Letter)[0].closed_reason is reason
    assert not client.page(LETTER).select("form[action$='/late']")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("24-12-2026", date(2026, 12, 24)),
        ("1-7-2026", date(2026, 7, 1)),
        ("30-6-2026", None),
        ("1-1-99999", None),
        ("0-0-0", None),
        ("later", None),
    ],
)
def test_remind_me_on(client, fresh, coordinator, letter, typed, kept):
    response = client.submit(f"{LETTER}/remind", {"day": typed}, page=LETTER)
    assert fresh(Letter)[0].remind_on == kept
    assert response.status_code == (303 if kept else 400)
    field = BeautifulSoup(response.data, "html.parser").select_one(".field.has-error #day")
    assert (field is None) if kept else (field["value"] == typed)


def test_remind_me_on_of_a_demand_comes_back_to_the_page_of_the_demand(client, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[1].id}"
    sent = {"day": "30-6-2026", "demand_id": letter.demands[1].id}
    response = client.submit(f"{LETTER}/remind", sent, page=address)
    page = BeautifulSoup(response.data, "html.parser")
    assert response.status_code == 400
    assert page.select_one(".field.has-error #day")["value"] == "30-6-2026"
    assert page.select_one("#text").text.strip() == letter.demands[1].text


def test_remind_me_on_is_dropped_by_an_empty_day(client, session, fresh, coordinator, letter):
    letter.remind_on = date(2026, 12, 24)
    session.commit()
    client.submit(f"{LETTER}/remind", {"day": ""}, page=LETTER)
    assert fresh(Letter)[0].remind_on is None


def test_remind_me_on_for_one_demand(client, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[1].id}"
    client.submit(f"{LETTER}/remind", {"day": "24-12-2026", "demand_id": letter.demands[1].id}, page=address)
    assert [demand.remind_on for demand in fresh(Demand)] == [None, date(2026, 12, 24)]
    assert fresh(Letter)[0].remind_on is None


@pytest.mark.parametrize("demand_id", ["999", "x", "9" * 30])
def test_remind_me_on_of_a_demand_that_is_not_there_sets_nothing(
    client, fresh, coordinator, letter, demand_id
):
    response = client.submit(f"{LETTER}/remind", {"day": "24-12-2026", "demand_id": demand_id}, page=LETTER)
    assert response.status_code in (400, 404)
    assert fresh(Letter)[0].remind_on is None


def test_placeholder_says_so_and_leads_to_its_place(client, session, campaign, coordinator, now):
    log_placeholder(session, campaign, title="Eerdere brief", addressee_name="", actor=coordinator, now=now)
    session.commit()
    page = client.page(LETTER)
    assert "Eerdere brief" in words(page)
    assert page.select_one(".chip") is not None
    client.page(f"{LETTER}/edit")


def test_follow_up_names_what_is_open_and_goes_in_by_the_door(
    client, session, campaign, fresh, coordinator, letter
):
    reply = make_reply(session, campaign, letter)
    for demand in letter.demands:
        judge(session, demand, Verdict.NOT_ANSWERED)
    session.commit()
    assert reply.number == 1
    page = client.page(f"{LETTER}/follow-up")
    values = next(
        filled(form)
        for form in page.select("main form")
        if form.select_one("textarea[name=text]") is not None
    )
    for demand in letter.demands:
        assert demand.text in values["text"]
    typed = values["text"] + "\r\nMet groet."
    response = client.post(f"{LETTER}/follow-up", data={**values, "text": typed})
    assert response.location == "/campaigns/proef/new/1"
    assert "Met groet." in fresh(IntakeItem)[0].text_version.text


def test_follow_up_names_only_what_was_ticked(client, session, coordinator, letter):
    page = client.page(f"{LETTER}/follow-up?demands={letter.demands[1].id}")
    text = page.select_one("textarea[name=text]").get_text()
    assert ("Open het loket." in text, "Publiceer de studie." in text) == (False, True)


def test_empty_follow_up_takes_nothing_in(client, fresh, coordinator, letter):
    response = client.submit(f"{LETTER}/follow-up", {"text": " "})
    assert response.status_code in (303, 400)
    assert fresh(IntakeItem) == []
