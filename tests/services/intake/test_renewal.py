"""The text of a document on file, read once more by whoever reads what comes in."""

import pytest
from sqlalchemy import select

from app.activity.models import Activity
from app.documents.models import TextVersion
from app.documents.services import keep_document
from app.documents.values import ReadHow, Way
from app.errors import StaleRecordError
from app.intake import reading
from app.intake.errors import RenewsTextError, WaitsToBeReadError
from app.intake.models import IntakeItem
from app.intake.reading import read_waiting
from app.intake.renewal import ask_to_read_again, put_better_text
from app.intake.services import go_on_without_text, put_text_beside, read_pasted
from app.intake.values import IntakeState, IntakeStep
from app.replies.models import Reply
from app.text.carry import CarryState
from app.versions.models import CarriedPassage
from app.versions.queries import count_waiting, newest_version_id
from tests.factories import make_letter
from tests.services.answers.support import link, make_reply
from tests.services.versions.conftest import NEWER, NUMBER, TEXT, WORDS


@pytest.fixture
def reply(session, campaign):
    """A reply whose words are linked, and whose original now reads otherwise than the text on file."""
    letter = make_letter(session, campaign, demands=("Open het loket.", "Zeg wat het kost."))
    reply = make_reply(session, campaign, letter, text=TEXT)
    for words, demand in zip((WORDS, NUMBER), letter.demands, strict=True):
        link(session, reply, words, demand)
    return reply


@pytest.fixture
def document(session, originals, campaign, reply, now):
    kept = keep_document(
        session, originals, campaign, name="antwoord.txt", data=NEWER.encode(), media_type="text/plain",
        way=Way.UPLOAD, actor=None, now=now,
    ).document  # fmt: skip
    reply.text_version.document = kept
    session.commit()
    return kept


@pytest.fixture
def ask(session, campaign, document, actor, now):
    """Have the document read again, in a language if so said."""

    def ask(language=None, *, after=None):
        seen = newest_version_id(session, document) if after is None else after
        item = ask_to_read_again(
            session, campaign, document, language=language, how=ReadHow.AS_IT_IS, after=seen, actor=actor, now=now
        )  # fmt: skip
        session.commit()
        return item

    return ask


def test_worker_writes_the_newer_text_and_what_became_of_linked_words(
    session, reader, reply, document, ask, actor, campaign
):
    item = ask("nl")
    assert (item.state, session.get(Reply, reply.id).text_version.text) == (IntakeState.RECEIVED, TEXT)

    session.commit()

    assert read_waiting(reader).read == 1

    session.expire_all()
    assert (item.state, item.attempts, item.text_version_id) == (IntakeState.FILED, 1, reply.text_version_id)
    assert (reply.text_version.text, reply.text_version.language) == (NEWER, "nl")
    carried = {one.from_passage.exact: one for one in session.scalars(select(CarriedPassage))}
    assert {words: one.state for words, one in carried.items()} == {
        WORDS: CarryState.SAME,
        NUMBER: CarryState.CHANGED,
    }
    assert {one.carried_by_id for one in carried.values()} == {actor.id}
    assert count_waiting(session, [campaign.id]) == {campaign.id: 1}
    acts = session.scalars(select(Activity).where(Activity.record == "reply", Activity.act == "read_again"))
    assert [one.user_id for one in acts] == [actor.id]


def test_text_that_is_on_file_already_fails_with_its_reason_and_can_be_tried_again(
    session, reader, document, ask
):
    ask()
    read_waiting(reader)
    item = ask("fr")
    read_waiting(reader)

    session.expire_all()
    assert (item.state, item.step) == (IntakeState.FAILED, IntakeStep.CARRY)
    assert "very text" in item.why
    assert ask("nl") is item
    assert (item.state, item.why, item.read_language) == (IntakeState.RECEIVED, "", "nl")
    assert len(session.scalars(select(IntakeItem)).all()) == 2


def test_fault_while_reading_leaves_the_text_on_file(session, reader, reply, ask, monkeypatch):
    def read_document(*_arguments):
        raise RecursionError

    monkeypatch.setattr(reading, "read_document", read_document)
    item = ask()
    read_waiting(reader)

    session.expire_all()
    assert (item.state, item.step) == (IntakeState.FAILED, IntakeStep.READ)
    assert reply.text_version.text == TEXT


def test_document_is_read_again_once_at_a_time(session, ask, document, actor, now):
    ask()
    better = read_pasted(NEWER + " P.S.")
    seen = newest_version_id(session, document)

    with pytest.raises(WaitsToBeReadError):
        ask()
    session.rollback()
    with pytest.raises(WaitsToBeReadError):
        put_better_text(session, document, better, after=seen, actor=actor, now=now)


def test_whoever_saw_an_older_text_is_told(session, ask):
    with pytest.raises(StaleRecordError):
        ask(after=0)


def test_better_text_that_was_pasted_puts_a_failed_reading_aside(session, reader, ask, document, actor, now):
    ask()
    read_waiting(reader)
    item = ask("fr")
    read_waiting(reader)
    session.expire_all()

    version = put_better_text(
        session, document, read_pasted(TEXT + " P.S."), after=newest_version_id(session, document),
        actor=actor, now=now,
    )  # fmt: skip

    assert (item.state, version.extractor) == (IntakeState.SET_ASIDE, "typed")


def test_reply_that_was_filed_without_its_text_gets_what_is_read(session, reader, reply, ask):
    reply.text_start = reply.text_end = None
    ask()
    read_waiting(reader)

    session.expire_all()
    assert (reply.text_start, reply.text_end) == (0, len(NEWER))


def test_reading_that_takes_the_place_of_another_is_not_filed_anew(session, ask, actor, now):
    item = ask()

    with pytest.raises(RenewsTextError):
        go_on_without_text(session, item, actor=actor, now=now)
    with pytest.raises(RenewsTextError):
        put_text_beside(session, item, read_pasted(TEXT), actor=actor, now=now)
    assert len(session.scalars(select(TextVersion)).all()) == 1
