from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.drafts import (
    Draft,
    DraftDemand,
    Part,
    add_demand,
    chosen_day,
    draft_from_json,
    merge_demand,
    move_demand,
    revise_demands,
    split_demand,
    take_out_demand,
    with_places,
)
from app.intake.errors import DayToChooseError, NothingToSplitError
from app.intake.values import PartKind

TEXT = "Wij vragen:\n1. Open het loket. Verlaag de prijs.\n2. Publiceer de studie.\nDank u."


def at(words, number=""):
    start = TEXT.index(words)
    return DraftDemand(words, number, start=start, end=start + len(words))


FIRST, SECOND = at("Open het loket. Verlaag de prijs.", "1"), at("Publiceer de studie.", "2")
TYPED = DraftDemand("Zelf getypt.")


def part(*demands, **values):
    return Part(
        **{
            "kind": PartKind.LETTER,
            "start": 0,
            "end": len(TEXT),
            "language": "nl",
            "demands": demands,
            **values,
        }
    )


def words(demands):
    return [demand.text for demand in demands]


def holds(demand):
    return demand.start is None or TEXT[demand.start : demand.end] == demand.text


def test_draft_survives_the_database():
    draft = Draft(
        (part(FIRST, TYPED, letter_ids=(3, 4), day="2026-06-05"), part(kind=PartKind.REPLY)), ("let op",)
    )
    assert draft_from_json(draft.as_json()) == draft


def test_odd_day_must_be_chosen():
    with pytest.raises(DayToChooseError) as error:
        chosen_day(part(is_day_odd=True, day_raw="05 06 2026"))
    assert "05 06 2026" in str(error.value)


@pytest.mark.parametrize(
    ("day", "is_day_odd", "expected"),
    [("", False, None), ("2026-06-05", False, date(2026, 6, 5)), ("2026-06-05", True, date(2026, 6, 5))],
)
def test_chosen_day(day, is_day_odd, expected):
    assert chosen_day(part(day=day, is_day_odd=is_day_odd)) == expected


def test_added_demand_is_empty_and_last():
    assert words(add_demand([FIRST])) == [FIRST.text, ""]


@pytest.mark.parametrize(("place", "left"), [(0, ["b"]), (1, ["a"]), (2, ["a", "b"]), (10**30, ["a", "b"])])
def test_demand_is_taken_out(place, left):
    assert words(take_out_demand([DraftDemand("a"), DraftDemand("b")], place)) == left


@pytest.mark.parametrize(
    ("place", "by", "order"),
    [(0, 1, "bac"), (2, -1, "acb"), (0, -1, "abc"), (2, 1, "abc"), (9, -1, "abc"), (3, -1, "abc")],
)
def test_demand_moves(place, by, order):
    assert "".join(words(move_demand([DraftDemand(letter) for letter in "abc"], place, by))) == order


def test_neighbours_merge_and_keep_their_place():
    [merged] = merge_demand([FIRST, SECOND], 1, TEXT)
    assert merged.text == "Open het loket. Verlaag de prijs.\n2. Publiceer de studie."
    assert holds(merged)
    assert merged.number == "1"


def test_demands_that_are_no_neighbours_merge_without_a_place():
    [merged] = merge_demand([at("Open het loket."), SECOND], 1, TEXT)
    assert merged == DraftDemand("Open het loket. Publiceer de studie.")


def test_typed_words_merge_without_a_place():
    [merged] = merge_demand([FIRST, TYPED], 1, TEXT)
    assert (merged.start, merged.end) == (None, None)


@pytest.mark.parametrize("place", [0, 2, 99])
def test_there_is_nothing_above_to_merge_with(place):
    assert merge_demand([FIRST, SECOND], place, TEXT) == [FIRST, SECOND]


def test_demand_splits_into_sentences_that_keep_their_places():
    pieces = split_demand([FIRST, SECOND], 0, TEXT)
    assert words(pieces) == ["Open het loket.", "Verlaag de prijs.", "Publiceer de studie."]
    assert [piece.number for piece in pieces] == ["1", "", "2"]
    assert all(piece.start is not None and holds(piece) for piece in pieces)


def test_demand_splits_where_enter_was_pressed():
    pieces = split_demand([replace(FIRST, text="Open het\nloket. Verlaag de prijs.")], 0, TEXT)
    assert words(pieces) == ["Open het", "loket. Verlaag de prijs."]
    assert all(piece.start is not None and holds(piece) for piece in pieces)


def test_one_sentence_on_one_line_does_not_split():
    with pytest.raises(NothingToSplitError):
        split_demand([SECOND], 0, TEXT)


def test_place_outside_the_draft_changes_nothing():
    draft = Draft((part(FIRST),))
    assert split_demand([FIRST], 7, TEXT) == [FIRST]
    assert revise_demands(draft, 7, add_demand) == draft
    assert revise_demands(draft, -1, add_demand) == draft


@pytest.mark.parametrize(
    ("start", "end"),
    [(None, None), (0, 5), (5, 5), (9, 2), (10**12, 10**12 + 5), (0, len(TEXT))],
)
def test_forged_place_is_replaced_by_where_the_words_stand(start, end):
    [demand] = with_places(part(replace(SECOND, start=start, end=end)), TEXT).demands
    assert (demand.start, demand.end) == (SECOND.start, SECOND.end)


@pytest.mark.parametrize(("start", "end"), [(0, 5), (SECOND.start, SECOND.end), (10**12, 10**12 + 5)])
def test_forged_place_of_typed_words_is_dropped(start, end):
    [demand] = with_places(part(replace(TYPED, start=start, end=end)), TEXT).demands
    assert (demand.start, demand.end) == (None, None)


def test_words_are_looked_up_in_their_own_part_only():
    [demand] = with_places(part(replace(SECOND, start=None, end=None), end=20), TEXT).demands
    assert (demand.start, demand.end) == (None, None)


_demand = st.builds(
    DraftDemand,
    text=st.one_of(
        st.sampled_from([FIRST.text, SECOND.text, "", " ", "loket", "*", "\n"]), st.text(max_size=20)
    ),
    number=st.sampled_from(["", "1", "2"]),
    start=st.none() | st.integers(0, 200),
    end=st.none() | st.integers(0, 200),
)


@settings(max_examples=60)
@given(
    st.lists(_demand, max_size=5), st.integers(0, 6), st.sampled_from(["split", "merge", "up", "down", "out"])
)
def test_whatever_is_done_places_hold_in_the_end(demands, place, act):
    changes = {
        "split": lambda: split_demand(demands, place, TEXT),
        "merge": lambda: merge_demand(demands, place, TEXT),
        "up": lambda: move_demand(demands, place, -1),
        "down": lambda: move_demand(demands, place, 1),
        "out": lambda: take_out_demand(demands, place),
    }
    try:
        changed = changes[act]()
    except NothingToSplitError:
        changed = demands
    written = [demand for demand in changed if demand.text.strip()]
    for demand in with_places(part(*written), TEXT).demands:
        assert (demand.start is None) == (demand.end is None)
        assert holds(demand)
