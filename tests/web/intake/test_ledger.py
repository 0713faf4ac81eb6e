"""The ledger: what came in, in every state, and what a person does where it could not be read."""

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from app.documents.models import Document, Provenance
from app.documents.storage import Originals, hash_of
from app.documents.values import Way
from app.intake.models import IntakeItem
from app.intake.reading import Reader, read_waiting
from app.intake.values import IntakeState
from app.letters.models import Letter
from app.replies.models import Reply
from tests.factories import make_letter
from tests.services.intake.samples import LETTER, REPLY
from tests.web.intake.conftest import DOOR, send
from tests.web.letters.support import filled, form_at, words

LEDGER = f"{DOOR}/ledger"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.fixture
def read(app, settings):
    """Read what waits, as the worker does."""

    def read():
        count = read_waiting(Reader(app.extensions["database"], Originals(settings.originals_folder)))
        return count.read + count.failed

    return read


@pytest.fixture
def drop(client, coordinator):
    """Send the door's form with several files, and perhaps a text."""

    def drop(*files, text="", times=1):
        values = filled(form_at(client.page(DOOR)))
        for _time in range(times):
            uploads = [FileStorage(BytesIO(data), name) for name, data in files]
            answer = send(client, {**values, "text": text, "file": uploads})
        return answer

    return drop


def test_many_files_are_items_of_their_own_on_a_list_with_progress(client, fresh, drop, read):
    answer = drop(("brief.txt", LETTER.encode()), ("antwoord.txt", REPLY.encode()), ("scan.pdf", PDF))
    assert (answer.status_code, answer.location) == (303, f"{LEDGER}?items=1-3")
    assert [item.state for item in fresh(IntakeItem)] == [
        IntakeState.PARSED,
        IntakeState.PARSED,
        IntakeState.RECEIVED,
    ]
    page = client.page(answer.location)
    assert [page.select_one("progress")[name] for name in ("max", "value")] == ["3", "2"]
    assert page.select_one("noscript meta[http-equiv=refresh]") is not None

    assert read() == 1
    page = client.page(answer.location)
    assert page.select_one("progress")["value"] == "3"
    assert page.select_one("noscript meta") is None
    assert "scan.pdf" in words(page)


def test_files_sent_twice_are_taken_in_once(fresh, drop):
    drop(("een.txt", LETTER.encode()), ("twee.pdf", PDF), times=2)
    assert len(fresh(IntakeItem)) == len(fresh(Provenance)) == 2


def test_one_empty_file_among_several_is_named_and_the_others_come_in(client, fresh, drop):
    answer = drop(("leeg.txt", b""), ("brief.txt", LETTER.encode()), text="En dit nog.")
    assert [item.document_id for item in fresh(IntakeItem)] == [1, 2]
    assert "leeg.txt" in words(client.page(answer.location))


def test_file_too_large_among_several_is_named(app, client, fresh, drop):
    app.extensions["settings"].upload_limit_mb = 1
    answer = drop(("groot.pdf", PDF + b"x" * 1_100_000), ("brief.txt", LETTER.encode()))
    assert len(fresh(IntakeItem)) == 1
    assert "groot.pdf" in words(client.page(answer.location))


def test_waiting_item_says_so_and_its_text_may_be_pasted_meanwhile(client, fresh, paste, read):
    location = paste(data=PDF, name="scan.pdf").location
    page = client.page(location)
    assert page.select_one("[data-waiting][role=status]") is not None
    client.post(location, data={**filled(form_at(page)), "text": LETTER})
    assert fresh(IntakeItem)[0].state is IntakeState.PARSED
    assert read() == 0


def test_same_bytes_again_are_a_second_provenance_and_the_page_says_as_what_they_were_filed(
    client, fresh, paste
):
    location = paste(data=LETTER.encode()).location
    client.post(location, data={**filled(form_at(client.page(location))), "act": "file"})
    assert len(fresh(Letter)) == 1
    page = client.page(paste(data=LETTER.encode(), name="kopie.txt").location)
    assert [(one.way, one.name) for one in fresh(Provenance)][1] == (Way.UPLOAD, "kopie.txt")
    assert len(fresh(Document)) == 1
    assert page.select_one("main .notice a[href='/campaigns/proef/letters/1']") is not None


