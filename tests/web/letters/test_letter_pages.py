from datetime import date

import pytest

from app.accounts.values import Language
from app.answers.values import Verdict
from app.campaigns.models import CoalitionMember
from app.campaigns.values import DemandWord
from app.intake.models import IntakeItem
from app.letters.models import Demand, Letter
from app.letters.services import log_placeholder
from app.letters.values import ClosingReason, DeadlineSource, LateChoice
from tests.factories import make_campaign, make_letter, make_organisation
from tests.services.answers.support import judge, make_reply
from tests.web.letters.support import filled, form_at, soup, words

LETTERS = "/campaigns/proef/letters"
LETTER = f"{LETTERS}/1"


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(
        session,
        campaign,
        demands=("Open het loket.", "Publiceer de studie."),
        sent_on=date(2026, 6, 1),
        deadline_on=date(2026, 7, 13),
        deadline_source=DeadlineSource.CAMPAIGN,
        term=6,
        term_unit=campaign.reply_term_unit,
        reference="CP/1",
    )
    session.commit()
    return letter


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


def test_one_demand_is_closed_with_a_reason(client, fresh, coordinator, letter):
    address = f"{LETTER}/demands/{letter.demands[0].id}"
    client.submit(f"{address}/close", {"reason": ""}, page=address)
    assert fresh(Demand)[0].closed_at is None
    client.submit(f"{address}/close", {"reason": "withdrawn"}, page=address)
    assert [demand.closed_reason for demand in fresh(Demand)] == [ClosingReason.WITHDRAWN, None]
    client.submit(f"{address}/close", {"act": "reopen"}, page=address)
    assert fresh(Demand)[0].closed_at is None


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
    client.submit(f"{LETTER}/remind", {"day": typed}, page=LETTER)
    assert fresh(Letter)[0].remind_on == kept
    told = client.page(LETTER).select_one(".notice-problem")
    assert (told is None) is (kept is not None)


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
    assert response.status_code in (303, 404)
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
