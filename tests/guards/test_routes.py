"""Every route for everybody: who may call it, who is sent to sign in, who is told that there is nothing, and no 500."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule

from app.accounts.models import User
from app.accounts.permissions import PERMISSIONS, may
from app.accounts.values import Role
from app.campaigns.models import Campaign
from app.web.access import PUBLIC, SIGNED_IN, access_of
from tests.client import sign_in
from tests.factories import make_campaign, make_letter, make_membership, make_user

SLUG = "eigen-campagne"
STRANGER = "stranger"
OUTSIDER = "coordinator of another campaign"
NEWCOMER = "nobody's member"
# Who knocks: the role in the campaign of the addresses, and the highest role anywhere.
ROLES: dict[str, tuple[Role | None, Role | None]] = {
    "reader": (Role.READER, Role.READER),
    "member": (Role.MEMBER, Role.MEMBER),
    "coordinator": (Role.COORDINATOR, Role.COORDINATOR),
    "administrator": (Role.ADMINISTRATOR, Role.ADMINISTRATOR),
    OUTSIDER: (None, Role.COORDINATOR),
    NEWCOMER: (None, None),
}
METHODS = ("GET", "POST")
# Arguments that are not numbers; every other one is tried with 1.
SAMPLES = {"slug": SLUG, "sha256": "0" * 64}


# Whoever opens a page to the whole world adds it here, on purpose.
OPEN_TO_THE_WORLD = {
    "accounts.sign_in",
    "accounts.forgotten_password",
    "accounts.set_up",
    "accounts.accept_invitation",
    "accounts.reset_password",
    "accounts.sign_in_by_link",
    "overview.home",
    "overview.health",
    "overview.ready",
    "reminders.close",
    "reminders.extend",
    "reminders.mute",
    "reminders.snooze",
    "web.choose_language",
}


@dataclass(frozen=True)
class Knock:
    """One request: a rule with sample values, and a method."""

    rule: Rule
    address: str
    method: str
    access: object

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"


def _sample(rule: Rule, argument: str) -> Any:
    if argument in SAMPLES:
        return SAMPLES[argument]
    return 1 if isinstance(rule._converters[argument], IntegerConverter) else "1"


def _knocks(app: Flask) -> Iterator[Knock]:
    addresses = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        if rule.endpoint == "static":
            continue
        values = {argument: _sample(rule, argument) for argument in rule.arguments}
        for method in METHODS:
            if method in (rule.methods or ()):
                address = addresses.build(rule.endpoint, values, method=method)
                yield Knock(rule, address, method, access_of(app, rule.endpoint))


def _expected(knock: Knock, who: str) -> str:
    """Return what must happen: `in`, `sign in` (redirected), `nothing here` (404) or `role too small` (403)."""
    if knock.access == PUBLIC:
        return "in"
    if who == STRANGER:
        return "sign in"
    if knock.access == SIGNED_IN:
        return "in"
    role_here, highest_role = ROLES[who]
    names_campaign = "slug" in knock.rule.arguments
    if names_campaign and role_here is None:
        return "nothing here"
    return "in" if may(knock.access, role_here if names_campaign else highest_role) else "role too small"


def _happened(status: int, location: str) -> str:
    if status in (301, 302, 303) and location.startswith("/sign-in?"):
        return "sign in"
    if status in (301, 302) and location == "/sign-in":
        return "sign in"
    return {403: "role too small", 404: "nothing here", 500: "broken"}.get(status, "in")


def _is_right(knock: Knock, expected: str, happened: str) -> bool:
    if knock.access == PUBLIC and happened == "sign in":
        return True  # an open page may show the way to the door
    # Somebody who may come in can still find that the sample record is not there.
    return happened == expected or (expected == "in" and happened == "nothing here")


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application without tokens in forms, so that each knock shows the guard of the route alone."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """A campaign with a letter, so that number 1 and id 1 are there; its first account belongs to nobody who knocks."""
    make_user(session)
    campaign = make_campaign(session, slug=SLUG)
    make_letter(session, campaign)
    session.commit()
    return campaign


def _make_knocker(session: Session, campaign: Campaign, who: str) -> User:
    role_here, _highest_role = ROLES[who]
    user = make_user(session, is_administrator=role_here is Role.ADMINISTRATOR, password_hash="$argon2id$")
    if who == OUTSIDER:
        make_membership(session, make_campaign(session), user, Role.COORDINATOR)
    elif role_here not in (None, Role.ADMINISTRATOR):
        make_membership(session, campaign, user, role_here)
    session.commit()
    return user


def _faults(app: Flask, who: str, user: User | None) -> list[str]:
    faults = []
    # All reading first: a form sent empty may still change something, signing out most of all.
    for knock in sorted(_knocks(app), key=lambda one: one.method):
        client = FlaskClient(app, app.response_class)
        if user is not None:
            sign_in(client, user)
        response = client.open(knock.address, method=knock.method)
        expected, happened = (
            _expected(knock, who),
            _happened(response.status_code, response.headers.get("Location", "")),
        )
        if not _is_right(knock, expected, happened):
            faults.append(f"{knock} for {who}: {expected} expected, got {happened} ({response.status_code})")
    return faults


def test_every_route_says_who_may_call_it(app):
    silent = [str(knock) for knock in _knocks(app) if knock.access is None]
    assert silent == []


def test_what_is_open_to_the_world_is_meant_to_be(app):
    assert {knock.rule.endpoint for knock in _knocks(app) if knock.access == PUBLIC} <= OPEN_TO_THE_WORLD


def test_every_address_in_a_campaign_asks_for_a_permission_there(app):
    loose = [
        str(knock)
        for knock in _knocks(app)
        if "slug" in knock.rule.arguments and not isinstance(knock.access, Enum)
    ]
    assert loose == []


def test_every_permission_of_a_route_is_in_the_table(app):
    asked = {knock.access for knock in _knocks(app) if isinstance(knock.access, Enum)}
    assert asked <= set(PERMISSIONS)


def test_a_view_that_says_nothing_is_refused_to_everybody(app, session, campaign):
    app.add_url_rule("/silent", "silent", lambda: "words")
    client = FlaskClient(app, app.response_class)
    assert client.get("/silent").status_code == 403
    sign_in(client, _make_knocker(session, campaign, "administrator"))
    assert client.get("/silent").status_code == 403


def test_a_stranger_gets_only_what_is_public(app, campaign):
    assert _faults(app, STRANGER, None) == []


@pytest.mark.parametrize("who", list(ROLES))
def test_each_role_gets_what_the_table_gives_it(app, session, campaign, who):
    assert _faults(app, who, _make_knocker(session, campaign, who)) == []
