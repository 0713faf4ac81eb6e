"""What is found: the same on both databases, in three languages, whatever somebody types."""

from datetime import date

import pytest

from app.search.errors import NothingToFindError, QueryTooLongError
from app.search.finding import search
from app.search.values import EntryKind, Narrowing
from tests.factories import make_campaign, make_letter, make_mandate, make_text
from tests.services.answers.support import make_reply

TEXTS = {
    "nl": (
        "Geachte minister,\n\nWij vragen u de ambassades in Cuba **open** te houden en nieuwe sancties te weigeren. "
        "De coördinatie ligt bij u. Zie motie 21 501-20 nr. 1634. Onze vragen: waarom sluit het loket? "
        "Alle antwoorden zijn welkom."
    ),
    "fr": (
        "Monsieur le ministre,\n\nNous défendons les droits de l'homme, l'ambassade de La Havane et la décision du Conseil "
        "d'État. Les œuvres privées et la dernière sanction sont citées dans DOC 56 COM 202."
    ),
    "en": (
        "Dear minister,\n\nKeep all embassies open: human rights come first. The answer E-001234/2026 of the "
        "European Commission’s vice-president is café talk."
    ),
    "de": "Sehr geehrter Herr Minister, die Botschaften der Länder bleiben offen.",
}
EVERYWHERE = Narrowing(None)
# What is typed -> the languages of the letters that are found.
FOUND = {
    "ambassade": {"nl", "fr"},
    "Ambassades": {"nl", "fr"},
    "AMBASSADE": {"nl", "fr"},
    "embassy": {"en"},
    "embassies": {"en"},
    "sanctie": {"nl"},
    "sancties": {"nl"},
    "sanction": {"fr"},
    "sanctions": {"fr"},
    "vraag": {"nl"},
    "vragen": {"nl"},
    "antwoord": {"nl"},
    "droit": {"fr"},
    "droits": {"fr"},
    "right": {"en"},
    "coordinatie": {"nl"},
    "coördinatie": {"nl"},
    "coo\u0308rdinatie": {"nl"},
    "decision": {"fr"},
    "décisions": {"fr"},
    "cafe": {"en"},
    "oeuvre": {"fr"},
    "Œuvres": {"fr"},
    "privé": {"fr"},
    "prive": {"fr"},
    "dernier": {"fr"},
    "etat": {"fr"},
    "d'État": {"fr"},
    "d’etat": {"fr"},
    "l'ambassade": {"nl", "fr"},
    "Botschaften": {"de"},
    "lander": {"de"},
    "minister": {"nl", "en", "de"},
    "minister open": {"nl", "en"},
    "minister AND open": set(),
    "ambassade OR embassy": set(),
    "ambassade NOT cuba": set(),
    "NEAR(ambassade cuba)": set(),
    '"ambassades in Cuba"': {"nl"},
    '"ambassade in Cuba"': set(),
    '"Cuba in ambassades"': set(),
    '"ambassades Cuba"': set(),
    '"ambassade"': {"fr"},
    "“droits de l’homme”": {"fr"},
    "«\u00a0droits de l'homme\u00a0»": {"fr"},
    '"droits de l homme" ambassades': {"fr"},
    '"open te houden"': {"nl"},
    '"human rights': {"en"},
    'rights" human': {"en"},
    "21 501-20": {"nl"},
    '"21 501-20 nr. 1634"': {"nl"},
    "501-21": set(),
    "56 COM 202": {"fr"},
    "E-001234/2026": {"en"},
    "e 001234": {"en"},
    "E-001234/2025": set(),
    "vice-president": {"en"},
    "'; DROP TABLE letter; --": set(),
    "ambassade*": {"nl", "fr"},
    "tokens:ambassade": set(),
    "^ambassade": {"nl", "fr"},
    "(ambassade) | cuba & open": {"nl"},
    "ambassade \\ %": {"nl", "fr"},
    "{ambassade}": {"nl", "fr"},
    "loket\u0000": {"nl"},
    "🚂 loket": {"nl"},
}


