from datetime import date

import pytest

from app.accounts.values import Language
from app.campaigns.models import CoalitionMember
from app.campaigns.values import DemandWord
from app.letters.models import Letter
from app.letters.values import DeadlineSource
from tests.factories import make_campaign, make_letter, make_organisation
from tests.web.letters.support import filled, form_at, soup, words

LETTERS = "/campaigns/proef/letters"
LETTER = f"{LETTERS}/1"


@pytest.fixture
def save(client, coordinator, letter):
    """Open the letter's form, change fields, send it."""

    def save(**changes):
        values = filled(form_at(client.page(f"{LETTER}/edit"), "/edit"))
        return client.post(f"{LETTER}/edit", data={**values, **changes})

    return save


def test_page_says_which_deadline_and_how_it_was_counted(client, coordinator, letter):
    text = words(client.page(LETTER))
    assert "13 juli 2026" in text
    assert "1 juni 2026" in text
    assert "CP/1" in text
    assert "wettelijk" not in text.replace("geen wettelijke", "")


def test_letter_without_a_day_shows_it_as_missing(client, session, coordinator, letter):
    letter.sent_on = letter.deadline_on = letter.deadline_source = letter.term = letter.term_unit = None
    letter.reference = ""
    session.commit()
    page = client.page(LETTER)
    assert len(page.select(".missing")) >= 2


def test_untouched_form_changes_nothing_but_the_version(fresh, save):
    before = {name: value for name, value in vars(fresh(Letter)[0]).items() if not name.startswith("_")}
    assert save().status_code == 303
    [letter] = fresh(Letter)
    changed = {name for name, value in before.items() if getattr(letter, name) != value}
    assert changed <= {"version", "look_at", "text_version", "demands", "signatories", "campaign"}


def test_saved_facts_are_on_the_page(client, fresh, save):
    changes = {
        "title": "Brief over het loket",
        "sent_on": "2-6-2026",
        "channel": "registered",
        "reference": "CP/2026/9",
        "proof": "RR123",
        "people": "Bo Eén\r\nCas Twee",
        "is_confidential": "y",
    }
    assert save(**changes).status_code == 303
    [letter] = fresh(Letter)
    assert (letter.sent_on, letter.deadline_on, letter.deadline_source) == (
        date(2026, 6, 2),
        date(2026, 7, 14),
        DeadlineSource.CAMPAIGN,
    )
    assert [one.person_name for one in letter.signatories] == ["Bo Eén", "Cas Twee"]
    text = words(client.page(LETTER))
    for shown in ("Brief over het loket", "CP/2026/9", "RR123", "14 juli 2026", "Bo Eén"):
        assert shown in text


@pytest.mark.parametrize("field", ["sent_on", "deadline"])
@pytest.mark.parametrize(
    "day", ["1-1-0", "1-1-99999", "0000-01-01", "99999-01-01", "31-2-2026", "1-1-1899", "gisteren", "5/6"]
)
def test_day_that_cannot_be_is_said_and_kept(fresh, save, field, day):
    response = save(**{field: day, "title": "Blijft staan"})
    assert response.status_code == 400
    values = filled(form_at(soup(response), "/edit"))
    assert (values[field], values["title"]) == (day, "Blijft staan")
    assert fresh(Letter)[0].title == "Brief over de proef"


def test_deadline_before_sending_is_said_and_kept(fresh, save):
    response = save(deadline="31-5-2026", title="Blijft staan")
    assert response.status_code == 400
    assert filled(form_at(soup(response), "/edit"))["title"] == "Blijft staan"
    assert fresh(Letter)[0].deadline_on == date(2026, 7, 13)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 401},
        {"reference": "x" * 121},
        {"channel": "duif"},
        {"kind": "raar"},
        {"language": "xx"},
        {"mandate_id": "999"},
        {"refers_to_id": "999"},
        {"mandate_id": "een"},
        {"organisations": "999"},
    ],
)
def test_forged_or_too_long_field_saves_nothing(fresh, save, changes):
    assert save(**changes).status_code == 400
    assert fresh(Letter)[0].version == 1


