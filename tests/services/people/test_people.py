from datetime import date

import pytest
from sqlalchemy import select

from app.activity.models import Activity
from app.errors import StaleRecordError
from app.people.errors import (
    DaysOutOfOrderError,
    MandateNotFoundError,
    MandateOverlapsError,
    NameMissingError,
    OfficeExistsError,
    OfficeNotFoundError,
    PersonExistsError,
    PersonNotFoundError,
)
from app.people.models import Mandate, Person
from app.people.queries import (
    count_offices,
    count_people,
    find_mandate_by_name,
    get_mandate,
    get_office,
    get_person,
    list_mandates_on,
    list_office_rows,
    list_people,
    successor_of,
)
from app.people.services import (
    add_mandate,
    add_office,
    add_person,
    change_mandate,
    end_mandate,
    facts_of,
    names_of,
    rename_office,
    rename_person,
)
from app.people.values import Closeness, Holding, MandateFacts, OfficeNames, Tense
from tests.factories import make_mandate, make_user

BEGAN, LEFT = date(2025, 2, 3), date(2026, 5, 31)
TODAY = date(2026, 7, 1)


@pytest.fixture
def actor(session):
    return make_user(session)


@pytest.fixture
def minister(session):
    return make_mandate(
        session, "An Voorbeeld", "minister van Proefzaken", from_on=BEGAN, party="Proefpartij"
    )


def logged(session):
    return [(row.act, row.record) for row in session.scalars(select(Activity).order_by(Activity.id))]


def test_person_is_added_and_renamed(session, actor, now):
    person = add_person(session, name="  Bo   Proefmans ", actor=actor, now=now)
    assert person.name == "Bo Proefmans"
    rename_person(session, person, name="Bo Proefman", was="Bo Proefmans", actor=actor, now=now)
    assert get_person(session, person.id).name == "Bo Proefman"
    assert [row.person for row in list_people(session, on=TODAY, query="proefman").rows] == [person]
    assert list_people(session, on=TODAY, query="proefmans").rows == ()
    assert logged(session) == [("added", "person"), ("renamed", "person")]


def test_person_is_in_the_list_once(session, actor, minister, now):
    with pytest.raises(PersonExistsError, match="An Voorbeeld"):
        add_person(session, name="ÀN voorbeeld", actor=actor, now=now)
    other = add_person(session, name="An Voorbeeld (Gent)", actor=actor, now=now)
    with pytest.raises(PersonExistsError):
        rename_person(session, other, name="An Voorbeeld", was=other.name, actor=actor, now=now)
    rename_person(session, minister.person, name="AN VOORBEELD", was="An Voorbeeld", actor=actor, now=now)
    assert minister.person.name == "AN VOORBEELD"


def test_person_needs_a_name(session, actor, now):
    with pytest.raises(NameMissingError):
        add_person(session, name="  ", actor=actor, now=now)


def test_rename_after_somebody_else_is_refused(session, actor, minister, now):
    with pytest.raises(StaleRecordError):
        rename_person(session, minister.person, name="Nieuw", was="Ouder", actor=actor, now=now)
    names = OfficeNames("a", "b", "c")
    with pytest.raises(StaleRecordError):
        rename_office(session, minister.office, names=names, was=names, actor=actor, now=now)


def test_office_without_a_name_in_a_language_takes_another(session, actor, now):
    office = add_office(
        session, names=OfficeNames("", " maire ", ""), jurisdiction="be", actor=actor, now=now
    )
    assert names_of(office) == OfficeNames("maire", "maire", "maire")
    assert office.jurisdiction == "BE"
    rename_office(
        session,
        office,
        names=OfficeNames("burgemeester", "maire", ""),
        was=names_of(office),
        actor=actor,
        now=now,
    )
    assert names_of(office) == OfficeNames("burgemeester", "maire", "burgemeester")


def test_office_is_once_in_a_country(session, actor, minister, now):
    names = OfficeNames("Minister van PROEFZAKEN", "", "")
    with pytest.raises(OfficeExistsError):
        add_office(session, names=names, jurisdiction="BE", actor=actor, now=now)
    assert add_office(session, names=names, jurisdiction="NL", actor=actor, now=now).id != minister.office_id
    with pytest.raises(NameMissingError):
        add_office(session, names=OfficeNames("", " ", ""), jurisdiction="BE", actor=actor, now=now)


def test_mandate_is_added_changed_and_ended(session, actor, minister, now):
    person = add_person(session, name="Bo Proefmans", actor=actor, now=now)
    facts = MandateFacts(minister.office_id, " Proef  partij ", LEFT, None, "Staatsblad")
    mandate = add_mandate(session, person, facts, actor=actor, now=now)
    assert mandate.party == "Proef partij"
    changed = MandateFacts(minister.office_id, "Andere", LEFT, None, "Staatsblad")
    change_mandate(session, mandate, changed, version=1, actor=actor, now=now)
    end_mandate(session, mandate, until_on=TODAY, version=2, actor=actor, now=now)
    assert facts_of(mandate) == MandateFacts(minister.office_id, "Andere", LEFT, TODAY, "Staatsblad")
    assert mandate.version == 3
    row = session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert row.facts == {"until_on": {"from": None, "to": "2026-07-01"}}