@pytest.fixture
def letters(session, campaign):
    """A letter in each language, without demands; each is a day older than the one before it."""
    made = {}
    for at, (language, text) in enumerate(TEXTS.items()):
        version = make_text(session, campaign, text, language)
        made[language] = make_letter(
            session, campaign, demands=(), title="", addressee_name="", language=language,
            sent_on=date(2026, 6, 20 - at), text_version_id=version.id, text_start=0, text_end=len(text),
        )  # fmt: skip
    session.commit()
    return made


def _languages(session, query, narrowing=EVERYWHERE):
    return [hit.source.language for hit in search(session, query, narrowing).hits]


@pytest.mark.parametrize("query", FOUND)
def test_a_query_finds_the_letters_that_have_all_of_it_newest_first(session, letters, query):
    found = _languages(session, query)
    assert set(found) == FOUND[query]
    assert found == [language for language in letters if language in found]


@pytest.mark.parametrize(
    "query", ["", " ", "a", "'", '"', '""', '"" "', "!?", "***", "\u0301", "\u0000", "🚂"]
)
def test_a_query_without_a_word_is_refused_in_words(session, letters, query):
    with pytest.raises(NothingToFindError):
        search(session, query, EVERYWHERE)


@pytest.mark.parametrize(
    "query", ["ambassade " * 1000, "x" * 10_000, '"' * 10_000, " ".join(map(str, range(21)))]
)
def test_a_query_that_is_too_long_is_refused_in_words(session, letters, query):
    with pytest.raises(QueryTooLongError):
        search(session, query, EVERYWHERE)


def test_the_words_are_shown_in_their_context_and_with_their_exact_place(session, letters):
    [hit] = search(session, '"embassies open" RIGHT', EVERYWHERE).hits
    [excerpt] = hit.excerpts
    assert TEXTS["en"][excerpt.start : excerpt.end] == "embassies open"
    assert [words for words, is_hit in excerpt.pieces if is_hit] == ["embassies open", "rights"]
    shown = "".join(words for words, _is_hit in excerpt.pieces)
    assert shown.startswith("Dear minister, Keep all embassies open: human rights come first.")


# How many of the newest entries are looked at one by one decides who narrows: the program or the index.
@pytest.mark.parametrize("few", [1, 100])
def test_what_a_search_is_kept_to_holds(session, campaign, monkeypatch, few):
    monkeypatch.setattr("app.search.queries._FEW", few)
    mandate = make_mandate(session, "Hanne Verbiest", "minister van Treinen")
    asked = make_letter(
        session, campaign, demands=("Open het loket.",), title="Het loket", mandate_id=mandate.id
    )
    make_letter(session, campaign, demands=(), title="Een ander loket", sent_on=None)
    make_reply(session, campaign, asked, text="Het loket blijft dicht.", received_on=date(2026, 2, 3))
    session.commit()

    def found(**kept):
        hits = search(session, "loket", Narrowing(frozenset({campaign.id}), **kept)).hits
        return [(hit.source.kind.value, hit.source.day) for hit in hits]

    sent_on = date(2026, 1, 12)
    reply, demand, letter = ("reply", date(2026, 2, 3)), ("demand", sent_on), ("letter", sent_on)
    assert found() == [reply, demand, letter, ("letter", None)]
    assert found(kind=EntryKind.LETTER) == [letter, ("letter", None)]
    assert found(person=mandate.person_id) == [reply, demand, letter]
    assert found(from_on=date(2026, 2, 3)) == [reply]
    assert found(until_on=date(2026, 2, 2)) == [demand, letter]
    assert found(from_on=sent_on, until_on=sent_on, kind=EntryKind.DEMAND) == [demand]
    assert found(person=mandate.person_id + 1) == []


