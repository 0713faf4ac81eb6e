import pytest

from app.documents.services import keep_document
from app.documents.storage import Originals
from app.documents.values import Way

DOCUMENTS = "/campaigns/proef/documents"
HTML = b"<script>alert(1)</script>"


@pytest.fixture
def keep(session, campaign, settings, now):
    def keep(data, name="brief.txt"):
        originals = Originals(settings.originals_folder)
        document = keep_document(
            session,
            originals,
            campaign,
            name=name,
            data=data,
            media_type="text/html",
            way=Way.UPLOAD,
            actor=None,
            now=now,
        ).document
        session.commit()
        return document

    return keep


@pytest.mark.parametrize("data", [HTML, b"", b"\x00\xff", "één".encode("utf-16")])
def test_original_comes_back_byte_for_byte_as_a_download(client, coordinator, keep, data):
    response = client.get(f"{DOCUMENTS}/{keep(data, 'brief.html').id}")
    assert response.get_data() == data
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize("name", ['a";x=1.txt', "één.txt", "regel\nbreuk.txt", "x" * 299])
def test_name_of_a_download_breaks_no_header(client, coordinator, keep, name):
    response = client.get(f"{DOCUMENTS}/{keep(HTML, name).id}")
    assert response.status_code == 200
    assert "\n" not in response.headers["Content-Disposition"]
    response.close()


def test_list_shows_the_files(client, coordinator, keep):
    document = keep(HTML, "brief <b>.html")
    page = client.page(DOCUMENTS)
    assert "brief <b>.html" in page.get_text()
    assert page.select_one(f"a[href='{DOCUMENTS}/{document.id}']") is not None


def test_original_that_is_gone_is_said(client, settings, coordinator, keep):
    document = keep(HTML)
    Originals(settings.originals_folder).path_of(document.sha256).unlink()
    assert client.get(f"{DOCUMENTS}/{document.id}").status_code in (400, 404)


@pytest.mark.parametrize("number", ["0", "999", "9" * 25])
def test_document_that_is_not_there(client, coordinator, number):
    assert client.get(f"{DOCUMENTS}/{number}").status_code == 404


def test_document_of_another_campaign_is_out_of_reach(client, sign_in_as, keep):
    document = keep(HTML)
    sign_in_as("outsider")
    assert client.get(f"{DOCUMENTS}/{document.id}").status_code == 404
    assert client.get(DOCUMENTS).status_code == 404
