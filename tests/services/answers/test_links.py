import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.activity.models import Activity
from app.answers.errors import (
    NothingSelectedError,
    PassageOfAnotherReplyError,
    PassageOutsideReplyError,
    ReplyWithoutTextError,
    WordsAmbiguousError,
    WordsNotFoundError,
)
from app.answers.finding import find_words_in_replies
from app.answers.models import Link
from app.answers.queries import list_links_of
from app.answers.services import link_passage, unlink_passage
from app.documents.models import Passage, TextVersion
from app.errors import DomainError
from app.text.errors import EmptyPassageError, PassageDoesNotMatchError
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import BODY, FOOT, HEAD, LOGGED_AT, TEXT, link, make_reply

STUDY = "Wij volgen de studie op de voet."


def linked(session, letter):
    links = list_links_of(session, letter)
    return {demand.number: [one.exact for one in links[demand.id]] for demand in letter.demands}


def test_words_are_linked_to_one_demand(session, letter, reply, actor):
    passage = link(session, reply, STUDY, letter.demands[1], actor=actor)
    assert linked(session, letter) == {"1": [], "2": [STUDY], "3": []}
    assert (passage.exact, TEXT[passage.start : passage.end]) == (STUDY, STUDY)
    assert passage.prefix == TEXT[passage.start - len(passage.prefix) : passage.start]
    assert passage.suffix == TEXT[passage.end : passage.end + 64]
    [made] = session.scalars(select(Link))
    assert (made.linked_by_id, made.linked_at, made.reply_id) == (actor.id, LOGGED_AT, reply.id)
    acts = session.scalars(select(Activity.act).where(Activity.record == "demand")).all()
    assert acts == ["link_passage"]


def test_words_are_linked_to_several_demands_as_one_passage(session, letter, reply):
    link(session, reply, STUDY, *letter.demands)
    assert set(map(tuple, linked(session, letter).values())) == {(STUDY,)}
    assert len(session.scalars(select(Passage)).all()) == 1


def test_overlapping_words_are_linked(session, letter, reply):
    link(session, reply, "blijft gesloten. Wij volgen", letter.demands[0])
    link(session, reply, STUDY, letter.demands[0], letter.demands[1])
    assert linked(session, letter)["1"] == ["blijft gesloten. Wij volgen", STUDY]


def test_words_that_stand_twice_are_counted(session, letter, reply):
    assert link(session, reply, "Het loket blijft gesloten.", letter.demands[0]).occurrences == 2


def test_code_points_beyond_the_basic_plane_count_as_one(session, letter, reply):
    passage = link(session, reply, "“zeker”. 🚂 Ga", letter.demands[2])
    assert passage.end - passage.start == 13


def test_form_sent_twice_links_once(session, letter, reply):
    first = link(session, reply, STUDY, letter.demands[1])
    again = link(session, reply, STUDY, letter.demands[1])
    assert again is first
    assert len(session.scalars(select(Link)).all()) == 1


def test_link_undone_stays_on_file_and_can_be_made_again(session, letter, reply, actor, now):
    passage = link(session, reply, STUDY, letter.demands[1])
    unlink_passage(session, letter.demands[1], passage, actor=actor, now=now)
    unlink_passage(session, letter.demands[1], passage, actor=actor, now=now)
    assert linked(session, letter)["2"] == []
    [undone] = session.scalars(select(Link))
    assert (undone.unlinked_at, undone.unlinked_by_id) == (now, actor.id)
    link(session, reply, STUDY, letter.demands[1])
    assert linked(session, letter)["2"] == [STUDY]
    assert len(session.scalars(select(Link)).all()) == 2


INSIDE, END = len(HEAD), len(HEAD + BODY)


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        (INSIDE, INSIDE, EmptyPassageError),
        (INSIDE + 26, INSIDE + 27, EmptyPassageError),  # one blank
        (INSIDE + 10, INSIDE + 5, DomainError),
        (INSIDE - 1, INSIDE + 5, PassageOutsideReplyError),  # reaches into the page's head
        (0, 3, PassageOutsideReplyError),
        (END - 3, END + 1, PassageOutsideReplyError),
        (END, len(TEXT), PassageOutsideReplyError),  # our own letter, printed below
        (len(TEXT), len(TEXT) + 5, PassageOutsideReplyError),
        (-5, -1, PassageOutsideReplyError),
        (10**15, 10**15 + 5, PassageOutsideReplyError),
    ],
)
def test_range_that_spans_nothing_or_lies_outside_links_nothing(
    session, letter, reply, now, start, end, error
):
    with pytest.raises(error):
        link_passage(
            session, reply, letter.demands, start=start, end=end, exact=TEXT[start:end], actor=None, now=now
        )
    assert session.scalars(select(Link)).all() == []
    assert session.scalars(select(Passage)).all() == []


