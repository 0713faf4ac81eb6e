"""What is recognised of the invented letters in tests/samples/recognition: never less than was reached."""

import pytest

from benchmarks.accuracy import FIELDS, SAMPLES, measure

SCORES, MISSES = measure()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_recognition_of_a_field_stays_as_good_as_it_was(language, field):
    score = SCORES[language, field]
    misses = [miss for miss in MISSES if miss.field == field and miss.letter.startswith(language)]

    assert (score.precision, score.recall) == (1, 1), misses


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_language_has_a_dozen_letters(language):
    assert len(list((SAMPLES / language).glob("*.txt"))) >= 12
