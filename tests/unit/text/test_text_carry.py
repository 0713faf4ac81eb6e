"""Passages in a better text: each row of the table in docs/developing/versions.md, and each trap."""

import time
import tracemalloc
import unicodedata

import pytest

from app.text.carry import CarryState, carry_passages
from app.text.differences import ChangeKind, list_changes, list_runs
from app.text.errors import EmptyPassageError, PassageOutsideTextError

BEFORE = (
    "Geachte mevrouw, met aandacht las ik uw brief over het tolverdrag met Zwitserland van vorig voorjaar. "
)
AFTER = " Voor verdere vragen kunt u zich wenden tot mijn kabinetschef, die het dossier van nabij opvolgt."
QUOTE = "De regering zal het tolverdrag vóór de zomer aan het parlement voorleggen."
MIDDLE = (
    " Intussen overlegt mijn administratie met de kantons over de uitvoering van de artikelen zes tot negen. "
)


def carry(old, new, words, *, which=0):
    """Return what becomes of the words (the which-th time that they stand in the old text)."""
    start = -1
    for _ in range(which + 1):
        start = old.index(words, start + 1)
    (carried,) = carry_passages(old, new, [(start, start + len(words))])
    if carried.start is not None:
        assert new[carried.start : carried.end] == carried.exact
    for candidate in carried.candidates:
        assert 0 <= candidate.start < candidate.end <= len(new)
    return carried


def replaced(old, new):
    """Carry the words from between the same surroundings."""
    return carry(BEFORE + old + AFTER, BEFORE + new + AFTER, old)


# same


@pytest.mark.parametrize(
    ("new", "exact"),
    [
        (QUOTE, QUOTE),
        (QUOTE.replace(" ", "\n"), QUOTE.replace(" ", "\n")),
        (QUOTE.replace("parlement", "parle-\nment"), QUOTE.replace("parlement", "parle-\nment")),
        (QUOTE.replace("tol", "tol\u00ad"), QUOTE.replace("tol", "tol\u00ad")),
        (unicodedata.normalize("NFD", QUOTE), unicodedata.normalize("NFD", QUOTE)),
        (f"**{QUOTE}**", QUOTE),
        (QUOTE.replace("tolverdrag", "tolverdrag⁴"), QUOTE.replace("tolverdrag", "tolverdrag⁴")),
    ],
)
def test_words_that_are_only_printed_otherwise_are_the_same(new, exact):
    carried = replaced(QUOTE, new)

    assert carried.state is CarryState.SAME
    assert carried.exact == exact
    assert carried.changes == ()


def test_words_move_along_when_text_comes_before_them():
    carried = carry(BEFORE + QUOTE + AFTER, "Betreft: tol\n\n" + BEFORE + QUOTE + AFTER, QUOTE)

    assert (carried.state, carried.exact) == (CarryState.SAME, QUOTE)


def test_words_stay_the_same_where_what_is_around_them_was_misread_a_little():
    new = BEFORE.replace("voorjaar", "voorjaer") + QUOTE + AFTER.replace("vragen", "vragcn")

    assert carry(BEFORE + QUOTE + AFTER, new, QUOTE).state is CarryState.SAME


def test_long_words_that_stand_once_need_one_context_only():
    assert carry(BEFORE + QUOTE + AFTER, QUOTE + AFTER, QUOTE).state is CarryState.SAME


def test_twins_that_both_stay_are_each_the_same():
    text = BEFORE + QUOTE + MIDDLE + QUOTE + AFTER

    first, second = carry(text, "Kop. " + text, QUOTE), carry(text, "Kop. " + text, QUOTE, which=1)

    assert [first.state, second.state] == [CarryState.SAME, CarryState.SAME]
    assert first.start < second.start


def test_the_last_words_of_a_page_are_the_same_where_the_page_ends_elsewhere():
    old = f"{BEFORE}{QUOTE}\f{AFTER}"

    assert carry(old, f"{BEFORE}{QUOTE.replace('parlement', chr(12) + 'parlement')}{AFTER}", QUOTE).state is (
        CarryState.SAME
    )


def test_a_text_in_two_part_accents_keeps_offsets_of_the_file_as_it_is():
    old, new = unicodedata.normalize("NFD", BEFORE + QUOTE + AFTER), BEFORE + QUOTE + AFTER
    words = unicodedata.normalize("NFD", QUOTE)

    assert carry(old, new, words).exact == QUOTE
    assert carry(new, old, QUOTE).exact == words


