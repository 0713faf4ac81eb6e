"""Every page and state: axe finds nothing, one h1, the right language, no horizontal scroll on a phone."""

import time

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.addresses import address_of, is_open_to_the_world, list_pages
from tests.browser.demonstration import World
from tests.browser.states import STATES, State
from tests.browser.watching import Watch
from tests.client import check_page
from tests.factories import make_user

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
CONTRAST = "color-contrast"
STILL = {"reduced_motion": "reduce"}  # a colour that is half-way to the dark one has the contrast of neither
# Where people spend their time, and one of each kind: these are looked at in the dark too.
MAIN_PAGES = (
    "overview.today",
    "campaigns.show",
    "letters.show",
    "letters.index",
    "letters.edit",
    "answers.compare",
    "answers.sentences",
    "intake.start",
    "intake.review",
    "mail.show",
    "accounts.sign_in",
)
MAIN_STATES = (
    "compare, judgement open",
    "compare, words selected",
    "judge, nothing filled in",
    "judge, somebody was first",
    "no such page",
)


def _complaints(page: Page, *rules: str, without: str = "") -> list[str]:
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    if without:
        options["rules"] = {without: {"enabled": False}}
    violations = page.evaluate("options => axe.run(options).then((results) => results.violations)", options)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in violations
        for node in one["nodes"]
    ]


def _look_at(page: Page, *, is_main: bool) -> dict[str, list[str]]:
    """Return what is wrong, by how the page was looked at."""
    page.evaluate(AXE_SCRIPT)
    found = {"wide": _complaints(page)}
    if is_main:
        page.emulate_media(color_scheme="dark")
        found["dark"] = _complaints(page, CONTRAST)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    # Colours are the same on every width, and reading them takes longer than all else.
    found["phone"] = _complaints(page, without=CONTRAST)
    width = page.evaluate("document.documentElement.scrollWidth")
    found["phone, width"] = [] if width <= PHONE["width"] else [f"{width}: {_too_wide(page)}"]
    return {name: faults for name, faults in found.items() if faults}


def _too_wide(page: Page) -> list[str]:
    return page.locator("main *, header *, footer *, aside *").evaluate_all(
        """all => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)"""
    )


ELSEWHERE = "http://elsewhere.invalid"
# The browser asks another host for these before anybody sees a request.
HINTS = "link[rel=preconnect], link[rel=dns-prefetch], link[rel=prefetch], link[rel=preload][href*='//']"
# Each way in which a page could reach another host without being told to.
REACHES = (
    f'<img src="{ELSEWHERE}/x.png" alt="">',
    f'<link rel="stylesheet" href="{ELSEWHERE}/x.css">',
    f'<script src="{ELSEWHERE}/x.js"></script>',
    f'<iframe src="{ELSEWHERE}/"></iframe>',
    f"<script>fetch('{ELSEWHERE}/').catch(() => 0)</script>",
    f"<script>new WebSocket('{ELSEWHERE.replace('http', 'ws')}/')</script>",
)


@pytest.mark.parametrize("reach", REACHES)
def test_a_page_that_reaches_another_host_is_heard(chromium, reach):
    """Every page of every test is listened to by a Watch: this is what it would hear."""
    context = chromium.new_context()
    watch = Watch(context, "http://127.0.0.1:1")
    page = context.new_page()
    page.set_content(f"<!doctype html><title>x</title>{reach}")
    deadline = time.monotonic() + 10
    while not _heard(watch) and time.monotonic() < deadline:
        page.wait_for_timeout(20)  # the browser tells of some ways of reaching out a moment later
    context.close()
    assert _heard(watch)


def _heard(watch):
    return [fault for fault in watch.faults if fault.startswith("fetched from elsewhere")]


@pytest.mark.parametrize("endpoint", list_pages())
def test_page(endpoint, demonstration: World, browse):
    user = None if is_open_to_the_world(endpoint) else demonstration.coordinator

    page = browse(demonstration.installation, address_of(endpoint, demonstration), user=user, **STILL)

    check_page(page.content())
    assert page.locator(HINTS).count() == 0
    assert page.locator("html").get_attribute("lang") == "nl"
    assert _look_at(page, is_main=endpoint in MAIN_PAGES) == {}


@pytest.mark.parametrize("name", list(STATES))
def test_state(name, demonstration: World, browse):
    state = STATES[name]
    page = browse(
        demonstration.installation,
        state.address(demonstration),
        user=_user(state, demonstration),
        expect=(state.status,),
        **STILL,
    )
    answers = []
    page.on("response", lambda answer: answer.request.is_navigation_request() and answers.append(answer))
    page.reload()

    if state.act is not None:
        state.act(page)

    assert answers[-1].status == state.status
    check_page(answers[-1].text())
    assert _look_at(page, is_main=name in MAIN_STATES) == {}


def _user(state: State, world: World):
    if state.who == "newcomer":
        with world.installation.writing() as session:
            return make_user(session, name="Nieuw")
    return {"coordinator": world.coordinator, "reader": world.reader, "stranger": None}[state.who]


def test_pages_speak_the_language_of_their_reader(signed_in):
    language = signed_in.locator("html").get_attribute("lang")

    assert signed_in.locator("form.languages [aria-pressed=true]").get_attribute("value") == language
    assert _look_at(signed_in, is_main=False) == {}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("endpoint", ["answers.compare", "letters.show", "intake.review", "campaigns.show"])
def test_main_pages_in_other_languages(endpoint, language, demonstration: World, browse):
    reader = demonstration.readers_of[language]

    page = browse(demonstration.installation, address_of(endpoint, demonstration), user=reader, **STILL)

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main [lang=nl]").count() > 0
    assert _look_at(page, is_main=False) == {}
