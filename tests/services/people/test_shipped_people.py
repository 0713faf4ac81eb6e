import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from app.people.errors import InvalidMandatesFileError
from app.people.models import Mandate, Office, Person
from app.people.queries import find_mandate_by_name, list_unconfirmed
from app.people.services import (
    ShippedLoad,
    change_mandate,
    end_mandate,
    facts_of,
    load_shipped_mandates,
    rename_person,
)
from app.people.shipped import FILE, load_shipped, read_shipped
from app.people.values import Closeness, Fact, Holding
from tests.factories import make_user

FACTS = Path(__file__).parents[4] / "shared" / "seeds" / "facts"


@pytest.fixture
def loaded(session):
    load_shipped_mandates(session)
    return {mandate.key: mandate for mandate in session.scalars(select(Mandate))}


def with_party(key, party):
    shipped = load_shipped()
    return replace(shipped, mandates={**shipped.mandates, key: replace(shipped.mandates[key], party=party)})


def test_first_load_adds_everybody(session):
    assert load_shipped_mandates(session) == ShippedLoad(added=12)
    assert len(session.scalars(select(Person)).all()) == 12
    assert len(session.scalars(select(Office)).all()) == 12


def test_second_load_changes_nothing(session, loaded):
    assert load_shipped_mandates(session) == ShippedLoad()
    assert {mandate.version for mandate in loaded.values()} == {1}


def test_better_fact_of_a_later_release_is_taken_over_and_leaves_the_version(session, loaded):
    key = "jan-jambon-be-finance"
    assert load_shipped_mandates(session, with_party(key, "Andere")) == ShippedLoad(updated=1)
    assert (loaded[key].party, loaded[key].version) == ("Andere", 1)
    assert load_shipped_mandates(session) == ShippedLoad(updated=1)
    assert loaded[key].party == "N-VA"


def test_what_a_person_changed_is_never_overwritten(session, loaded, now):
    key = "jan-jambon-be-finance"
    facts = replace(facts_of(loaded[key]), party="Met de hand")
    change_mandate(session, loaded[key], facts, version=1, actor=make_user(session), now=now)
    assert load_shipped_mandates(session) == ShippedLoad(kept=1)
    assert loaded[key].party == "Met de hand"


def test_name_that_a_person_changed_stays(session, loaded, now):
    person = loaded["jan-jambon-be-finance"].person
    rename_person(session, person, name="J. Jambon", was="Jan Jambon", actor=make_user(session), now=now)
    load_shipped_mandates(session)
    assert person.name == "J. Jambon"


def test_days_from_general_knowledge_are_unconfirmed_until_somebody_gives_a_source(session, loaded, now):
    minister, actor = loaded["maxime-prevot-be-foreign-affairs"], make_user(session)
    assert list_unconfirmed(minister) == {Fact.FROM_ON}
    end_mandate(session, minister, until_on=date(2026, 9, 1), version=1, actor=actor, now=now)
    assert list_unconfirmed(minister) == {Fact.FROM_ON}
    facts = replace(facts_of(minister), source="Staatsblad, 3 februari 2025")
    change_mandate(session, minister, facts, version=2, actor=actor, now=now)
    assert list_unconfirmed(minister) == frozenset()


def test_day_that_somebody_corrected_is_not_unconfirmed(session, loaded, now):
    minister = loaded["stef-blok-nl-foreign-affairs"]
    assert list_unconfirmed(minister) == {Fact.PARTY, Fact.FROM_ON, Fact.UNTIL_ON}
    facts = replace(facts_of(minister), until_on=date(2021, 5, 24))
    change_mandate(session, minister, facts, version=1, actor=make_user(session), now=now)
    assert list_unconfirmed(minister) == {Fact.PARTY, Fact.FROM_ON}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("name", "office", "on", "key"),
    [
        (
            "Maxime Prévot",
            "minister Buitenlandse Zaken",
            date(2026, 6, 5),
            "maxime-prevot-be-foreign-affairs",
        ),
        ("minister M. Prévot", "", date(2026, 1, 13), "maxime-prevot-be-foreign-affairs"),
        (
            "Prévot",
            "minister van Ontwikkelingssamenwerking",
            date(2026, 2, 2),
            "maxime-prevot-be-foreign-affairs",
        ),
        ("minister Clarinval", "minister van Werk", date(2025, 12, 17), "david-clarinval-be-economy"),
        ("minister Clarinval", "Economie", date(2026, 1, 26), "david-clarinval-be-economy"),
        (
            "Van Bossuyt",
            "Asiel en Migratie",
            date(2026, 1, 21),
            "anneleen-van-bossuyt-be-asylum-and-migration",
        ),
        ("ministre Matz", "Fonction publique", date(2026, 1, 9), "vanessa-matz-be-public-enterprises"),
        ("S.A. Blok", "Minister van Buitenlandse Zaken", date(2021, 3, 2), "stef-blok-nl-foreign-affairs"),
    ],
)
def test_ministers_of_the_letters_are_found(session, name, office, on, key):
    best = find_mandate_by_name(session, name, office, on)[0]
    assert best.mandate.key == key
    assert best.holding is Holding.HOLDS
    assert best.is_office_meant is not False


def test_minister_who_has_left_is_found_but_does_not_hold(session, loaded):
    best = find_mandate_by_name(session, "Stef Blok", "", date(2021, 5, 26))[0]
    assert (best.holding, best.closeness) == (Holding.DOES_NOT_HOLD, Closeness.FULL)


def test_each_day_in_the_file_has_a_source_with_an_address_or_says_that_it_has_none():
    for mandate in load_shipped().mandates.values():
        for source in mandate.sources:
            assert source.is_checked or re.search(r"https://|general knowledge", source.says), mandate.key


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"person": "nobody"}, "no such person"),
        ({"office": "nothing"}, "no such office"),
        ({"until_on": date(2026, 1, 1)}, "each fact needs a source"),
        (
            {"sources": [{"facts": ["office", "party", "from_on"], "says": "x" * 401, "checked": False}]},
            "longer",
        ),
    ],
)
def test_file_that_cannot_be_used_names_the_entry(tmp_path, change, problem):
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    raw["mandates"][0].update(change)
    path = tmp_path / "mandates.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(InvalidMandatesFileError, match=f"bart-de-wever-be-prime-minister.*{problem}"):
        read_shipped(path)


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts of the real documents are not beside this checkout")
def test_every_minister_of_the_scorecard_is_there_with_party_and_office(session, loaded):
    facts = yaml.safe_load((FACTS / "003_scorecard_palestina.yaml").read_text(encoding="utf-8"))
    assert len(facts["ministers"]) == 10
    for minister in facts["ministers"]:
        office = re.split(r" \(", minister["office"])[0]
        matches = find_mandate_by_name(session, minister["name"], office, facts["as_of"])
        assert [match.mandate.party for match in matches] == [minister["party"]], minister["name"]
        assert (matches[0].closeness, matches[0].is_office_meant) == (Closeness.FULL, True), minister["name"]
