import json

import pytest

from app.answers.models import Link, VerdictGiven
from app.answers.values import Verdict
from app.documents.models import Passage
from app.letters.closing import close_letter
from app.letters.values import ClosingReason
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import BODY, HEAD, TEXT, judge, link, make_reply
from tests.web.letters.support import filled, form_at, soup, words

COMPARE = "/campaigns/proef/letters/1/compare"
STUDY = "Wij volgen de studie op de voet."
START = TEXT.index(STUDY)


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(
        session, campaign, demands=("Open het loket.", "Publiceer de studie.", "Verlaag de prijs.")
    )
    session.commit()
    return letter


@pytest.fixture
def reply(session, campaign, letter):
    reply = make_reply(session, campaign, letter, signer_name="An Voorbeeld")
    session.commit()
    return reply


@pytest.fixture
def send_link(client, letter, reply):
    """Send the form of a selection: by default the words of STUDY, to the second demand."""

    def send_link(**changes):
        values = {
            "reply": reply.number,
            "start": START,
            "end": START + len(STUDY),
            "exact": STUDY,
            "demand": [letter.demands[1].id],
            **changes,
        }
        return client.submit("/campaigns/proef/letters/1/link", values, page=COMPARE)

    return send_link


def standing(fresh):
    return [(row.demand.number, row.passage.exact) for row in fresh(Link) if row.unlinked_at is None]


def test_page_shows_what_was_asked_beside_the_reply(client, coordinator, letter, reply):
    page = client.page(COMPARE)
    text = words(page)
    for demand in letter.demands:
        assert demand.text in text
    assert "Wij volgen de studie op de voet." in text
    assert "Kop van de bladzijde" not in text
    assert "drie eisen, één antwoord" in page.h1.get_text()
    assert page.select_one("table") is not None


def test_page_without_a_reply_says_no_reply_in_our_file(client, coordinator, letter):
    page = client.page(COMPARE)
    assert "in ons dossier" in words(page)


def test_page_of_a_closed_letter_says_so_and_asks_for_nothing(client, session, coordinator, letter, now):
    close_letter(session, letter, ClosingReason.OVERTAKEN, note="", actor=coordinator, now=now)
    session.commit()
    page = client.page(COMPARE)
    assert "Afgesloten: " in page.select_one(".page-head .facts").get_text()
    assert "Deze brief is afgesloten" in words(page)
    assert page.select("main a[href*=follow-up]") == []


def test_selection_is_linked_to_a_demand(client, fresh, coordinator, send_link):
    response = send_link()
    assert response.status_code == 303
    assert response.location.startswith(COMPARE)
    assert standing(fresh) == [("2", STUDY)]
    marked = "".join(mark.get_text() for mark in client.page(COMPARE).select("mark"))
    assert STUDY in marked


def test_selection_is_linked_to_several_demands_at_once(fresh, coordinator, letter, send_link):
    send_link(demand=[demand.id for demand in letter.demands])
    assert standing(fresh) == [("1", STUDY), ("2", STUDY), ("3", STUDY)]


def test_line_ends_of_a_browser_are_understood(fresh, coordinator, send_link):
    words_over_lines = "op de voet.\n\nHet loket"
    start = TEXT.index(words_over_lines)
    send_link(start=start, end=start + len(words_over_lines), exact=words_over_lines.replace("\n", "\r\n"))
    assert standing(fresh) == [("2", words_over_lines)]