# moved


@pytest.mark.parametrize("which", [0, 1])
def test_the_survivor_of_two_twins_is_not_the_same(which):
    old = BEFORE + QUOTE + MIDDLE + QUOTE + AFTER

    carried = carry(old, BEFORE + QUOTE + MIDDLE + AFTER, QUOTE, which=which)

    assert carried.state is CarryState.MOVED
    assert len(carried.candidates) == 1


def test_an_identical_footnote_elsewhere_is_no_home():
    note = "Zie het jaarverslag, p. 12."
    old = BEFORE + note + MIDDLE * 2 + note + AFTER

    carried = carry(old, BEFORE + MIDDLE * 2 + note + AFTER, note)

    assert carried.state is CarryState.MOVED


def test_words_that_stand_elsewhere_wait_for_a_person():
    new = AFTER + MIDDLE + QUOTE + MIDDLE.upper() + BEFORE

    assert carry(BEFORE + QUOTE + AFTER, new, QUOTE).state is CarryState.MOVED


def test_short_words_with_one_context_wait_for_a_person():
    assert carry(BEFORE + "Neen." + AFTER, "Neen." + AFTER, "Neen.").state is CarryState.MOVED


def test_a_number_in_the_next_row_is_no_home_of_a_number_that_changed():
    old = f"{BEFORE}Genève: 5; Vaud: 7.{AFTER}"

    carried = carry(old, f"{BEFORE}Genève: 6; Vaud: 5.{AFTER}", "5")

    assert carried.state is CarryState.MOVED


# changed


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("Er gaat 12,5 miljoen naar toe.", "Er gaat 2,5 miljoen naar toe.", ("12,5", "2,5", "number")),
        ("Er gaat 2,5 miljoen naar toe.", "Er gaat 12,5 miljoen naar toe.", ("2,5", "12,5", "number")),
        ("12,5", "2,5", ("12,5", "2,5", "number")),
        ("2,5 miljoen", "12,5 miljoen", ("2,5", "12,5", "number")),
        ("een groei van -5 procent", "een groei van 5 procent", ("-5", "5", "number")),
        ("5 procent", "-5 procent", ("5", "-5", "number")),
        ("een vlak van 10² km", "een vlak van 10³ km", ("10²", "10³", "number")),
        ("een vlak van 10 km", "een vlak van 10² km", ("10", "10²", "number")),
        ("over 500 mensen", "over 1.500 mensen", ("500", "1.500", "number")),
        ("500 mensen", "1 500 mensen", ("", "1", "number")),
        ("in 2021-27 betaald", "in 2021-29 betaald", ("-27", "-29", "number")),
        ("twaalf miljoen euro", "twaalf miljard euro", ("miljoen", "miljard", "number")),
        ("Er komt geen tol bij.", "Er komt tol bij.", ("geen", "", "negation")),
        ("Wij zullen betalen.", "Wij zullen nooit betalen.", ("", "nooit", "negation")),
        ("Nous ne payerons pas.", "Nous ne payerons plus.", ("pas", "plus", "negation")),
        ("Ce n’est qu’un début.", "Ce est qu’un début.", ("n’", "", "negation")),
        ("We will not pay for it.", "We will now pay for it.", ("not", "now", "negation")),
        ("We can't pay for it.", "We can pay for it.", ("can't", "can", "negation")),
        ("Minister Prévot betaalt.", "Minister Provot betaalt.", ("Prévot", "Provot", "name")),
        ("het is mogelijk", "het is onmogelijk", ("mogelijk", "onmogelijk", "word")),
        ("mogelijk", "onmogelijk", ("mogelijk", "onmogelijk", "word")),
        ("Wij betalen, zegt hij.", "Wij betalen. zegt hij.", (",", ".", "word")),
    ],
)
def test_other_words_in_the_same_place_are_changed_and_say_how(old, new, change):
    carried = replaced(old, new)

    assert carried.state is CarryState.CHANGED
    assert change in [(one.old, one.new, one.kind.value) for one in carried.changes]
    assert len(carried.candidates) == 1