def test_names_of_the_addressee_are_found_in_each_language(session, campaign):
    mandate = make_mandate(session, "Hanne Verbiest", "minister van Treinen")
    mandate.office.name_fr = "ministre des Trains de nuit"
    make_letter(session, campaign, demands=(), mandate_id=mandate.id, addressee_name="")
    session.commit()
    for query in ("verbiest", '"Hanne Verbiest"', "trein", "train nuit"):
        assert len(search(session, query, EVERYWHERE).hits) == 1, query


@pytest.mark.parametrize("few", [1, 100])
def test_nothing_of_another_campaign_is_found(session, campaign, monkeypatch, few):
    monkeypatch.setattr("app.search.queries._FEW", few)
    other = make_campaign(session)
    make_letter(session, other, demands=("Open het loket.",), title="Geheim loket")
    session.commit()
    assert len(search(session, "loket", Narrowing(frozenset({other.id}))).hits) == 2
    assert search(session, "loket", Narrowing(frozenset({campaign.id}))).hits == ()
    assert search(session, "loket", Narrowing(frozenset())).hits == ()


def test_pages_follow_one_another_without_a_gap_whatever_comes_in_between(session, campaign):
    for number in range(7):
        make_letter(
            session, campaign, demands=(), title=f"Loket {number}", sent_on=date(2026, 1, 1 + number // 2)
        )
    session.commit()
    titles, before = [], None
    while True:
        page = search(session, "loket", EVERYWHERE, before=before, most=2)
        titles += [hit.source.title for hit in page.hits]
        make_letter(session, campaign, demands=(), title="Loket nieuw", sent_on=date(2026, 5, 1))
        session.commit()
        before = page.older
        if before is None:
            break
    assert titles == [f"Loket {number}" for number in (6, 5, 4, 3, 2, 1, 0)]


def test_words_of_a_phrase_that_stand_apart_are_no_hit_and_cost_no_page(session, campaign):
    for day in range(1, 20):
        make_letter(
            session, campaign, demands=(), title="rode trein en trein vertrekt", sent_on=date(2026, 2, day)
        )
    make_letter(session, campaign, demands=(), title="De rode trein vertrekt.", sent_on=date(2026, 1, 1))
    session.commit()
    page = search(session, '"rode trein vertrekt"', EVERYWHERE, most=3)
    found, rounds = list(page.hits), 1
    while page.older is not None:
        page = search(session, '"rode trein vertrekt"', EVERYWHERE, most=3, before=page.older)
        found += page.hits
        rounds += 1
    assert [hit.source.title for hit in found] == ["De rode trein vertrekt."]
    assert rounds <= 3


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("coeur", "Le coeur, le cœur et un Coeur-Volant.", ["coeur", "cœur", "Coeur"]),
        (
            "décision",
            "La de\u0301cision, DÉCISIONS, decision; l'indécision.",
            ["de\u0301cision", "DÉCISIONS", "decision"],
        ),
        ("staaf", "De staven en de staaf, stof en bestaaf.", ["staven", "staaf"]),
        ("vragen", "Vraag en antwoord: wij vroegen de vragen.", ["Vraag", "vragen"]),
        ("spoorstaven", "Spoor, spoorstaaf; spoorlijn en spoorstaven.", ["spoorstaaf", "spoorstaven"]),
    ],
)
def test_every_spelling_of_a_word_is_marked(session, campaign, query, text, shown):
    language = "fr" if query in ("coeur", "décision") else "nl"
    version = make_text(session, campaign, text, language)
    make_letter(
        session, campaign, demands=(), title="", addressee_name="", language=language, sent_on=date(2026, 6, 1),
        text_version_id=version.id, text_start=0, text_end=len(text),
    )  # fmt: skip
    session.commit()

    [hit] = search(session, query, EVERYWHERE).hits
    assert [words for words, is_asked_for in hit.excerpts[0].pieces if is_asked_for] == shown


def test_a_stem_of_another_language_is_no_hit(session, letters):
    """The French stem of "des" is "de", a word of each Dutch letter: the index holds both under one token."""
    assert {hit.source.language for hit in search(session, "des", EVERYWHERE).hits} == {"fr"}
