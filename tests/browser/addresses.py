"""Every page that a GET reaches, from the application's own list of routes, with sample values."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from app.settings import load_settings
from app.web.access import PUBLIC, access_of
from tests.browser.demonstration import World

# They answer with a file, with JSON, or with another page.
NO_PAGES = {
    "static",
    "documents.download",
    "documents.page_image",
    "overview.health",
    "overview.home",
    "overview.ready",
}


@cache
def _application() -> Flask:
    # Only asked for its routes: nothing is read from or written to this folder.
    return create_app(load_settings(home=Path(tempfile.gettempdir()), secret_key="for tests only"))


def list_pages() -> list[str]:
    """Return the endpoints of all pages, by name."""
    rules = _application().url_map.iter_rules()
    return sorted({rule.endpoint for rule in rules if "GET" in (rule.methods or ())} - NO_PAGES)


def is_open_to_the_world(endpoint: str) -> bool:
    return access_of(_application(), endpoint) == PUBLIC


def address_of(endpoint: str, world: World) -> str:
    """Return the address of a page of the demonstration."""
    rule = next(one for one in _application().url_map.iter_rules(endpoint) if "GET" in (one.methods or ()))
    values = {argument: _sample(rule, argument, world.values) for argument in rule.arguments}
    return _application().url_map.bind("localhost").build(endpoint, values, method="GET")


def _sample(rule: Rule, argument: str, values: dict[str, Any]) -> Any:
    """Return the value made for this page, else for its domain, else for every page."""
    domain = rule.endpoint.partition(".")[0]
    names = (f"{argument} of {rule.endpoint}", f"{argument} of {domain}", argument)
    return next(values[name] for name in names if name in values)
