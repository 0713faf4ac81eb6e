"""Two people, or a person and who reads what comes in, change one document at one moment: the second is told, and nothing is torn."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.answers.models import Link
from app.answers.services import link_passage
from app.campaigns.models import Campaign
from app.documents.models import Document, Provenance, TextVersion
from app.documents.reading import read_document
from app.documents.values import ReadHow, Way
from app.intake.renewal import ask_to_read_again, put_better_text
from app.letters.facts import TextRange
from app.letters.models import Letter
from app.replies.models import Reply
from app.replies.services import ReplyFacts, log_reply
from app.replies.values import ReplyKind
from app.versions.models import CarriedPassage
from app.versions.queries import newest_version_id
from app.versions.services import confirm_words, cut_text, give_up_words, read_again
from app.versions.values import Decision
from tests.factories import LONG_AGO, make_campaign, make_letter, make_membership, make_user
from tests.services.answers.support import link, make_reply
from tests.services.races.support import overlap
from tests.services.versions.conftest import GONE, NEWER, NUMBER, TEXT, WORDS

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
NEWEST = NEWER.replace("mijn kabinet", "mijn **kabinet**")


@pytest.fixture
def user(session):
    user = make_user(session, name="An")
    session.commit()
    return user


@pytest.fixture
def reply(session, user):
    """A reply of which three sentences are linked."""
    campaign = make_campaign(session)
    make_membership(session, campaign, user)
    letter = make_letter(session, campaign, demands=("Een.", "Twee.", "Drie."))
    reply = make_reply(session, campaign, letter, text=TEXT)
    for words, demand in zip((WORDS, NUMBER, GONE), letter.demands, strict=True):
        link(session, reply, words, demand)
    document = reply.text_version.document
    session.add(Provenance(document_id=document.id, way=Way.UPLOAD, name=document.name, came_at=LONG_AGO))
    session.commit()
    return reply


@pytest.fixture
def document(reply):
    return reply.text_version.document


def putting(document, text, user, after):
    """Put a better text in the place of the one on file."""
    reading = read_document("t.txt", text.encode(), "nl")

    def act(session):
        put_better_text(
            session, session.get_one(Document, document.id), reading, after=after,
            actor=session.get_one(User, user.id), now=NOW,
        )  # fmt: skip

    return act


def cutting(reply, user, end):
    def act(session):
        here = session.get_one(Reply, reply.id)
        cut_text(session, here, start=0, end=end, version=1, actor=session.get_one(User, user.id), now=NOW)

    return act


def linking(reply, words):
    def act(session):
        here = session.get_one(Reply, reply.id)
        link_passage(
            session, here, [here.letters[0].demands[0]], start=TEXT.index(words),
            end=TEXT.index(words) + len(words), exact=words, actor=None, now=NOW,
        )  # fmt: skip

    return act


def asking(document, user, after):
    def act(session):
        here = session.get_one(Document, document.id)
        ask_to_read_again(
            session, session.get_one(Campaign, here.campaign_id), here, language=None, how=ReadHow.AS_IT_IS,
            after=after, actor=session.get_one(User, user.id), now=NOW,
        )  # fmt: skip

    return act


def filing(document):
    """Log another reply that stands in the same document."""

    def act(session):
        version = session.scalars(select(TextVersion).where(TextVersion.document_id == document.id)).first()
        letter = session.scalars(select(Letter)).one()
        log_reply(
            session, letter.campaign, [letter], ReplyFacts(ReplyKind.SUBSTANTIVE, "nl", signer_name="Bo"),
            text=TextRange(version.id, 0, 17), actor=None, now=NOW,
        )  # fmt: skip

    return act


def test_of_two_better_texts_the_second_is_told(database, session, document, user):
    after = newest_version_id(session, document)

    errors = overlap(database, putting(document, NEWER, user, after), putting(document, NEWEST, user, after))

    assert errors == ["", "StaleRecordError"]
    with database.reading() as reading:
        assert reading.scalars(select(TextVersion.text).order_by(TextVersion.id)).all() == [TEXT, NEWER]


@pytest.mark.parametrize("is_cut_first", [True, False])
def test_a_cut_and_a_better_text_at_once(database, session, reply, document, user, is_cut_first):
    after = newest_version_id(session, document)
    acts = [cutting(reply, user, TEXT.index(GONE)), putting(document, NEWER, user, after)]

    errors = overlap(database, *(acts if is_cut_first else reversed(acts)))

    assert errors == (["", ""] if is_cut_first else ["", "StaleRecordError"])
    hold_all(database)


def test_no_words_are_linked_outside_a_reply_that_is_cut_meanwhile(database, reply, user):
    end = TEXT.index("Voor verdere")
    errors = overlap(database, cutting(reply, user, end), linking(reply, "Voor verdere vragen"))

    assert errors == ["", "PassageOutsideReplyError"]
    hold_all(database)


@pytest.mark.parametrize("first", ["asking", "filing"])
def test_a_document_is_filed_while_it_is_to_be_read_again(database, session, document, user, first):
    acts = [asking(document, user, newest_version_id(session, document)), filing(document)]

    assert overlap(database, *(acts if first == "asking" else reversed(acts))) == ["", ""]


def test_of_two_who_ask_for_a_document_to_be_read_again_the_second_is_told(database, session, document, user):
    act = asking(document, user, newest_version_id(session, document))

    assert overlap(database, act, act) == ["", "WaitsToBeReadError"]


def test_a_better_text_while_somebody_asks_for_the_file_to_be_read_again(database, session, document, user):
    after = newest_version_id(session, document)

    assert overlap(database, asking(document, user, after), putting(document, NEWER, user, after)) == [
        "",
        "WaitsToBeReadError",
    ]


@pytest.fixture
def case(session, reply, document, user):
    """Linked words that wait for a person."""
    reading = read_document("t.txt", NEWER.encode(), "nl")
    after = newest_version_id(session, document)
    read_again(session, document, reading, after=after, actor=user, now=NOW)
    session.commit()
    return next(one for one in session.scalars(select(CarriedPassage)) if one.from_passage.exact == NUMBER)


def deciding(case, user, *, is_gone):
    def act(session):
        here, actor = session.get_one(CarriedPassage, case.id), session.get_one(User, user.id)
        if is_gone:
            give_up_words(session, here, actor=actor, now=NOW)
        else:
            place = here.candidates[0]
            confirm_words(session, here, start=place["start"], end=place["end"], actor=actor, now=NOW)

    return act


@pytest.mark.parametrize("is_gone", [True, False])
def test_of_two_decisions_about_the_same_words_one_counts(database, case, user, is_gone):
    first, second = (deciding(case, user, is_gone=gone) for gone in (is_gone, not is_gone))

    assert overlap(database, first, second) == ["", "StaleRecordError"]
    with database.reading() as reading:
        decided = reading.get_one(CarriedPassage, case.id)
        assert decided.decision is (Decision.GONE if is_gone else Decision.CONFIRMED)
        unlinked = reading.scalars(select(Link).where(Link.unlinked_at.is_not(None))).all()
        assert len(unlinked) == is_gone


@pytest.mark.parametrize("is_decision_first", [True, False])
def test_a_decision_while_the_text_is_replaced_once_more(
    database, session, case, document, user, is_decision_first
):
    after = newest_version_id(session, document)
    acts = [deciding(case, user, is_gone=False), putting(document, NEWEST, user, after)]

    errors = overlap(database, *(acts if is_decision_first else reversed(acts)))

    assert errors == (["", ""] if is_decision_first else ["", "StaleRecordError"])
    hold_all(database)


def hold_all(database):
    """Each standing link stands in the present words of its reply, or waits for a person."""
    with database.reading() as reading:
        for one in reading.scalars(select(Link).where(Link.unlinked_at.is_(None))):
            passage, reply = one.passage, reading.get_one(Reply, one.reply_id)
            is_present = (
                passage.text_version_id == reply.text_version_id
                and reply.text_start <= passage.start
                and passage.end <= reply.text_end
            )
            waits = select(CarriedPassage.id).where(
                CarriedPassage.reply_id == reply.id,
                CarriedPassage.from_passage_id == passage.id,
                CarriedPassage.decided_at.is_(None),
            )
            assert is_present or reading.scalars(waits).all(), passage.exact