def test_forged_offset_is_refused(session, letter, reply, now):
    start = TEXT.index(STUDY) + 1
    with pytest.raises(PassageDoesNotMatchError):
        link_passage(
            session,
            reply,
            letter.demands,
            start=start,
            end=start + len(STUDY),
            exact=STUDY,
            actor=None,
            now=now,
        )
    assert session.scalars(select(Passage)).all() == []


def test_no_demand_is_said(session, reply):
    with pytest.raises(NothingSelectedError):
        link(session, reply, STUDY)


def test_demand_of_a_letter_that_the_reply_does_not_answer_is_refused(session, campaign, letter, reply):
    other = make_letter(session, campaign)
    with pytest.raises(PassageOfAnotherReplyError):
        link(session, reply, STUDY, letter.demands[0], other.demands[0])
    assert session.scalars(select(Link)).all() == []


def test_demand_of_another_campaign_is_refused(session, reply):
    elsewhere = make_letter(session, make_campaign(session))
    with pytest.raises(PassageOfAnotherReplyError):
        link(session, reply, STUDY, elsewhere.demands[0])


def test_one_reply_is_linked_to_the_demands_of_both_letters_that_it_answers(session, campaign, letter):
    second = make_letter(session, campaign)
    reply = make_reply(session, campaign, letter, second)
    link(session, reply, STUDY, letter.demands[1], second.demands[0])
    assert linked(session, letter)["2"] == linked(session, second)["1"] == [STUDY]


def test_reply_without_a_text_says_so(session, campaign, letter, now):
    bare = make_reply(session, campaign, letter, text=None)
    with pytest.raises(ReplyWithoutTextError):
        link_passage(session, bare, letter.demands, start=0, end=3, exact="Het", actor=None, now=now)


@pytest.mark.parametrize(
    "words",
    [
        "De prijs van een ticket daalt in 2027",
        "De  prijs\nvan een ticket daalt in 2027",
        'in 2027 - "zeker"',
        "in 2027 — «zeker»",
    ],
)
def test_quoted_words_are_found_however_they_are_printed(session, letter, reply, words):
    found, start, end = find_words_in_replies(session, letter, words)
    assert (found, reply.text_start <= start < end <= reply.text_end) == (reply, True)


def test_quoted_words_that_stand_twice_are_not_guessed(session, letter, reply):
    with pytest.raises(WordsAmbiguousError) as error:
        find_words_in_replies(session, letter, "Het loket blijft gesloten.")
    assert "2 times" in str(error.value)


@pytest.mark.parametrize("words", ["Het loket gaat open.", FOOT.strip(), HEAD.strip()])
def test_words_outside_the_reply_are_not_found(session, letter, reply, words):
    with pytest.raises(WordsNotFoundError):
        find_words_in_replies(session, letter, words)


def test_words_in_two_replies_need_the_number_of_one(session, campaign, letter, reply):
    second = make_reply(session, campaign, letter)
    with pytest.raises(WordsAmbiguousError):
        find_words_in_replies(session, letter, STUDY)
    found, _, _ = find_words_in_replies(session, letter, STUDY, reply_number=second.number)
    assert found is second


@pytest.mark.parametrize(
    "values",
    [
        {"end": Passage.start},
        {"start": -1},
        {"exact": "korter"},
        {"exact": ""},
    ],
)
def test_database_refuses_a_passage_that_is_not_its_words(session, letter, reply, values):
    passage = link(session, reply, STUDY, letter.demands[1])
    with pytest.raises(IntegrityError):
        session.execute(update(Passage).where(Passage.id == passage.id).values(**values))


_offsets = st.integers(-3, len(TEXT) + 3)
_tries = st.lists(
    st.tuples(_offsets, _offsets, st.sets(st.integers(0, 2)), st.booleans()), min_size=1, max_size=8
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_tries)
def test_every_passage_of_the_database_is_its_words_after_random_links(session, letter, reply, now, tries):
    session.commit()
    for start, end, chosen, is_honest in tries:
        exact = TEXT[start:end] if is_honest else "iets anders"
        demands = [letter.demands[index] for index in chosen]
        try:
            link_passage(session, reply, demands, start=start, end=end, exact=exact, actor=None, now=now)
        except DomainError:
            continue
    rows = session.execute(
        select(TextVersion.text, Passage).join(Passage, Passage.text_version_id == TextVersion.id)
    ).all()
    for text, passage in rows:
        assert text[passage.start : passage.end] == passage.exact
        assert reply.text_start <= passage.start < passage.end <= reply.text_end
        assert passage.exact.strip()
    session.rollback()
