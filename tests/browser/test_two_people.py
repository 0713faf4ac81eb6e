"""What goes wrong between people and pages: two judge at once, a form sent twice, a sign-in that ends while typing."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app import clock
from app.accounts.entry import make_sign_in_link
from app.accounts.models import User
from app.accounts.passwords import hash_password
from app.answers.models import VerdictGiven
from app.demo.services import SLUG
from app.intake.models import IntakeItem
from app.letters.models import Letter
from tests.browser.demonstration import FRENCH
from tests.browser.hand import Hand
from tests.browser.journeys import PASSWORD
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

    # The second press breaks the first one's way off: only where both lead is to be waited for.
    page.locator("main form .button-primary").dblclick(no_wait_after=True)
    expect(page).to_have_url(re.compile(f"{NEW}/[0-9]+"))

    assert _count(loaded, IntakeItem) == before + 1


def test_a_letter_filed_twice_is_on_file_once(loaded, browse):
    page = browse(loaded.installation, f"{NEW}/1", user=loaded.coordinator)
    page.locator("main .notice-ask [type=radio]").first.check()
    before = _count(loaded, Letter)

    with page.expect_navigation():
        page.locator("main button[value=file]").evaluate(PRESS_TWICE)
    page.go_back()

    assert _count(loaded, Letter) == before + 1
    expect(page).to_have_url(f"{loaded.installation.address}/campaigns/{SLUG}")


FORMS = {
    "judgement": (COMPARE + "?judge={demand}", "form.editor [name=reasoning]"),
    "judgement, opened in place": (COMPARE, "form.editor [name=reasoning]"),
    "letter": (f"{LETTERS}/{FRENCH}/edit", "main [name=people]"),
    "door": (NEW, "main textarea[name=text]"),
}


def _end_by_time(world) -> None:
    """Make every cookie worthless, as its last day does."""
    world.installation.app.secret_key = "another one"


def _end_elsewhere(world) -> None:
    """Make the sign-in worthless, as a change of password in another place does."""
    with world.installation.writing() as session:
        session.get_one(User, world.coordinator.id).session_nonce = "another one"


ENDINGS = {"by time": _end_by_time, "elsewhere": _end_elsewhere}


def _type_and_send_signed_out(world, browse, name: str, ending: str) -> Page:
    """Type into a form, let the sign-in end meanwhile, and send it; return the page that this leads to."""
    path, field = FORMS[name]
    path = path.format(demand=world.demand_ids["1"])
    page = browse(world.installation, path, user=world.coordinator, expect=(400, 401))
    if name == "judgement, opened in place":
        page.locator("[data-judge]").first.click()
    page.locator(field).fill(TYPED)
    ENDINGS[ending](world)
    with page.expect_navigation():
        page.locator(field).evaluate("field => field.form.requestSubmit()")
    expect(page.locator(field)).to_have_count(0)
    return page


def _sign_in(world, page: Page) -> None:
    with world.installation.writing() as session:
        user = session.get_one(User, world.coordinator.id)
        link = make_sign_in_link(session, user=user, now=clock.now())
    page.goto(link.address)
    Hand(page, world.installation).press("Sign in")


@pytest.mark.parametrize("ending", list(ENDINGS))
@pytest.mark.parametrize("name", list(FORMS))
def test_after_signing_in_in_another_window_what_was_typed_is_there_and_can_be_sent(
    loaded, browse, name, ending
):
    page = _type_and_send_signed_out(loaded, browse, name, ending)
    other = page.context.new_page()
    _sign_in(loaded, other)

    page.go_back()
    expect(page.locator(FORMS[name][1])).to_have_value(TYPED)
    with page.expect_navigation() as sent:
        page.locator(FORMS[name][1]).evaluate("field => field.form.requestSubmit()")

    assert sent.value.status == 200
    assert sent.value.request.redirected_from is not None


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_going_back_before_signing_in_again_keeps_what_was_typed(loaded, browse, ending):
    with loaded.installation.writing() as session:
        session.get_one(User, loaded.coordinator.id).password_hash = hash_password(PASSWORD)
    page = _type_and_send_signed_out(loaded, browse, "door", ending)
    refusal = page.content()
    page.go_back()
    hand = Hand(page, loaded.installation)
    hand.type("E-mail address", loaded.coordinator.email)
    hand.type("Password", PASSWORD)
    hand.press("Sign in")
    expect(page).to_have_url(f"{loaded.installation.address}{NEW}")

    assert TYPED in page.locator(FORMS["door"][1]).input_value() + refusal
