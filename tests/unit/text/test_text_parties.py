"""Who writes, to whom, under which title and date."""

import pytest

from app.documents.extract.plain import reflow
from app.text.kinds import kind_of
from app.text.parties import find_addressee, find_sender
from app.text.signatories import find_signatories
from app.text.titles import find_document_date, find_title
from tests.unit.text import letters


@pytest.mark.parametrize(
    ("source", "name", "office"),
    [
        (letters.GREEN_SQUARE, "Ilse Maes", "minister van Omgeving"),
        (letters.STATION, "Luc Marchal", "Ministre de la Mobilité"),
        (letters.NIGHT_BUS, "Jane Archer MP", "Secretary of State for Transport"),
        (letters.RIVER, "Sabine Vogt", "Bundesministerin für Umwelt"),
        (letters.MINISTERS_REPLY, "Claes", None),
        (
            letters.TO_PARLIAMENT,
            "Voorzitter van de Tweede Kamer der Staten-Generaal",
            "Voorzitter van de Tweede Kamer der Staten-Generaal",
        ),
        ("Geachte heer minister K. Maes,\n\nDe brug.\n", "K. Maes", "minister"),
        ("Monsieur le Ministre,\n\nLe pont.\n", "Ministre", "Ministre"),
        ("Aan de Vereniging voor Bruggen\n\nGeachte,\n\nDe brug.\n", "Vereniging voor Bruggen", None),
    ],
)
def test_the_addressee_is_read_from_the_address_or_the_salutation(source, name, office):
    text, _ = reflow(source)
    party = find_addressee(text, 0, len(text))

    assert (party.name, party.office) == (name, office)
    assert text[party.start : party.end] == name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (letters.GREEN_SQUARE, "Vergroening Nu vzw"),
        (letters.STATION, "Amis de la Gare"),
        (letters.NIGHT_BUS, "Tom Hale"),
        (letters.MINISTERS_REPLY, "Ilse Maes"),
        (letters.HOLDING, "Jan De Smet"),
        (letters.TO_PARLIAMENT, "D.M. van Dalen"),
        (
            "Antwoord van Ilse Maes, minister van Omgeving\n\nDe steden zijn zelf bevoegd voor hun pleinen en hun bomen.\n",
            "Ilse Maes",
        ),
        ("Geachte,\n\nDe brug is dicht.\n\nHoogachtend,\nnamens de Bruggenbond,\nAn Smets\n", "Bruggenbond"),
        ("Geachte,\n\nDe brug is dicht.\n\nHoogachtend, An Smets\n", "An Smets"),
    ],
)
def test_the_sender_is_who_signed(source, name):
    text, _ = reflow(source)
    party = find_sender(text, 0, len(text))

    assert party.name == name
    assert text[party.start : party.end] == name


def test_all_signatories_are_listed_without_functions_and_addresses():
    text, _ = reflow(
        "Geachte,\n\nOpen de brug.\n\nHoogachtend,\n\nAn Smets\nvoorzitter\n\nBo Maes\nan@example.org\n"
    )

    assert [party.name for party in find_signatories(text, 0, len(text))] == ["An Smets", "Bo Maes"]


@pytest.mark.parametrize(
    ("source", "title", "iso"),
    [
        (letters.GREEN_SQUARE, "meer bomen op pleinen", "2026-02-03"),
        (letters.STATION, "réouverture de la gare", "2026-03-04"),
        (letters.NIGHT_BUS, None, "2026-06-05"),
        (letters.RIVER, "Schutz des Flusses", "2026-03-03"),
        (letters.TO_PARLIAMENT, "Beantwoording vragen over de oogst", "2025-11-04"),
        (letters.RECEIPT, None, None),
        (
            "De brug openen is goed voor iedereen die er\nwoont en werkt.\n\n13 01 26\n\nGeachte minister,\n\nDe brug.\n",
            "De brug openen is goed voor iedereen die er woont en werkt.",
            "2026-01-13",
        ),
        (
            "**Open brief aan minister Maes**\n\nGeachte minister,\n\nDe brug.\n",
            "Open brief aan minister Maes",
            None,
        ),
        (
            "Geachte minister,\n\nOp 3 mei 2025 viel de brug.\n\nHoogachtend,\nAn Smets\nGent, 4 mei 2025\n",
            None,
            "2025-05-04",
        ),
    ],
)
def test_title_and_date_are_the_documents_own(source, title, iso):
    text, _ = reflow(source)
    kind = kind_of(text, 0, len(text))
    found = find_document_date(text, 0, len(text), kind)

    assert find_title(text, 0, len(text), kind) == title
    assert (found.iso if found else None) == iso
