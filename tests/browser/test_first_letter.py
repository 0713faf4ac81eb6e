"""The coordinator's first letter, from the set-up link to a judged comparison, as a person does it."""

import re
from dataclasses import dataclass

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.browser.hand import Hand, rows_of, states_of, tally_of
from tests.browser.journeys import begin_campaign, bring_in, file_it, set_up
from tests.browser.texts import ON_LEVEL, ON_MEASURING, REPLY_AND_LETTER, SEEDS, seed

pytestmark = pytest.mark.browser
# What a first letter may take: everything pressed between the printed link and the last judgement, typing apart.
# Three demands take 20 presses, 24 without scripts; the real letter with its five takes 33.
MOST_PRESSES = 25
MOST_PRESSES_OF_FIVE = 35


@dataclass(frozen=True)
class Begun:
    """A campaign in which the letter with its reply is filed, and the page that filing leads to."""

    hand: Hand

    @property
    def page(self) -> Page:
        return self.hand.page


@pytest.fixture
def begun(installation, browse) -> Begun:
    hand = set_up(browse, installation)
    begin_campaign(hand, "Vijvers van Ommerveld", "Coalitie Open Water")
    bring_in(hand, REPLY_AND_LETTER)
    _say_which_day(hand, "5 juni 2026")
    file_it(hand)
    return Begun(hand)


def _say_which_day(hand: Hand, day: str) -> None:
    """Answer the question about the odd date, which must be there once."""
    asked = hand.page.locator(".notice-ask fieldset")
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text("05 06 2026")
    hand.choose(day, inside=asked)


def _row(page: Page, label: int) -> Locator:
    return rows_of(page)[label - 1]


def test_a_first_letter_from_the_link_to_a_judged_comparison(begun):
    hand, page = begun.hand, begun.page
    assert states_of(page) == ["pending"] * 3
    expect(page.locator("h1")).to_contain_text(hand.say("three"))

    hand.select(ON_MEASURING)
    hand.link("1")
    hand.step_to(ON_LEVEL)
    with page.expect_navigation():
        page.keyboard.press("2")

    assert _row(page, 1).locator("blockquote").all_inner_texts() == [ON_MEASURING]
    assert _row(page, 2).locator("blockquote").all_inner_texts() == [ON_LEVEL]
    hand.judge(_row(page, 1), "partly", "Er wordt gemeten; openbaar is het niet.")
    hand.judge(_row(page, 2), "refused", "De beslissing van vroeger blijft staan.")
    hand.judge(_row(page, 3), "not_answered", "Een meldpunt komt niet ter sprake.", read=True)

    assert states_of(page) == ["partly", "refused", "not_answered"]
    counts = {hand.say(words): count for words, count in _counts(partly=1, refused=1, not_answered=1).items()}
    assert tally_of(page) == counts
    expect(page.locator(".facts")).to_contain_text("5 juni 2026")
    assert hand.presses <= MOST_PRESSES


def _counts(**given: int) -> dict[str, int]:
    words = {
        "granted": "Granted",
        "partly": "Partly granted",
        "promised": "Promised",
        "deflected": "No commitment",
        "refused": "Rejected",
        "not_answered": "Not addressed",
    }
    return {word: given.get(state, 0) for state, word in words.items()}


def test_the_odd_date_is_asked_once_and_then_known(begun):
    begun.hand.follow("Open the reply", inside=begun.page.locator(".sheet").first)

    expect(begun.page.locator(".facts")).to_contain_text("5 juni 2026")
    expect(begun.page.locator(".facts .missing")).to_have_count(0)


def test_after_filing_the_way_back_does_not_file_again(begun):
    page = begun.page

    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_count(1)
    begun.hand.follow("Letters", inside=page.locator("nav.site-nav"))

    assert page.locator("main tbody tr").count() == 1


def test_the_same_without_scripts(installation, browse):
    hand = set_up(browse, installation, java_script_enabled=False)
    begin_campaign(hand, "Vijvers van Ommerveld", "Coalitie Open Water")
    bring_in(hand, REPLY_AND_LETTER)
    _say_which_day(hand, "5 juni 2026")
    file_it(hand)
    page = hand.page

    for label, sentence in ((1, ON_MEASURING), (2, ON_LEVEL)):
        hand.follow("Mark a passage", inside=_row(page, label))
        hand.choose(sentence)
        hand.press("Link these sentences")
    for label, verdict in ((1, "partly"), (2, "refused"), (3, "not_answered")):
        _judge_without_scripts(hand, _row(page, label), verdict)

    assert states_of(page) == ["partly", "refused", "not_answered"]
    assert _row(page, 1).locator("blockquote").all_inner_texts() == [ON_MEASURING]
    assert hand.presses <= MOST_PRESSES


def _judge_without_scripts(hand: Hand, row: Locator, verdict: str) -> None:
    with hand.page.expect_navigation():
        row.locator("[data-judge]").click()
    editor = hand.page.locator("form.editor")
    editor.locator(f"[name=verdict][value={verdict}]").check()
    if verdict == "not_answered":
        editor.locator("[name=read_whole_text]").check()
    editor.locator("[name=reasoning]").fill("Zo staat het er.")
    hand.presses += 2
    hand.press("Save the judgement", inside=editor)


@pytest.mark.skipif(seed("000") is None, reason="the real documents are not beside the checkout")
def test_the_real_letter_and_its_reply(installation, browse):
    facts = _facts_of_the_real_letter()
    hand = set_up(browse, installation)
    begin_campaign(hand, "Cuba", facts["organisations"][0]["name"])
    bring_in(hand, file=seed("000"))
    _say_which_day(hand, "5 juni 2026")
    file_it(hand)
    page = hand.page
    reply = next(one for one in facts["documents"] if one["kind"] == "reply_in")
    judgements = [one for one in reply["verdicts"] if one["demand"] != "d0"]
    assert len(rows_of(page)) == 5

    for judgement in judgements:
        label = judgement["demand"][1:]
        for passage in judgement["passages"]:
            hand.select(passage["quote"])
            hand.link(label)
        verdict = judgement["verdict"]
        hand.judge(_row(page, int(label)), verdict, judgement["why"], read=verdict == "not_answered")

    linked = [_quotes(_row(page, number)) for number in range(1, 6)]
    assert linked == [[one["quote"] for one in judgement["passages"]] for judgement in judgements]
    tally = {key: value for key, value in reply["tally"].items() if key != "numbered_demands"}
    assert tally_of(page) == {hand.say(words): count for words, count in _counts(**tally).items()}
    assert hand.presses <= MOST_PRESSES_OF_FIVE


def _facts_of_the_real_letter() -> dict:
    path = next((SEEDS / "facts").glob("000_*.yaml"))
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _quotes(row: Locator) -> list[str]:
    return [re.sub(r"\s+", " ", one) for one in row.locator("blockquote").all_inner_texts()]
