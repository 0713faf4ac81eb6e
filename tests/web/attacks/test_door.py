"""The door and its review: forged fields, going back, two people at once."""

import pytest

from app.campaigns.models import Membership
from app.db import Database
from app.intake import services
from app.intake.forms import MOST_FIELDS
from app.intake.models import IntakeItem
from app.intake.views import review as views
from app.letters.models import Letter
from tests.services.intake.samples import LETTER, REPLY
from tests.web.letters.support import filled, form_at, soup

DOOR = "/campaigns/proef/new"


@pytest.fixture
def item(client, coordinator):
    """What the review of a pasted letter would send."""
    location = client.submit(DOOR, {"text": LETTER}).location
    return filled(form_at(client.page(location)))


@pytest.mark.parametrize(
    "name", ["parts-²-kind", "parts-0-demands-²-text", f"parts-{'9' * 5000}-kind", "parts-0-demands-٣-text"]
)
def test_row_with_a_forged_number_is_refused(client, item, name):
    assert client.post(f"{DOOR}/1", data={**item, name: "letter"}).status_code == 400


@pytest.mark.parametrize("act", ["up:²:0", "up:0:²", f"up:{'9' * 5000}:0", "merge:0:-1", "split:9:9"])
def test_button_with_a_forged_number_changes_nothing(client, item, fresh, act):
    before = fresh(IntakeItem)[0].draft
    assert client.post(f"{DOOR}/1", data={**item, "act": act}).status_code == 303
    assert fresh(IntakeItem)[0].draft == before


def test_form_of_thousands_of_rows_is_refused_at_once(client, item):
    rows = {f"parts-0-demands-{row}-text": "x" for row in range(MOST_FIELDS)}
    assert client.post(f"{DOOR}/1", data={**item, **rows}).status_code == 413


def test_other_text_in_the_same_form_is_taken_in_too(client, coordinator, fresh):
    form = filled(form_at(client.page(DOOR)))
    first = client.post(DOOR, data={**form, "text": LETTER})
    again = client.post(DOOR, data={**form, "text": LETTER})
    other = client.post(DOOR, data={**form, "text": REPLY})
    assert again.location == first.location != other.location
    assert "Ik dank u" in fresh(IntakeItem)[1].text_version.text


def test_refused_filing_can_be_put_right_and_sent_again(client, item, fresh):
    refused = client.post(f"{DOOR}/1", data={**item, "parts-0-kind": "neither", "act": "file"})
    assert refused.status_code == 400
    put_right = {**filled(form_at(soup(refused))), "parts-0-kind": "letter", "act": "file"}
    assert client.post(f"{DOOR}/1", data=put_right).status_code == 303
    assert len(fresh(Letter)) == 1


def save_as_colleague(database: Database, title: str) -> None:
    with database.writing() as session:
        item = session.query(IntakeItem).one()
        item.draft = {**item.draft, "parts": [{**part, "title": title} for part in item.draft["parts"]]}


def test_what_a_colleague_saves_at_the_same_moment_is_not_overwritten(
    client, item, fresh, database, monkeypatch
):
    act = views._act

    def act_behind_a_colleague(*arguments):
        save_as_colleague(database, "Van een collega")
        return act(*arguments)

    monkeypatch.setattr(views, "_act", act_behind_a_colleague)
    answer = client.post(f"{DOOR}/1", data={**item, "parts-0-title": "Van mij", "act": "file"})
    assert answer.status_code == 409
    assert filled(form_at(soup(answer)))["parts-0-title"] == "Van mij"
    assert fresh(IntakeItem)[0].draft["parts"][0]["title"] == "Van een collega"
    assert fresh(Letter) == []


def test_what_a_colleague_saves_between_saving_and_filing_is_not_filed(
    client, item, fresh, database, monkeypatch
):
    file = views._file

    def file_behind_a_colleague(*arguments):
        save_as_colleague(database, "Van een collega")
        return file(*arguments)

    monkeypatch.setattr(views, "_file", file_behind_a_colleague)
    answer = client.post(f"{DOOR}/1", data={**item, "parts-0-title": "Van mij", "act": "file"})
    assert answer.status_code == 409
    assert fresh(Letter) == []


def test_others_write_while_a_long_text_is_read(client, coordinator, database, monkeypatch):
    read = services.read_document

    def read_while_another_writes(*arguments):
        # With the write lock taken this would wait for a quarter of a minute and fail.
        with database.writing() as session:
            session.query(Membership).first()
        return read(*arguments)

    monkeypatch.setattr(services, "read_document", read_while_another_writes)
    assert client.submit(DOOR, {"text": LETTER}).status_code == 303
