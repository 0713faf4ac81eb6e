"""What goes wrong between people and pages: two judge at once, a form sent twice, a sign-in that ends while typing."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.answers.models import VerdictGiven
from app.demo.services import SLUG
from app.intake.models import IntakeItem
from app.letters.models import Letter
from tests.browser.demonstration import FRENCH
from tests.browser.hand import Hand
from tests.browser.states import COMPARE, LETTERS, NEW
from tests.browser.texts import ONE_DEMAND

pytestmark = pytest.mark.browser
TYPED = "Wat ik net aan het typen was, twee zinnen lang."
PRESS_TWICE = "button => { button.click(); button.click(); }"


def _count(world, model: type) -> int:
    with world.installation.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def _editor(browse, world, user, *, expect_statuses=()) -> Page:
    path = f"{COMPARE}?judge={world.demand_ids['1']}"
    return browse(world.installation, path, user=user, expect=expect_statuses)


def _fill(page: Page, verdict: str, why: str) -> None:
    editor = page.locator("form.editor")
    editor.locator(f"[name=verdict][value={verdict}]").check()
    editor.locator("[name=reasoning]").fill(why)


def test_of_two_who_judge_at_once_the_second_sees_it_and_decides(loaded, browse):
    first = _editor(browse, loaded, loaded.coordinator)
    second = _editor(browse, loaded, loaded.member, expect_statuses=(409,))
    _fill(first, "promised", "Er wordt een fonds genoemd.")
    _fill(second, "deflected", TYPED)

    Hand(first, loaded.installation).press("Save the judgement")
    Hand(second, loaded.installation).press("Save the judgement")

    conflict = second.locator("form.editor .notice-ask")
    expect(conflict).to_contain_text("Noor Claes")
    expect(conflict).to_contain_text("Er wordt een fonds genoemd.")
    expect(second.locator("form.editor [name=reasoning]")).to_have_value(TYPED)
    expect(second.locator("form.editor [name=verdict]:checked")).to_have_value("deflected")
    row = second.locator(f"#demand-{loaded.demand_ids['1']}")
    Hand(second, loaded.installation).press("Save the judgement")
    expect(row.locator(".reasoning")).to_have_text(TYPED)
    expect(row.locator(".judged-history")).to_contain_text("Er wordt een fonds genoemd.")


def test_a_judgement_pressed_twice_is_given_once(loaded, browse):
    page = _editor(browse, loaded, loaded.coordinator)
    _fill(page, "promised", TYPED)
    before = _count(loaded, VerdictGiven)

    with page.expect_navigation():
        page.locator("form.editor .button-primary").evaluate(PRESS_TWICE)

    assert _count(loaded, VerdictGiven) == before + 1


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_is_brought_in_twice_is_taken_in_once(loaded, browse, has_scripts):
    page = browse(loaded.installation, NEW, user=loaded.coordinator, java_script_enabled=has_scripts)
    page.locator("main textarea[name=text]").fill(ONE_DEMAND)
    before = _count(loaded, IntakeItem)

    with page.expect_navigation():
        page.locator("main form .button-primary").dblclick(no_wait_after=True)
    page.wait_for_url(f"**{NEW}/*")

    assert _count(loaded, IntakeItem) == before + 1


def test_a_letter_filed_twice_is_on_file_once(loaded, browse):
    page = browse(loaded.installation, f"{NEW}/1", user=loaded.coordinator)
    before = _count(loaded, Letter)

    with page.expect_navigation():
        page.locator("main button[value=file]").evaluate(PRESS_TWICE)
    page.go_back()
    page.reload()

    assert _count(loaded, Letter) == before + 1
    expect(page.locator("[role=status]")).to_contain_text(loaded.installation.say("nl", "This was filed already."))


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (COMPARE + "?judge={demand}", "form.editor [name=reasoning]"),
        (f"{LETTERS}/{FRENCH}/edit", "main [name=people]"),
        (NEW, "main textarea[name=text]"),
    ],
    ids=["judgement", "letter", "door"],
)
def test_what_was_typed_survives_a_sign_in_that_ended(loaded, browse, path, field):
    path = path.format(demand=loaded.demand_ids["1"])
    page = browse(loaded.installation, path, user=loaded.coordinator, expect=(400, 401, 403))
    if "judge=" in path:
        page.locator("form.editor [name=verdict][value=promised]").check()
    page.locator(field).fill(TYPED)
    page.context.clear_cookies()

    with page.expect_navigation():
        page.locator(field).evaluate("field => field.form.requestSubmit()")

    expect(page.locator("main")).to_contain_text(TYPED)


def test_going_back_after_an_ended_sign_in_brings_the_words_back(loaded, browse):
    page = browse(loaded.installation, f"/campaigns/{SLUG}/new", user=loaded.coordinator, expect=(400,))
    page.locator("main textarea[name=text]").fill(TYPED)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator("main form .button-primary").click()
    page.context.add_cookies([loaded.installation.make_cookie(loaded.coordinator)])

    page.go_back()

    expect(page.locator("main textarea[name=text]")).to_have_value(TYPED)
