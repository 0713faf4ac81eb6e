"""Which of our four languages a text is in."""

import re
from functools import cache
from typing import Protocol

from app.text.vocabulary import word_set

LANGUAGES = ("nl", "fr", "en", "de")
_SAMPLE = 20_000
_FEWEST_LETTERS = 12
_SURE = 0.8
_FEWEST_STOP_WORDS = 2
_WORD = re.compile(r"[^\W\d_]+")
_STOP_WORDS = {
    "nl": word_set(
        "de het een van en in op dat is te voor met zijn niet aan wij u uw ons om door ook bij geen",
    ),
    "fr": word_set(
        "le la les des de du et en un une que est pour dans nous vous votre sur pas au par ne avec",
    ),
    "en": word_set(
        "the of and to in is that for we you your our on with be this are not by have from as it",
    ),
    "de": word_set(
        "der die das und in den von zu mit ist des sich auf für nicht ein eine wir sie ihr dem im",
    ),
}


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect_language(text: str) -> str | None:
    """Return nl, fr, en or de; None when the text is too short or could be more than one of them."""
    sample = text[:_SAMPLE]
    letters = sum(map(len, _WORD.findall(sample)))
    if letters < _FEWEST_LETTERS:
        return None
    identifier = _identifier()
    if identifier is None:
        return language_by_stop_words(sample)
    language, share = identifier.rank(sample)[0]
    return language if share >= _SURE else None


@cache
def _identifier() -> _Identifier | None:
    """Load the model when the first text is read, and once: it takes a tenth of a second."""
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  loaded when first needed
    except ImportError:
        return None
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    found: _Identifier = identifier
    return found


def language_by_stop_words(text: str) -> str | None:
    """Count the small words of each language; None unless one language leads clearly.

    Used where py3langid is not installed.
    """
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    counts = sorted(
        ((sum(word in stop for word in words), name) for name, stop in _STOP_WORDS.items()), reverse=True
    )
    (best, language), (second, _) = counts[:2]
    return language if best >= _FEWEST_STOP_WORDS and best > second * 1.5 else None
