"""What a letter asks, as printed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.extract.plain import reflow
from app.text.demands import find_demands
from tests.unit.text import letters


def demands_of(source):
    text, _ = reflow(source)
    return [(demand.number, demand.text) for demand in find_demands(text)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            letters.GREEN_SQUARE,
            [
                ("1", "een plan voor duizend bomen te maken;"),
                ("2", "dat plan te betalen:"),
                ("2a", "uit het klimaatfonds;"),
                ("2b", "uit de opbrengst van de boetes;"),
                ("3", "elk jaar verslag uit te brengen."),
            ],
        ),
        (letters.STATION, [("1", "rouvrir la gare avant fin 2027 ;"), ("2", "publier l'étude.")]),
        (
            letters.NIGHT_BUS,
            [
                (None, "We therefore urge you to restore it by 1 September"),
                (None, "We also call on the department to publish the passenger counts"),
            ],
        ),
        (letters.RIVER, [(None, "wir fordern Sie auf, den Ausbau des Flusses zu stoppen")]),
        (letters.NOTE, []),
        (letters.ARTICLE, []),
    ],
)
def test_letters_give_their_demands_as_printed(source, expected):
    assert demands_of(source) == expected


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        (("1.", "2."), ["1", "2"]),
        (("1)", "2)"), ["1", "2"]),
        (("1°", "2°"), ["1", "2"]),
        (("(1)", "(2)"), ["1", "2"]),
        (("Eis 1:", "Eis 2:"), ["1", "2"]),
        (("Demande n° 1 :", "Demande n° 2 :"), ["1", "2"]),
        (("a)", "b)"), ["a", "b"]),
        (("I.", "II."), ["I", "II"]),
        (("-", "-"), [None, None]),
        (("•", "•"), [None, None]),
        (("**1.**", "**2.**"), ["1", "2"]),
    ],
)
def test_each_way_of_marking_an_item_is_read(marks, numbers):
    first, second = marks
    source = (
        f"Geachte minister,\n\nWij vragen u:\n\n{first} Open de brug.\n{second} Sluit de weg. Dat is nodig.\n"
    )

    assert demands_of(source) == [(numbers[0], "Open de brug."), (numbers[1], "Sluit de weg. Dat is nodig.")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij vragen u om de brug te openen",
        "vragen we u met aandrang om de brug te openen",
        "Wij roepen de regering op om de brug te openen",
        "verzoeken wij u de brug te openen",
        "Wij eisen dat de brug opengaat en de weg dichtgaat",
        "dringen wij erop aan dat de brug opengaat",
        "Nous vous demandons d'ouvrir le pont sans attendre",
        "nous appelons le gouvernement à ouvrir le pont",
        "Nous exigeons que le pont soit ouvert",
        "We ask you to open the bridge to cyclists",
        "We call on you to open the bridge to cyclists",
        "We strongly urge the government to open the bridge",
        "Wir bitten Sie, die Brücke für Fahrräder zu öffnen",
    ],
)
def test_a_request_in_prose_is_a_demand_from_its_first_word_on(sentence):
    prefix = "" if sentence[0].isupper() else "Daarom "

    assert demands_of(f"De brug is dicht.\n\n{prefix}{sentence}.\n") == [(None, sentence)]


@pytest.mark.parametrize(
    ("before", "request_itself"),
    [
        ("De ondertekenende organisaties ", "vragen u de brug te openen"),
        ("Namens alle fietsers ", "verzoekt u de bond dringend om de brug te openen"),
        ("De bond ", "roept u op de brug te openen"),
        ("Les associations signataires ", "vous demandent d'ouvrir le pont"),
        ("Notre fédération ", "vous appelle à ouvrir le pont"),
        ("The undersigned organisations ", "call on you to open the bridge"),
        ("Die Verbände ", "bitten Sie, die Brücke zu öffnen"),
    ],
)
def test_what_others_than_the_writer_ask_is_a_demand(before, request_itself):
    assert demands_of(f"De brug is dicht.\n\n{before}{request_itself}.\n") == [(None, request_itself)]


@pytest.mark.parametrize(
    "introduction",
    [
        "De coalitie vraagt:",
        "De Fietsersbond verzoekt het college:",
        "Daarom eist de coalitie:",
        "De bewoners verwachten:",
        "La coalition exige :",
        "Les associations vous prient de :",
        "Les signataires appellent le ministre à :",
        "The undersigned organisations urge the minister to:",
        "The coalition calls for:",
        "Das Bündnis fordert:",
        "I. Peeters vraagt u:",
        "A. De Smet en B. Maes vragen de minister:",
        "C. Dupont demande :",
    ],
)
def test_whoever_asks_announces_a_list_of_demands(introduction):
    source = f"De brug is dicht.\n\n{introduction}\n\n1. Open de brug.\n2. Sluit de weg.\n"
    assert demands_of(source) == [("1", "Open de brug."), ("2", "Sluit de weg.")]


def test_a_heading_with_a_number_above_a_list_stays_an_item():
    source = "Wij vragen u:\n\nI. Voor de fietsers:\n1. Open de brug.\n2. Sluit de weg.\nII. Voor de bussen:\n3. Rijd door.\n"
    assert [number for number, _words in demands_of(source)] == ["I", "1", "2", "II", "3"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij vragen u om voor 1 juni te antwoorden.",
        "Mogen wij u vragen ons te laten weten wat u beslist?",
        "Wij vragen uw aandacht voor de bijen.",
        "Wij danken u voor uw aandacht.",
        "Graag ontvangen wij een antwoord.",
        "In een vorige brief vroegen we u om bomen.",
        "Deze tijden vragen een sterk beleid.",
        "De sluiting roept vragen op.",
        "Wie dat vraagt u zich af.",
        "De fietsers verwachten dat het goed komt.",
        "Nous nous demandons pourquoi rien ne bouge.",
        "Nous vous prions d'agréer, Madame, l'expression de nos sentiments distingués.",
        "Nous vous demandons de nous répondre avant le 1er juin.",
        "Please let us know when you can reply.",
        "We look forward to your reply.",
        "Bitte antworten Sie uns bis zum 1. April.",
    ],
)
def test_requests_for_an_answer_and_thanks_are_no_demands(sentence):
    assert demands_of(f"Geachte heer,\n\n{sentence}\n") == []


def test_a_general_request_beside_a_list_is_no_demand():
    source = (
        "Wij roepen u op om op korte termijn een aantal belangrijke initiatieven te nemen.\n\nOnze eisen:\n1. Open de brug.\n"
        "2. Sluit de weg.\n\nWe verzoeken u dan ook met aandrang hierin de nodige maatregelen te nemen.\n"
    )

    assert [number for number, _ in demands_of(source)] == ["1", "2"]


def test_a_concrete_request_beside_a_list_is_a_demand():
    source = "Onze eisen:\n1. Open de brug.\n2. Sluit de weg.\n\nDaarnaast vragen wij u een bushalte aan te leggen.\n"

    assert demands_of(source)[-1] == (None, "vragen wij u een bushalte aan te leggen")


def test_numbered_headings_and_signatories_are_no_demands():
    source = (
        "1. Situatie\nDe wachttijden lopen op.\n\n2. Onze eisen\n- De wachttijden moeten korter.\n- Er komt een meldpunt.\n\n"
        "3. Besluit\nHet is tijd.\n\nDe volgende organisaties ondertekenen:\n1. Zorgbond\n2. Wachtlijst Weg\n"
    )

    assert demands_of(source) == [(None, "De wachttijden moeten korter."), (None, "Er komt een meldpunt.")]


def test_an_enumeration_inside_a_sentence_is_split():
    source = "Wij verzoeken u (1) de dienst te heropenen, (2) het loon te betalen en (3) een plan voor te leggen.\n"

    assert demands_of(source) == [
        ("1", "de dienst te heropenen"),
        ("2", "het loon te betalen"),
        ("3", "een plan voor te leggen"),
    ]


def test_a_comma_that_a_scan_shows_for_the_dot_of_a_number_marks_the_next_item():
    source = "Wij vragen u:\n\n1. Open de brug.\n2, Sluit de weg.\n3. Leg een pad aan.\n"

    assert demands_of(source) == [("1", "Open de brug."), ("2", "Sluit de weg."), ("3", "Leg een pad aan.")]


@pytest.mark.parametrize("one", ["L.", "l.", "I.", "|.", "I,"])
def test_a_letter_that_a_scan_shows_for_a_one_marks_the_first_item(one):
    source = f"Wij vragen u:\n\n{one} Open de brug.\n2. Sluit de weg.\n3. Leg een pad aan.\n"

    assert demands_of(source) == [("1", "Open de brug."), ("2", "Sluit de weg."), ("3", "Leg een pad aan.")]


def test_a_letter_before_a_list_that_has_its_one_is_left_alone():
    source = "I. Peeters\nWij vragen u:\n\n1. Open de brug.\n2. Sluit de weg.\n"

    assert demands_of(source) == [("1", "Open de brug."), ("2", "Sluit de weg.")]


@pytest.mark.parametrize("line", ["3, 4 en 5 mei zijn wij er niet.", "2,5 miljoen is nodig.", "2, \n"])
def test_a_number_with_a_comma_that_does_not_count_on_marks_nothing(line):
    source = f"Wij vragen u:\n\n1. Open de brug.\n{line}\n"

    assert demands_of(source) == [("1", "Open de brug.")]


def test_lines_without_marks_under_a_request_are_demands():
    source = "Wij vragen u:\nde brug te openen;\nde weg te sluiten;\neen bushalte aan te leggen.\n"

    assert [text for _, text in demands_of(source)] == [
        "de brug te openen;",
        "de weg te sluiten;",
        "een bushalte aan te leggen.",
    ]


def test_questions_in_a_numbered_list_count():
    source = "Graag ontvangen wij een antwoord op volgende vragen:\n1. Welke stappen zet u?\n2. Wanneer?\n"

    assert demands_of(source) == [("1", "Welke stappen zet u?"), ("2", "Wanneer?")]


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "Wij vragen u:",
                "1. Doe dit.",
                "a) en dat;",
                "- iets",
                "**2.** Ja**",
                "",
                "Hoogachtend,",
                "Nee?",
            ]
        ),
        max_size=14,
    )
)
def test_found_demands_are_the_words_at_their_place(lines):
    text = "\n".join(lines)
    found = find_demands(text)

    assert all(text[demand.start : demand.end] == demand.text for demand in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
