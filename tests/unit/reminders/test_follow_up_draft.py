"""The draft of a follow-up letter in three languages."""

from datetime import date

import pytest

from app.answers.values import Verdict
from app.reminders.follow_up import FollowUpDemand, FollowUpFacts, draft_follow_up

TWO = (FollowUpDemand("1", "Doe dit."), FollowUpDemand("2b", "Doe dat."))


def facts(language: str = "nl", demands=TWO, **values) -> FollowUpFacts:
    return FollowUpFacts(language, demands, **values)


def test_without_reply_it_asks_for_all_demands_by_number_and_in_their_words():
    draft = draft_follow_up(
        facts(sent_on=date(2026, 1, 12), reference="AB/12", senders=("Organisatie A", "Organisatie B"))
    )
    assert draft.split("\n\n") == [
        "Geachte mevrouw, geachte heer,",
        (
            "In onze brief van 12 januari 2026 (ons kenmerk AB/12) legden wij u de onderstaande punten voor. "
            "Wij hebben daarop tot vandaag geen antwoord ontvangen."
        ),
        "1. Doe dit.\n2b. Doe dat.",
        (
            "Wij vragen u met aandrang om hierop alsnog te antwoorden. Kunt u ons laten weten wanneer wij uw antwoord "
            "mogen verwachten? Is uw antwoord al onderweg, dan danken wij u daarvoor."
        ),
        "Hoogachtend,",
        "Organisatie A\nOrganisatie B",
    ]


def test_a_missing_date_and_reference_are_not_invented():
    assert "In onze brief legden wij" in draft_follow_up(facts())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "In uw voorlopig antwoord kondigde u een antwoord aan tegen 1 april 2026."),
        ("fr", "Votre réponse d’attente annonçait une réponse pour le 1er avril 2026."),
        ("en", "Your interim reply announced an answer by 1 April 2026."),
    ],
)
def test_it_reminds_of_the_day_that_a_holding_reply_announced(language, sentence):
    assert sentence in draft_follow_up(facts(language, announced_on=date(2026, 4, 1)))


JUDGED = (
    FollowUpDemand("1", "Doe dit.", Verdict.NOT_ANSWERED),
    FollowUpDemand("2", "Doe dat.", Verdict.DEFLECTED),
    FollowUpDemand("3)", "Doe meer.", Verdict.PARTLY),
    FollowUpDemand("4", "Doe alles.", Verdict.PARTLY),
)


def test_after_a_reply_it_names_what_was_passed_over_deflected_and_met_in_part():
    draft = draft_follow_up(
        facts("en", JUDGED, sent_on=date(2026, 1, 12), has_reply=True, replied_on=date(2026, 6, 5))
    )
    assert draft.split("\n\n")[1:8] == [
        "Thank you for your reply of 5 June 2026 to our letter of 12 January 2026.",
        "Your reply does not address the following point:",
        "1. Doe dit.",
        "On the following point we find no commitment in your reply:",
        "2. Doe dat.",
        "Your reply meets the following points only in part:",
        "3) Doe meer.\n4. Doe alles.",
    ]


def test_without_demands_it_asks_about_the_letter():
    assert "we have received no answer to our letter." in draft_follow_up(facts("en", ()))


def test_a_letter_in_another_language_gets_an_english_draft():
    assert draft_follow_up(facts("de")).startswith("Dear Sir or Madam,")


@pytest.mark.parametrize(
    ("language", "office", "salutation"),
    [
        ("nl", "minister van Proefzaken", "Geachte minister,"),
        ("nl", "eerste minister", "Geachte eerste minister,"),
        ("nl", "minister-president", "Geachte minister-president,"),
        ("nl", "staatssecretaris voor Proefzaken", "Geachte staatssecretaris,"),
        ("nl", "directeur", "Geachte mevrouw, geachte heer,"),
        ("fr", "ministre des Essais", "Madame la Ministre, Monsieur le Ministre,"),
        ("fr", "Premier ministre", "Madame la Première ministre, Monsieur le Premier ministre,"),
        ("fr", "secrétaire d’État aux Essais", "Madame la Secrétaire d’État, Monsieur le Secrétaire d’État,"),
        ("en", "Minister for Trials", "Dear Minister,"),
        ("en", "Secretary of State for Trials", "Dear Secretary of State,"),
    ],
)
def test_salutation(language, office, salutation):
    assert draft_follow_up(facts(language, office=office)).splitlines()[0] == salutation


def test_the_french_closing_repeats_the_salutation():
    assert "agréer, Madame la Ministre, Monsieur le Ministre, l’expression" in draft_follow_up(
        facts("fr", office="ministre")
    )
