"""Picking words of a reply, by mouse and by keys, and linking them."""

import pytest
from playwright.sync_api import expect

from tests.browser.preview.sample import REPLY
from tests.browser.preview.selecting import link_sent, select

pytestmark = pytest.mark.browser


def test_a_selection_is_linked_by_its_button(visit, sent):
    page = visit()
    select(page, "Ik dank u", "onze waterlopen.")

    with page.expect_navigation():
        page.get_by_role("group", name="Link to demand").get_by_role("button", name="4", exact=True).click()

    start, end, exact, demand = link_sent(sent)
    assert exact == "Ik dank u voor uw brief en voor uw aandacht voor onze waterlopen."
    assert REPLY[start:end] == exact
    assert demand == ["16"]


def test_a_selection_over_wide_letters_and_marks_is_counted_in_code_points(visit, sent):
    page = visit()
    select(page, "lozingen", "vergunning werd")

    with page.expect_navigation():
        page.keyboard.press("5")

    start, end, exact, demand = link_sent(sent)
    assert exact == "lozingen voorleggen (𝄞 2,5 miljoen). Over de vergunning werd"
    assert REPLY[start:end] == exact
    assert demand == ["17"]


def test_a_selection_over_paragraphs_and_markup_keeps_the_words_of_the_text(visit, sent):
    page = visit()
    select(page, "Antwoord van", "14 09")

    with page.expect_navigation():
        page.keyboard.press("1")

    start, end, exact, _ = link_sent(sent)
    assert REPLY[start:end] == exact
    assert exact.startswith("Antwoord van")
    assert exact.endswith("Rivieren**\n\n14 09")


def test_words_picked_by_mouse_open_the_popover_beside_them(visit):
    page = visit()

    page.locator(".segment", has_text="Tot slot wil ik").scroll_into_view_if_needed()
    box = page.locator(".segment", has_text="Tot slot wil ik").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 12, steps=5)
    page.mouse.up()

    popover = page.locator("[data-link-form]")
    expect(popover).to_be_visible()
    place = popover.bounding_box()
    assert abs(place["y"] - box["y"]) < 120
    assert place["x"] + place["width"] <= 1440


def test_no_popover_outside_the_reply_and_none_after_escape(visit):
    page = visit()

    page.evaluate("document.getSelection().selectAllChildren(document.querySelector('.asked-text'))")
    page.wait_for_timeout(300)
    expect(page.locator("[data-link-form]")).to_be_hidden()

    select(page, "Ik dank u", "waterlopen.")
    expect(page.locator("[data-link-form]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-link-form]")).to_be_hidden()


def test_a_digit_means_the_place_where_letters_are_printed(visit, sent):
    page = visit()
    page.locator("[data-position]").evaluate_all(
        "buttons => buttons.forEach((one, place) => { one.textContent = 'abcdefgh'[place] + ')'; })"
    )
    select(page, "Ik dank u", "waterlopen.")

    with page.expect_navigation():
        page.keyboard.press("2")

    assert link_sent(sent)[3] == ["12"]


def test_digits_do_nothing_without_a_selection(visit, sent):
    page = visit()

    page.keyboard.press("2")
    page.wait_for_timeout(200)

    assert sent == []


def test_sentences_are_stepped_and_linked_by_keys(visit, sent):
    page = visit()
    page.keyboard.press("s")
    for key in ["ArrowDown"] * 3 + ["Shift+ArrowDown"]:
        page.keyboard.press(key)

    with page.expect_navigation():
        page.keyboard.press("5")

    start, end, exact, demand = link_sent(sent)
    assert exact == (
        "Ik dank u voor uw brief en voor uw aandacht voor onze waterlopen. "
        "Uw bezorgdheid over de Ielsbeek neem ik ernstig."
    )
    assert REPLY[start:end] == exact
    assert demand == ["17"]


def test_escape_leaves_sentence_mode_and_goes_back(visit):
    page = visit()
    starter = page.get_by_role("button", name="step with the keys")
    starter.focus()
    starter.press("Enter")
    expect(page.locator("[data-link-form]")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("[data-link-form]")).to_be_hidden()
    expect(starter).to_be_focused()


def test_marking_a_passage_for_a_demand_waits_for_enter(visit, sent):
    page = visit()
    page.locator("#demand-16 [data-mark-passage]").click()
    page.keyboard.press("ArrowDown")

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert link_sent(sent)[3] == ["16"]


def test_single_keys_are_off_when_the_reader_says_so(visit, preview, sent):
    preview.extensions["has_shortcuts"] = False
    try:
        page = visit()
    finally:
        preview.extensions["has_shortcuts"] = True
    select(page, "Ik dank u", "waterlopen.")
    expect(page.locator("[data-link-form]")).to_be_visible()

    for key in ("j", "3", "?"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)

    assert sent == []
    assert page.locator(".demand:focus").count() == 0
    expect(page.locator("[data-keys]")).to_be_hidden()


def test_everything_has_a_way_without_scripts(visit, sent):
    page = visit("/ielsbeek/3/sentences", java_script_enabled=False)
    page.get_by_label("Uw bezorgdheid over de Ielsbeek neem ik ernstig.").check()

    page.get_by_role("button", name="Link these sentences").click()

    start = REPLY.index("Uw bezorgdheid")
    path, fields = sent[-1]
    assert path == "/ielsbeek/3/link"
    assert fields["span"] == [f"{start}-{start + len('Uw bezorgdheid over de Ielsbeek neem ik ernstig.')}"]
    assert fields["demand"] == ["16"]


def test_the_reply_stays_where_it_was_being_read(visit):
    page = visit(height=500)
    page.locator("[data-sheets]").evaluate("sheets => sheets.scrollTo({top: 200, behavior: 'instant'})")
    select(page, "Tot slot wil ik", "nauwgezet op")

    with page.expect_navigation():
        page.keyboard.press("4")

    assert page.locator("[data-sheets]").evaluate("sheets => sheets.scrollTop") == 200
