from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.paging import Page, cut_page, find_place, read_page
from app.people.errors import MandateNotFoundError, OfficeNotFoundError, PersonNotFoundError
from app.people.models import Mandate, Office, Organisation, OrganisationAlias, Person
from app.people.rules import closeness_of_name, holding_on, is_office_meant, pick_successor
from app.people.shipped import load_shipped
from app.people.values import Closeness, Fact, Holding, Span, Tense
from app.text.folding import fold

# What sets every row of a list apart, in its order; each has its index.
_PEOPLE_ORDER = (Person.folded_name, Person.id)
_OFFICE_ORDER = (Office.jurisdiction, Office.name_nl, Office.id)


@dataclass(frozen=True)
class MandateMatch:
    """A mandate that a name in a letter may mean, and how well it fits."""

    mandate: Mandate
    holding: Holding
    closeness: Closeness
    is_office_meant: bool | None  # None: the letter names no office


@dataclass(frozen=True)
class MandateRow:
    """A mandate in a list, with what it is on the day of the list, and its facts that nobody has confirmed."""

    mandate: Mandate
    holding: Holding
    unconfirmed: frozenset[Fact]


@dataclass(frozen=True)
class PersonRow:
    """A person in a list, the latest mandates first."""

    person: Person
    mandates: tuple[MandateRow, ...]


@dataclass(frozen=True)
class OfficeRow:
    """An office in a list, with who holds or may hold it on the day of the list."""

    office: Office
    holders: tuple[Person, ...]


def get_person(session: Session, person_id: int) -> Person:
    """Return a person with mandates and offices; PersonNotFoundError when there is none."""
    query = select(Person).where(Person.id == person_id)
    person = session.scalar(query.options(selectinload(Person.mandates).joinedload(Mandate.office)))
    if person is None:
        raise PersonNotFoundError
    return person


def get_office(session: Session, office_id: int) -> Office:
    """Return an office; OfficeNotFoundError when there is none."""
    office = session.get(Office, office_id)
    if office is None:
        raise OfficeNotFoundError
    return office


def get_mandate(session: Session, mandate_id: int) -> Mandate:
    """Return a mandate with its person and office; MandateNotFoundError when there is none."""
    mandate = session.scalar(_mandates().where(Mandate.id == mandate_id))
    if mandate is None:
        raise MandateNotFoundError
    return mandate


def find_mandate_by_name(
    session: Session, name: str, office_hint: str = "", on: date | None = None
) -> list[MandateMatch]:
    """Return the mandates that a name in a letter may mean, the best first.

    `office_hint` is the office as printed, `on` the letter's day (None: not known). First come mandates that hold on
    that day, then those that may, then the others; among equals the office that was named, then the closer name.
    Names are compared here and not in the database, which knows no accents; the list is of hundreds, not of thousands.
    """
    shipped = load_shipped()
    matches = []
    for mandate in session.scalars(_mandates()):
        closeness = closeness_of_name(name, mandate.person.name)
        if closeness is not None:
            names = (*_office_names(mandate.office), *shipped.official_names(mandate.office.key))
            meant = is_office_meant(office_hint, names)
            matches.append(MandateMatch(mandate, _holding(mandate, on), closeness, meant))
    return sorted(matches, key=_best_first)


def _best_first(match: MandateMatch) -> tuple[int, bool, int, int, int]:
    starts = match.mandate.from_on or date.min
    return (
        match.holding,
        match.is_office_meant is False,
        match.closeness,
        -starts.toordinal(),
        match.mandate.id,
    )


def list_mandates_on(session: Session, day: date, office_ids: Collection[int] | None = None) -> list[Mandate]:
    """Return the mandates, in some offices or in all, that hold or may hold on a day: those that do first, by person."""
    query = _mandates().where(_may_hold_on(day))
    if office_ids is not None:
        query = query.where(Mandate.office_id.in_(office_ids))
    return sorted(
        session.scalars(query),
        key=lambda mandate: (_holding(mandate, day), mandate.person.folded_name, mandate.id),
    )


def list_people(
    session: Session,
    *,
    on: date,
    query: str = "",
    tense: Tense = Tense.ALL,
    before: int | None = None,
    after: int | None = None,
) -> Page[PersonRow]:
    """Return a page of people with their mandates, by name: behind the person `after`, or in front of `before`.

    `query` is looked for in the names of people and offices. `tense` NOW leaves those who hold, or may hold, an office
    on the day `on`; EARLIER those with an office that has ended by then. Somebody without an office shows under ALL.
    """
    place = find_place(session, _PEOPLE_ORDER, Person.id, before=before, after=after)
    whole = selectinload(Person.mandates).joinedload(Mandate.office)
    wanted = select(Person).where(*_are_wanted(on, query, tense)).options(whole)
    found = session.scalars(read_page(wanted, _PEOPLE_ORDER, place))
    return cut_page((_person_row(person, on, tense) for person in found), lambda row: row.person.id, place)


def count_people(session: Session, *, on: date, query: str = "", tense: Tense = Tense.ALL) -> int:
    """Return how many people `list_people` shows on all its pages."""
    wanted = select(func.count()).select_from(Person).where(*_are_wanted(on, query, tense))
    return session.scalar(wanted) or 0


