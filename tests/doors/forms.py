"""The forms of pages, as a browser would send them."""

import re
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag

Fields = dict[str, list[str]]


@dataclass(frozen=True)
class PageForm:
    """One form that changes something: where it goes, what it would send untouched, and what its choices offer."""

    page: str
    action: str
    fields: Fields
    choices: Fields = field(default_factory=dict)  # select, radio and checkbox: every value on offer
    secrets: frozenset[str] = frozenset()  # passwords, never shown again
    files: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()  # text areas and boxes: where words can get lost

    @property
    def shape(self) -> str:
        """Return where it goes and what it holds, without the number of the record."""
        names = ", ".join(sorted({*self.fields, *self.choices, *self.files}))
        return f"{re.sub('[0-9]+', '#', self.action)} ({names})"


def read_forms(page: str, html: str) -> list[PageForm]:
    """Return the forms of a page that are sent by POST."""
    soup = BeautifulSoup(html, "html.parser")
    return [_read(page, form) for form in soup.find_all("form") if form.get("method", "").lower() == "post"]


def _read(page: str, form: Tag) -> PageForm:
    fields: Fields = {}
    choices: Fields = {}
    tags = form.find_all(["input", "select", "textarea", "button"])
    named = [
        tag
        for tag in tags
        if tag.get("name") and tag["name"] != "csrf_token" and not tag.has_attr("disabled")
    ]
    for tag in named:
        offered = _offered(tag)
        if offered is not None:
            choices.setdefault(tag["name"], []).extend(offered)
        for value in _sent(tag):
            fields.setdefault(tag["name"], []).append(value)
    of_type = {
        kind: frozenset(tag["name"] for tag in named if tag.get("type") == kind)
        for kind in ("password", "file")
    }
    typed = frozenset(
        tag["name"]
        for tag in named
        if tag.name == "textarea"
        or (tag.name == "input" and tag.get("type", "text") in ("text", "email", "search"))
    )
    address = (form.get("action") or page).partition("#")[0]
    return PageForm(page, address, fields, choices, of_type["password"], of_type["file"], typed)


def _offered(tag: Tag) -> list[str] | None:
    if tag.name == "select":
        return [option.get("value", option.get_text()) for option in tag.find_all("option")]
    if tag.name == "button" or tag.get("type") in ("radio", "checkbox", "submit"):
        return [tag.get("value", "on")]
    return None


def _sent(tag: Tag) -> list[Any]:
    if tag.name == "textarea":
        return [tag.get_text().replace("\r\n", "\n").removeprefix("\n").replace("\n", "\r\n")]
    if tag.name == "select":
        chosen = tag.find_all("option", selected=True) or tag.find_all("option")[:1]
        return [option.get("value", option.get_text()) for option in chosen]
    if tag.get("type") in ("radio", "checkbox"):
        return [tag.get("value", "on")] if tag.has_attr("checked") else []
    return (
        []
        if tag.name == "button" or tag.get("type") in ("submit", "button", "file")
        else [tag.get("value", "")]
    )