def test_mandate_changed_by_somebody_else_is_refused(session, actor, minister, now):
    end_mandate(session, minister, until_on=LEFT, version=1, actor=actor, now=now)
    with pytest.raises(StaleRecordError):
        end_mandate(session, minister, until_on=TODAY, version=1, actor=actor, now=now)


def test_mandate_neither_ends_before_it_begins_nor_overlaps(session, actor, minister, now):
    with pytest.raises(DaysOutOfOrderError):
        end_mandate(session, minister, until_on=date(2025, 2, 2), version=1, actor=actor, now=now)
    again = MandateFacts(minister.office_id, from_on=date(2026, 1, 1))
    with pytest.raises(MandateOverlapsError):
        add_mandate(session, minister.person, again, actor=actor, now=now)
    end_mandate(session, minister, until_on=date(2026, 1, 1), version=1, actor=actor, now=now)
    assert add_mandate(session, minister.person, again, actor=actor, now=now).from_on == date(2026, 1, 1)


def test_saving_without_a_change_leaves_no_trace(session, actor, minister, now):
    change_mandate(session, minister, facts_of(minister), version=1, actor=actor, now=now)
    assert minister.version == 1
    assert logged(session) == []


def test_nothing_is_found_under_a_number_of_nobody(session):
    with pytest.raises(PersonNotFoundError):
        get_person(session, 99)
    with pytest.raises(OfficeNotFoundError):
        get_office(session, 99)
    with pytest.raises(MandateNotFoundError):
        get_mandate(session, 99)


def test_letter_means_the_mandate_of_its_day(session, minister):
    earlier = make_mandate(session, "An Voorbeeld (oud)", "minister van Vroeger", until_on=date(2025, 2, 2))
    earlier.person.name = "An Voorbeeld"
    unknown = make_mandate(session, "Aldo Voorbeeld", "minister van Onbekend")

    def found(name, hint="", on=TODAY):
        return [
            (one.mandate.id, one.holding, one.closeness)
            for one in find_mandate_by_name(session, name, hint, on)
        ]

    assert found("minister A. Voorbeeld") == [
        (minister.id, Holding.HOLDS, Closeness.INITIALS),
        (unknown.id, Holding.MAY_HOLD, Closeness.INITIALS),
        (earlier.id, Holding.DOES_NOT_HOLD, Closeness.INITIALS),
    ]
    assert [mandate for mandate, *_rest in found("An Voorbeeld", on=date(2025, 1, 1))] == [
        earlier.id,
        minister.id,
    ]
    # Without a day every mandate may be meant: then the office printed on the letter decides.
    assert found("A. Voorbeeld", "minister van Vroeger", None)[0][0] == earlier.id
    assert found("A. Voorbeeld", "minister van Onbekend", None)[0][0] == unknown.id
    assert found("Z. Voorbeeld") == []


def test_office_on_the_letter_is_told(session, minister):
    match = find_mandate_by_name(session, "A. Voorbeeld", "Proefzaken", TODAY)[0]
    assert match.is_office_meant is True
    assert find_mandate_by_name(session, "A. Voorbeeld", "Justitie", TODAY)[0].is_office_meant is False
    assert find_mandate_by_name(session, "A. Voorbeeld", "", TODAY)[0].is_office_meant is None


def test_mandates_of_a_day_are_those_that_hold_or_may(session, minister):
    unknown = make_mandate(session, "Aldo Onbekend", "minister van Onbekend")
    make_mandate(session, "Vera Voorbij", "minister van Vroeger", until_on=LEFT)
    make_mandate(session, "Tom Toekomst", "minister van Later", from_on=date(2026, 7, 2))
    assert list_mandates_on(session, TODAY) == [minister, unknown]


def test_people_are_listed_by_name_office_and_time(session, minister):
    make_mandate(session, "Vera Voorbij", "minister van Vroeger", until_on=LEFT)
    make_mandate(session, "Élan Proef", "minister van Vroeger", until_on=LEFT)

    def names(query="", tense=Tense.ALL):
        return [row.person.name for row in list_people(session, on=TODAY, query=query, tense=tense).rows]

    assert names() == ["An Voorbeeld", "Élan Proef", "Vera Voorbij"]
    assert names(tense=Tense.NOW) == ["An Voorbeeld"]
    assert names(tense=Tense.EARLIER) == ["Élan Proef", "Vera Voorbij"]
    assert names("proefzaken an") == ["An Voorbeeld"]
    assert names("elan") == ["Élan Proef"]


