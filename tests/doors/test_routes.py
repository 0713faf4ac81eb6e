"""Every route for everybody, with ids of ours, of others and of nobody: what the table of permissions says, and no 500."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.permissions import PERMISSIONS
from app.settings import ROOT
from app.web.access import PUBLIC, access_of
from tests.client import sign_in
from tests.doors.document import write_document
from tests.doors.knocking import Knocker, Rewind
from tests.doors.samples import samples_of
from tests.doors.table import Door, Outcome, expected, happened, list_doors, list_rules
from tests.doors.world import FOREIGN_WORD, OWN, ROLES, World
from tests.factories import make_user

DOCUMENT = ROOT / "docs" / "admin" / "access.md"

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
# What stands in the letters of each campaign, read otherwise.
BETTER = "Geachte minister,\n\n1. Open het loket.\n\n2. Sluit het **loket** niet.\n"
# What is set on our campaign for its state; the demonstration is one by its mark.
STATES = {
    "archived": "UPDATE campaign SET archived_at = '2026-01-05 08:00:00' WHERE slug = :slug",
    "demonstration": "UPDATE campaign SET is_demonstration = true WHERE slug = :slug",
}


def _fields(door: Door, world: World) -> dict[str, Any]:
    """Return the fields without which a form names no record of its own."""
    place = world.places[door.place]
    number = door.samples["number"].value if "number" in door.samples else 0
    names_demand = {"demand": place.demand_of.get(number, 0)}
    fields = {
        "answers.judge": names_demand,
        "answers.unlink": {**names_demand, "passage": place.ids["passage"]},
        "answers.link": {**names_demand, "reply": place.replies["filed"]},
        # These are filled in, so that whoever may not, and got in, would write.
        "versions.decide": {"place": "gone"},
        "versions.cut_letter": {"first": 1, "last": 1, "version": 1},
        "versions.cut_reply": {"first": 1, "last": 1, "version": 1},
        "documents.take_better_text": {"better-text": BETTER, "better-after": place.ids["text version"]},
    }
    return fields.get(door.rule.endpoint, {})


def _faults_at(door: Door, who: str, knocker: Knocker, rewind: Rewind, *, is_archived: bool) -> Iterator[str]:
    fields = _fields(door, knocker.world) if door.method == "POST" else None
    answer = knocker.knock(who, door.method, door.address, data=fields)
    wanted = expected(door, who, is_archived=is_archived)
    got = happened(door, answer.status_code, answer.headers.get("Location", ""))
    if got != wanted:
        yield f"{who} at {door}: {wanted.value} expected, got {getattr(got, 'value', got)} ({answer.status_code})"
    if rewind.has_changed() and (door.method == "GET" or wanted is not Outcome.IN):
        yield f"{who} at {door}: something was changed"
    # What somebody typed into the address may be shown again.
    shown = answer.get_data().decode("utf-8", "replace").replace(door.address, "")
    if ROLES[who].keys() <= {OWN} and FOREIGN_WORD in shown.lower():
        yield f"{who} at {door}: words of the foreign campaign are shown"


def _faults(
    who: str, doors: list[Door], knocker: Knocker, rewind: Rewind, *, is_archived: bool = False
) -> list[str]:
    faults = []
    for door in doors:
        faults += _faults_at(door, who, knocker, rewind, is_archived=is_archived)
        rewind.rewind()
    return faults


@pytest.mark.parametrize("who", list(ROLES))
def test_each_role_gets_what_the_table_gives_it(doors_app, world, knocker, rewind, who):
    assert _faults(who, list(list_doors(doors_app, world)), knocker, rewind) == []


@contextmanager
def _campaign_in(state: str, app: Flask) -> Iterator[Rewind]:
    database = app.extensions["database"]
    with database.writing() as session:
        session.execute(text(STATES[state]), {"slug": OWN})
    rewind = Rewind(database.engine.url.database)
    yield rewind
    rewind.close()


@pytest.mark.parametrize("who", list(ROLES))
@pytest.mark.parametrize("state", list(STATES))
def test_each_role_gets_what_the_state_of_the_campaign_leaves(doors_app, world, knocker, rewind, who, state):
    doors = [door for door in list_doors(doors_app, world, only_ours=True) if "slug" in door.samples]
    with _campaign_in(state, doors_app) as in_state:
        assert _faults(who, doors, knocker, in_state, is_archived=state == "archived") == []


def test_the_fields_of_who_may_write_do_write(doors_app, world, knocker, rewind):
    """Else the table would try forms that change nothing in anybody's hands."""
    filled = {"versions.decide", "versions.cut_letter", "versions.cut_reply", "documents.take_better_text"}
    for door in list_doors(doors_app, world, only_ours=True):
        if door.rule.endpoint in filled and door.method == "POST":
            knocker.knock("coordinator", "POST", door.address, data=_fields(door, world))
            assert rewind.has_changed(), door
            rewind.rewind()


def test_every_argument_of_an_address_says_whose_record_it_names(doors_app, world):
    silent = {
        f"{rule.endpoint}: {argument}"
        for rule, _method in list_rules(doors_app)
        for argument in rule.arguments
        if not samples_of(rule, argument, world)
    }
    assert silent == set(), "say in tests/doors/samples.py what these arguments name"


def test_every_route_says_who_may_call_it(doors_app):
    assert [
        rule.rule for rule, _ in list_rules(doors_app) if access_of(doors_app, rule.endpoint) is None
    ] == []


def test_what_is_open_to_the_world_is_meant_to_be(doors_app):
    endpoints = {rule.endpoint for rule, _ in list_rules(doors_app)}
    assert {one for one in endpoints if access_of(doors_app, one) == PUBLIC} <= OPEN_TO_THE_WORLD


def test_every_address_in_a_campaign_asks_for_a_permission_there(doors_app):
    loose = [
        rule.rule
        for rule, _method in list_rules(doors_app)
        if "slug" in rule.arguments and not isinstance(access_of(doors_app, rule.endpoint), Enum)
    ]
    assert loose == []


def test_every_permission_of_a_route_is_in_the_table(doors_app):
    asked = {access_of(doors_app, rule.endpoint) for rule, _ in list_rules(doors_app)}
    assert {one for one in asked if isinstance(one, Enum)} <= set(PERMISSIONS)


def test_a_view_that_says_nothing_is_refused_to_everybody(app, session):
    app.add_url_rule("/silent", "silent", lambda: "words")
    client = FlaskClient(app, app.response_class)
    assert client.get("/silent").status_code == 403
    administrator = make_user(session, is_administrator=True)
    session.commit()
    sign_in(client, administrator)
    assert client.get("/silent").status_code == 403


def test_the_document_of_who_may_call_what_is_current(doors_app):
    """WEERWOORD_WRITE_SNAPSHOTS=1 writes it anew, to be read before it is kept."""
    now = write_document(doors_app)
    if os.environ.get("WEERWOORD_WRITE_SNAPSHOTS"):
        DOCUMENT.write_text(now, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == now, (
        "renew it: WEERWOORD_WRITE_SNAPSHOTS=1 pytest tests/doors/test_routes.py -k document"
    )
