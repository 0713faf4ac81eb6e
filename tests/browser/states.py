"""States of pages that an address alone does not show: open editors, refused forms, empty campaigns, errors."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from app.demo.services import SLUG
from tests.browser.demonstration import (
    ACKNOWLEDGED,
    COMPARED,
    EMPTY_CAMPAIGN,
    FRENCH,
    OVERDUE,
    PLACEHOLDER,
    World,
)

LETTERS = f"/campaigns/{SLUG}/letters"
COMPARE = f"{LETTERS}/{COMPARED}/compare"
NEW = f"/campaigns/{SLUG}/new"
FORM = "main form[method=post]"

Act = Callable[[Page], None]


@dataclass(frozen=True)
class State:
    """How a state is reached: an address, what is done there, and the status of the page that is then shown."""

    path: str
    act: Act | None = None
    status: int = 200
    who: str = "coordinator"

    def address(self, world: World) -> str:
        return self.path.format(**{f"demand_{label}": number for label, number in world.demand_ids.items()})


def send(form: str = FORM, *, leave_out: bool = True, **typed: str) -> Act:
    """Send the first form that fits: emptied of words, then with the `typed` ones, past the browser's own checks."""

    def act(page: Page) -> None:
        page.locator(form).first.evaluate(
            """(form, [typed, leaveOut]) => {
              form.noValidate = true;
              const words = 'textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file])';
              if (leaveOut) for (const field of form.querySelectorAll(words)) field.value = '';
              for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
            }""",
            [typed, leave_out],
        )
        with page.expect_navigation():
            page.locator(form).first.evaluate("form => form.requestSubmit()")

    return act


