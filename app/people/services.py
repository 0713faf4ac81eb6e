from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.rules import difference
from app.activity.services import record_activity
from app.errors import StaleRecordError
from app.people.errors import (
    DaysOutOfOrderError,
    MandateOverlapsError,
    NameMissingError,
    OfficeExistsError,
    PersonExistsError,
)
from app.people.models import Mandate, Office, Person, folded_name_of
from app.people.rules import are_days_in_order, do_overlap
from app.people.shipped import Shipped, ShippedMandate, load_shipped
from app.people.values import MandateFacts, OfficeNames, Span
from app.text.folding import fold


def add_person(session: Session, *, name: str, actor: User, now: datetime) -> Person:
    """Add somebody in public life; PersonExistsError when the list has the name, accents and capitals aside."""
    name = _clean_name(name)
    _refuse_second_person(session, name, but=None)
    person = Person(name=name)
    session.add(person)
    session.flush()
    record_activity(session, "added", person, actor=actor, now=now, facts={"name": name})
    return person


def rename_person(
    session: Session, person: Person, *, name: str, was: str, actor: User, now: datetime
) -> None:
    """Change somebody's name; `was` is the name that the form showed: StaleRecordError when it is another by now."""
    if person.name != was:
        raise StaleRecordError
    name = _clean_name(name)
    if name == was:
        return
    _refuse_second_person(session, name, but=person)
    person.name = name
    session.flush()
    record_activity(
        session, "renamed", person, actor=actor, now=now, facts=difference({"name": was}, {"name": name})
    )


def add_office(
    session: Session, *, names: OfficeNames, jurisdiction: str, actor: User, now: datetime
) -> Office:
    """Add an office; names left out are those of another language. `jurisdiction` is BE, NL, EU ..."""
    names = complete_names(names)
    jurisdiction = _clean_name(jurisdiction).upper()
    _refuse_second_office(session, names, jurisdiction, but=None)
    office = Office(jurisdiction=jurisdiction, name_nl=names.nl, name_fr=names.fr, name_en=names.en)
    session.add(office)
    session.flush()
    record_activity(
        session, "added", office, actor=actor, now=now, facts={**asdict(names), "jurisdiction": jurisdiction}
    )
    return office


def rename_office(
    session: Session, office: Office, *, names: OfficeNames, was: OfficeNames, actor: User, now: datetime
) -> None:
    """Change an office's names; `was` is what the form showed: StaleRecordError when they are others by now."""
    if names_of(office) != was:
        raise StaleRecordError
    names = complete_names(names)
    if names == was:
        return
    _refuse_second_office(session, names, office.jurisdiction, but=office)
    office.name_nl, office.name_fr, office.name_en = names.nl, names.fr, names.en
    session.flush()
    record_activity(
        session, "renamed", office, actor=actor, now=now, facts=difference(asdict(was), asdict(names))
    )


def names_of(office: Office) -> OfficeNames:
    """Return an office's names as one value."""
    return OfficeNames(nl=office.name_nl, fr=office.name_fr, en=office.name_en)


def complete_names(names: OfficeNames) -> OfficeNames:
    """Return trimmed names, an empty one filled from another language; NameMissingError when all are empty."""
    typed = {language: " ".join(name.split()) for language, name in asdict(names).items()}
    first = _clean_name(next((name for name in typed.values() if name), ""))
    return OfficeNames(**{language: name or first for language, name in typed.items()})


def add_mandate(
    session: Session, person: Person, facts: MandateFacts, *, actor: User, now: datetime
) -> Mandate:
    """Put somebody in an office; MandateOverlapsError when the list has this person there on some of these days."""
    facts = _checked(session, person.id, facts, but=None)
    mandate = Mandate(person_id=person.id, **asdict(facts))
    session.add(mandate)
    session.flush()
    record_activity(
        session, "added", mandate, actor=actor, now=now, facts={"person": person.name, **_plain(facts)}
    )
    return mandate


def change_mandate(
    session: Session, mandate: Mandate, facts: MandateFacts, *, version: int, actor: User, now: datetime
) -> None:
    """Correct a mandate; StaleRecordError when somebody changed it after `version`."""
    if mandate.version != version:
        raise StaleRecordError
    before = facts_of(mandate)
    facts = _checked(session, mandate.person_id, facts, but=mandate)
    if facts == before:
        return
    for name, value in asdict(facts).items():
        setattr(mandate, name, value)
    mandate.version = version + 1
    session.flush()
    record_activity(
        session, "changed", mandate, actor=actor, now=now, facts=difference(_plain(before), _plain(facts))
    )


