"""Reading twice as much takes twice the work, whatever the text: calls are counted, not seconds."""

import sys

import pytest

from app.documents.reading import read_document
from app.text.language import detect_language

UNITS = {
    "blanks": "x" + " " * 40,
    "digits": "1" * 40,
    "quoted lines": "> tekst\n",
    "one letter": "a" * 40,
    "letters on lines": "a\n",
    "bare numbers": "1.\n",
    "broken words": "ab-\n",
    "dates": "05 06 2026\n",
    "greetings": "Geachte heer,\n",
    "letters": "Geachte heer,\nWij vragen u hulp.\nMet vriendelijke groeten\nAn\n",
    "requests": "Wij vragen u om hulp. ",
    "addressees": "Aan de heer Maes\n",
    "references": "OVB/2022/1 ",
    "accents": "e\u0300\u0327",
    "form feeds": "a\f",
}
TIMES = 500


def calls_for(source):
    count = 0

    def tally(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        read_document("x.txt", source.encode())
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
def test_work_grows_no_faster_than_the_text(unit):
    detect_language("Het laden van het model telt niet mee in deze vergelijking.")
    once, twice = calls_for(unit * TIMES), calls_for(unit * TIMES * 2)

    assert twice <= 2.3 * once + 5000
