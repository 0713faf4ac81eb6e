"""Keys, the editor in place, highlighting, forms that are sent once, the door and the menu."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_keys_move_through_the_demands(visit):
    page = visit()

    for key, row in [("j", 11), ("j", 12), ("j", 13), ("k", 12)]:
        page.keyboard.press(key)
        expect(page.locator(f"#demand-{row}")).to_be_focused()


def test_enter_goes_to_the_passage_and_escape_back(visit):
    page = visit()
    page.keyboard.press("j")
    page.keyboard.press("j")

    page.keyboard.press("Enter")
    expect(page.locator("#passage-1")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#demand-12")).to_be_focused()


def test_v_opens_the_editor_in_place_and_escape_closes_it(visit):
    page = visit()
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(page.locator("#editor-11 [name=verdict]").first).to_be_focused()
    assert "judge=11" in page.url

    page.keyboard.press("Escape")

    expect(page.locator("#editor-11")).to_have_count(0)
    expect(page.locator("#demand-11 [data-judge]")).to_be_focused()
    assert "judge" not in page.url


def test_a_judgement_is_sent_with_what_was_chosen(visit, sent):
    page = visit()
    page.locator("#demand-18 [data-judge]").click()
    page.get_by_role("radio", name="refused").check()
    page.get_by_role("checkbox", name="Implicit: the reply never says no").check()
    page.get_by_label("Why, in one sentence").fill("Het onderhoud komt niet ter sprake.")
    page.get_by_text("How the reply gets around it").first.click()
    page.get_by_role("checkbox", name="monitoring").check()

    with page.expect_navigation():
        page.get_by_role("button", name="Save the judgement").click()

    path, fields = sent[-1]
    assert path == "/ielsbeek/3/judge"
    assert {
        name: fields[name] for name in ("demand", "verdict", "reasoning", "tactic", "is_implicit", "version")
    } == {
        "demand": ["18"],
        "verdict": ["refused"],
        "reasoning": ["Het onderhoud komt niet ter sprake."],
        "tactic": ["monitoring"],
        "is_implicit": ["1"],
        "version": ["0"],
    }


def test_the_box_for_the_whole_text_stands_beside_not_addressed_only(visit):
    page = visit("/ielsbeek/3/compare?judge=18")
    box = page.get_by_label("I read the whole reply")

    expect(box).to_be_hidden()
    page.locator("#editor-18 [value=not_answered]").check()

    expect(box).to_be_visible()


def test_unsaved_words_are_not_dropped_by_escape_without_a_question(visit):
    page = visit()
    page.locator("#demand-18 [data-judge]").click()
    page.get_by_label("Why, in one sentence").fill("Een zin.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))

    page.keyboard.press("Escape")

    expect(page.locator("#editor-18")).to_have_count(1)
    assert asked == ["What you typed is not saved yet."]


def test_leaving_with_unsaved_words_asks(visit):
    page = visit("/ielsbeek/3/compare?judge=18")
    page.get_by_label("Why, in one sentence").fill("Een zin.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("link", name="Letters").click()
    page.wait_for_url("**/l")

    assert asked == ["beforeunload"]


def test_hover_keeps_the_passages_of_one_demand(visit):
    page = visit()

    page.locator("#demand-17 .asked-title").hover()

    active = page.locator("mark.is-active").all_text_contents()
    assert "".join(active).startswith("Over de vergunning werd beslist")
    assert page.locator("mark:not(.is-active)").count() > 0


def test_hover_on_a_shared_passage_shows_both_demands(visit):
    page = visit()

    page.locator("mark[data-demands='7 8']").hover()

    active = page.locator(".demand.is-active").evaluate_all("rows => rows.map((row) => row.id)")
    assert active == ["demand-17", "demand-18"]


def test_keys_typed_into_a_field_are_words(visit, sent):
    page = visit("/ielsbeek/3/compare?judge=18")

    page.get_by_label("Why, in one sentence").press_sequentially("jkv 123?")

    expect(page.get_by_label("Why, in one sentence")).to_have_value("jkv 123?")
    assert sent == []


def test_the_list_of_keys_opens_and_closes(visit):
    page = visit()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)


PRESS_TWICE = """form => {
  const refused = [];
  window.addEventListener('submit', (event) => refused.push(event.defaultPrevented));
  form.requestSubmit();
  form.requestSubmit();
  return refused;
}"""


def test_a_form_is_sent_once(visit):
    page = visit()

    refused = page.locator("#demand-12 .unlink").evaluate(PRESS_TWICE)

    assert refused == [False, True]


def test_a_form_can_be_sent_again_after_coming_back(visit):
    page = visit()
    page.locator("#demand-12 .unlink").evaluate(
        "form => { form.addEventListener('submit', (event) => event.preventDefault()); form.requestSubmit(); }"
    )

    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    assert page.locator("[aria-disabled]").count() == 0


DOOR = """<div data-drop><input type="file" aria-label="File"><ul data-drop-names></ul></div>"""
DROP = """door => {
  const data = new DataTransfer();
  data.items.add(new File(['x'], 'brief.pdf'));
  data.items.add(new File(['y'], 'bijlage.pdf'));
  for (const name of ['dragover', 'drop']) door.dispatchEvent(new DragEvent(name, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def test_a_dropped_file_lands_in_the_file_input(visit):
    page = visit("/broken")
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", DOOR)
    page.evaluate("import('/static/js/drop.js')")

    page.locator("[data-drop]").evaluate(DROP)

    assert page.locator("input[type=file]").evaluate(
        "input => [...input.files].map((file) => file.name)"
    ) == ["brief.pdf"]
    assert page.locator("[data-drop-names] li").all_text_contents() == ["brief.pdf"]


def test_the_account_menu_closes_at_escape_and_at_a_press_elsewhere(visit):
    page = visit()
    menu = page.locator("[data-menu]")
    page.get_by_text("Noor Claes", exact=True).first.click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()

    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.locator("h1").click()

    expect(menu).not_to_have_attribute("open", "")