@pytest.mark.parametrize(
    "changes",
    [
        {"start": START, "end": START},
        {"start": START + len(STUDY), "end": START},
        {"start": START + 1, "end": START + 1 + len(STUDY)},
        {"exact": "Wij publiceren de studie morgen."},
        {"exact": ""},
        {"start": 0, "end": 3, "exact": TEXT[:3]},
        {"start": len(TEXT) - 6, "end": len(TEXT), "exact": TEXT[-6:]},
        {"start": len(TEXT) + 5, "end": len(TEXT) + 9},
        {"start": -5, "end": -1},
        {"start": "9" * 30, "end": "9" * 31},
        {"start": "9" * 5000, "end": "9" * 5001},
        {"start": "een", "end": "twee"},
        {"start": "", "end": ""},
        {"demand": []},
        {"demand": ["een"]},
        {"demand": [999]},
        {"reply": 9},
        {"reply": "9" * 30},
        {"reply": ""},
    ],
)
def test_forged_selection_links_nothing_and_says_so(client, fresh, coordinator, send_link, changes):
    response = send_link(**changes)
    assert response.status_code in (303, 400, 404)
    assert fresh(Link) == []
    assert fresh(Passage) == []
    if response.status_code == 303:
        assert client.page(COMPARE).select_one(".notice-problem, .notice-ask") is not None


def test_form_sent_twice_links_once(fresh, coordinator, send_link):
    send_link()
    send_link()
    assert len(fresh(Link)) == 1


def test_reply_of_another_campaign_is_out_of_reach(session, fresh, coordinator, letter, send_link):
    other = make_campaign(session)
    theirs = make_reply(session, other, make_letter(session, other))
    theirs.number = 7
    session.commit()
    send_link(reply=7)
    assert fresh(Link) == []


def test_demand_of_another_letter_is_out_of_reach(session, campaign, fresh, coordinator, send_link):
    other = make_letter(session, campaign)
    session.commit()
    send_link(demand=[other.demands[0].id])
    assert fresh(Link) == []


def test_sentences_are_ticked_without_a_script(client, session, fresh, coordinator, letter, reply):
    page = client.page(f"/campaigns/proef/letters/1/sentences?demand={letter.demands[1].id}")
    spans = [box["value"] for box in page.select("input[name=span]")]
    text = [TEXT[int(start) : int(end)] for start, end in (span.split("-") for span in spans)]
    assert text[:2] == ["Het loket blijft gesloten.", STUDY]
    values = filled(form_at(page, "/link"))
    assert values["demand"] == str(letter.demands[1].id)
    client.post("/campaigns/proef/letters/1/link", data={**values, "span": [spans[0], spans[1], spans[-1]]})
    assert standing(fresh) == [("2", f"Het loket blijft gesloten. {STUDY}"), ("2", text[-1])]


def test_sentences_of_two_paragraphs_stay_two_passages(client, fresh, coordinator, letter, reply):
    page = client.page("/campaigns/proef/letters/1/sentences")
    spans = [box["value"] for box in page.select("input[name=span]")][1:3]
    values = {**filled(form_at(page, "/link")), "demand": letter.demands[0].id, "span": spans}
    client.post("/campaigns/proef/letters/1/link", data=values)
    assert [exact for _, exact in standing(fresh)] == [STUDY, "Het loket blijft gesloten."]


@pytest.mark.parametrize("span", ["5-5", "9-2", "0-3", "-", "5", "a-b", "1-99999", "²-³", "9" * 4000])
def test_forged_sentence_links_nothing(client, fresh, coordinator, letter, reply, span):
    page = client.page("/campaigns/proef/letters/1/sentences")
    values = {**filled(form_at(page, "/link")), "demand": letter.demands[0].id, "span": span}
    assert client.post("/campaigns/proef/letters/1/link", data=values).status_code == 303
    assert fresh(Link) == []


def test_passage_is_unlinked(client, session, fresh, coordinator, letter, reply):
    link(session, reply, STUDY, letter.demands[1], letter.demands[0])
    session.commit()
    form = next(
        form
        for form in client.page(COMPARE).select("form.unlink")
        if form.select_one("[name=demand]")["value"] == str(letter.demands[1].id)
    )
    client.post(form["action"], data=filled(form))
    assert standing(fresh) == [("1", STUDY)]


def judging(browser, demand):
    return filled(form_at(browser.page(f"{COMPARE}?judge={demand.id}"), "/judge"))


def send(browser, values):
    return browser.post("/campaigns/proef/letters/1/judge", data=values)


