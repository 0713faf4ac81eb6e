"""A letter without an answer: the late question, the reminder under outgoing mail, and its link to put it aside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.letters.models import Letter
from app.reminders.models import ReminderMute
from tests.browser.hand import Hand
from tests.browser.journeys import begin_campaign, bring_in, file_it, set_up
from tests.browser.texts import ONE_DEMAND, seed

pytestmark = pytest.mark.browser
DUE = date(2026, 2, 24)  # six weeks after 13 January 2026


def _log_letter(browse, installation, **what: object) -> Hand:
    hand = set_up(browse, installation)
    begin_campaign(hand, "Open houden", "Coalitie Open Water")
    bring_in(hand, **what)
    for asked in hand.page.locator(".notice-ask fieldset").all():
        hand.choose("13 januari 2026", inside=asked)
    file_it(hand)
    return hand


def _follow_up_and_tick(hand: Hand) -> None:
    """Answer the question of a letter logged late, and let the clockwork run once, well after that."""
    asked = hand.page.locator(".notice-ask")
    expect(asked).to_contain_text(hand.say("The deadline of this letter was over when it was logged."))
    hand.press("Follow up", inside=asked)
    expect(hand.page.locator(".notice-ask")).to_have_count(0)
    hand.installation.tick(_after_today())


def _after_today() -> datetime:
    return datetime.now(UTC).replace(hour=11) + timedelta(days=60)


def _open_mail(hand: Hand) -> Page:
    hand.follow("Outgoing mail", inside=hand.page.locator("nav.site-nav"))
    expect(hand.page.locator("main tbody tr")).to_have_count(1)
    with hand.page.expect_navigation():
        hand.page.locator("main tbody a").first.click()
    return hand.page


def _find_link(page: Page, purpose: str) -> str:
    words = page.locator(".source-text").inner_text()
    return next(word for word in words.split() if f"/r/{purpose}/" in word)


def _put_aside_until(installation) -> object:
    with installation.reading() as session:
        return session.scalars(select(Letter.snoozed_until_on)).one()


def test_a_letter_logged_late_is_followed_up_by_mail_and_put_aside(installation, browse):
    hand = _log_letter(browse, installation, text=ONE_DEMAND)
    _follow_up_and_tick(hand)

    mail = _open_mail(hand)

    expect(mail.locator(".source-text")).to_have_attribute("lang", "nl")
    expect(mail.locator(".source-text")).to_contain_text("leeszaal van het waterarchief")
    link = _find_link(mail, "snooze")
    stranger = Hand(browse(installation, link), installation)
    stranger.page.reload()
    assert _put_aside_until(installation) is None
    stranger.page.locator("main [name=weeks]").nth(1).check()
    stranger.press("Put aside")
    assert _put_aside_until(installation) is not None


def test_opening_the_links_of_a_mail_changes_nothing(installation, browse):
    hand = _log_letter(browse, installation, text=ONE_DEMAND)
    _follow_up_and_tick(hand)
    mail = _open_mail(hand)

    for purpose in ("snooze", "extend", "close", "mute"):
        stranger = browse(installation, _find_link(mail, purpose))
        stranger.reload()

    with installation.reading() as session:
        letter = session.scalars(select(Letter)).one()
        assert (letter.snoozed_until_on, letter.closed_at, letter.deadline_on) == (None, None, DUE)
        assert session.scalars(select(ReminderMute)).all() == []


@pytest.mark.skipif(seed("001") is None, reason="the real documents are not beside the checkout")
def test_the_real_letter_without_an_answer(installation, browse):
    hand = _log_letter(browse, installation, file=seed("001"))
    expect(hand.page.locator(".demand-list > li")).to_have_count(1)
    _follow_up_and_tick(hand)

    mail = _open_mail(hand)

    expect(mail.locator(".source-text")).to_have_attribute("lang", "nl")
    expect(mail.locator(".source-text")).to_contain_text(hand.say("No reply in our file"))
    assert _find_link(mail, "snooze")