def test_person_without_an_office_is_listed_among_all(session, actor, now):
    add_person(session, name="Nog Niets", actor=actor, now=now)
    assert [row.mandates for row in list_people(session, on=TODAY).rows] == [()]
    assert list_people(session, on=TODAY, tense=Tense.NOW).rows == ()


def test_successor_is_who_took_the_office_over(session, actor, minister, now):
    assert successor_of(session, minister, TODAY) is None
    end_mandate(session, minister, until_on=LEFT, version=1, actor=actor, now=now)
    assert successor_of(session, minister, TODAY) is None
    person = add_person(session, name="Bo Proefmans", actor=actor, now=now)
    facts = MandateFacts(minister.office_id, from_on=date(2026, 6, 1))
    successor = add_mandate(session, person, facts, actor=actor, now=now)
    assert successor_of(session, minister, TODAY) is successor
    assert successor_of(session, minister, date(2026, 5, 1)) is None
    assert successor_of(session, successor, TODAY) is None


def test_days_out_of_order_are_refused_by_the_database_too(session, minister):
    with pytest.raises(Exception, match="days_in_order"):
        make_mandate(session, "Iemand", "iets", from_on=LEFT, until_on=BEGAN)
    session.rollback()
    assert session.scalars(select(Mandate)).all() == []


def _walk(first, following):
    """Return the pages from the first on, each asked for by the key at the end of the one before."""
    pages = [first]
    while pages[-1].next is not None:
        pages.append(following(pages[-1].next))
    return pages


def test_people_stand_on_pages_of_fifty_each_on_one(session):
    # Two of each name: the number sets them apart where a page ends between them.
    session.add_all([Person(name=f"Pérsoon {number // 2:03}") for number in range(119, -1, -1)])
    session.flush()
    pages = _walk(list_people(session, on=TODAY), lambda key: list_people(session, on=TODAY, after=key))
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    rows = [row.person for page in pages for row in page.rows]
    assert [person.name for person in rows] == [f"Pérsoon {at // 2:03}" for at in range(120)]
    assert len({person.id for person in rows}) == count_people(session, on=TODAY) == 120
    assert [page.previous is None for page in pages] == [True, False, False]
    back = list_people(session, on=TODAY, before=pages[2].previous)
    assert back.rows == pages[1].rows
    assert list_people(session, on=TODAY, before=back.previous).rows == pages[0].rows
    assert list_people(session, on=TODAY, before=back.previous).previous is None


def test_page_of_people_goes_on_where_it_ended_when_somebody_was_added_meanwhile(session):
    session.add_all([Person(name=f"Persoon {number:03}") for number in range(120)])
    session.flush()
    first = list_people(session, on=TODAY)
    session.add_all([Person(name="Aaltje"), Person(name="Persoon 049b")])
    session.flush()
    second = list_people(session, on=TODAY, after=first.next)
    assert [row.person.name for row in second.rows[:2]] == ["Persoon 049b", "Persoon 050"]
    assert not {row.person.id for row in first.rows} & {row.person.id for row in second.rows}


def test_place_that_nobody_has_shows_the_first_page(session):
    session.add_all([Person(name=f"Persoon {number:03}") for number in range(60)])
    session.flush()
    first = list_people(session, on=TODAY)
    assert list_people(session, on=TODAY, after=999_999) == first
    assert list_people(session, on=TODAY, before=999_999) == first


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", True), ("prev", True), ("PREVOT", True), ("zaken maxime", True), ("prevot justitie", False), ("%", False),
        ("pr_vot", False), ("affaires", True),
    ],
)  # fmt: skip
def test_search_finds_each_word_somewhere(session, query, expected):
    mandate = make_mandate(session, "Maxime Prévot", "minister van Buitenlandse Zaken")
    mandate.office.name_fr = "ministre des Affaires étrangères"
    make_mandate(session, "Iemand", "minister van Justitie")
    found = list_people(session, on=TODAY, query=query).rows
    assert (mandate.person in [row.person for row in found]) is expected
    assert count_people(session, on=TODAY, query=query) == len(found)


def test_offices_stand_on_pages_of_fifty_with_their_holders(session, minister):
    for number in range(120):
        make_mandate(session, f"Persoon {number:03}", f"raadslid {number:03}")
    pages = _walk(list_office_rows(session, TODAY), lambda key: list_office_rows(session, TODAY, after=key))
    rows = [row for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 21]
    assert len({row.office.id for row in rows}) == count_offices(session) == 121
    assert [row.holders[0].name for row in rows[1:]] == [f"Persoon {number:03}" for number in range(120)]
    assert list_office_rows(session, TODAY, before=pages[1].previous) == pages[0]
