"""Register numbers and the lines "Ons kenmerk"."""

from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.references import PATTERNS_FILE, find_references

ENTRIES = yaml.safe_load(PATTERNS_FILE.read_text(encoding="utf-8"))["references"]
EXAMPLES = [
    pytest.param(entry["kind"], example["raw"], example["normal"], id=example["raw"])
    for entry in ENTRIES
    for example in entry["examples"]
]


@pytest.mark.parametrize(("kind", "raw", "normal"), EXAMPLES)
def test_each_example_of_the_configuration_is_found(kind, raw, normal):
    found = find_references(f"Zie {raw} hierover.")

    assert [(hit.kind, hit.normal) for hit in found] == [(kind, normal)]


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("Kamerstuk 21 501-20 nr. 1634", "https://zoek.officielebekendmakingen.nl/kst-21501-20-1634.html"),
        ("CRIV 56 COM 202", "https://www.dekamer.be/doc/CCRI/pdf/56/ic202.pdf"),
        ("QRVA 56 027", "https://www.dekamer.be/QRVA/pdf/56/56K0027.pdf"),
        ("E-001234/2026", None),
    ],
)
def test_a_reference_becomes_a_link_where_the_address_follows_from_it(raw, link):
    assert [hit.link for hit in find_references(raw)] == [link]


def test_the_whole_address_is_the_reference_inside_one():
    address = "https://www.dekamer.be/doc/CCRI/pdf/56/ic202.pdf"

    assert [hit.raw for hit in find_references(f"Zie <{address}>.")] == [address]


@pytest.mark.parametrize(
    ("line", "kind", "normal"),
    [
        ("Ons kenmerk: ABC/123", "our_reference", "ABC/123"),
        ("Uw kenmerk VA-26-04", "your_reference", "VA-26-04"),
        ("N/réf. : CAB/2026/12", "our_reference", "CAB/2026/12"),
        ("V/Réf. 12.3", "your_reference", "12.3"),
        ("Our ref. AB12", "our_reference", "AB12"),
        ("Ihr Zeichen: 12 B", "your_reference", "12 B"),
        ("**Kenmerk:** 2026-44", "reference", "2026-44"),
    ],
)
def test_labelled_lines_carry_a_reference(line, kind, normal):
    assert [(hit.kind, hit.normal) for hit in find_references(line)] == [(kind, normal)]


@pytest.mark.parametrize(
    "text",
    ["in uw brief met ons kenmerk gaat het 3 keer over Cuba", "11.11.11", "Nr. 2298", "geen referentie"],
)
def test_prose_and_numbers_are_no_references(text):
    assert find_references(text) == []


def test_two_labels_on_one_line_are_two_references():
    found = find_references("Uw kenmerk: 2026-44   Ons kenmerk: X-12")

    assert [(hit.kind, hit.normal) for hit in found] == [
        ("your_reference", "2026-44"),
        ("our_reference", "X-12"),
    ]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([entry["examples"][0]["raw"] for entry in ENTRIES] + ["Uw kenmerk: 3", " ", "\n"]),
        max_size=8,
    )
)
def test_found_references_are_the_words_at_their_place(parts):
    text = " ".join(parts)
    found = find_references(text)

    assert all(text[hit.start : hit.end] == hit.raw for hit in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
