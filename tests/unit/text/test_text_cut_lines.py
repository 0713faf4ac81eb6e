"""The lines among which a person chooses where a letter begins and ends."""

import pytest

from app.versions.rules import line_at, number_lines, range_of_lines

TEXT = "Geachte heer,\n\nEerste zin. Tweede zin.\n\nHoogachtend"
LINES = number_lines(TEXT)


def test_every_line_and_every_sentence_of_a_long_one_can_be_chosen():
    assert [TEXT[start:end] for start, end in LINES] == [
        "Geachte heer,",
        "Eerste zin.",
        "Tweede zin.",
        "Hoogachtend",
    ]


@pytest.mark.parametrize(("offset", "number"), [(0, 1), (13, 2), (15, 2), (26, 3), (45, 4), (999, 4)])
def test_place_between_two_lines_belongs_to_the_next(offset, number):
    assert line_at(LINES, offset) == number


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (2, 3, "Eerste zin. Tweede zin."),
        (1, 1, "Geachte heer,"),
        (4, 4, "Hoogachtend"),
    ],
)
def test_range_runs_from_the_first_line_to_the_last(first, last, words):
    start, end = range_of_lines(LINES, first, last, (0, len(TEXT)))
    assert TEXT[start:end] == words


def test_edge_in_the_middle_of_a_line_stays_where_only_the_other_is_chosen_anew():
    assert range_of_lines(LINES, 2, 4, (17, 38)) == (17, len(TEXT))


@pytest.mark.parametrize(("first", "last"), [(0, 2), (3, 2), (1, 5), (9, 9)])
def test_lines_that_are_not_there_give_no_range(first, last):
    assert range_of_lines(LINES, first, last, (0, 9)) is None
