"""A long text takes seconds to read: nobody waits for that with a write of their own."""

import pytest
from sqlalchemy import text

from app.db import WRITES, Database
from app.documents import reading
from app.documents.models import Document
from app.intake import reading as intake_reading
from app.intake import services
from app.intake.models import IntakeItem
from tests.factories import make_letter
from tests.services.answers.support import make_reply
from tests.services.intake.samples import LETTER
from tests.web.letters.support import filled, form_at

NEW = "/campaigns/proef/new"


@pytest.fixture
def written(app, monkeypatch):
    """What others could write while a text was read."""
    written, read = [], services.read_document
    other = Database(app.extensions["settings"].database_url)

    def read_while_another_writes(*given):
        with other.engine.connect().execution_options(**WRITES) as connection:
            connection.execute(text("UPDATE campaign SET title = 'Zeven'"))
            connection.commit()
        written.append("Zeven")
        return read(*given)

    for module in (services, intake_reading):
        monkeypatch.setattr(module, "read_document", read_while_another_writes)
    yield written
    other.dispose()


@pytest.fixture
def letter(session, campaign, coordinator):
    letter = make_letter(session, campaign)
    make_reply(session, campaign, letter, text=None, signer_name="An Voorbeeld")
    session.commit()
    return letter


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (NEW, NEW),
        (f"{NEW}/1", f"{NEW}/1"),
        ("/campaigns/proef/replies/1/text", "/campaigns/proef/replies/1"),
        ("/campaigns/proef/letters/1/follow-up", "/campaigns/proef/letters/1/follow-up"),
    ],
    ids=["the door", "beside a file", "of a reply", "a follow-up letter"],
)
def test_others_write_while_a_text_is_read(client, letter, paste, written, address, page):
    paste(data=b"%PDF-1.4 \x00\x01", name="brief.pdf")
    written.clear()
    values = filled(form_at(client.page(page), address)) | {"text": LETTER}
    values.pop("file", None)

    assert client.post(address, data=values).status_code == 303
    assert written == ["Zeven"]


def test_a_text_that_is_too_long_is_kept_and_not_read(client, letter, paste, fresh, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 100)
    paste(data=LETTER.encode(), name="boek.txt")

    assert [item.state.value for item in fresh(IntakeItem)] == ["failed"]
    assert [document.name for document in fresh(Document)] == ["boek.txt"]
    assert "zes miljoen tekens" in client.page(f"{NEW}/1").get_text()
