"""A text is read anew: what moves by itself, what waits for a person, and that nothing is ever lost."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.answers.comparison import compare
from app.answers.keeping import list_untrue, settle
from app.answers.models import Link, VerdictGiven
from app.answers.services import link_passage
from app.answers.values import DemandState, Verdict, WordsStanding
from app.db import transaction
from app.documents.models import Document, Passage, TextVersion
from app.documents.reading import read_document
from app.errors import StaleRecordError
from app.letters.models import Letter
from app.replies.models import Reply
from app.text.carry import CarryState
from app.text.errors import PassageDoesNotMatchError
from app.versions.errors import NothingAlikeError, NothingNewError, PlaceNotOfferedError
from app.versions.models import CarriedPassage
from app.versions.queries import count_lost, count_waiting, list_waiting, newest_version_id, settled_by_demand
from app.versions.services import confirm_words, give_up_words, read_again
from app.versions.values import Decision
from tests.factories import make_text
from tests.services.answers.support import judge, link
from tests.services.versions.conftest import GONE, NEWER, NUMBER, TEXT, WORDS

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def again(session, document, text, actor, *, after=None):
    """Read a document anew as if its text were this one."""
    seen = newest_version_id(session, document) if after is None else after
    return read_again(
        session, document, read_document("t.txt", text.encode(), "nl"), after=seen, actor=actor, now=NOW
    )


@pytest.fixture
def judged(session, letter, reply, actor):
    """The reply with its three sentences linked and judged."""
    for words, demand, verdict in zip(
        (WORDS, NUMBER, GONE),
        letter.demands,
        (Verdict.GRANTED, Verdict.PARTLY, Verdict.REFUSED),
        strict=True,
    ):
        link(session, reply, words, demand)
        judge(session, demand, verdict)
    return reply


@pytest.fixture
def reread(session, judged, actor):
    again(session, judged.text_version.document, NEWER, actor)
    return judged


def walk(session):
    """Hold the invariant over the whole database."""
    for passage, text in session.execute(
        select(Passage, TextVersion.text).join(TextVersion, TextVersion.id == Passage.text_version_id)
    ):
        assert text[passage.start : passage.end] == passage.exact


def test_the_same_words_move_and_the_others_wait(session, letter, reread, campaign):
    states = {
        one.from_passage.exact: (one.state, one.decision) for one in session.scalars(select(CarriedPassage))
    }

    assert states == {
        WORDS: (CarryState.SAME, Decision.ITSELF),
        NUMBER: (CarryState.CHANGED, None),
        GONE: (CarryState.LOST, None),
    }
    assert count_waiting(session, [campaign.id]) == {campaign.id: 2}
    rows = compare(session, letter).rows
    assert [row.passages[0].standing for row in rows] == [
        WordsStanding.PRESENT,
        WordsStanding.READ_OTHERWISE,
        WordsStanding.READ_OTHERWISE,
    ]
    assert rows[0].passages[0].exact == WORDS.replace("het loket", "het **loket**")
    walk(session)


def test_no_verdict_and_no_quote_is_touched_by_a_newer_text(session, letter, reread):
    rows = compare(session, letter).rows

    assert [row.state for row in rows] == [DemandState.GRANTED, DemandState.PARTLY, DemandState.REFUSED]
    assert [row.passages[0].exact for row in rows[1:]] == [NUMBER, GONE]
    assert session.scalars(select(TextVersion.text).order_by(TextVersion.sequence)).all() == [TEXT, NEWER]
    assert len(session.scalars(select(VerdictGiven)).all()) == 3
    settle(session)
    assert list_untrue(session) == []


def test_confirmed_words_are_linked_and_what_was_stays_on_file(session, letter, reread, actor):
    case = next(one for one in list_waiting(session, letter.campaign) if one.state is CarryState.CHANGED)
    place = case.candidates[0]

    passage = confirm_words(session, case, start=place["start"], end=place["end"], actor=actor, now=NOW)

    assert passage.exact == "Het kost 2,5 miljoen euro in totaal."
    assert case.changes == [{"old": "12,5", "new": "2,5", "kind": "number"}]
    assert case.from_passage.exact == NUMBER
    assert compare(session, letter).rows[1].passages[0].exact == passage.exact
    assert list(settled_by_demand(session, [reread])) == [letter.demands[1].id]
    walk(session)


def test_words_that_are_gone_leave_their_verdict_to_be_given_anew_and_are_counted(
    session, letter, reread, actor
):
    case = next(one for one in list_waiting(session, letter.campaign) if one.state is CarryState.LOST)

    give_up_words(session, case, actor=actor, now=NOW)

    row = compare(session, letter).rows[2]
    assert (row.has_lost_ground, row.verdict.verdict) == (True, Verdict.REFUSED)
    assert count_lost(session, letter.campaign) == 1
    [(demand_id, [settled])] = settled_by_demand(session, [reread]).items()
    assert (demand_id, settled.from_passage.exact) == (letter.demands[2].id, GONE)
    settle(session)
    assert list_untrue(session) == []


def test_a_place_that_was_not_shown_is_refused(session, letter, reread, actor):
    with pytest.raises(PlaceNotOfferedError):
        confirm_words(
            session, list_waiting(session, letter.campaign)[0], start=0, end=7, actor=actor, now=NOW
        )


def test_a_case_is_decided_once(session, letter, reread, actor):
    case = list_waiting(session, letter.campaign)[0]
    give_up_words(session, case, actor=actor, now=NOW)

    with pytest.raises(StaleRecordError):
        give_up_words(session, case, actor=actor, now=NOW)


def test_a_case_ends_when_its_words_are_unlinked_or_the_text_is_read_once_more(
    session, letter, reread, actor, campaign
):
    again(session, reread.text_version.document, TEXT, actor)

    assert count_waiting(session, [campaign.id]) == {}
    assert [row.passages[0].exact for row in compare(session, letter).rows] == [WORDS, NUMBER, GONE]
    decisions = {one.decision for one in session.scalars(select(CarriedPassage))}
    assert decisions == {Decision.ITSELF, Decision.SUPERSEDED}
    walk(session)


def test_the_place_of_a_demand_moves_with_the_same_words_only(session, campaign, actor, letter):
    text = f"Geachte minister, wij vragen u twee dingen over het loket in Voorbeeldstad. {WORDS} En dan: {NUMBER} Dank."
    version = make_text(session, campaign, text)
    letter.text_version, letter.text_start, letter.text_end = version, 0, len(text)
    for demand, words in zip(letter.demands, (WORDS, NUMBER), strict=False):
        demand.text, demand.start = words, text.index(words)
        demand.end = demand.start + len(words)
    session.flush()

    again(session, version.document, "Kop\n\n" + text.replace("12,5", "2,5"), actor)

    first, second = letter.demands[:2]
    assert letter.text_version.text[first.start : first.end] == first.text == WORDS
    assert (second.start, second.end, second.text) == (None, None, NUMBER)


def test_the_very_same_text_is_refused(session, judged, actor):
    with pytest.raises(NothingNewError):
        again(session, judged.text_version.document, TEXT, actor)


def test_a_text_of_something_else_changes_nothing(session, judged, actor):
    with pytest.raises(NothingAlikeError):
        again(session, judged.text_version.document, "Recept voor wafels: bloem, eieren, melk. " * 9, actor)


def test_whoever_reads_anew_what_was_read_anew_meanwhile_is_told(session, judged, actor):
    document = judged.text_version.document
    seen = newest_version_id(session, document)
    again(session, document, NEWER, actor)

    with pytest.raises(StaleRecordError):
        again(session, document, NEWER + " PS.", actor, after=seen)


def test_words_chosen_in_a_text_that_was_read_anew_meanwhile_are_refused(session, letter, judged, actor):
    start = TEXT.index(NUMBER)
    again(session, judged.text_version.document, NEWER, actor)

    with pytest.raises(PassageDoesNotMatchError):
        link_passage(
            session, judged, letter.demands[:1], start=start, end=start + len(NUMBER), exact=NUMBER,
            actor=actor, now=NOW,
        )  # fmt: skip


def test_words_linked_at_the_moment_of_reading_anew_are_carried_or_refused(database, session, judged, actor):
    reply_id, actor_id = judged.id, actor.id
    more = "De verdeling over de gewesten wordt nog besproken in het overlegcomité."
    session.commit()
    barrier = threading.Barrier(2, timeout=30)
    results = {}

    def linking():
        own = database.make_session()
        try:
            barrier.wait()
            with transaction(own):
                reply = own.get_one(Reply, reply_id)
                start = TEXT.index(more)
                link_passage(
                    own, reply, reply.letters[0].demands[:1], start=start, end=start + len(more), exact=more,
                    actor=None, now=NOW,
                )  # fmt: skip
            results["linking"] = "done"
        except (PassageDoesNotMatchError, StaleRecordError):
            results["linking"] = "told"
        finally:
            own.close()

    def reading():
        own = database.make_session()
        try:
            barrier.wait()
            with transaction(own):
                reply = own.get_one(Reply, reply_id)
                again(own, reply.text_version.document, NEWER, own.get_one(User, actor_id))
            results["reading"] = "done"
        except StaleRecordError:
            results["reading"] = "told"
        finally:
            own.close()

    threads = [threading.Thread(target=act) for act in (linking, reading)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    session.expire_all()
    assert set(results) == {"linking", "reading"}
    current = session.get_one(Reply, reply_id).text_version_id
    waiting = {one.from_passage_id for one in list_waiting(session, judged.campaign)}
    for standing in session.scalars(select(Link).where(Link.unlinked_at.is_(None))):
        assert standing.passage.text_version_id == current or standing.passage_id in waiting
    walk(session)


def test_two_who_read_anew_at_once_leave_one_newer_text(database, session, judged, actor):
    document_id, actor_id = judged.text_version.document_id, actor.id
    session.commit()
    results = []
    barrier = threading.Barrier(2, timeout=30)

    def read(text):
        own = database.make_session()
        try:
            document, user = own.get_one(Document, document_id), own.get_one(User, actor_id)
            seen = newest_version_id(own, document)
            own.rollback()
            barrier.wait()
            with transaction(own):
                again(own, document, text, user, after=seen)
            results.append("done")
        except StaleRecordError:
            results.append("told")
        finally:
            own.close()

    threads = [threading.Thread(target=read, args=(NEWER + end,)) for end in (" P.S.", " Bis.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(results) == ["done", "told"]
    session.expire_all()
    walk(session)
    assert session.scalars(select(Letter)).all()
    assert len(session.scalars(select(Link)).all()) == 3
