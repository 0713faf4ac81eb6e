import pytest

from app.intake.models import IntakeItem
from app.intake.values import IntakeState
from app.letters.models import Letter
from app.replies.models import Reply
from tests.factories import make_campaign, make_letter
from tests.services.intake.samples import BOTH, DEMANDS, LETTER, REPLY
from tests.web.letters.support import filled, form_at, soup, words


def test_letter_is_filed_as_confirmed(fresh, review):
    response = review(LETTER, **{"parts-0-title": "Brief over het loket"})("file")
    assert (response.status_code, response.location) == (303, "/campaigns/proef/letters/1")
    [letter] = fresh(Letter)
    assert (letter.title, letter.reference, len(letter.demands)) == ("Brief over het loket", "CP/2026/1", 3)
    for demand in letter.demands:
        assert letter.text_version.text[demand.start : demand.end] == demand.text


def test_odd_date_asks_once(client, fresh, review):
    press = review(BOTH)
    page = client.page(press.location)
    choices = [radio["value"] for radio in page.select("input[name=parts-0-day_choice]")]
    assert choices[:2] == ["2026-06-05", "2026-05-06"]
    assert not page.select("input[name=parts-1-day_choice]")
    asked = press("file")
    assert asked.status_code == 400
    assert "05 06 2026" in words(soup(asked))
    assert fresh(Letter) == []
    assert (
        press("file", **{"parts-0-day_choice": "2026-06-05"}).location == "/campaigns/proef/letters/1/compare"
    )
    [reply] = fresh(Reply)
    assert reply.dated_on.isoformat() == "2026-06-05"


def test_chosen_day_is_kept_while_the_form_goes_on(client, review):
    press = review(BOTH)
    press("save", **{"parts-0-day_choice": "2026-05-06"})
    values = filled(form_at(client.page(press.location)))
    assert values["parts-0-day"] == "6-5-2026"
    assert press("file").status_code == 303


@pytest.mark.parametrize("choice", ["gisteren", "0000-00-00", "99999-01-01", "2026-06-31", ""])
def test_forged_choice_of_a_day_breaks_nothing(client, fresh, review, choice):
    press = review(BOTH)
    assert press("file", **{"parts-0-day_choice": choice}).status_code in (303, 400)
    assert fresh(Letter) == []
    client.page(press.location)


@pytest.mark.parametrize(
    "day", ["0-0-0", "1-1-0", "1-1-99999", "31-2-2026", "1-1-1899", "1-1-2101", "morgen", "9" * 5000]
)
@pytest.mark.parametrize("field", ["day", "deadline"])
def test_day_that_cannot_be_is_said_at_its_field_and_kept(fresh, review, field, day):
    response = review(LETTER, **{f"parts-0-{field}": day, "parts-0-title": "Blijft staan"})("file")
    assert response.status_code == 400
    values = filled(form_at(soup(response)))
    assert (values[f"parts-0-{field}"], values["parts-0-title"]) == (day, "Blijft staan")
    assert fresh(Letter) == []


def test_deadline_before_the_day_of_sending_is_said_and_kept(fresh, review):
    response = review(LETTER, **{"parts-0-deadline": "1-5-2026", "parts-0-title": "Blijft staan"})("file")
    assert response.status_code == 400
    values = filled(form_at(soup(response)))
    assert (values["parts-0-deadline"], values["parts-0-title"]) == ("1-5-2026", "Blijft staan")
    assert fresh(Letter) == []


def demands_at(client, location):
    values = filled(form_at(client.page(location)))
    return [values[name] for name in values if name.endswith("-text")]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("down:0:0", [DEMANDS[1], DEMANDS[0], DEMANDS[2]]),
        ("up:0:2", [DEMANDS[0], DEMANDS[2], DEMANDS[1]]),
        ("remove:0:1", [DEMANDS[0], DEMANDS[2]]),
        ("add:0", [*DEMANDS, ""]),
        ("merge:0:1", [f"{DEMANDS[0]}\r\n2. {DEMANDS[1]}", DEMANDS[2]]),
        ("up:0:0", list(DEMANDS)),
        ("down:0:9", list(DEMANDS)),
        ("remove:9:0", list(DEMANDS)),
        ("merge:0:0", list(DEMANDS)),
    ],
)
def test_demands_are_moved_added_taken_out_and_merged(client, review, act, expected):
    press = review(LETTER)
    assert press(act).status_code == 303
    assert demands_at(client, press.location) == expected


@pytest.mark.parametrize(
    "act", ["up:x:y", "up:-1:0", "add:", "split:0:²", "up:²:1", "up:0:" + "9" * 5000, "raar", ""]
)
def test_forged_button_breaks_nothing(client, review, act):
    press = review(LETTER)
    assert press(act).status_code in (303, 400)
    assert demands_at(client, press.location) == list(DEMANDS)


def test_demand_is_split_where_enter_was_pressed(client, review):
    press = review(LETTER)
    press("split:0:0", **{"parts-0-demands-0-text": "Open het loket\r\nin Zandhove opnieuw."})
    assert demands_at(client, press.location)[:2] == ["Open het loket", "in Zandhove opnieuw."]


def test_demand_of_one_sentence_says_how_to_split_and_keeps_what_was_typed(review):
    response = review(LETTER, **{"parts-0-title": "Blijft staan"})("split:0:0")
    assert response.status_code == 400
    assert filled(form_at(soup(response)))["parts-0-title"] == "Blijft staan"