def press(value: str) -> Act:
    """Press the button of a form that carries this value."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator(f"main button[name=act][value='{value}']").last.click()

    return act


def _open_everything(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def _open_keys(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


def _open_editor(page: Page) -> None:
    page.locator("[data-judge]").first.click()
    page.locator("form.editor").wait_for()


def _select_words(page: Page) -> None:
    page.keyboard.press("s")
    page.locator("[data-link-form]").wait_for()


STATES = {
    "compare, judgement open": State(COMPARE + "?judge={demand_1}"),
    "compare, open without a passage": State(f"{LETTERS}/{FRENCH}/compare", _open_editor),
    "compare, bare demands": State(COMPARE + "?filter=bare"),
    "compare, words that answer nothing": State(COMPARE + "?filter=unanswering"),
    "compare, no reply": State(f"{LETTERS}/{OVERDUE}/compare"),
    "compare, receipt only": State(f"{LETTERS}/{ACKNOWLEDGED}/compare"),
    "compare, a French letter": State(f"{LETTERS}/{FRENCH}/compare"),
    "compare, not on file": State(f"{LETTERS}/{PLACEHOLDER}/compare"),
    "compare, as a reader": State(COMPARE, who="reader"),
    "compare, everything unfolded": State(COMPARE + "?judge={demand_2}", _open_everything),
    "compare, list of keys": State(COMPARE, _open_keys),
    "compare, words selected": State(COMPARE, _select_words),
    "judge, nothing filled in": State(COMPARE + "?judge={demand_1}", send("form.editor"), 400),
    "judge, whole text unread": State(
        COMPARE + "?judge={demand_1}",
        send("form.editor", verdict="not_answered", reasoning="Zo is het."),
        400,
    ),
    "judge, somebody was first": State(
        COMPARE + "?judge={demand_1}", send("form.editor", leave_out=False, version="77"), 409
    ),
    "letter, overdue": State(f"{LETTERS}/{OVERDUE}"),
    "letter, receipt only": State(f"{LETTERS}/{ACKNOWLEDGED}"),
    "letter, French": State(f"{LETTERS}/{FRENCH}", _open_everything),
    "letter, not on file": State(f"{LETTERS}/{PLACEHOLDER}"),
    "letter, as a reader": State(f"{LETTERS}/{COMPARED}", _open_everything, who="reader"),
    "letter, reminder on no day": State(f"{LETTERS}/{OVERDUE}", send(day="ooit"), 400),
    "letter edit, unreadable day": State(
        f"{LETTERS}/{OVERDUE}/edit", send(leave_out=False, sent_on="0-0-99999"), 400
    ),
    "letter edit, somebody was first": State(
        f"{LETTERS}/{OVERDUE}/edit", send(leave_out=False, version="77", title="Mijn titel"), 409
    ),
    "letter close, no reason": State(f"{LETTERS}/{OVERDUE}/close", send(), 400),
    "demand, no words": State(f"{LETTERS}/{COMPARED}/demands/add", send(), 400),
    "demand, unfolded": State(LETTERS + "/2/demands/{demand_1}", _open_everything),
    "demand, somebody was first": State(
        LETTERS + "/2/demands/{demand_1}", send(leave_out=False, version="77"), 409
    ),
    "reply edit, unreadable day": State(
        f"/campaigns/{SLUG}/replies/1/edit", send(leave_out=False, dated_on="morgen"), 400
    ),
    "reply edit, somebody was first": State(
        f"/campaigns/{SLUG}/replies/1/edit", send(leave_out=False, version="77"), 409
    ),
    "reply, acknowledgement": State(f"/campaigns/{SLUG}/replies/2", _open_everything),
    "door, nothing brought": State(NEW, send(), 400),
    "door, for a reply": State(f"{NEW}?letter={OVERDUE}"),
    "review, unfolded": State(f"{NEW}/1", _open_everything),
    "review, odd date unanswered": State(f"{NEW}/1", press("file"), 400),
    "text beside": State(f"{NEW}/2"),
    "text beside, nothing pasted": State(f"{NEW}/2", send(), 400),
    "campaign, empty": State(f"/campaigns/{EMPTY_CAMPAIGN}"),
    "letters, empty": State(f"/campaigns/{EMPTY_CAMPAIGN}/letters"),
    "documents, empty": State(f"/campaigns/{EMPTY_CAMPAIGN}/documents"),
    "coalition, empty": State(f"/campaigns/{EMPTY_CAMPAIGN}/coalition"),
    "coalition, no name": State(f"/campaigns/{SLUG}/coalition", send(f"{FORM}:has([name=name])")),
    "coalition, as a reader": State(f"/campaigns/{SLUG}/coalition", who="reader"),
    "members, no such account": State(
        f"/campaigns/{SLUG}/members", send(f"{FORM}:has([name=address])", address="nobody@example.org")
    ),
    "campaign add, no title": State("/campaigns/add", send()),
    "campaign settings, somebody was first": State(
        f"/campaigns/{SLUG}/settings", send(leave_out=False, version="77"), 409
    ),
    "campaign settings, no title": State(f"/campaigns/{SLUG}/settings", send()),
    "today, with nothing": State("/today", who="newcomer"),
    "campaigns, with nothing": State("/campaigns", who="newcomer"),
    "outgoing mail, with nothing": State("/mail", who="newcomer"),
    "account, no name": State("/account", send()),
    "account, menu open": State("/account", lambda page: page.locator("[data-menu] summary").click()),
    "password, too short": State("/account/password", send(password="kort")),
    "invite, no address": State("/accounts/invite", send()),
    "person, no name": State("/people/add", send()),
    "office, no name": State("/people/offices/add", send()),
    "people, nobody found": State("/people?query=zzzz"),
    "sign-in, refused": State(
        "/sign-in", send(email="nobody@example.org", password="no such word"), who="stranger"
    ),
    "forgotten password, no address": State("/forgotten-password", send(email="nobody"), who="stranger"),
    "no such page": State("/nowhere", status=404),
    "no such letter": State(f"{LETTERS}/999", status=404),
    "not for a reader": State(NEW, status=403, who="reader"),
    "takes a form only": State("/sign-out", status=405),
    "one-time link that is gone": State("/invitation/gone", status=410, who="stranger"),
    "reminder link that is not ours": State("/r/snooze/forged", status=404, who="stranger"),
}
