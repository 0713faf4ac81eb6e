"""Sentences in nl, fr, en and de."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.sentences import find_sentences


def sentences(text):
    return [text[start:end] for start, end in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dat is zo. En nu?", ["Dat is zo.", "En nu?"]),
        ("Dhr. M. Prévot sprak m.b.t. Cuba. Wij ook.", ["Dhr. M. Prévot sprak m.b.t. Cuba.", "Wij ook."]),
        (
            "Zie art. 3 en nr. 5 van het KB. Daarna niets.",
            ["Zie art. 3 en nr. 5 van het KB.", "Daarna niets."],
        ),
        ("Van 22 februari jl. (zie boven) tot nu.", ["Van 22 februari jl. (zie boven) tot nu."]),
        ("Omtzigt c.s. De rest.", ["Omtzigt c.s.", "De rest."]),
        ("Getekend door S.A. Blok. Einde.", ["Getekend door S.A. Blok.", "Einde."]),
        ("Het bedrag is 12.500 euro. Niet 3,5.", ["Het bedrag is 12.500 euro.", "Niet 3,5."]),
        ("“Nee!” zei hij. Toen niets.", ["“Nee!” zei hij.", "Toen niets."]),
        ("Hij zei: “Nee.” Toen niets.", ["Hij zei: “Nee.”", "Toen niets."]),
        ("Zes miljoen.⁵ De rest.", ["Zes miljoen.⁵", "De rest."]),
        (
            "Mme Dupont a dit, p.ex. Oui, M. Durand. Non !",
            ["Mme Dupont a dit, p.ex. Oui, M. Durand.", "Non !"],
        ),
        ("We met Dr. Smith vs. Jones. He left.", ["We met Dr. Smith vs. Jones.", "He left."]),
        ("Am 3. Oktober kam er. Dann nicht.", ["Am 3. Oktober kam er.", "Dann nicht."]),
        ("1. Open de ambassade. Nu.\n2. Help.", ["1. Open de ambassade.", "Nu.", "2. Help."]),
        ("ONZE EISEN\n\nWij vragen hulp.", ["ONZE EISEN", "Wij vragen hulp."]),
        ("De organisatie 11.11.11 vraagt hulp.", ["De organisatie 11.11.11 vraagt hulp."]),
    ],
)
def test_find_sentences_ends_where_a_reader_would(text, expected):
    assert sentences(text) == expected


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(["Dit ", "is. ", "dhr. ", "\n", "  ", "3. ", "?! ", "“Ja.” ", "(…) ", "é"]),
        max_size=30,
    )
)
def test_spans_cover_every_word_without_outer_white_space(parts):
    text = "".join(parts)
    spans = find_sentences(text)

    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).split() == "".join(sentences(text)).split()
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
