from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from app.answers.comparison import in_reading_order
from app.errors import StaleRecordError
from app.letters.demands import (
    add_demand,
    add_demands,
    change_demand,
    close_demand,
    move_demand,
    reopen_demand,
    void_demand,
)
from app.letters.errors import DemandNotFoundError, EmptyDemandError
from app.letters.facts import DemandChange, DemandFacts
from app.letters.models import Demand
from app.letters.queries import get_demand, get_demand_by_label, list_demands_to_descend_from
from app.letters.values import ClosingReason, Lineage
from tests.factories import make_campaign, make_letter

UNCHANGED = DemandChange(text="Doe dit.", title="", number="1", criterion="")


def texts(letter):
    return [demand.text for demand in in_reading_order(letter.standing_demands)]


def test_sub_demands_belong_to_the_last_whole_one_above(session, campaign):
    letter = make_letter(session, campaign, demands=())
    asked = ("1", False), ("1a", True), ("1b", True), ("2", False), ("2a", True)
    add_demands(
        session, letter, tuple(DemandFacts("Doe.", number, is_sub_demand=sub) for number, sub in asked)
    )
    parents = {demand.number: demand.parent and demand.parent.number for demand in letter.demands}
    assert parents == {"1": None, "1a": "1", "1b": "1", "2": None, "2a": "2"}


def test_sub_demand_on_top_stands_by_itself(session, campaign):
    letter = make_letter(session, campaign, demands=())
    add_demands(session, letter, (DemandFacts("Doe.", is_sub_demand=True),))
    assert letter.demands[0].parent_id is None


def test_added_demand_comes_last(session, letter, actor, now):
    added = add_demand(
        session, letter, DemandFacts("En dit.", is_implied=True), parent=None, actor=actor, now=now
    )
    assert texts(letter) == ["Doe dit.", "Doe dat.", "En dit."]
    assert (added.is_implied, added.start, added.label) == (True, None, "3")


def test_criterion_added_after_sending_is_dated(session, letter, actor, now):
    facts = DemandFacts("En dit.", criterion="Als het klaar is.")
    added = add_demand(session, letter, facts, parent=None, actor=actor, now=now)
    assert (added.criterion_changed_at, added.criterion_at_sending) == (now, None)


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_demand_without_words_is_refused(session, letter, actor, now, text):
    with pytest.raises(EmptyDemandError):
        add_demand(session, letter, DemandFacts(text), parent=None, actor=actor, now=now)
    with pytest.raises(EmptyDemandError):
        change_demand(
            session, letter.demands[0], DemandChange(text, "", "1", ""), version=1, actor=actor, now=now
        )


def test_changed_words_lose_their_place(session, letter, actor, now):
    demand = letter.demands[0]
    demand.start, demand.end = 10, 18
    change_demand(session, demand, UNCHANGED, version=1, actor=actor, now=now)
    assert (demand.start, demand.end) == (10, 18)
    changed = DemandChange("Doe dit nu.", "", "1", "")
    change_demand(session, demand, changed, version=2, actor=actor, now=now)
    assert (demand.text, demand.start, demand.end) == ("Doe dit nu.", None, None)


def test_criterion_changed_after_sending_shows(session, letter, actor, now):
    demand = letter.demands[0]
    demand.criterion_at_sending, demand.criterion_fixed_at = "", now
    later = now + timedelta(hours=1)
    change_demand(
        session, demand, DemandChange("Doe dit.", "", "1", "Nu wel."), version=1, actor=actor, now=later
    )
    assert (demand.criterion_at_sending, demand.criterion, demand.criterion_changed_at) == (
        "",
        "Nu wel.",
        later,
    )


def test_stale_change_is_refused(session, letter, actor, now):
    demand = letter.demands[0]
    change_demand(session, demand, UNCHANGED, version=1, actor=actor, now=now)
    with pytest.raises(StaleRecordError):
        change_demand(session, demand, DemandChange("Anders.", "", "1", ""), version=1, actor=actor, now=now)
    assert demand.text == "Doe dit."