def test_what_was_typed_survives_every_button(client, review):
    press = review(LETTER)
    typed = {
        "parts-0-title": "Mijn titel",
        "parts-0-deadline": "1-9-2026",
        "parts-0-demands-2-criterion": "Het is goedkoper.",
    }
    press("down:0:0", **typed)
    values = filled(form_at(client.page(press.location)))
    assert (values["parts-0-title"], values["parts-0-deadline"]) == ("Mijn titel", "1-9-2026")
    assert values["parts-0-demands-2-criterion"] == "Het is goedkoper."


@pytest.mark.parametrize(
    ("start", "end"),
    [("0", "5"), ("5", "2"), ("²", "³"), ("-1", "4"), ("1" * 50, "2" * 50), ("9" * 5000, "1"), ("x", "")],
)
def test_forged_offsets_are_held_to_the_text(client, fresh, review, start, end):
    press = review(LETTER, **{"parts-0-demands-0-start": start, "parts-0-demands-0-end": end})
    assert press("save").status_code == 303
    client.page(press.location)
    assert press("file").status_code == 303
    [letter] = fresh(Letter)
    for demand in letter.demands:
        assert letter.text_version.text[demand.start : demand.end] == demand.text


def test_fields_that_are_missing_from_a_forged_form_break_nothing(client, fresh, review):
    press = review(LETTER)
    values = filled(form_at(client.page(press.location)))
    forged = {
        name: value for name, value in values.items() if not name.endswith(("-start", "-number", "-kind"))
    }
    assert client.post(press.location, data={**forged, "act": "save"}).status_code in (303, 400)
    assert client.post(press.location, data={"csrf_token": values["csrf_token"]}).status_code in (
        303,
        400,
        409,
    )


def test_form_filed_twice_files_once_and_says_so(client, fresh, review):
    press = review(LETTER)
    values = {**filled(form_at(client.page(press.location))), "act": "file"}
    assert client.post(press.location, data=values).status_code == 303
    again = client.post(press.location, data=values, follow_redirects=True)
    assert len(fresh(Letter)) == 1
    assert "al " in words(soup(again)) or "already" in words(soup(again))
    assert "meantime" not in words(soup(again))


def test_two_people_at_one_proposal_the_second_sees_it_and_keeps_what_was_typed(
    client, colleague, fresh, review
):
    press = review(LETTER)
    mine = filled(form_at(client.page(press.location)))
    theirs = filled(form_at(colleague.page(press.location)))
    colleague.post(press.location, data={**theirs, "parts-0-title": "Van Bo", "act": "save"})
    response = client.post(press.location, data={**mine, "parts-0-title": "Van An", "act": "save"})
    assert response.status_code == 409
    kept = filled(form_at(soup(response)))
    assert kept["parts-0-title"] == "Van An"
    assert client.post(press.location, data={**kept, "act": "file"}).status_code == 303
    assert [letter.title for letter in fresh(Letter)] == ["Van An"]


def test_everything_put_aside_files_nothing(fresh, review):
    response = review(LETTER)("set_aside")
    assert (response.status_code, response.location) == (303, "/campaigns/proef")
    assert fresh(Letter) == []
    assert fresh(IntakeItem)[0].state is IntakeState.SET_ASIDE


def test_nothing_marked_is_said(fresh, review):
    assert review(LETTER, **{"parts-0-kind": "neither"})("file").status_code == 400
    assert fresh(Letter) == []


def test_reply_is_put_to_letters_of_this_campaign_only(client, session, campaign, fresh, review):
    own, elsewhere = make_letter(session, campaign), make_letter(session, make_campaign(session))
    session.commit()
    press = review(REPLY)
    assert press("file", **{"parts-0-letter_ids": str(elsewhere.id)}).status_code == 400
    assert fresh(Reply) == []
    assert press("file", **{"parts-0-letter_ids": str(own.id)}).status_code == 303
    assert [letter.id for letter in fresh(Reply)[0].letters] == [own.id]


def test_confidential_letter_is_filed_as_such(fresh, review):
    review(LETTER, **{"parts-0-is_confidential": "y"})("file")
    assert fresh(Letter)[0].is_confidential


def test_earlier_letter_keeps_a_place(fresh, review):
    review(LETTER, **{"parts-0-earlier_letter": "Brief van het voorjaar"})("file")
    placeholder, letter = fresh(Letter)
    assert (placeholder.is_on_file, letter.refers_to_id) == (False, placeholder.id)


def test_words_are_trimmed_and_lose_nul_characters(fresh, review):
    changes = {"parts-0-title": "  Titel\x00  ", "parts-0-demands-0-text": "  Nieuwe\x00 eis.  "}
    review(LETTER, **changes)("file")
    [letter] = fresh(Letter)
    assert (letter.title, letter.demands[0].text) == ("Titel", "Nieuwe eis.")


def test_only_who_manages_the_campaign_is_asked_about_the_coalition(client, paste, sign_in_as):
    paste(LETTER)
    box = "input[name=parts-0-adds_organisation]"
    assert len(client.page("/campaigns/proef/new/1").select(box)) == 1
    sign_in_as("member")
    assert client.page("/campaigns/proef/new/1").select(box) == []


def test_what_reading_warns_of_is_told_in_the_readers_language(client, paste):
    data = "Geachte minister,\n\nWij vragen u één brug te openen.\n\nHoogachtend,\nGroene Vallei\n".encode(
        "cp1252"
    )
    page = client.page(paste(data=data).location)
    assert "de tekenset is geraden" in page.get_text()


def test_earlier_letter_is_told_in_the_log_as_one_that_is_not_on_file(client, coordinator, review):
    review(LETTER, **{"parts-0-earlier_letter": "Brief van het voorjaar"})("file")
    page = " ".join(client.page("/campaigns/proef/log").get_text().split())
    assert "als een eerdere brief die niet in het dossier zit" in page
