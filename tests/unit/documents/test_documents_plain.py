"""The canonical text: what is joined, what is left alone, and where pages begin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.extract.plain import TOO_MANY_PAGES, read_plain, reflow
from app.text.anchors import key_of
from app.text.errors import EmptyTextError
from app.text.normalise import CHARACTERS_GUESSED
from tests.unit.text import letters

WRAPPED = """\
Wij schrijven u omdat de treinen op deze lijn al maanden te laat rijden
en de reizigers daar de dupe van zijn. Het spoor zegt dat er te weinig
Nederlandse machinisten zijn, maar de bond spreekt dat tegen.

Daarom vragen wij u:
1. een onderzoek te openen naar de oorzaken van de vertragingen op lijn
165 en dat te publiceren;
2. de dienst te herstellen;
   a. op weekdagen,
   b. in het weekend.
"""


def content_of(source):
    return reflow(source)[0]


def test_lines_of_a_paragraph_are_joined_and_items_are_not():
    assert content_of(WRAPPED) == (
        "Wij schrijven u omdat de treinen op deze lijn al maanden te laat rijden en de reizigers daar de dupe van zijn. "
        "Het spoor zegt dat er te weinig Nederlandse machinisten zijn, maar de bond spreekt dat tegen.\n\n"
        "Daarom vragen wij u:\n"
        "1. een onderzoek te openen naar de oorzaken van de vertragingen op lijn 165 en dat te publiceren;\n"
        "2. de dienst te herstellen;\na. op weekdagen,\nb. in het weekend."
    )


def test_a_blank_line_between_every_line_is_line_spacing():
    lines = (
        "De brug over het kanaal is nu al drie jaar dicht en niemand weet wanneer de\n\n"
        "herstelling begint. Wie naar school of werk wil, moet omrijden langs de grote\n\n"
        "weg zonder fietspad.\n\n"
        "Daarom vragen wij u om de brug nog dit jaar te herstellen en intussen een pont\n\n"
        "te laten varen.\n"
    )

    assert content_of(lines).split("\n\n") == [
        (
            "De brug over het kanaal is nu al drie jaar dicht en niemand weet wanneer de herstelling begint. Wie naar "
            "school of werk wil, moet omrijden langs de grote weg zonder fietspad."
        ),
        "Daarom vragen wij u om de brug nog dit jaar te herstellen en intussen een pont te laten varen.",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "De heer Jan Maes\nminister van Omgeving\nHavenlaan 1\n1000 Brussel",
        "Met vriendelijke groeten,\nnamens de Bruggenbond\nAn Smets\nvoorzitter",
        "Ilse Maes\nMinister van Omgeving",
        "Ons kenmerk: 12\nBetreft: de brug",
        "- brood\n- melk\n* kaas\n• wijn",
        "## Titel\ntekst",
        "naam\twaarde\nbrug\topen",
    ],
)
def test_addresses_signatures_labels_lists_and_tables_keep_their_lines(block):
    assert content_of(f"{block}\n") == block


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("De diplomatieke aanwe-\nzigheid in het land", "De diplomatieke aanwezigheid in het land"),
        (
            "Het sanctieregime. Het sanctie-\nregime is streng",
            "Het sanctieregime. Het sanctieregime is streng",
        ),
        ("De EU-lidstaten en de EU-\nlidstaten zelf", "De EU-lidstaten en de EU-lidstaten zelf"),
        ("De samenwerking met de VLIR-\nUOS en anderen", "De samenwerking met de VLIR-UOS en anderen"),
        ("Zo zei de oud-\nminister gisteren", "Zo zei de oud-minister gisteren"),
        ("De beleids-\nen partnermedewerker", "De beleids- en partnermedewerker"),
        ("Het na-oorlogse huis, dit na-\noorlogse huis", "Het na-oorlogse huis, dit na-oorlogse huis"),
        ("Tussen 2024-\n2025 gebeurde niets", "Tussen 2024-2025 gebeurde niets"),
        ("C'est-à-\ndire beaucoup de choses", "C'est-à-dire beaucoup de choses"),
    ],
)
def test_hyphens_at_line_ends_are_undone_by_the_documents_own_words(source, joined):
    assert content_of(source) == joined


def test_form_feeds_start_pages_even_inside_a_paragraph():
    content, pages = reflow(
        "De brug is dicht en dat blijft zo tot de aannemer\n\fbegint te werken.\f\fEinde.\n\f"
    )

    assert content == "De brug is dicht en dat blijft zo tot de aannemer begint te werken.\n\nEinde."
    assert [content[page.start : page.end] for page in pages] == [
        "De brug is dicht en dat blijft zo tot de aannemer ",
        "begint te werken.\n\n",
        "",
        "Einde.",
    ]
    assert [page.number for page in pages] == [1, 2, 3, 4]


def test_blanks_are_dropped_at_line_ends_and_collapsed_between_paragraphs():
    assert content_of("  Titel  \n\n\n \t\n\nTekst.   \n\n") == "Titel\n\nTekst."


def test_markdown_stars_stay():
    assert content_of("**Wij vragen hulp.** Nu.\n") == "**Wij vragen hulp.** Nu."


@pytest.mark.parametrize("source", ["", "  \n\t\n", "\f"])
def test_a_text_without_words_is_refused(source):
    with pytest.raises(EmptyTextError):
        reflow(source)


def test_read_plain_says_how_the_characters_were_found():
    text = read_plain("Geachte heer, de één wil België uit.".encode("cp1252"))

    assert (text.charset, text.charset_guessed, text.language) == ("cp1252", True, "nl")
    assert CHARACTERS_GUESSED in text.warnings


def test_ten_thousand_pages_are_no_pages():
    text = read_plain(b"a\f" * 10_002)

    assert text.warnings == (TOO_MANY_PAGES,)
    assert len(text.pages) == 1


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            [
                "De brug",
                " is dicht",
                "\n",
                "\n\n",
                "- ",
                "aan-\nwezig ",
                "\f",
                "1. ",
                "\t",
                ".",
                "Geachte,\n",
                "van\n",
            ]
        ),
        max_size=30,
    )
)
def test_no_word_is_lost_added_or_moved(parts):
    source = "".join(parts)
    if not source.strip():
        return
    content, pages = reflow(source)

    assert key_of(content).text == key_of(source).text
    assert [page.start for page in pages[1:]] == [page.end for page in pages[:-1]]
    assert (pages[0].start, pages[-1].end) == (0, len(content))
    assert "\n\n\n" not in content


@pytest.mark.parametrize(
    "source", [letters.GREEN_SQUARE, letters.STATION, letters.NIGHT_BUS, letters.ARTICLE]
)
def test_reading_a_canonical_text_again_changes_nothing(source):
    once = content_of(source)

    assert content_of(once) == once
