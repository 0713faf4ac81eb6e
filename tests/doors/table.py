"""The table of doors: every route with every kind of address, and what must happen to whoever knocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from flask import Flask
from werkzeug.routing import BuildError, Rule

from app.accounts.permissions import Permission, may
from app.accounts.values import Role
from app.campaigns.access import LEFT_WHEN_ARCHIVED
from app.web.access import PUBLIC, SIGNED_IN, access_of
from app.web.numbers import LARGEST
from tests.doors.samples import Sample, leads_somewhere, samples_of
from tests.doors.world import FOREIGN, OUTSIDE, OWN, ROLES, World

METHODS = ("GET", "POST")
_RANK = [Role.ADMINISTRATOR, Role.COORDINATOR, Role.MEMBER, Role.READER]


class Outcome(Enum):
    """What somebody finds at a door."""

    IN = "comes in"
    SIGN_IN = "is sent to sign in"
    NOTHING = "finds nothing"
    REFUSED = "has too small a role"


@dataclass(frozen=True)
class Door:
    """One address with a method, and what each of its arguments stands for."""

    rule: Rule
    method: str
    access: object
    samples: dict[str, Sample]
    address: str

    def __str__(self) -> str:
        told = ", ".join(f"{argument}: {sample.name}" for argument, sample in self.samples.items())
        return f"{self.method} {self.rule.rule} ({told})"

    @property
    def is_address(self) -> bool:
        """Tell whether any page is at this address: a number that no record can have is none."""
        return all(sample.value != LARGEST + 1 for sample in self.samples.values())

    @property
    def place(self) -> str:
        """Return the short name of the campaign that the fields of its form are of."""
        campaign = self.samples["slug"].campaign if "slug" in self.samples else None
        return campaign or OWN


def list_rules(app: Flask) -> list[tuple[Rule, str]]:
    """Return every route with each of its methods, but the static files."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return [
        (rule, method)
        for rule in rules
        if rule.endpoint != "static"
        for method in METHODS
        if method in (rule.methods or ())
    ]


def list_doors(app: Flask, world: World, *, only_ours: bool = False) -> Iterator[Door]:
    """Give every route with all of ours, all of theirs, and ours with one argument after another that is not."""
    for rule, method in list_rules(app):
        for samples in _combinations(rule, world, only_ours=only_ours):
            yield _door(app, rule, method, samples)


def _combinations(rule: Rule, world: World, *, only_ours: bool) -> Iterator[dict[str, Sample]]:
    arguments = sorted(rule.arguments, key=rule.rule.index)
    offered = {argument: samples_of(rule, argument, world) for argument in arguments}
    ours = {argument: samples[0] for argument, samples in offered.items()}
    yield ours
    if only_ours:
        return
    if "slug" in arguments:
        yield {argument: _first_of(FOREIGN, samples) for argument, samples in offered.items()}
    for argument, samples in offered.items():
        for sample in samples[1:]:
            yield {**ours, argument: sample}


def _first_of(campaign: str, samples: list[Sample]) -> Sample:
    return next((sample for sample in samples if sample.campaign == campaign), samples[0])


def _door(app: Flask, rule: Rule, method: str, samples: dict[str, Sample]) -> Door:
    values = {argument: sample.value for argument, sample in samples.items()}
    return Door(rule, method, access_of(app, rule.endpoint), samples, _address(app, rule, method, values))


def _address(app: Flask, rule: Rule, method: str, values: dict[str, Any]) -> str:
    """Build an address; a number beyond all that the converter builds takes the place of the largest."""
    addresses = app.url_map.bind("localhost")
    try:
        return addresses.build(rule.endpoint, values, method=method)
    except (BuildError, ValueError):
        beyond = {argument: value for argument, value in values.items() if value == LARGEST + 1}
        smaller = addresses.build(rule.endpoint, {**values, **dict.fromkeys(beyond, LARGEST)}, method=method)
        return smaller.replace(str(LARGEST), str(LARGEST + 1))


def role_of(who: str, campaign: str | None) -> Role | None:
    """Return somebody's role in a campaign, or the highest one anywhere (None: no campaign named)."""
    roles = ROLES[who]
    if campaign is not None:
        return roles.get(campaign)
    return next((role for role in _RANK if role in roles.values()), None)


def expected(door: Door, who: str, *, is_archived: bool = False) -> Outcome:
    """Return what must happen, from the table of permissions and from what the address names."""
    if not door.is_address:
        return Outcome.NOTHING
    if door.access == PUBLIC:
        return Outcome.IN if leads_somewhere(door.samples) else Outcome.NOTHING
    if who in OUTSIDE:
        return Outcome.SIGN_IN
    campaign = door.samples.get("slug")
    role = role_of(who, campaign.campaign or "" if campaign else None)
    if campaign is not None and role is None:
        return Outcome.NOTHING
    if door.access != SIGNED_IN:
        assert isinstance(door.access, Permission)
        if not may(door.access, role):
            return Outcome.REFUSED
        if campaign is not None and is_archived and door.access not in LEFT_WHEN_ARCHIVED:
            return Outcome.REFUSED
    return Outcome.IN if _may_see(door, who, role) else Outcome.NOTHING


def _may_see(door: Door, who: str, role: Role | None) -> bool:
    mine = all(sample.reader in (None, who) or role is Role.ADMINISTRATOR for sample in door.samples.values())
    return mine and leads_somewhere(door.samples)


def happened(door: Door, status: int, location: str) -> Outcome | str:
    """Return what an answer means; the bare status where it is none of these, a broken server most of all."""
    if status in (
        404,
        405,
    ):  # an address of no record that takes a form alone says so; both pages read the same
        return Outcome.NOTHING
    if status == 403:
        return Outcome.REFUSED
    is_sent_away = status == 401 or (status == 302 and location.split("?", maxsplit=1)[0] == "/sign-in")
    if is_sent_away and door.access != PUBLIC:  # an open page may show the way to the door
        return Outcome.SIGN_IN
    is_health = status == 503 and door.rule.endpoint == "overview.health"
    return Outcome.IN if status < 500 or is_health else f"status {status}"
