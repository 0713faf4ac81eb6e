"""Everything that a page offers, in a browser that runs no script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demonstration import FRENCH, OVERDUE
from tests.browser.hand import Hand, states_of
from tests.browser.journeys import PASSWORD, set_up
from tests.browser.states import LETTERS, NEW

pytestmark = pytest.mark.browser
BARE = {"java_script_enabled": False}
LETTER_PART = 1  # of the file that is half-way in: the reply is printed above the letter


@pytest.fixture
def review(loaded, browse) -> Page:
    return browse(loaded.installation, f"{NEW}/1", user=loaded.coordinator, **BARE)


def _demands(page: Page) -> list[str]:
    fields = page.locator(f"[name^='parts-{LETTER_PART}-demands-'][name$='-text']").all()
    return [field.input_value().split()[0] if field.input_value() else "" for field in fields]


def _act(page: Page, act: str, *place: int) -> list[str]:
    value = ":".join(map(str, (act, LETTER_PART, *place)))
    with page.expect_navigation():
        page.locator(f"main button[value='{value}']").click()
    return _demands(page)


def test_signing_out_and_in(installation, browse):
    hand = set_up(browse, installation, **BARE)
    hand.page.locator("[data-menu] summary").click()
    hand.press("Sign out", inside=hand.page.locator("[data-menu]"))

    hand.type("E-mail address", "noor@example.org")
    hand.type("Password", PASSWORD)
    hand.press("Sign in")

    expect(hand.page).to_have_url(f"{installation.address}/today")


def test_the_language_of_the_pages_is_chosen_by_a_button(loaded, browse):
    page = browse(loaded.installation, "/today", user=loaded.coordinator, **BARE)

    with page.expect_navigation():
        page.locator("form.languages [value=fr]").click()

    assert page.locator("html").get_attribute("lang") == "fr"
    expect(page).to_have_url(f"{loaded.installation.address}/today")


def test_demands_are_moved_up_and_down(review):
    assert _demands(review) == ["Meet", "Verhoog", "Stel"]

    assert _act(review, "down", 0) == ["Verhoog", "Meet", "Stel"]
    assert _act(review, "up", 2) == ["Verhoog", "Stel", "Meet"]


def test_demands_are_merged_and_split(review):
    assert _act(review, "merge", 1) == ["Meet", "Stel"]
    merged = review.locator(f"[name='parts-{LETTER_PART}-demands-0-text']").input_value()
    assert "Verhoog het peil" in merged

    assert len(_act(review, "split", 0)) == 3


def test_demands_are_added_and_taken_out(review):
    assert _act(review, "add") == ["Meet", "Verhoog", "Stel", ""]
    assert _act(review, "remove", 0) == ["Verhoog", "Stel", ""]


def test_what_was_typed_beside_it_is_kept_when_demands_move(review):
    field = f"[name='parts-{LETTER_PART}-title']"
    review.locator(field).fill("Brief over de vijvers")

    _act(review, "down", 0)

    expect(review.locator(field)).to_have_value("Brief over de vijvers")


def test_a_key_pressed_in_a_field_saves_and_moves_nothing(review):
    with review.expect_navigation():
        review.locator(f"[name='parts-{LETTER_PART}-title']").press("Enter")

    assert _demands(review) == ["Meet", "Verhoog", "Stel"]


def test_a_judgement_is_given(loaded, browse):
    page = browse(loaded.installation, f"{LETTERS}/{FRENCH}/compare", user=loaded.coordinator, **BARE)
    with page.expect_navigation():
        page.locator("[data-judge]").first.click()
    editor = page.locator("form.editor")
    editor.locator("[value=not_answered]").check()
    editor.locator("[name=read_whole_text]").check()
    editor.locator("[name=reasoning]").fill("La réponse n'en dit rien.")

    Hand(page, loaded.installation).press("Save the judgement", inside=editor)

    assert states_of(page)[0] == "not_answered"


def test_a_letter_is_closed_with_a_reason_and_opened_again(loaded, browse):
    page = browse(loaded.installation, f"{LETTERS}/{OVERDUE}", user=loaded.coordinator, **BARE)
    hand = Hand(page, loaded.installation)
    hand.follow("Close this letter")
    page.locator("main [name=reason]").first.check()
    hand.press("Close this letter")
    expect(page.locator(".kicker")).to_contain_text(hand.say("Closed: %(reason)s", reason="").strip())

    hand.press("Open again")

    expect(page.locator(".kicker .chip")).to_have_count(0)


def test_a_day_to_be_reminded_on_is_set(loaded, browse):
    page = browse(loaded.installation, f"{LETTERS}/{OVERDUE}", user=loaded.coordinator, **BARE)
    hand = Hand(page, loaded.installation)
    hand.type("Remind me on", "5-6-2031")

    hand.press("Save the day")

    expect(page.locator("main [name=day]")).to_have_value("5-6-2031")
