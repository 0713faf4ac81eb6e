"""A campaign with people in every role, a clock that stands still, and forms filled in as a browser does."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from app import clock
from app.accounts.values import Role
from tests.client import sign_in
from tests.factories import make_campaign, make_membership, make_user


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch, now):
    """Let every page be made at the moment of the test."""
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def campaign(session):
    """The campaign at /campaigns/proef."""
    campaign = make_campaign(session, slug="proef", title="Red het loket")
    session.commit()
    return campaign


@pytest.fixture
def person(session, campaign):
    """Make somebody with a role in the campaign; an outsider has one in another."""

    def person(role, **values):
        user = make_user(session, is_administrator=role == "administrator", **values)
        if role == "outsider":
            make_membership(session, make_campaign(session), user, Role.COORDINATOR)
        elif role != "administrator":
            make_membership(session, campaign, user, Role(role))
        session.commit()
        return user

    return person


@pytest.fixture
def sign_in_as(client, person):
    """Sign somebody in with a role."""

    def sign_in_as(role, **values):
        user = person(role, **values)
        sign_in(client, user)
        return user

    return sign_in_as


@pytest.fixture
def coordinator(sign_in_as):
    """The coordinator whose browser `client` is."""
    return sign_in_as("coordinator", name="An")


@pytest.fixture
def colleague(app, person):
    """Another coordinator's browser."""
    browser = app.test_client()
    sign_in(browser, person("coordinator", name="Bo"))
    return browser


@pytest.fixture
def fresh(session):
    """Read what the pages wrote: `fresh(Letter)` gives all rows by id."""

    def fresh(model):
        session.rollback()
        session.expire_all()
        return session.query(model).order_by(model.id).all()

    return fresh


def filled(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a form that nobody touched; no button is pressed."""
    sent: dict[str, Any] = {}
    for field in form.find_all(["input", "select", "textarea"]):
        for value in _values_of(field):
            sent.setdefault(field["name"], []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}


def _values_of(field: Any) -> list[str]:
    if not field.get("name") or field.has_attr("disabled"):
        return []
    if field.name == "textarea":
        # A browser drops one line break after the tag, and sends CR LF.
        text = field.get_text().replace("\r\n", "\n").removeprefix("\n")
        return [text.replace("\n", "\r\n")]
    if field.name == "select":
        chosen = field.find_all("option", selected=True) or field.find_all("option")[:1]
        return [option["value"] for option in chosen]
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if field.has_attr("checked") else []
    return [] if field.get("type") in ("submit", "button", "file") else [field.get("value", "")]


def form_at(page: BeautifulSoup, ending: str = "") -> Any:
    """Return the form of a page whose address ends so (by default: the one in its main part)."""
    forms = page.select("main form")
    found = [form for form in forms if (form.get("action") or "").endswith(ending)] if ending else forms
    assert found, f"no form {ending}: {[form.get('action') for form in forms]}"
    return found[0]


def soup(response: Any) -> BeautifulSoup:
    """Return a response as a page."""
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def words(page: Any) -> str:
    """Return a page's words with single blanks."""
    return " ".join(page.get_text(" ").split())
