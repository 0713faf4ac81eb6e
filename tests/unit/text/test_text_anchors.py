"""Passages: exact words, and a key that forgives how they are printed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.anchors import find_words, key_of, make_anchor, verify_anchor
from app.text.errors import EmptyPassageError, PassageDoesNotMatchError, PassageOutsideTextError

TEXT = "Hij zei: “de ﬁets” – en VLIR-\nUOS steunt **dat** ten volle.\n\nHij zei: ‘‘codes’’."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“codes”", "‘‘codes’’"),
        ("de  ambassade\n", "de ambassade"),
        ("CNCD–11.11.11", "CNCD-11.11.11"),
        ("aanwe-\nzigheid", "aanwezigheid"),
        ("**vet** gedrukt", "vet gedrukt"),
        ("de jaren 2021-\n27", "de jaren 2021-27"),
        ("10 ² km", "10² km"),
        ("“ ‘codes’ ”", "“‘codes’”"),
        ("e\u00ad\u0301\u00e9n", "één"),
        ("miljoen.⁵ De", "miljoen. De"),
        ("eﬃciënt", "efficiënt"),
        ("één", "e\u0301e\u0301n"),
    ],
)
def test_key_is_the_same_for_the_same_words(one, other):
    assert key_of(one).text == key_of(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-5 graden", "5 graden"),
        ("10² km", "10 km"),
        ("wel", "niet"),
        ("12,5", "2,5"),
        ("Kamer", "kamer"),
        ("2022-27", "202227"),
    ],
)
def test_key_differs_where_the_meaning_does(one, other):
    assert key_of(one).text != key_of(other).text


def test_make_anchor_keeps_context_and_counts():
    start = TEXT.index("Hij zei", 10)
    anchor = make_anchor(TEXT, start, start + len("Hij zei"))

    assert anchor.exact == "Hij zei"
    assert anchor.occurrences == 2
    assert anchor.prefix == TEXT[max(0, start - 64) : start]
    assert anchor.suffix == TEXT[start + 7 : start + 71]


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2), (0, len(TEXT) + 1)])
def test_make_anchor_refuses_offsets_outside_the_text(start, end):
    with pytest.raises(PassageOutsideTextError):
        make_anchor(TEXT, start, end)


@pytest.mark.parametrize("text", ["", "  \n", "**", " – "])
def test_make_anchor_refuses_a_passage_without_words(text):
    with pytest.raises(EmptyPassageError):
        make_anchor(f"a{text}b", 1, 1 + len(text))


def test_verify_anchor_refuses_other_words():
    verify_anchor(TEXT, 0, 3, "Hij")
    with pytest.raises(PassageDoesNotMatchError):
        verify_anchor(TEXT, 0, 3, "Zij")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"de fiets"', ["“de ﬁets”"]),
        ("VLIR-UOS", ["VLIR-\nUOS"]),
        ("Hij zei", ["Hij zei", "Hij zei"]),
        ("steunt dat ten volle", ["steunt **dat** ten volle"]),
        ("niet aanwezig", []),
    ],
)
def test_find_words_forgives_how_they_are_printed(words, found):
    assert [TEXT[start:end] for start, end in find_words(TEXT, words)] == found


NOISE = {
    " ": [" ", "\n", "  ", "\u00a0"],
    "“": ["“", '"', "‘‘"],
    "a": ["a", "a\u00ad"],
    "o": ["o", "o-\n"],
    "é": ["é", "e\u0301"],
}


@settings(max_examples=80)
@given(st.data())
def test_noise_of_printing_never_changes_the_key(data):
    words = "De minister sprak “één keer” over de ambassade in Havana."
    noisy = "".join(data.draw(st.sampled_from(NOISE.get(character, [character]))) for character in words)

    assert key_of(noisy).text == key_of(words).text


@settings(max_examples=80)
@given(st.text(alphabet="ab -*“’\n²³1é\u0301ﬁ-\u00ad", max_size=40))
def test_every_character_of_the_key_stands_for_words_of_the_text(text):
    key = key_of(text)

    spans = [key.span(place, place + 1) for place in range(len(key.text))]
    for (start, end), character in zip(spans, key.text, strict=True):
        assert character in key_of(text[start:end]).text + "'-⁰¹²³" + unicodedata.normalize("NFC", text)
    assert spans == sorted(spans)
    for place, (start, end) in enumerate(spans):
        first, last = key.places(start, end)
        assert first <= place < last
    assert unicodedata.is_normalized("NFC", key.text) or "\u0301" in text