NOT_ADDRESSED = {"verdict": "not_answered", "read_whole_text": "1", "reasoning": "De prijs komt niet voor."}


def test_demand_is_judged(client, fresh, coordinator, letter, reply, now):
    values = {**judging(client, letter.demands[2]), **NOT_ADDRESSED}
    response = send(client, values)
    assert response.status_code == 303
    [given] = fresh(VerdictGiven)
    assert (given.verdict, given.reasoning, given.given_by_id, given.given_at, given.read_whole_text) == (
        Verdict.NOT_ANSWERED,
        "De prijs komt niet voor.",
        coordinator.id,
        now,
        True,
    )
    shown = words(client.page(COMPARE))
    assert "De prijs komt niet voor." in shown
    assert "An" in shown


@pytest.mark.parametrize(
    "changes",
    [
        {"reasoning": " "},
        {"reasoning": "x" * 2001},
        {"verdict": ""},
        {"verdict": "misschien"},
        {"read_whole_text": None},
        {"verdict": "granted"},
    ],
)
def test_judgement_that_cannot_stand_is_shown_again_as_it_was_typed(
    client, fresh, coordinator, letter, reply, changes
):
    typed = {**judging(client, letter.demands[2]), **NOT_ADDRESSED, "tactic": ["monitoring"], **changes}
    response = send(client, {name: value for name, value in typed.items() if value is not None})
    assert response.status_code == 400
    page = soup(response)
    assert page.select_one(".error-summary") is not None
    again = filled(form_at(page, "/judge"))
    assert again["reasoning"].strip() == (typed["reasoning"] or "").strip()
    assert again["tactic"] == "monitoring"
    assert fresh(VerdictGiven) == []


def test_reasoning_keeps_its_end_where_it_has_many_lines(client, fresh, coordinator, letter, reply):
    """A browser counts the end of a line as one sign, and sends two."""
    lines = ["Waarom dit niets toezegt."] * 76
    assert len("\n".join(lines)) < 2000 < len("\r\n".join(lines))
    values = {**judging(client, letter.demands[2]), **NOT_ADDRESSED, "reasoning": "\r\n".join(lines)}
    assert send(client, values).status_code == 303
    assert [given.reasoning for given in fresh(VerdictGiven)] == ["\n".join(lines)]


def test_two_people_judge_at_once_the_second_sees_it_and_decides(
    client, colleague, fresh, coordinator, letter, reply
):
    demand = letter.demands[2]
    mine, theirs = judging(client, demand), judging(colleague, demand)
    send(colleague, {**theirs, **NOT_ADDRESSED, "reasoning": "Bo las het eerst."})
    conflict = send(client, {**mine, **NOT_ADDRESSED, "reasoning": "An las het ook."})
    assert conflict.status_code == 409
    page = soup(conflict)
    assert "Bo las het eerst." in words(page.select_one(".editor"))
    kept = filled(form_at(page, "/judge"))
    assert (kept["reasoning"], kept["verdict"], kept["read_whole_text"]) == (
        "An las het ook.",
        "not_answered",
        "1",
    )
    assert [given.reasoning for given in fresh(VerdictGiven)] == ["Bo las het eerst."]
    assert send(client, kept).status_code == 303
    assert [given.reasoning for given in fresh(VerdictGiven)] == ["Bo las het eerst.", "An las het ook."]


def test_judgement_sent_twice_is_put_on_file_once(client, fresh, coordinator, letter, reply):
    values = {**judging(client, letter.demands[2]), **NOT_ADDRESSED}
    assert send(client, values).status_code == 303
    send(client, values)
    assert len(fresh(VerdictGiven)) == 1


@pytest.mark.parametrize("version", ["-1", "7", "een", "", "9" * 30])
def test_forged_version_never_overwrites(client, session, fresh, coordinator, letter, reply, version):
    judge(session, letter.demands[2], Verdict.NOT_ANSWERED, because="Staat al.")
    session.commit()
    values = {**judging(client, letter.demands[2]), **NOT_ADDRESSED, "version": version}
    assert send(client, values).status_code == 409
    assert [given.reasoning for given in fresh(VerdictGiven)] == ["Staat al."]


