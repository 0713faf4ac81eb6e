"""The picture of a page with the passage on it, beside its text."""

import pytest

from app.documents.reading import read_document
from app.documents.services import add_text_version, keep_document, record_passage
from app.documents.storage import Originals
from app.documents.values import Way
from tests.samples import documents
from tests.samples.letters import DUTCH

DOCUMENTS = "/campaigns/proef/documents"
WORDS = "de vergunning van de fabriek aan de brug niet te verlengen"


@pytest.fixture
def keep(session, campaign, settings, now):
    """Keep a file with its text; returns the document and a passage in it."""

    def keep(data, name="brief.pdf"):
        originals = Originals(settings.originals_folder)
        document = keep_document(
            session,
            originals,
            campaign,
            name=name,
            data=data,
            media_type="application/pdf",
            way=Way.UPLOAD,
            actor=None,
            now=now,
        ).document
        version = add_text_version(session, document, read_document(name, data).text, now=now)
        start = version.text.index(WORDS)
        passage = record_passage(session, version, start=start, end=start + len(WORDS), exact=WORDS, now=now)
        session.commit()
        return document, passage

    return keep


def test_passage_is_marked_in_the_text_and_on_the_picture(client, coordinator, keep):
    document, passage = keep(documents.pdf(DUTCH))
    page = client.page(f"{DOCUMENTS}/{document.id}/text?passage={passage.id}")

    assert page.select_one("mark#passage").get_text() == WORDS
    (mark,) = page.select("svg rect.beside-mark")
    assert 0 < float(mark["x"]) < float(mark["width"]) < 595
    assert "met de passage gemarkeerd" in page.select_one(".beside-picture svg")["aria-label"]
    assert page.select_one(".beside-picture image")["href"].startswith(f"{DOCUMENTS}/{document.id}/page?")


def test_picture_of_a_page_is_a_png_that_is_drawn_once(client, coordinator, keep, settings, monkeypatch):
    document, _ = keep(documents.pdf(DUTCH))
    address = f"{DOCUMENTS}/{document.id}/page?page=1"
    first = client.get(address)
    (kept,) = settings.pictures_folder.rglob("*.png")

    assert (first.status_code, first.mimetype) == (200, "image/png")
    assert first.get_data() == kept.read_bytes()
    assert first.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in first.headers["Content-Security-Policy"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Cache-Control"] == "no-store"
    kept.write_bytes(b"\x89PNG kept")
    assert client.get(address).get_data() == b"\x89PNG kept"


def test_a_text_without_pages_is_shown_without_a_picture(client, coordinator, keep):
    document, passage = keep(documents.docx_file(DUTCH), "brief.docx")
    page = client.page(f"{DOCUMENTS}/{document.id}/text?passage={passage.id}")

    assert page.select_one("mark#passage").get_text() == WORDS
    assert page.select_one("svg rect.beside-mark") is None
    assert client.get(f"{DOCUMENTS}/{document.id}/page").status_code == 404


def test_pages_lead_to_each_other(client, coordinator, session, campaign, settings, now):
    data = documents.long_pdf(DUTCH, 3)
    document = keep_document(
        session,
        Originals(settings.originals_folder),
        campaign,
        name="rapport.pdf",
        data=data,
        media_type="application/pdf",
        way=Way.UPLOAD,
        actor=None,
        now=now,
    ).document
    add_text_version(session, document, read_document("rapport.pdf", data).text, now=now)
    session.commit()
    page = client.page(f"{DOCUMENTS}/{document.id}/text?page=2")

    assert [link["rel"][0] for link in page.select("nav.pager a")] == ["prev", "next"]
    assert client.get(f"{DOCUMENTS}/{document.id}/text?page=4").status_code == 404
    assert client.get(f"{DOCUMENTS}/{document.id}/page?page=4").status_code == 404


@pytest.mark.parametrize(
    "query", ["start=5&end=2", "start=999999999&end=1000000000", "version=x", "start=-1"]
)
def test_odd_places_show_the_text_all_the_same(client, coordinator, keep, query):
    document, _ = keep(documents.pdf(DUTCH))
    page = client.page(f"{DOCUMENTS}/{document.id}/text?{query}")

    assert page.select_one("mark#passage") is None


@pytest.mark.parametrize("query", ["passage=999999", "version=99"])
def test_a_passage_or_version_that_is_not_there_is_not_found(client, coordinator, keep, query):
    document, _ = keep(documents.pdf(DUTCH))

    assert client.get(f"{DOCUMENTS}/{document.id}/text?{query}").status_code == 404


def test_the_list_leads_to_the_text_of_a_document(client, coordinator, keep):
    document, _ = keep(documents.pdf(DUTCH))

    assert client.page(DOCUMENTS).select_one(f"a[href='{DOCUMENTS}/{document.id}/text']") is not None


def test_nobody_outside_the_campaign_sees_a_page(client, sign_in_as, keep):
    document, passage = keep(documents.pdf(DUTCH))
    sign_in_as("outsider")

    assert client.get(f"{DOCUMENTS}/{document.id}/text?passage={passage.id}").status_code == 404
    assert client.get(f"{DOCUMENTS}/{document.id}/page").status_code == 404