def test_failed_file_is_read_again_as_plain_text(client, fresh, paste, read):
    location = paste(data=b"%PDF-1.7\n" + LETTER.encode(), name="brief.pdf").location
    read()
    page = client.page(location)
    assert fresh(IntakeItem)[0].state is IntakeState.FAILED
    values = filled(form_at(page, "/read-again"))
    client.post(f"{location}/read-again", data={**values, "again-how": "as_text", "again-language": "nl"})
    read()
    [item] = fresh(IntakeItem)
    assert (item.state, item.attempts, item.read_language) == (IntakeState.PARSED, 2, "nl")


def test_file_without_text_is_filed_with_the_reason_in_place_of_its_words(
    client, session, campaign, fresh, paste, read
):
    letter = make_letter(session, campaign)
    session.commit()
    location = paste(data=PDF, name="scan.pdf").location
    read()
    client.submit(f"{location}/without-text", page=location)
    values = filled(form_at(client.page(location)))
    assert values["parts-0-kind"] == "reply"
    changes = {"parts-0-letter_ids": str(letter.id), "act": "file"}
    assert client.post(location, data={**values, **changes}).status_code == 303
    [reply] = fresh(Reply)
    assert (reply.text_version_id, reply.text_start) == (1, None)
    page = client.page("/campaigns/proef/replies/1")
    assert "PDF" in words(page)
    assert page.select_one("a[href='/campaigns/proef/documents/1']") is not None
    assert client.get("/campaigns/proef/letters/1/compare").status_code in (200, 404)


def test_ledger_shows_every_state_and_filters(client, fresh, paste, read):
    paste(LETTER)
    paste(data=PDF, name="scan.pdf")
    assert "scan.pdf" in words(client.page(LEDGER))
    read()
    failed = client.page(f"{LEDGER}?state=failed")
    assert "scan.pdf" in words(failed)
    assert len(failed.select("tbody tr")) == 1
    assert len(client.page(f"{LEDGER}?state=no-such").select("tbody tr")) == 2


@pytest.mark.parametrize(
    "query", ["items=x", "items=9-1", "items=1-999999999", "before=0", "before=-1", "state="]
)
def test_ledger_takes_any_address(client, paste, query):
    paste(LETTER)
    assert client.get(f"{LEDGER}?{query}").status_code == 200


def test_ledger_is_read_page_by_page(client, session, campaign, paste, fresh, monkeypatch):
    monkeypatch.setattr("app.intake.queries.PAGE_SIZE", 2)
    for number in range(5):
        paste(f"{LETTER}{number}")
    seen, address = [], LEDGER
    while address:
        page = client.page(address)
        seen += [int(cell.get_text()) for cell in page.select("tbody td:first-child .quiet")]
        older = page.select_one("a[rel=next]")
        address = older["href"] if older else None
    assert seen == [5, 4, 3, 2, 1]


def test_reader_sees_the_ledger_and_changes_nothing(client, fresh, paste, sign_in_as):
    paste(data=PDF, name="scan.pdf")
    sign_in_as("reader")
    page = client.page(LEDGER)
    assert page.select_one(f"main a[href='{DOOR}/1']") is None
    for act in ("read-again", "without-text"):
        assert client.submit(f"{DOOR}/1/{act}", page="/settings").status_code == 403
    assert fresh(IntakeItem)[0].state is IntakeState.RECEIVED


def test_item_of_another_campaign_is_out_of_reach_of_every_act(client, fresh, paste, sign_in_as):
    paste(data=PDF, name="scan.pdf")
    sign_in_as("outsider")
    assert client.get(LEDGER).status_code == 404
    for act in ("read-again", "without-text"):
        assert client.submit(f"{DOOR}/1/{act}", page="/settings").status_code == 404


def test_bytes_and_row_are_there_before_the_upload_is_answered(fresh, settings, paste):
    paste(data=PDF, name="scan.pdf")
    [item] = fresh(IntakeItem)
    assert item.state is IntakeState.RECEIVED
    assert Originals(settings.originals_folder).get(hash_of(PDF)) == PDF
