"""Ways through the product that several tests go: setting up, beginning a campaign, bringing a letter in."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.hand import Hand
from tests.browser.installation import Installation

PASSWORD = "een korte zin over water"


def set_up(browse, installation: Installation, **options: object) -> Hand:
    """Become the first administrator by the link that the first start prints."""
    page = browse(installation, installation.make_set_up_link(), **options)
    hand = Hand(page, installation)
    hand.type("Your name", "Noor Claes")
    hand.type("E-mail address", "noor@example.org")
    hand.type("Password", PASSWORD)
    page.locator("main [name=language]").select_option("nl")
    hand.press("Make my account")
    return hand


def begin_campaign(hand: Hand, title: str, organisation: str) -> None:
    """Begin a campaign from the empty Today page, and say who sends its letters."""
    hand.follow("Start a campaign")
    hand.type("Title", title)
    hand.press("Begin the campaign")
    hand.type("Name of the organisation", organisation)
    hand.press("Add")


def go_to_door(hand: Hand) -> None:
    """Go from any page to the one door."""
    hand.follow("Today", inside=hand.page.locator("nav.site-nav"))
    hand.follow("Paste or drop what you have")


def bring_in(hand: Hand, text: str = "", file: Path | None = None) -> None:
    """Paste a text, or drop a file, and go on to what was recognised."""
    go_to_door(hand)
    if text:
        hand.type("Paste the text", text)
    if file is not None:
        hand.drop(file)
    hand.press("See what was recognised")


def file_it(hand: Hand) -> None:
    """File what is on the page of what was recognised."""
    hand.press("File it")


def open_page(hand: Hand, path: str) -> Page:
    """Go to an address that somebody kept."""
    hand.page.goto(path)
    expect(hand.page.locator("h1")).to_have_count(1)
    return hand.page
