"""Where a reply begins and ends, chosen among the numbered lines of its document; and a reading that waits or failed."""

import pytest

from app.activity.models import Activity
from app.answers.values import Verdict
from app.documents.services import keep_document
from app.documents.storage import Originals
from app.documents.values import Way
from app.intake.models import IntakeItem
from app.intake.reading import Reader, read_waiting
from app.intake.values import IntakeState
from app.replies.models import Reply
from app.versions.models import CarriedPassage
from app.versions.values import Decision
from tests.factories import make_letter, make_text
from tests.samples import documents
from tests.samples.letters import DUTCH
from tests.services.answers.support import judge, link, make_reply
from tests.services.versions.conftest import GONE, NUMBER, TEXT
from tests.web.letters.support import soup

CUT = "/campaigns/proef/replies/1/cut"
WAITING = "/campaigns/proef/passages"


@pytest.fixture
def reply(session, campaign):
    letter = make_letter(session, campaign, demands=("Zeg wat het kost.", "Verlaag de prijs."))
    reply = make_reply(session, campaign, letter, text=TEXT)
    for words, demand in zip((NUMBER, GONE), letter.demands, strict=True):
        link(session, reply, words, demand)
        judge(session, demand, Verdict.PARTLY)
    session.commit()
    return reply


def lines(client, address=CUT):
    """Return the lines that the page shows, by their numbers."""
    return {int(one["value"]): one for one in client.page(address).select("li.cut-line")}


def number_of(client, words):
    return next(number for number, line in lines(client).items() if words in line.get_text())


def test_reply_page_leads_to_the_lines_of_its_document_only_who_may_cut(client, sign_in_as, reply):
    sign_in_as("member")
    assert CUT not in client.get("/campaigns/proef/replies/1").text
    assert client.get(CUT).status_code == 403
    sign_in_as("coordinator")
    assert CUT in client.get("/campaigns/proef/replies/1").text


def test_line_is_chosen_by_a_link_and_kept_by_the_form(client, coordinator, fresh, reply):
    chosen = number_of(client, GONE)
    end = lines(client)[chosen - 1].select("a")[-1]["href"]

    page = client.page(end)
    fields = {one["name"]: one["value"] for one in page.select("form.cut-form input[name]")}
    assert (int(fields["first"]), int(fields["last"])) == (1, chosen - 1)
    assert "is-inside" not in page.select_one(f"#line-{chosen}")["class"]
    answer = client.submit(CUT, fields, page=end)

    assert (answer.status_code, answer.headers["Location"]) == (303, WAITING)
    (saved,) = fresh(Reply)
    assert TEXT[saved.text_start : saved.text_end].endswith("overlegcomité.")
    assert "cut_text" in {one.act for one in fresh(Activity)}
    waits = client.page(WAITING).select_one("form.case")
    assert GONE in waits.get_text()
    assert waits.select_one(".missing")


def test_cut_by_which_all_words_move_along_leads_to_the_reply_and_says_so(
    client, coordinator, session, fresh, campaign, reply
):
    reply.text_version = make_text(session, campaign, TEXT)
    reply.text_start, reply.text_end = 0, TEXT.index(NUMBER)
    session.commit()
    version = client.page(CUT).select_one("input[name=version]")["value"]
    last = max(lines(client))

    answer = client.submit(CUT, {"first": "1", "last": str(last), "version": version}, page=CUT)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/campaigns/proef/replies/1")
    assert "zijn meegegaan; er wacht niets op u" in client.page("/campaigns/proef/replies/1").get_text()
    assert {one.decision for one in fresh(CarriedPassage)} == {Decision.ITSELF}
    assert not client.page(WAITING).select("form.case")


@pytest.mark.parametrize(("first", "last"), [("3", "2"), ("1", "99"), ("0", "2"), ("x", "2"), ("1", "")])
def test_lines_that_make_no_reply_are_refused(client, coordinator, fresh, reply, first, last):
    version = client.page(CUT).select_one("input[name=version]")["value"]
    answer = client.submit(CUT, {"first": first, "last": last, "version": version}, page=CUT)

    assert answer.status_code == 400
    assert soup(answer).select_one("[data-error-summary]")
    assert [(one.text_start, one.text_end) for one in fresh(Reply)] == [(0, len(TEXT))]


def test_form_of_a_reply_that_was_changed_meanwhile_keeps_what_was_typed(client, coordinator, reply):
    answer = client.submit(CUT, {"first": "2", "last": "3", "version": "999"}, page=CUT)

    assert answer.status_code == 409
    assert soup(answer).select_one("input[name=first]")["value"] == "2"


def test_words_that_are_cut_off_say_so_on_the_comparison_page(client, coordinator, reply):
    last = number_of(client, GONE) - 1
    version = client.page(CUT).select_one("input[name=version]")["value"]
    client.submit(CUT, {"first": "1", "last": str(last), "version": version}, page=CUT)

    rows = client.page("/campaigns/proef/letters/1/compare").select("tr.demand")
    said = [row.select_one(f".answered .missing a[href='{WAITING}']") is not None for row in rows]
    assert said == [False, True]
    assert WAITING in client.get("/campaigns/proef").text


@pytest.fixture
def scan(session, campaign, settings, now, reply):
    """The page of a document that no page can wait for: a PDF."""
    originals = Originals(settings.originals_folder)
    document = keep_document(
        session, originals, campaign, name="brief.pdf", data=documents.pdf(DUTCH), media_type="application/pdf",
        way=Way.UPLOAD, actor=None, now=now,
    ).document  # fmt: skip
    reply.text_version.document = document
    session.commit()
    return f"/campaigns/proef/documents/{document.id}/text"


def ask(client, page):
    after = client.page(page).select_one("input[name=again-after]")["value"]
    fields = {"again-after": after, "again-language": "nl", "again-how": "as_it_is"}
    return client.submit(page, fields, page=page)


def test_page_says_that_it_waits_and_why_it_failed_and_offers_another_try(
    client, coordinator, fresh, database, settings, scan
):
    ask(client, scan)
    waits = client.page(scan)
    assert waits.select_one("script[src*='waiting.js']")
    assert "wacht om opnieuw gelezen" in waits.select_one("[data-waiting]").get_text()
    assert not waits.select("input[name=again-after]")

    # Another letter than the reply whose text it is: nothing on file is found in it.
    read_waiting(Reader(database, Originals(settings.originals_folder)))
    failed = client.page(scan)
    assert failed.select_one("[data-waiting] .notice-problem")
    assert "Geen enkele brief of antwoord" in failed.select_one(".notice-problem").get_text()

    ask(client, scan)
    (item,) = fresh(IntakeItem)
    assert (item.state, item.attempts) == (IntakeState.RECEIVED, 1)


def test_failed_reading_is_left_at_that(client, coordinator, fresh, database, settings, scan):
    ask(client, scan)
    read_waiting(Reader(database, Originals(settings.originals_folder)))
    form = client.page(scan).select_one("[data-waiting] form")

    client.submit(form["action"], {"act": "set_aside"}, page=scan)

    assert [one.state for one in fresh(IntakeItem)] == [IntakeState.SET_ASIDE]
    assert not client.page(scan).select_one(".notice-problem")
