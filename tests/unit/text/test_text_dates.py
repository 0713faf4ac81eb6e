"""Dates as letters print them, and everything that merely looks like one."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.text.dates import Certainty, Precision, find_dates

LETTER_OF_MARCH_2021 = date(2021, 3, 2)


def only(text, document_date=LETTER_OF_MARCH_2021):
    found = find_dates(text, document_date)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("raw", "iso", "precision"),
    [
        ("3 januari ‘26", "2026-01-03", Precision.DAY),
        ("december ’25", "2025-12", Precision.MONTH),
        ("2 FEBRUARI 2026", "2026-02-02", Precision.DAY),
        ("maandag, 06 oktober 2025 om 11:28", "2025-10-06T11:28", Precision.MINUTE),
        ("22 februari jl.", "2021-02-22", Precision.DAY),
        ("2 december jl.", "2020-12-02", Precision.DAY),
        ("29 februari jl.", "2020-02-29", Precision.DAY),
        ("3 juni a.s.", "2021-06-03", Precision.DAY),
        ("22 février dernier", "2021-02-22", Precision.DAY),
        ("22 February last", "2021-02-22", Precision.DAY),
        ("22 December last year", "2020-12-22", Precision.DAY),
        ("22. Dezember letzten Jahres", "2020-12-22", Precision.DAY),
        ("22 februari van vorig jaar", "2020-02-22", Precision.DAY),
        ("22 mars de cette année", "2021-03-22", Precision.DAY),
        ("22. Dezember d.J.", "2021-12-22", Precision.DAY),
        ("februari jl.", "2021-02", Precision.MONTH),
        ("mars dernier", "2020-03", Precision.MONTH),
        ("last December", "2020-12", Precision.MONTH),
        ("next March", "2022-03", Precision.MONTH),
        ("eind december jl.", "2020-12", Precision.PART_OF_MONTH),
        ("fin février dernier", "2021-02", Precision.PART_OF_MONTH),
        ("Anfang März 2026", "2026-03", Precision.PART_OF_MONTH),
        ("Mitte 2026", "2026", Precision.PART_OF_YEAR),
        ("zweite Hälfte des Jahres 2025", "2025-H2", Precision.HALF_YEAR),
        ("derde kwartaal van 2026", "2026-Q3", Precision.QUARTER),
        ("premier trimestre 2026", "2026-Q1", Precision.QUARTER),
        ("Q4 2025", "2025-Q4", Precision.QUARTER),
        ("eind oktober 2025", "2025-10", Precision.PART_OF_MONTH),
        ("midden januari 2026", "2026-01", Precision.PART_OF_MONTH),
        ("mi-janvier 2026", "2026-01", Precision.PART_OF_MONTH),
        ("begin 2026", "2026", Precision.PART_OF_YEAR),
        ("ten laatste tegen eind 2025", "2025-12-31", Precision.LATEST),
        ("tegen eind februari 2024", "2024-02-29", Precision.LATEST),
        ("vóór het einde van dit jaar", "2021-12-31", Precision.LATEST),
        ("tweede helft van 2025", "2025-H2", Precision.HALF_YEAR),
        ("premier semestre de 2026", "2026-H1", Precision.HALF_YEAR),
        ("sinds 2012", "2012", Precision.YEAR),
        ("depuis 2012", "2012", Precision.YEAR),
        ("1er mars 2026", "2026-03-01", Precision.DAY),
        ("lundi 1er juin 2026 à 9h05", "2026-06-01T09:05", Precision.MINUTE),
        ("March 3, 2026", "2026-03-03", Precision.DAY),
        ("3rd of March 2026", "2026-03-03", Precision.DAY),
        ("3. Oktober 2025", "2025-10-03", Precision.DAY),
        ("2025-10-06", "2025-10-06", Precision.DAY),
        ("13/01/2026", "2026-01-13", Precision.DAY),
        ("13-01-2026", "2026-01-13", Precision.DAY),
    ],
)
def test_find_dates_reads_one_way_only(raw, iso, precision):
    found = only(f"Op {raw} gebeurde het.")

    assert (found.raw, found.iso, found.precision) == (raw, iso, precision)
    assert found.certainty is Certainty.CERTAIN
    assert found.other_reading is None


@pytest.mark.parametrize(
    ("raw", "iso", "other"),
    [
        ("05 06 2026", "2026-06-05", "2026-05-06"),
        ("05/06/2026", "2026-06-05", "2026-05-06"),
        ("12.03.2026", "2026-03-12", "2026-12-03"),
        ("13 01 26", "2026-01-13", "2013-01-26"),
        ("05-06-26", "2026-06-05", "2026-05-06"),
        ("05/05/26", "2026-05-05", None),
    ],
)
def test_find_dates_keeps_the_other_reading(raw, iso, other):
    found = only(f"Brussel, {raw}\n")

    assert (found.raw, found.iso, found.other_reading) == (raw, iso, other)
    assert found.certainty is Certainty.PROBABLE


@pytest.mark.parametrize(
    "text",
    [
        "11.11.11",
        "CNCD-11.11.11 en 11.11.11 vragen",
        "Nr. 2298",
        "this may last for years, and the last may be ours",
        "2022-2027",
        "tel. 02 501 02 11",
        "0475 05 06 20",
        "31 02 2026",
        "30 februari 2026",
        "17/13/2026",
        "01/02/1899",
        "3 maart 2101",
        "P9_TA(2020)0331",
        "Kamerstuk 21 501-02, nr. 2295",
        "artikel 13 01 26 van de wet",
        "in 2000 euro",
        "12,5 miljoen",
    ],
)
def test_find_dates_leaves_other_numbers_alone(text):
    assert find_dates(text, LETTER_OF_MARCH_2021) == []


def test_a_relative_date_without_a_document_date_is_unknown():
    found = only("Op 22 februari jl. schreven wij.", document_date=None)

    assert found.iso is None
    assert found.certainty is Certainty.PROBABLE


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            ["3 maart ", "2026", " 05 06 2026\n", "jl.", "eind ", "’25 ", "11.11.11", "a", "-", "/"]
        ),
        max_size=25,
    )
)
def test_found_dates_are_the_words_at_their_place(parts):
    text = "".join(parts)
    found = find_dates(text, LETTER_OF_MARCH_2021)

    assert all(text[hit.start : hit.end] == hit.raw for hit in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