def _are_wanted(on: date, query: str, tense: Tense) -> list[ColumnElement[bool]]:
    """Return what holds for each person of the list: every word typed stands in the name or in that of an office."""
    wanted = [
        or_(
            Person.folded_name.contains(word, autoescape=True),
            Person.mandates.any(Mandate.office.has(Office.folded_names.contains(word, autoescape=True))),
        )
        for word in dict.fromkeys(fold(query).split())
    ]
    if tense is Tense.NOW:
        wanted.append(Person.mandates.any(_may_hold_on(on)))
    elif tense is Tense.EARLIER:
        wanted.append(Person.mandates.any(~_may_hold_on(on)))
    return wanted


def _may_hold_on(day: date) -> ColumnElement[bool]:
    """Return the condition that `holding_on` is HOLDS or MAY_HOLD, for the database."""
    return and_(
        or_(Mandate.from_on.is_(None), Mandate.from_on <= day),
        or_(Mandate.until_on.is_(None), Mandate.until_on >= day),
    )


def _person_row(person: Person, on: date, tense: Tense) -> PersonRow:
    latest_first = sorted(person.mandates, key=lambda mandate: mandate.from_on or date.min, reverse=True)
    rows = [make_mandate_row(mandate, on) for mandate in latest_first]
    return PersonRow(person, tuple(row for row in rows if _is_shown(row.holding, tense)))


def _is_shown(holding: Holding, tense: Tense) -> bool:
    if tense is Tense.ALL:
        return True
    return (holding is Holding.DOES_NOT_HOLD) == (tense is Tense.EARLIER)


def make_mandate_row(mandate: Mandate, on: date) -> MandateRow:
    """Return a mandate with what it is on a day and what of it is unconfirmed."""
    return MandateRow(mandate, _holding(mandate, on), list_unconfirmed(mandate))


def list_unconfirmed(mandate: Mandate) -> frozenset[Fact]:
    """Return the facts of a mandate that came with the program and that nobody has compared with their source.

    Once somebody writes down another source, that source vouches for all of them.
    """
    shipped = load_shipped().mandates.get(mandate.key or "")
    if shipped is None or mandate.source != shipped.source:
        return frozenset()
    plain = shipped.unchecked - {Fact.OFFICE}
    return frozenset(fact for fact in plain if getattr(mandate, fact.value) == getattr(shipped, fact.value))


def list_offices(session: Session) -> list[Office]:
    """Return all offices, by country and Dutch name."""
    return list(session.scalars(select(Office).order_by(*_OFFICE_ORDER)))


def list_office_rows(
    session: Session, on: date, *, before: int | None = None, after: int | None = None
) -> Page[OfficeRow]:
    """Return a page of offices with who holds or may hold them on a day, by country and Dutch name.

    Behind the office `after`, or in front of `before`.
    """
    place = find_place(session, _OFFICE_ORDER, Office.id, before=before, after=after)
    found = session.scalars(read_page(select(Office), _OFFICE_ORDER, place))
    page = cut_page(found, lambda office: office.id, place)
    holders: dict[int, list[Person]] = {office.id: [] for office in page.rows}
    for mandate in list_mandates_on(session, on, holders):
        holders[mandate.office_id].append(mandate.person)
    rows = tuple(OfficeRow(office, tuple(holders[office.id])) for office in page.rows)
    return Page(rows, page.previous, page.next)


def count_offices(session: Session) -> int:
    """Return how many offices there are."""
    return session.scalar(select(func.count()).select_from(Office)) or 0


def successor_of(session: Session, mandate: Mandate, on: date) -> Mandate | None:
    """Return the mandate that took over an office that its holder left by the day `on`; None: nobody we can name."""
    others = list(
        session.scalars(_mandates().where(Mandate.office_id == mandate.office_id, Mandate.id != mandate.id))
    )
    spans = [Span(other.id, other.from_on, other.until_on) for other in others]
    picked = pick_successor(mandate.until_on, spans, on)
    return next((other for other in others if other.id == picked), None)


def find_organisation_by_name(session: Session, name: str) -> Organisation | None:
    """Return the organisation of this name or alias, accents, capitals and extra blanks aside."""
    wanted = _folded(name)
    query = select(Organisation).options(selectinload(Organisation.aliases)).order_by(Organisation.id)
    for organisation in session.scalars(query):
        if wanted in {_folded(known) for known in _organisation_names(organisation)}:
            return organisation
    return None


def find_alias(session: Session, organisation: Organisation, alias_id: int) -> OrganisationAlias | None:
    """Return one alias of an organisation; None when it has no such alias."""
    alias = session.get(OrganisationAlias, alias_id)
    return alias if alias is not None and alias.organisation_id == organisation.id else None


def _folded(name: str) -> str:
    return " ".join(fold(name).split())


def _organisation_names(organisation: Organisation) -> Iterable[str]:
    return (organisation.name, *(alias.name for alias in organisation.aliases))


def _mandates() -> Select[Mandate]:
    return (
        select(Mandate).options(joinedload(Mandate.person), joinedload(Mandate.office)).order_by(Mandate.id)
    )


def _holding(mandate: Mandate, on: date | None) -> Holding:
    return holding_on(mandate.from_on, mandate.until_on, on)


def _office_names(office: Office) -> tuple[str, str, str]:
    return office.name_nl, office.name_fr, office.name_en
