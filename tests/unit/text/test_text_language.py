"""The language of a text, and None when nobody could say."""

import pytest

from app.text.language import detect_language, language_by_stop_words

SENTENCES = {
    "nl": "Wij vragen u om de ambassade in Cuba open te houden en de bevolking te helpen.",
    "fr": "Nous vous demandons de rouvrir la gare et de publier les résultats de cette étude.",
    "en": "We ask you to reopen the embassy and to publish the results of the review.",
    "de": "Wir fordern Sie auf, die Bahnstrecke wieder zu öffnen und das Gutachten zu veröffentlichen.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_detect_language_knows_our_four(language, sentence):
    assert detect_language(sentence) == language
    assert language_by_stop_words(sentence) == language


@pytest.mark.parametrize("text", ["", "Cuba", "13 01 26", "S.A. Blok"])
def test_detect_language_is_silent_on_too_little(text):
    assert detect_language(text) is None
    assert language_by_stop_words(text) is None
