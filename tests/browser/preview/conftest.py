"""A server for the bare app, and a fresh profile of the system's Chromium on it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.preview.app import make_app
from tests.web_server import serving


@pytest.fixture(scope="module")
def preview() -> Flask:
    return make_app()


@pytest.fixture
def sent(preview: Flask) -> list[tuple[str, dict[str, list[str]]]]:
    """What the forms were sent in this test."""
    preview.extensions["sent"].clear()
    return preview.extensions["sent"]


@pytest.fixture(scope="module")
def address(preview: Flask) -> Iterator[str]:
    with serving(preview) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the bare app in a fresh profile; a complaint on the console fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(
        path: str = "/ielsbeek/3/compare", *, width: int = 1440, height: int = 1000, **options: object
    ) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
