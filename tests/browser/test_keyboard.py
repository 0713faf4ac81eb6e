"""The comparison page by keyboard alone: order, a ring to see, no trap, and single keys that can be switched off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demonstration import World
from tests.browser.hand import Hand, states_of
from tests.browser.states import COMPARE

pytestmark = pytest.mark.browser

# Where the focus is: the place in the document, whether it can be seen, and whether a ring shows it.
FOCUS = """() => {
  const here = document.activeElement;
  if (here === document.body) return null;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    place: [...document.querySelectorAll('*')].indexOf(here),
    name: `${here.tagName} ${here.className} ${here.textContent.trim().slice(0, 30)}`,
    isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    hasRing: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
  };
}"""
MOST_STOPS = 150


@pytest.fixture
def compare(demonstration: World, browse) -> Page:
    return browse(
        demonstration.installation, COMPARE, user=demonstration.coordinator, reduced_motion="reduce"
    )


def _walk(page: Page) -> list[dict]:
    """Press Tab until the focus leaves the page; return each stop."""
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus never left the page: {[stop['name'] for stop in stops[-8:]]}")


@pytest.mark.parametrize("query", ["", "?judge={demand}"], ids=["as it is", "with a judgement open"])
def test_the_focus_goes_through_the_page_in_order_and_out_again(demonstration, browse, query):
    path = COMPARE + query.format(demand=demonstration.demand_ids["4"])
    page = browse(demonstration.installation, path, user=demonstration.coordinator, reduced_motion="reduce")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("getSelection().setPosition(document.body, 0)")

    stops = _walk(page)

    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    assert [stop["name"] for stop in stops if not stop["isSeen"]] == []
    assert [stop["name"] for stop in stops if not stop["hasRing"]] == []
    assert len(stops) >= page.locator("tr.demand").count() * 2


def test_the_first_stop_leads_past_the_head_of_the_page(compare):
    compare.keyboard.press("Tab")
    expect(compare.locator(".skip-link")).to_be_focused()
    expect(compare.locator(".skip-link")).to_be_in_viewport()

    compare.keyboard.press("Enter")
    expect(compare.locator("main")).to_be_focused()
    compare.keyboard.press("Tab")

    assert compare.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_escape_leaves_each_thing_that_was_opened(compare):
    compare.keyboard.press("?")
    expect(compare.get_by_role("dialog")).to_be_visible()
    compare.keyboard.press("Escape")
    expect(compare.get_by_role("dialog")).to_have_count(0)

    compare.keyboard.press("s")
    expect(compare.locator("[data-link-form]")).to_be_visible()
    compare.keyboard.press("Escape")
    expect(compare.locator("[data-link-form]")).to_be_hidden()

    compare.keyboard.press("j")
    compare.keyboard.press("v")
    expect(compare.locator("form.editor")).to_be_visible()
    compare.keyboard.press("Escape")
    expect(compare.locator("form.editor")).to_have_count(0)
    expect(compare.locator("tr.demand [data-judge]").first).to_be_focused()


def test_a_demand_is_judged_with_keys_alone(loaded, browse):
    page = browse(loaded.installation, COMPARE, user=loaded.coordinator)
    keys = page.keyboard
    keys.press("j")
    keys.press("v")
    expect(page.locator("form.editor [name=verdict]:checked")).to_be_focused()
    page.locator("form.editor [name=verdict]:checked").press("ArrowDown")
    chosen = page.locator("form.editor [name=verdict]:checked").input_value()
    page.locator("form.editor [name=reasoning]").focus()
    keys.press("Control+a")
    keys.type("Nu met de toetsen alleen.")
    page.locator("form.editor .button-primary").focus()

    with page.expect_navigation():
        keys.press("Enter")

    assert states_of(page)[0] == chosen
    expect(page.locator("tr.demand .reasoning").first).to_have_text("Nu met de toetsen alleen.")


def test_single_keys_are_off_when_the_account_says_so(loaded, browse):
    page = browse(loaded.installation, "/account", user=loaded.member)
    page.locator("main [name=has_shortcuts]").uncheck()
    Hand(page, loaded.installation).press("Save")
    page.goto(COMPARE)
    before = page.url

    for key in ("j", "v", "s", "2", "?"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)

    assert page.url == before
    assert (
        page.locator("tr.demand:focus, form.editor, dialog[open], [data-link-form]:not([hidden])").count()
        == 0
    )


def test_with_single_keys_off_words_are_still_linked_by_keyboard(loaded, browse):
    page = browse(loaded.installation, "/account", user=loaded.member)
    page.locator("main [name=has_shortcuts]").uncheck()
    Hand(page, loaded.installation).press("Save")
    page.goto(COMPARE)
    bare = page.locator("tr.demand:has([data-mark-passage])").first
    row = page.locator(f"#{bare.get_attribute('id')}")

    row.locator("[data-mark-passage]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(row.locator("blockquote")).to_have_count(1)
