"""Scorecards made up here: measures, ministers, statuses, footnotes."""

import pytest

from app.text.footnotes import find_footnotes
from app.text.measures import find_measures
from app.text.outcomes import Outcome, read_outcome

FRENCH = """\
TABLEAU DE BORD EAU

1.1 Des puits dans chaque commune

TEXTE EXACT DE L'ACCORD

Le gouvernement fore vingt puits.

MINISTRE(S) COMPÉTENT(S)

Jeanne Dubois (Parti Vert)
Paul Marin (LB)

STATUT

Partiellement exécuté

Douze puits sont forés.¹

¹ Voir <https://eau.example/puits.pdf>.

1.2 Un prix juste

TEXTE EXACT DE L'ACCORD

Le prix baisse.²

MINISTRE(S) COMPÉTENT(S)

Paul Marin (LB)

STATUT

Non exécuté ✗

2 Réponse du cabinet, 3 mars 2026
"""
TABLE = """\
SCORECARD

\tMEASURE\tMINISTER\tSTATUS
1.\tPlant trees\tAnn Fell (Green), Tom Oak (LB)\tExecuted ✓
2.\tClean the river\tTom Oak (LB)\tNot yet assessable
"""


def test_sections_give_the_exact_words_and_their_place():
    first, second = find_measures(FRENCH, 0, len(FRENCH))

    assert (first.number, first.title, first.text) == (
        1, "Des puits dans chaque commune", "Le gouvernement fore vingt puits.",
    )  # fmt: skip
    assert [(who.name, who.party) for who in first.ministers] == [
        ("Jeanne Dubois", "Parti Vert"),
        ("Paul Marin", "LB"),
    ]
    assert (first.status, first.status_raw) == (Outcome.PARTLY_EXECUTED, "Partiellement exécuté")
    assert (second.status, second.status_raw) == (Outcome.NOT_EXECUTED, "Non exécuté")
    assert all(FRENCH[one.start : one.end] == one.text for one in (first, second))


def test_footnotes_belong_to_the_measure_that_refers_to_them():
    first, second = find_measures(FRENCH, 0, len(FRENCH))

    assert [(note.number, note.urls) for note in first.footnotes] == [(1, ("https://eau.example/puits.pdf",))]
    assert [(note.number, note.text) for note in second.footnotes] == [(2, "Réponse du cabinet, 3 mars 2026")]


def test_a_table_alone_gives_measures_without_words():
    trees, river = find_measures(TABLE, 0, len(TABLE))

    assert (trees.number, trees.title, trees.text, trees.status) == (1, "Plant trees", None, "executed")
    assert [who.name for who in trees.ministers] == ["Ann Fell", "Tom Oak"]
    assert river.status is Outcome.NOT_YET_ASSESSABLE


def test_a_scorecard_without_measures_has_none():
    assert find_measures("SCORECARD\n\nStatus\n", 0, 18) == []


def test_a_line_that_starts_with_a_number_is_no_footnote_without_its_mark():
    assert find_footnotes("Zij kwamen aan.\n53 personen wachten nog.\n") == []


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("UITGEVOERD", Outcome.EXECUTED),
        ("(Voorlopig) uitgevoerd ✓", Outcome.EXECUTED_PROVISIONALLY),
        ("Deels uitgevoerd", Outcome.PARTLY_EXECUTED),
        ("Niet uitgevoerd **X**", Outcome.NOT_EXECUTED),
        ("nog niet te beoordelen", Outcome.NOT_YET_ASSESSABLE),
        ("Losgelaten", Outcome.ABANDONED),
        ("en cours", None),
        ("Werd deze maatregel uitgevoerd?", None),
    ],
)
def test_a_status_names_an_outcome(words, outcome):
    assert read_outcome(words) is outcome
