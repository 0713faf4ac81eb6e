"""The pure functions between UTF-16 units and code points, run in the browser that will run them."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RUNS = [
    {"start": 100, "text": "**", "isMarkup": True},
    {"start": 102, "text": "Vet 𝄞", "isMarkup": False},
    {"start": 107, "text": "**", "isMarkup": True},
    {"start": 111, "text": "Wij geven 12,5 miljoen. Niet meer.", "isMarkup": False},
]


@pytest.fixture
def offsets(visit):
    page: Page = visit("/broken")

    def call(expression: str, *values: object):
        code = (
            f"async (values) => {{ const o = await import('/static/js/offsets.js'); return {expression}; }}"
        )
        return page.evaluate(code, list(values))

    return call


def test_code_points_when_a_letter_takes_two_units(offsets):
    cases = {"": 0, "abc": 3, "é": 1, "𝄞": 1, "a𝄞b": 3, "👩‍🌾": 3}

    counted = {text: offsets("o.pointsOf(values[0])", text) for text in cases}

    assert counted == cases


def test_units_are_the_way_back(offsets):
    text = "a𝄞b🌊c"

    ways = [
        offsets("o.pointsOf(values[0], o.unitsOf(values[0], values[1]))", text, point) for point in range(6)
    ]

    assert ways == [0, 1, 2, 3, 4, 5]


def test_runs_are_laid_end_to_end_with_line_ends_between_paragraphs(offsets):
    joined = offsets("o.joinRuns(values[0])", RUNS)

    assert joined["base"] == 100
    assert "".join(joined["characters"]) == "**Vet 𝄞**\n\nWij geven 12,5 miljoen. Niet meer."


@pytest.mark.parametrize(
    ("name", "start", "end", "expected"),
    [
        ("as it is", 111, 134, (111, 134, "Wij geven 12,5 miljoen.")),
        ("blanks at the ends", 109, 115, (111, 114, "Wij")),
        ("half words", 112, 118, (111, 120, "Wij geven")),
        ("half a number", 123, 125, (121, 125, "12,5")),
        ("markup at the ends", 100, 109, (102, 107, "Vet 𝄞")),
        ("markup inside stays", 102, 114, (102, 114, "Vet 𝄞**\n\nWij")),
        ("nothing but blanks", 109, 111, None),
    ],
)
def test_a_selection_becomes_the_passage_that_is_meant(offsets, name, start, end, expected):
    passage = offsets("o.passageBetween(o.joinRuns(values[0]), values[1], values[2])", RUNS, start, end)

    assert (passage and (passage["start"], passage["end"], passage["exact"])) == expected, name


def test_sentences_in_code_points(offsets):
    sentences = offsets("o.sentencesOf(o.joinRuns(values[0]), 'nl')", RUNS)

    assert [(one["start"], one["exact"]) for one in sentences] == [
        (102, "Vet 𝄞"),
        (111, "Wij geven 12,5 miljoen."),
        (135, "Niet meer."),
    ]
