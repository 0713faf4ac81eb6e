"""The people in office that come with the program: config/mandates.yaml as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.people.errors import InvalidMandatesFileError
from app.people.values import Fact, OfficeNames
from app.settings import ROOT

FILE = ROOT / "config" / "mandates.yaml"
SOURCE_LENGTH = 400  # what the database takes


@dataclass(frozen=True)
class ShippedPerson:
    """Somebody in public office; `key` never changes."""

    key: str
    name: str


@dataclass(frozen=True)
class ShippedOffice:
    """An office: its short name in each language, and the whole portfolio where that is longer."""

    key: str
    jurisdiction: str
    names: OfficeNames
    official: OfficeNames | None


@dataclass(frozen=True)
class ShippedSource:
    """A sentence that says where facts are from, and whether a person compared them with it."""

    facts: frozenset[Fact]
    says: str
    is_checked: bool


@dataclass(frozen=True)
class ShippedMandate:
    """A person in an office; days that no source gives are None."""

    key: str
    person: str
    office: str
    party: str
    from_on: date | None
    until_on: date | None
    sources: tuple[ShippedSource, ...]

    @property
    def source(self) -> str:
        """Return all sentences, as the mandate keeps them."""
        return " ".join(source.says for source in self.sources)

    @property
    def unchecked(self) -> frozenset[Fact]:
        """Return the facts that no person has compared with their source."""
        return frozenset(fact for source in self.sources if not source.is_checked for fact in source.facts)


@dataclass(frozen=True)
class Shipped:
    """The whole file, by key."""

    people: Mapping[str, ShippedPerson]
    offices: Mapping[str, ShippedOffice]
    mandates: Mapping[str, ShippedMandate]

    def official_names(self, office_key: str | None) -> tuple[str, ...]:
        """Return an office's whole portfolio in each language; empty where the file gives none."""
        office = self.offices.get(office_key or "")
        names = office.official if office else None
        return (names.nl, names.fr, names.en) if names else ()


@lru_cache(maxsize=1)
def load_shipped() -> Shipped:
    """Return what the program's own file holds; it is read once."""
    return read_shipped(FILE)


def read_shipped(path: Path) -> Shipped:
    """Read a file of this shape; InvalidMandatesFileError names the entry that cannot be used."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    shipped = Shipped(
        people={entry["key"]: ShippedPerson(**entry) for entry in raw["people"]},
        offices={entry["key"]: _office(entry) for entry in raw["offices"]},
        mandates={entry["key"]: _mandate(entry) for entry in raw["mandates"]},
    )
    for mandate in shipped.mandates.values():
        _check(mandate, shipped)
    return shipped


def _office(entry: Mapping[str, Any]) -> ShippedOffice:
    official = entry.get("official")
    return ShippedOffice(
        key=entry["key"],
        jurisdiction=entry["jurisdiction"],
        names=OfficeNames(**entry["names"]),
        official=OfficeNames(**official) if official else None,
    )


def _mandate(entry: Mapping[str, Any]) -> ShippedMandate:
    return ShippedMandate(
        key=entry["key"],
        person=entry["person"],
        office=entry["office"],
        party=entry["party"],
        from_on=entry.get("from_on"),
        until_on=entry.get("until_on"),
        sources=tuple(
            ShippedSource(
                frozenset(Fact(fact) for fact in source["facts"]), source["says"], source["checked"]
            )
            for source in entry["sources"]
        ),
    )


def _check(mandate: ShippedMandate, shipped: Shipped) -> None:
    given = {Fact.OFFICE, Fact.PARTY} | {
        fact for fact in (Fact.FROM_ON, Fact.UNTIL_ON) if getattr(mandate, fact.value)
    }
    vouched_for = {fact for source in mandate.sources for fact in source.facts}
    problems = {
        "no such person": mandate.person not in shipped.people,
        "no such office": mandate.office not in shipped.offices,
        "each fact needs a source, and each source a fact": given != vouched_for,
        f"the sources are longer than {SOURCE_LENGTH} characters": len(mandate.source) > SOURCE_LENGTH,
    }
    for problem, is_there in problems.items():
        if is_there:
            raise InvalidMandatesFileError(entry=mandate.key, problem=problem)
