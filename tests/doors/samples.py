"""What stands in an address for each kind of argument, and whether it leads to a record. From rules, not from what happens.

Whoever adds an argument to an address adds its samples to `_samples_of`: whose record it names, and which is not theirs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from werkzeug.routing import Rule

from app.web.numbers import LARGEST
from tests.doors.world import FOREIGN, OWN, Place, World

ABSENT, NOBODYS_SLUG = 999_999, "er-is-geen"
# Of people and offices, which all campaigns share.
_SHARED = {"person_id": "person", "office_id": "office", "mandate_id": "mandate"}
_IDS_IN_CAMPAIGN = {
    "organisation_id": "organisation",
    "membership_id": "membership",
}
_OF_REPLIES = {"versions.reply_cut", "versions.cut_reply"}
_SECRETS = {
    "accounts.set_up": "set_up",
    "accounts.accept_invitation": "invitation",
    "accounts.reset_password": "password_reset",
    "accounts.sign_in_by_link": "sign_in",
}


@dataclass(frozen=True)
class Sample:
    """One value of an argument: which campaign its record is in (None: in none), and whether there is a record."""

    name: str
    value: Any
    campaign: str | None = None
    is_there: bool = True
    letter: int | None = None  # number of the letter that a demand belongs to
    reader: str | None = None  # who alone may see it, beside administrators


def samples_of(rule: Rule, argument: str, world: World) -> list[Sample]:
    """Return the samples of an argument: first one of our own campaign; empty where nobody declared any."""
    found = list(_samples_of(rule.endpoint, argument, world))
    if not found or argument in ("slug", "secret", "section", "token"):
        return found
    return [
        *found,
        *(Sample(str(number), number, is_there=False) for number in (ABSENT, 0, LARGEST, LARGEST + 1)),
    ]


def _samples_of(endpoint: str, argument: str, world: World) -> Iterable[Sample]:
    own, foreign = world.places[OWN], world.places[FOREIGN]
    domain, _, view = endpoint.partition(".")
    kinds = {"replies": "replies", "intake": "items"}
    kind = "replies" if endpoint in _OF_REPLIES else kinds.get(domain, "letters")
    by_argument: dict[str, Callable[[], Iterable[Sample]]] = {
        "slug": lambda: (
            Sample("ours", OWN, OWN),
            Sample("of another campaign", FOREIGN, FOREIGN),
            Sample("nobody's", NOBODYS_SLUG, is_there=False),
        ),
        "number": lambda: _by_state((own, foreign), kind),
        "demand_id": lambda: [*_demands(own), *_demands(foreign)],
        **{
            argument: partial(_by_state, (own, foreign), name)
            for argument, name in (("document_id", "documents"), ("carried_id", "carried"))
        },
        # A name that is gone already, or was never there, is no problem.
        "alias_id": lambda: [
            Sample("ours", own.ids["alias"]),
            Sample("of another campaign", foreign.ids["alias"]),
        ],
        "user_id": lambda: [Sample(name, world.ids[name]) for name in ("account", "account shut out")],
        "mail_id": lambda: [Sample(f"for {who}", number, reader=who) for who, number in world.mails.items()],
        "section": lambda: [
            Sample("a heading of Today", "overdue"),
            Sample("no heading", "er-is-geen", is_there=False),
        ],
        "secret": lambda: _secrets(world.secrets[_SECRETS[endpoint]]),
        "token": lambda: _tokens(world.tokens[view]),
        **{argument: partial(_shared, world.ids[name]) for argument, name in _SHARED.items()},
        **{argument: partial(_by_id, (own, foreign), name) for argument, name in _IDS_IN_CAMPAIGN.items()},
    }
    return by_argument.get(argument, list)()


def _shared(number: int) -> list[Sample]:
    return [Sample("shared", number)]


def _by_id(places: tuple[Place, ...], name: str) -> list[Sample]:
    return [sample for place in places for sample in _in_campaign(place, {name: place.ids[name]})]


def _by_state(places: tuple[Place, ...], kind: str) -> list[Sample]:
    return [sample for place in places for sample in _in_campaign(place, getattr(place, kind))]


def _secrets(secret: str) -> list[Sample]:
    return [Sample("genuine", secret), Sample("forged", "x" * len(secret))]  # whose page says so, to anybody


def _tokens(token: str) -> list[Sample]:
    return [Sample("genuine", token), Sample("forged", token[:-4] + "AAAA", is_there=False)]


def _in_campaign(place: Place, numbers: dict[str, int]) -> list[Sample]:
    whose = "ours" if place.slug == OWN else "of another campaign"
    return [Sample(f"{state}, {whose}", number, place.slug) for state, number in numbers.items()]


def _demands(place: Place) -> list[Sample]:
    whose = "ours" if place.slug == OWN else "of another campaign"
    letter = place.letters["open"]
    found = [
        Sample(f"{state}, {whose}", number, place.slug, is_there=state != "voided", letter=letter)
        for state, number in place.demands.items()
    ]
    closed = place.letters["closed"]
    other = Sample(f"of another letter, {whose}", place.demand_of[closed], place.slug, letter=closed)
    return [*found, other]


def leads_somewhere(samples: dict[str, Sample]) -> bool:
    """Tell whether an address names records that are there, all of the campaign that it names itself.

    `alias_id` is asked for nothing: taking off a name that is gone already is no problem, and changes nothing.
    """
    strict = {argument: sample for argument, sample in samples.items() if argument != "alias_id"}
    if not all(sample.is_there for sample in strict.values()):
        return False
    if "slug" not in strict:
        return True
    number, demand = strict.get("number"), strict.get("demand_id")
    if number and demand and demand.letter != number.value:
        return False
    campaign = strict["slug"].campaign
    return all(sample.campaign == campaign for sample in strict.values())