def test_two_people_change_a_letter_the_second_sees_it_and_keeps_what_was_typed(
    client, colleague, fresh, coordinator, letter
):
    mine = filled(form_at(client.page(f"{LETTER}/edit"), "/edit"))
    theirs = filled(form_at(colleague.page(f"{LETTER}/edit"), "/edit"))
    colleague.post(f"{LETTER}/edit", data={**theirs, "title": "Titel van Bo"})
    conflict = client.post(f"{LETTER}/edit", data={**mine, "title": "Titel van An"})
    assert conflict.status_code == 409
    page = soup(conflict)
    assert "Titel van Bo" in words(page.select_one("main"))
    kept = filled(form_at(page, "/edit"))
    assert kept["title"] == "Titel van An"
    assert fresh(Letter)[0].title == "Titel van Bo"
    assert client.post(f"{LETTER}/edit", data=kept).status_code == 303
    assert fresh(Letter)[0].title == "Titel van An"


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "9" * 30])
def test_forged_version_is_a_conflict(fresh, save, version):
    assert save(version=version, title="Anders").status_code == 409
    assert fresh(Letter)[0].title == "Brief over de proef"


def test_organisation_that_left_the_coalition_stays_under_its_letter(client, session, campaign, fresh, save):
    organisation = make_organisation(session, name="Bond")
    session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=organisation.id))
    session.commit()
    save(organisations=str(organisation.id))
    session.delete(session.get(CoalitionMember, (campaign.id, organisation.id)))
    session.commit()
    save(title="Later gewijzigd")
    [letter] = fresh(Letter)
    assert [one.organisation_id for one in letter.signatories] == [organisation.id]


def test_correcting_a_title_leaves_the_deadline_after_the_term_changed(session, campaign, fresh, save):
    campaign.reply_term = 2
    session.commit()
    save(title="Beter")
    assert fresh(Letter)[0].deadline_on == date(2026, 7, 13)


@pytest.mark.parametrize("number", ["0", "9", "999999999", "9" * 25])
def test_letter_that_is_not_there(client, coordinator, letter, number):
    for page in ("", "/edit", "/close", "/compare", "/follow-up"):
        assert client.get(f"{LETTERS}/{number}{page}").status_code == 404


@pytest.mark.parametrize("before", ["0", "-5", "x", "9" * 25])
def test_list_takes_any_address(client, coordinator, letter, before):
    client.page(f"{LETTERS}?before={before}")


def test_list_pages_through_many_letters(client, session, campaign, coordinator):
    for _ in range(52):
        make_letter(session, campaign, demands=())
    session.commit()
    page = client.page(LETTERS)
    older = page.select_one("a[href*='before=']")
    assert older is not None
    assert f"{LETTERS}/1" in [link.get("href") for link in client.page(older["href"]).select("main a")]


def test_letter_of_another_campaign_is_out_of_reach(client, session, coordinator, letter):
    elsewhere = make_letter(session, make_campaign(session, slug="elders"))
    session.commit()
    assert client.get(f"/campaigns/elders/letters/{elsewhere.number}").status_code == 404


@pytest.mark.parametrize("word", ["demand", "question"])
def test_campaign_chooses_its_word(client, session, campaign, coordinator, letter, word):
    campaign.demand_word = DemandWord(word)
    session.commit()
    assert ("vragen" if word == "question" else "eisen") in client.page(f"{LETTER}/compare").h1.get_text()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_is_in_the_readers_language(client, sign_in_as, letter, language):
    sign_in_as("coordinator", language=Language(language))
    demand = letter.demands[0].id
    for page in (
        "",
        "/edit",
        "/close",
        "/compare",
        "/follow-up",
        "/demands/add",
        f"/demands/{demand}",
        "/sentences",
    ):
        assert client.page(f"{LETTER}{page}").html["lang"] == language