def end_mandate(
    session: Session, mandate: Mandate, *, until_on: date, version: int, actor: User, now: datetime
) -> None:
    """Write down somebody's last day in an office; what they were asked there is then for the successor."""
    change_mandate(
        session, mandate, replace(facts_of(mandate), until_on=until_on), version=version, actor=actor, now=now
    )


def facts_of(mandate: Mandate) -> MandateFacts:
    """Return what is known of a mandate as one value."""
    return MandateFacts(
        office_id=mandate.office_id,
        party=mandate.party,
        from_on=mandate.from_on,
        until_on=mandate.until_on,
        source=mandate.source,
    )


@dataclass(frozen=True)
class ShippedLoad:
    """What a load of the program's own list did: mandates added, brought up to date, and left as people changed them."""

    added: int = 0
    updated: int = 0
    kept: int = 0


def load_shipped_mandates(session: Session, shipped: Shipped | None = None) -> ShippedLoad:
    """Add the people in office that come with the program; may run at every upgrade.

    Rows are found by key. A mandate that a person changed (its version is above 1) is never overwritten; the names of
    people and offices are written once and then left alone.
    """
    shipped = shipped or load_shipped()
    people = _load_people(session, shipped)
    offices = _load_offices(session, shipped)
    known = {
        row.key: row for row in session.scalars(select(Mandate).where(Mandate.key.in_(shipped.mandates)))
    }
    counts = {"added": 0, "updated": 0, "kept": 0}
    for key, mandate in shipped.mandates.items():
        outcome = _load_mandate(
            session, mandate, known.get(key), people[mandate.person], offices[mandate.office]
        )
        if outcome:
            counts[outcome] += 1
    session.flush()
    return ShippedLoad(**counts)


def _load_people(session: Session, shipped: Shipped) -> dict[str, int]:
    known = {row.key: row for row in session.scalars(select(Person).where(Person.key.in_(shipped.people)))}
    rows = {
        key: known.get(key) or Person(key=key, name=person.name) for key, person in shipped.people.items()
    }
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items()}


def _load_offices(session: Session, shipped: Shipped) -> dict[str, int]:
    known = {row.key: row for row in session.scalars(select(Office).where(Office.key.in_(shipped.offices)))}
    rows = {
        key: known.get(key)
        or Office(
            key=key,
            jurisdiction=office.jurisdiction,
            name_nl=office.names.nl,
            name_fr=office.names.fr,
            name_en=office.names.en,
        )
        for key, office in shipped.offices.items()
    }
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items()}


def _load_mandate(
    session: Session, shipped: ShippedMandate, row: Mandate | None, person_id: int, office_id: int
) -> str | None:
    facts = MandateFacts(office_id, shipped.party, shipped.from_on, shipped.until_on, shipped.source)
    if row is None:
        session.add(Mandate(key=shipped.key, person_id=person_id, **asdict(facts)))
        return "added"
    if facts_of(row) == facts:
        return None
    if row.version > 1:
        return "kept"
    # Not through the row: the version would rise, and the next upgrade would take our own change for a person's.
    session.execute(update(Mandate).where(Mandate.id == row.id, Mandate.version == 1).values(**asdict(facts)))
    session.refresh(row)
    return "updated"


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise NameMissingError
    return cleaned


def _refuse_second_person(session: Session, name: str, *, but: Person | None) -> None:
    for other in session.scalars(select(Person).where(Person.folded_name == folded_name_of(name))):
        if other is not but and fold(other.name) == fold(name):
            raise PersonExistsError(name=other.name)


def _refuse_second_office(
    session: Session, names: OfficeNames, jurisdiction: str, *, but: Office | None
) -> None:
    wanted = {fold(name) for name in asdict(names).values()}
    for other in session.scalars(select(Office).where(Office.jurisdiction == jurisdiction)):
        if other is not but and wanted & {fold(name) for name in asdict(names_of(other)).values()}:
            raise OfficeExistsError(name=other.name_nl)


def _checked(session: Session, person_id: int, facts: MandateFacts, *, but: Mandate | None) -> MandateFacts:
    if not are_days_in_order(facts.from_on, facts.until_on):
        raise DaysOutOfOrderError
    span = Span(0, facts.from_on, facts.until_on)
    same_place = select(Mandate).where(Mandate.person_id == person_id, Mandate.office_id == facts.office_id)
    for other in session.scalars(same_place):
        if other is not but and do_overlap(span, Span(other.id, other.from_on, other.until_on)):
            raise MandateOverlapsError
    return replace(facts, party=" ".join(facts.party.split()), source=" ".join(facts.source.split()))


def _plain(facts: MandateFacts) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()
    }