def test_letters_put_right_behind_a_word_are_another_word():
    old, new = f"{BEFORE}nu het zover is{AFTER}", f"{BEFORE}nuh het zover is{AFTER}"

    assert carry(old, new, "nu").exact == "nuh"
    assert carry(old, new, "nu").state is CarryState.CHANGED


def test_a_look_alike_elsewhere_does_not_win_from_words_that_changed_in_their_place():
    look_alike = QUOTE.replace("zomer", "winter")
    old = BEFORE + QUOTE + AFTER + MIDDLE + look_alike
    new = BEFORE + QUOTE.replace("De regering zal", "Onze regering zou") + AFTER + MIDDLE + look_alike

    carried = carry(old, new, QUOTE)

    assert carried.state is CarryState.CHANGED
    assert carried.exact.startswith("Onze regering zou")


# lost


def test_words_that_went_are_lost():
    carried = carry(BEFORE + QUOTE + AFTER, BEFORE + AFTER, QUOTE)

    assert (carried.state, carried.start, carried.exact) == (CarryState.LOST, None, None)


def test_words_in_a_place_that_is_not_theirs_are_lost_though_they_are_alike():
    new = MIDDLE * 2 + QUOTE.replace("zomer", "winter") + MIDDLE.upper()

    carried = carry(BEFORE + QUOTE + AFTER, new, QUOTE)

    assert carried.state is CarryState.LOST
    assert carried.candidates[0].similarity > 0.9  # shown to whoever looks for it, and no more


def test_everything_is_lost_in_an_empty_text():
    assert carry(BEFORE + QUOTE, "", QUOTE).state is CarryState.LOST


@pytest.mark.parametrize(
    ("place", "error"),
    [((-1, 3), PassageOutsideTextError), ((3, 99), PassageOutsideTextError), ((1, 2), EmptyPassageError)],
)
def test_a_passage_without_words_or_outside_the_text_is_refused(place, error):
    with pytest.raises(error):
        carry_passages("a  b", "a b", [place])


# the difference in words


@pytest.mark.parametrize(
    ("old", "new"),
    [("twee rijtuigen", "drie rijtuigen"), ("deux voitures", "dix voitures"), ("Half May", "May")],
)
def test_a_number_in_letters_is_a_number(old, new):
    assert [change.kind for change in list_changes(old, new)] == [ChangeKind.NUMBER]


def test_words_that_were_broken_or_joined_do_not_differ():
    assert list_changes("de aanwe-\nzigheid van “tol”", "de aanwezigheid van ''tol''") == []


def test_runs_are_the_whole_of_both_readings():
    old, new = "Er komt geen 12,5 miljoen voor Genève bij.", "Er komt 2,5 miljoen voor Genf bij, zegt men."

    before, after = list_runs(old, new)

    assert "".join(run.text for run in before) == old
    assert "".join(run.text for run in after) == new
    assert [(run.text, run.kind) for run in before if run.kind] == [
        ("geen", ChangeKind.NEGATION),
        ("12,5", ChangeKind.NUMBER),
        ("Genève", ChangeKind.NAME),
    ]


def test_a_difference_of_thousands_of_words_is_found_at_once():
    old = "a b " * 2_500
    started = time.process_time()

    assert list_changes(old + "10", "c " + old + "11")[-1].kind is ChangeKind.NUMBER
    assert time.process_time() - started < 5


# size


HOSTILE = {
    "one letter": "a" * 2_000_000,
    "blanks": "woord" + " " * 1_000_000 + "woord",
    "digits": "1" * 1_000_000,
    "dashes and blanks": "- " * 500_000 + "woord",
    "quotes and blanks": "' " * 500_000 + "woord",
    "one sentence": "De regering zal dit onderzoeken. " * 30_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_makes_carrying_slow(text):
    started = time.process_time()
    places = [(0, 5), (len(text) // 2, len(text) // 2 + 300), (len(text) - 5, len(text))]
    chosen = [(start, end) for start, end in places if text[start:end].strip(" -'")]

    carried = carry_passages(text, text[:-7] + "8" + text[-6:], chosen)

    assert len(carried) == len(chosen)
    assert time.process_time() - started < 6


def test_memory_stays_in_proportion_to_the_text():
    text = (BEFORE + QUOTE + AFTER) * 4_000
    tracemalloc.start()
    carry_passages(text, text.replace("regering", "regeering", 1), [(len(BEFORE), len(BEFORE) + len(QUOTE))])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 80 * len(text)
