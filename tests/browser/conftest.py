"""The system's Chromium, and the running product on it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from app.accounts.models import User
from tests.browser.demonstration import World, build_world
from tests.browser.installation import Installation, compile_catalogues, run_installation
from tests.browser.watching import Watch

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run"]
WAIT_MS = 30_000  # two tests share a core with other work

Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's browser, one for all tests of a process."""
    path = shutil.which("chromium")
    if path is None:
        _do_without()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _do_without() -> None:
    why = "There is no chromium on this system. On Debian: apt-get install chromium fonts-dejavu-core fonts-liberation"
    if os.environ.get("CI"):
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The translations, compiled."""
    folder = tmp_path_factory.mktemp("translations")
    compile_catalogues(folder)
    return folder


@pytest.fixture
def installation(tmp_path: Path, catalogues: Path) -> Iterator[Installation]:
    """An empty installation that nobody has set up."""
    with run_installation(tmp_path, catalogues) as running:
        yield running


@pytest.fixture
def loaded(installation: Installation) -> World:
    """An installation with the demonstration, for a test that changes it."""
    return build_world(installation)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, catalogues: Path) -> Iterator[World]:
    """The demonstration with every state that a page can be in; tests may look at it, never change it."""
    with run_installation(tmp_path_factory.mktemp("demonstration"), catalogues) as running:
        yield build_world(running)


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Browse]:
    """Open a page as somebody (a stranger unless `user` is given) in a profile of its own, watched for faults.

    `browse(installation, "/today", user=..., expect=(404,))`; other named values are those of a browser context.
    """
    watches: list[Watch] = []
    with ExitStack() as stack:

        def open_page(
            installation: Installation,
            path: str = "/",
            *,
            user: User | None = None,
            expect: tuple[int, ...] = (),
            width: int = 1440,
            height: int = 1000,
            **options: object,
        ) -> Page:
            viewport = {"width": width, "height": height}
            context = chromium.new_context(
                viewport=viewport, locale="nl-BE", base_url=installation.address, **options
            )
            stack.callback(context.close)
            context.set_default_timeout(WAIT_MS)
            watch = Watch(context, installation.address)
            watch.expect(*expect)
            watches.append(watch)
            _sign_in(context, installation, user)
            page = context.new_page()
            page.goto(path)
            return page

        yield open_page
    assert [fault for watch in watches for fault in watch.faults] == []


def _sign_in(context: BrowserContext, installation: Installation, user: User | None) -> None:
    if user is not None:
        context.add_cookies([installation.make_cookie(user)])


@pytest.fixture(params=["nl", "fr", "en"])
def signed_in(request: pytest.FixtureRequest, demonstration: World, browse: Browse) -> Page:
    """Today, as a coordinator of the demonstration who reads this language."""
    return browse(demonstration.installation, "/today", user=demonstration.readers_of[request.param])