def test_changed_mind_starts_from_what_stands_and_keeps_history(
    client, session, fresh, coordinator, letter, reply
):
    link(session, reply, STUDY, letter.demands[1])
    judge(session, letter.demands[1], Verdict.PROMISED, because="Eerst.")
    session.commit()
    values = judging(client, letter.demands[1])
    assert (values["verdict"], values["reasoning"]) == ("promised", "Eerst.")
    send(client, {**values, "verdict": "deflected", "reasoning": "Bij nader inzien."})
    assert [given.verdict for given in fresh(VerdictGiven)] == [Verdict.PROMISED, Verdict.DEFLECTED]
    assert "Eerst." in words(client.page(COMPARE))


def test_implicit_counts_for_a_refusal_only(client, session, fresh, coordinator, letter, reply):
    link(session, reply, STUDY, letter.demands[1])
    session.commit()
    for verdict in ("deflected", "refused"):
        values = {
            **judging(client, letter.demands[1]),
            "verdict": verdict,
            "reasoning": "Zo staat het er.",
            "is_implicit": "1",
        }
        send(client, values)
    assert [given.is_implicit for given in fresh(VerdictGiven)] == [False, True]


def test_what_people_write_is_shown_as_words(client, session, coordinator, letter, reply):
    nasty = "<script>alert(1)</script> {{ 7*7 }} “ja” & nee"
    judge(session, letter.demands[2], Verdict.NOT_ANSWERED, because=nasty)
    letter.title = nasty
    session.commit()
    assert nasty in client.page(COMPARE).get_text()


@pytest.mark.parametrize(
    "query", ["filter=bare", "filter=unanswering", "filter=raar", "judge=9", "judge=x", "judge=" + "9" * 5000]
)
def test_any_address_of_the_page_works(client, coordinator, letter, reply, query):
    client.page(f"{COMPARE}?{query}")


@pytest.mark.parametrize("role", ["reader"])
def test_reader_sees_the_page_and_may_not_judge_or_link(client, sign_in_as, fresh, letter, reply, role):
    sign_in_as(role)
    page = client.page(COMPARE)
    assert not page.select("form[action$='/judge'], form[action$='/link'], form.unlink")
    assert client.get("/campaigns/proef/letters/1/sentences").status_code == 403
    token = {"csrf_token": page.select_one("input[name=csrf_token]")["value"]}
    assert client.post("/campaigns/proef/letters/1/judge", data={**token, **NOT_ADDRESSED}).status_code == 403
    assert client.post("/campaigns/proef/letters/1/link", data=token).status_code == 403
    assert fresh(VerdictGiven) == []


def test_outsider_sees_nothing(client, sign_in_as, letter, reply):
    sign_in_as("outsider")
    assert client.get(COMPARE).status_code == 404
    assert client.get("/campaigns/proef/letters/1/sentences").status_code == 404


def test_stranger_is_led_to_the_door(client, letter, reply):
    assert "/sign-in" in client.get(COMPARE).location


def test_passages_of_the_database_are_their_words_after_everything(
    client, session, fresh, coordinator, letter, send_link
):
    for start in range(len(HEAD) - 2, len(HEAD) + len(BODY) + 2, 17):
        send_link(start=start, end=start + 23, exact=TEXT[start : start + 23])
    passages = fresh(Passage)
    assert len(passages) >= 5
    for passage in passages:
        assert passage.text_version.text[passage.start : passage.end] == passage.exact


def test_offsets_on_the_page_are_those_of_the_text(client, coordinator, letter, reply):
    """What a script sends back as a selection counts from these."""
    for segment in client.page(COMPARE).select("[data-start]"):
        start, text = int(segment["data-start"]), segment.get_text()
        assert TEXT[start : start + len(text)] == text, json.dumps(segment.attrs)