def test_lineage_names_an_earlier_demand(session, campaign, letter, actor, now):
    older = make_letter(session, campaign, demands=("Houd het loket open.",)).demands[0]
    change = DemandChange("Doe dit.", "", "1", "", ancestor_id=older.id, lineage=Lineage.REPLACES)
    change_demand(session, letter.demands[0], change, version=1, actor=actor, now=now)
    assert (letter.demands[0].ancestor_id, letter.demands[0].lineage) == (older.id, Lineage.REPLACES)
    without = DemandChange("Doe dit.", "", "1", "", lineage=Lineage.REPLACES)
    change_demand(session, letter.demands[0], without, version=2, actor=actor, now=now)
    assert (letter.demands[0].ancestor_id, letter.demands[0].lineage) == (None, None)


def test_ancestors_are_those_of_other_letters_of_the_same_campaign(session, campaign, letter):
    sibling = make_letter(session, campaign, demands=("Houd het loket open.",))
    make_letter(session, make_campaign(session), demands=("Elders.",))
    offered = list_demands_to_descend_from(session, campaign, letter)
    assert [demand.id for demand in offered] == [sibling.demands[0].id]


def test_voided_demand_goes_with_its_parts_and_stays_on_file(session, letter, actor, now):
    part = add_demand(session, letter, DemandFacts("Deel."), parent=letter.demands[0], actor=actor, now=now)
    void_demand(session, letter.demands[0], "Dubbel", actor=actor, now=now)
    assert texts(letter) == ["Doe dat."]
    assert (part.voided_at, part.voided_why) == (now, "Dubbel")
    assert session.get(Demand, part.id) is part
    with pytest.raises(DemandNotFoundError):
        get_demand(letter, part.id)


def test_demands_move_up_and_down_and_stop_at_the_ends(session, campaign, actor, now):
    letter = make_letter(session, campaign, demands=("a", "b", "c"))

    def move(text, by):
        demand = next(one for one in letter.demands if one.text == text)
        move_demand(session, demand, by=by, actor=actor, now=now)
        return "".join(texts(letter))

    assert move("c", -1) == "acb"
    assert move("a", 1) == "cab"
    assert move("c", -1) == "cab"
    assert move("b", 1) == "cab"


def test_demand_with_parts_moves_past_the_next_whole_one(session, campaign, actor, now):
    letter = make_letter(session, campaign, demands=())
    asked = ("a", False), ("a1", True), ("b", False)
    add_demands(session, letter, tuple(DemandFacts(text, is_sub_demand=sub) for text, sub in asked))
    move_demand(session, letter.demands[0], by=1, actor=actor, now=now)
    assert texts(letter) == ["b", "a", "a1"]


def test_demand_is_closed_with_a_reason_and_opened_again(session, letter, actor, now):
    demand = letter.demands[0]
    close_demand(session, demand, ClosingReason.GIVEN_UP, note="Later.", actor=actor, now=now)
    assert (demand.closed_at, demand.closed_by_id, demand.closed_reason) == (
        now,
        actor.id,
        ClosingReason.GIVEN_UP,
    )
    assert letter.demands[1].closed_at is None
    reopen_demand(session, demand, actor=actor, now=now)
    assert (demand.closed_at, demand.closed_reason, demand.closed_note) == (None, None, "")


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-1, 3), (3, None)])
def test_database_refuses_a_place_that_spans_nothing(session, letter, start, end):
    session.add(Demand(letter_id=letter.id, position=9, text="Doe.", start=start, end=end))
    with pytest.raises(IntegrityError):
        session.flush()


def test_every_change_lets_the_clock_look_again(session, letter, actor, now):
    demand = letter.demands[0]
    acts = (
        lambda: change_demand(session, demand, UNCHANGED, version=demand.version, actor=actor, now=now),
        lambda: close_demand(session, demand, ClosingReason.GRANTED, note="", actor=actor, now=now),
        lambda: reopen_demand(session, demand, actor=actor, now=now),
        lambda: void_demand(session, demand, "fout", actor=actor, now=now),
    )
    for act in acts:
        letter.look_at = None
        act()
        assert letter.look_at is not None


def test_demand_is_named_by_its_printed_number_or_its_place(session, campaign):
    letter = make_letter(session, campaign, demands=("a", "b"))
    letter.demands[1].number = ""
    assert get_demand_by_label(letter, "2") is letter.demands[1]
    with pytest.raises(DemandNotFoundError):
        get_demand_by_label(letter, "3")
    assert letter.sent_on == date(2026, 1, 12)
