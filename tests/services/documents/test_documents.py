import hashlib

import pytest
from sqlalchemy import select

from app.documents.errors import DocumentNotFoundError
from app.documents.models import Document, Passage, TextVersion
from app.documents.queries import get_document, list_documents
from app.documents.reading import read_document
from app.documents.services import add_text_version, record_passage
from app.text.errors import EmptyPassageError, PassageDoesNotMatchError, PassageOutsideTextError
from tests.factories import make_campaign, make_text

DATA = "Geachte mevrouw, één loket is geen loket.".encode()


def test_document_keeps_bytes_name_and_who_brought_it(keep, originals, actor, now):
    document = keep(DATA)
    assert originals.get(document.sha256) == DATA
    assert (document.name, document.size, document.received_by_id, document.received_at) == (
        "brief.txt",
        len(DATA),
        actor.id,
        now,
    )


def test_same_bytes_are_one_document_in_a_campaign(session, keep):
    assert keep(DATA, "anders.txt") is keep(DATA)
    assert len(session.scalars(select(Document)).all()) == 1


def test_same_bytes_in_two_campaigns_are_two_documents_and_one_file(session, keep, originals):
    elsewhere = make_campaign(session)
    first, second = keep(DATA), keep(DATA, into=elsewhere)
    assert (first.id != second.id, first.sha256 == second.sha256) == (True, True)
    assert len([path for path in originals.folder.rglob("*") if path.is_file()]) == 1


def test_very_long_name_is_cut(keep):
    assert len(keep(DATA, "x" * 900).name) == 300


def test_reading_is_a_version_with_the_hash_of_its_text(session, keep, now):
    version = add_text_version(session, keep(DATA), read_document("brief.txt", DATA).text, now=now)
    assert (version.sequence, version.language, version.text.encode()) == (1, "nl", DATA)
    assert version.sha256 == hashlib.sha256(DATA).hexdigest()


def test_better_reading_is_a_new_version_and_the_old_one_stays(session, keep, now):
    document = keep(DATA)
    first = add_text_version(session, document, read_document("a", DATA).text, now=now)
    again = add_text_version(session, document, read_document("a", DATA).text, now=now)
    other = add_text_version(session, document, read_document("a", DATA + b" Punt.").text, now=now)
    assert again is first
    assert (first.sequence, other.sequence) == (1, 2)
    assert len(session.scalars(select(TextVersion)).all()) == 2


@pytest.mark.parametrize(
    ("start", "end", "exact", "error"),
    [
        (0, 0, "", EmptyPassageError),
        (3, 3, "", EmptyPassageError),
        (2, 3, " ", EmptyPassageError),
        (3, 2, "", PassageOutsideTextError),
        (-1, 2, "🚂", PassageOutsideTextError),
        (0, 99, "Ja 🚂 nee", PassageOutsideTextError),
        (99, 100, "x", PassageOutsideTextError),
        (0, 2, "Nee", PassageDoesNotMatchError),
        (0, 2, "", PassageDoesNotMatchError),
        (1, 3, "Ja", PassageDoesNotMatchError),
    ],
)
def test_passage_that_is_not_its_words_is_refused(session, campaign, now, start, end, exact, error):
    version = make_text(session, campaign, "Ja 🚂 nee")
    with pytest.raises(error):
        record_passage(session, version, start=start, end=end, exact=exact, now=now)
    assert session.scalars(select(Passage)).all() == []


def test_offsets_count_code_points(session, campaign, now):
    version = make_text(session, campaign, "Ja 🚂 nee")
    passage = record_passage(session, version, start=5, end=8, exact="nee", now=now)
    assert (passage.prefix, passage.suffix, passage.occurrences) == ("Ja 🚂 ", "", 1)
    assert record_passage(session, version, start=5, end=8, exact="nee", now=now) is passage


def test_documents_are_those_of_the_campaign(session, campaign, keep):
    elsewhere = keep(DATA, into=make_campaign(session))
    own = keep(DATA)
    assert list_documents(session, campaign).rows == (own,)
    assert get_document(session, campaign, own.id) is own
    with pytest.raises(DocumentNotFoundError):
        get_document(session, campaign, elsewhere.id)
