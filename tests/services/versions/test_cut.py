"""A reply or letter begins or ends elsewhere in its document: nothing that stood on it is lost, nothing moves by itself."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.activity.models import Activity
from app.answers.comparison import compare
from app.answers.export import as_csv, as_dict, as_text
from app.answers.models import Link
from app.answers.values import Verdict, WordsStanding
from app.errors import StaleRecordError
from app.text.carry import CarryState
from app.versions.errors import CutAsItIsError
from app.versions.models import CarriedPassage
from app.versions.queries import list_waiting
from app.versions.services import cut_text, give_up_words
from app.versions.values import Decision
from tests.factories import make_text
from tests.services.answers.support import judge, link
from tests.services.versions.conftest import GONE, NUMBER, TEXT, WORDS

NOW = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def cut(session, record, start, end, actor, *, version=None):
    seen = record.version if version is None else version
    return cut_text(session, record, start=start, end=end, version=seen, actor=actor, now=NOW)


@pytest.fixture
def judged(session, letter, reply):
    for words, demand in zip((WORDS, NUMBER, GONE), letter.demands, strict=True):
        link(session, reply, words, demand)
        judge(session, demand, Verdict.PARTLY)
    return reply


def test_words_outside_the_new_range_wait_and_keep_link_and_verdict(session, letter, judged, actor, campaign):
    counts = cut(session, judged, 0, TEXT.index(GONE), actor)

    (case,) = list_waiting(session, campaign)
    assert (counts, case.state, case.from_passage.exact) == ({"lost": 1}, CarryState.LOST, GONE)
    rows = compare(session, letter).rows
    assert [row.passages[0].standing for row in rows] == [
        WordsStanding.PRESENT,
        WordsStanding.PRESENT,
        WordsStanding.CUT_OFF,
    ]
    assert (rows[2].verdict.verdict, rows[2].passages[0].exact) == (Verdict.PARTLY, GONE)


def test_comparison_for_other_programs_says_which_words_are_cut_off(session, letter, judged, actor):
    cut(session, judged, 0, TEXT.index(GONE), actor)
    comparison = compare(session, letter)

    told = [one["passages"][0]["standing"] for one in as_dict(letter, comparison)["demands"]]
    assert told == ["present", "present", "cut_off"]
    assert as_text(letter, comparison).count("outside the reply as it is cut now") == 1
    assert as_csv(comparison).count("outside the reply as it is cut now") == 1


def test_twin_of_the_words_inside_the_range_is_offered_and_not_taken(session, letter, reply, actor, campaign):
    text = f"{TEXT}\n\nVoetnoot. {WORDS} Einde."
    version = make_text(session, campaign, text)
    reply.text_version, reply.text_start, reply.text_end = version, 0, len(text)
    link(session, reply, WORDS, letter.demands[0])

    cut(session, reply, text.index("Voetnoot"), len(text), actor)

    (case,) = list_waiting(session, campaign)
    assert case.state is not CarryState.SAME
    assert session.scalars(select(Link)).one().passage.start < text.index("Voetnoot")


def test_range_that_is_widened_again_lets_nobody_decide(session, letter, judged, actor, campaign):
    cut(session, judged, 0, TEXT.index(GONE), actor)
    cut(session, judged, 0, len(TEXT), actor)

    assert list_waiting(session, campaign) == []
    assert [one.decision for one in session.scalars(select(CarriedPassage))] == [Decision.SUPERSEDED]
    assert {row.passages[0].standing for row in compare(session, letter).rows} == {WordsStanding.PRESENT}


def test_words_that_are_cut_off_may_be_given_up(session, letter, judged, actor, campaign):
    cut(session, judged, 0, TEXT.index(GONE), actor)
    give_up_words(session, list_waiting(session, campaign)[0], actor=actor, now=NOW)

    assert compare(session, letter).rows[2].has_lost_ground


def test_change_of_the_range_stands_in_the_log(session, judged, actor):
    end = TEXT.index(GONE)
    cut(session, judged, 0, end, actor)

    entry = session.scalars(select(Activity).where(Activity.act == "cut_text")).one()
    assert (entry.user_id, entry.record, entry.record_id) == (actor.id, "reply", judged.id)
    assert entry.facts == {"place": [f"0-{len(TEXT)}", f"0-{end}"], "passages": {"lost": 1}}


def test_demand_outside_its_letter_keeps_its_words_without_a_place(session, campaign, letter, actor):
    text = f"Geachte minister, {WORDS} En dan: {NUMBER} Dank."
    letter.text_version, letter.text_start, letter.text_end = make_text(session, campaign, text), 0, len(text)
    for demand, words in zip(letter.demands, (WORDS, NUMBER), strict=False):
        demand.text, demand.start = words, text.index(words)
        demand.end = demand.start + len(words)
    session.flush()

    cut(session, letter, 0, text.index("En dan"), actor)

    first, second = letter.demands[:2]
    assert text[first.start : first.end] == WORDS
    assert (second.start, second.end, second.text) == (None, None, NUMBER)


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT)), (5, 5), (9, 3), (-1, 9), (0, len(TEXT) + 1)])
def test_range_that_is_no_other_or_none_is_refused(session, reply, actor, start, end):
    with pytest.raises(CutAsItIsError):
        cut(session, reply, start, end, actor)


def test_range_of_a_record_that_was_changed_meanwhile_is_refused(session, reply, actor):
    with pytest.raises(StaleRecordError):
        cut(session, reply, 0, 9, actor, version=reply.version + 1)
