"""A letter without an answer: the late question, the reminder under outgoing mail, and its link to put it aside."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.letters.models import Letter
from app.mail.models import OutgoingMail
from tests.browser.hand import Hand
from tests.browser.journeys import begin_campaign, bring_in, file_it, set_up
from tests.browser.texts import ONE_DEMAND, seed

pytestmark = pytest.mark.browser


def _log_letter(browse, installation, **what: object) -> Hand:
    hand = set_up(browse, installation)
    begin_campaign(hand, "Open houden", "Coalitie Open Water")
    bring_in(hand, **what)
    for asked in hand.page.locator(".notice-ask fieldset").all():
        hand.choose("13 januari 2026", inside=asked)
    file_it(hand)
    return hand


def _follow_up_and_tick(hand: Hand) -> None:
    """Answer the question of a letter logged late, and let the clockwork run a year later at noon."""
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


def _count_mails(installation) -> int:
    with installation.reading() as session:
        return len(session.scalars(select(OutgoingMail.id)).all())


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


@pytest.mark.parametrize("purpose", ["snooze", "extend", "close", "mute"])
def test_opening_a_link_changes_nothing(installation, browse, purpose):
    hand = _log_letter(browse, installation, text=ONE_DEMAND)
    _follow_up_and_tick(hand)
    link = _find_link(_open_mail(hand), purpose)

    for _ in range(2):
        browse(installation, link)

    with installation.reading() as session:
        letter = session.scalars(select(Letter)).one()
    assert (letter.snoozed_until_on, letter.closed_at) == (None, None)
    assert _count_mails(installation) == 1


@pytest.mark.skipif(seed("001") is None, reason="the real documents are not beside the checkout")
def test_the_real_letter_without_an_answer(installation, browse):
    hand = _log_letter(browse, installation, file=seed("001"))
    expect(hand.page.locator(".demand-list > li")).to_have_count(1)
    _follow_up_and_tick(hand)

    mail = _open_mail(hand)

    expect(mail.locator(".source-text")).to_have_attribute("lang", "nl")
    expect(mail.locator(".source-text")).to_contain_text(hand.page.locator("h1").inner_text()[:3])
    assert _find_link(mail, "snooze")
