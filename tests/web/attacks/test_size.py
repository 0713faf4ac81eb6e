"""Texts made to keep a page busy."""

import time

import pytest
from flask.testing import FlaskClient

from app.answers.sheets import Mark, lay_out
from app.answers.values import DemandState
from tests.web.letters.support import filled, form_at

# Comparing each stretch with each other one took minutes for these.
ENOUGH_SECONDS = 10


def seconds_for(text: str, marks: list[Mark]) -> float:
    begun = time.process_time()
    lay_out(text, 0, len(text), marks)
    return time.process_time() - begun


@pytest.mark.parametrize("unit", ["**a** ", "**a ", "*a*", "**a\n"])
def test_much_bold_print_is_laid_out_in_time(unit):
    assert seconds_for(unit * 30_000, []) < ENOUGH_SECONDS


def test_many_passages_are_laid_out_in_time():
    marks = [
        Mark(place, place * 10, place * 10 + 25, place % 300, str(place % 300), DemandState.PENDING)
        for place in range(20_000)
    ]
    assert seconds_for("een woord " * 20_003, marks) < ENOUGH_SECONDS


def test_500_overlapping_passages_keep_all_their_demands():
    marks = [Mark(one, one, 1000 + one, one % 300 + 1, str(one), DemandState.PENDING) for one in range(500)]
    [paragraph] = lay_out("x" * 1600, 0, 1600, marks)
    covered = max(paragraph.segments, key=lambda segment: len(segment.positions))
    assert covered.positions == tuple(range(1, 301))


def test_review_of_a_huge_text_is_a_page_that_a_browser_can_show(client, coordinator):
    form = filled(form_at(client.page("/campaigns/proef/new")))
    location = client.post("/campaigns/proef/new", data={**form, "text": "x\n\n" * 100_000}).location
    # Past the checks of the client, which would take a minute to read it.
    assert len(FlaskClient.open(client, location).data) < 3_000_000
