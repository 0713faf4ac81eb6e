"""What goes wrong between people and pages: two judge at once, a form sent twice, a sign-in that ends while typing."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app import clock
from app.accounts.services import make_sign_in_link
from app.answers.models import VerdictGiven
from app.intake.models import IntakeItem
from app.letters.models import Letter
from tests.browser.demonstration import FRENCH
from tests.browser.hand import Hand
from tests.browser.states import COMPARE, LETTERS, NEW
from tests.browser.texts import ONE_DEMAND

pytestmark = pytest.mark.browser
TYPED = "Wat ik net aan het typen was, twee zinnen lang."
ADVICE = "Go back, check what you typed and send it again."
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
    page.locator("main .notice-ask [type=radio]").first.check()
    before = _count(loaded, Letter)

    with page.expect_navigation():
        page.locator("main button[value=file]").evaluate(PRESS_TWICE)
    page.go_back()

    assert _count(loaded, Letter) == before + 1
    expect(page.locator("[role=status]")).to_contain_text(
        loaded.installation.say("nl", "This was filed already.")
    )


FORMS = {
    "judgement": (COMPARE + "?judge={demand}", "form.editor [name=reasoning]"),
    "judgement, opened in place": (COMPARE, "form.editor [name=reasoning]"),
    "letter": (f"{LETTERS}/{FRENCH}/edit", "main [name=people]"),
    "door": (NEW, "main textarea[name=text]"),
}


def _type_and_send_signed_out(world, browse, name: str) -> Page:
    """Type into a form, let the sign-in end meanwhile, and send it; return the page that refuses it."""
    path, field = FORMS[name]
    path = path.format(demand=world.demand_ids["1"])
    page = browse(world.installation, path, user=world.coordinator, expect=(400,))
    if name == "judgement, opened in place":
        page.locator("[data-judge]").first.click()
    page.locator(field).fill(TYPED)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.locator(field).evaluate("field => field.form.requestSubmit()")
    expect(page.locator("main")).to_contain_text(world.installation.say("nl", ADVICE))
    return page


def _sign_in_elsewhere(world, page: Page) -> None:
    """Sign in again in another window of the same browser."""
    with world.installation.writing() as session:
        link = make_sign_in_link(session, user=world.coordinator, now=clock.now())
    other = page.context.new_page()
    other.goto(link.address)
    Hand(other, world.installation).press("Sign in")
    other.close()


@pytest.mark.parametrize("name", list(FORMS))
def test_what_was_typed_is_still_there_after_a_sign_in_that_ended(loaded, browse, name):
    page = _type_and_send_signed_out(loaded, browse, name)
    _sign_in_elsewhere(loaded, page)

    page.go_back()

    expect(page.locator(FORMS[name][1])).to_have_value(TYPED)


@pytest.mark.parametrize("name", list(FORMS))
def test_what_was_typed_can_be_sent_after_signing_in_again(loaded, browse, name):
    page = _type_and_send_signed_out(loaded, browse, name)
    _sign_in_elsewhere(loaded, page)
    page.go_back()

    with page.expect_navigation() as sent:
        page.locator(FORMS[name][1]).evaluate("field => field.form.requestSubmit()")

    assert sent.value.status == 200
    assert sent.value.request.redirected_from is not None
