"""The next step about a letter, as a button."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from app import clock
from app.accounts.permissions import Permission, may
from app.accounts.values import Role
from app.answers.comparison import Comparison, demand_facts
from app.answers.next_step import LetterFacts, NextStep, Step, next_step
from app.i18n import lazy_gettext as _l
from app.i18n import ngettext
from app.letters.models import Letter
from app.letters.values import LateChoice
from app.replies.models import Reply
from app.replies.queries import ReplyRow
from app.replies.rules import deadline_after_replies
from app.web.addresses import record_url


class OnFile(Protocol):
    """A letter, or what a line shows of one."""

    @property
    def is_on_file(self) -> bool:
        """False for a place that is kept for a letter."""

    @property
    def closed_at(self) -> datetime | None:
        """The moment of closing."""

    @property
    def late_choice(self) -> LateChoice | None:
        """What becomes of it when it was logged late."""

    @property
    def sent_on(self) -> date | None:
        """The day of sending."""

    @property
    def deadline_on(self) -> date | None:
        """The deadline of the record."""


def facts_for_step(letter: OnFile, rows: Sequence[ReplyRow | Reply]) -> LetterFacts:
    """Return what the next step depends on: the record, and the day that a holding reply announced."""
    return LetterFacts(
        is_on_file=letter.is_on_file,
        is_closed=letter.closed_at is not None,
        late_choice=letter.late_choice,
        sent_on=letter.sent_on,
        deadline_on=deadline_after_replies(letter.deadline_on, [(row.kind, row.expected_on) for row in rows]),
    )


def step_for_page(
    letter: Letter, comparison: Comparison, role: Role | None, now: datetime
) -> dict[str, Any] | None:
    """Return the next step as {label, url, is_primary}; None where there is nothing to do, or not for this role."""
    today = clock.day_in(letter.campaign.zone, now)
    facts = facts_for_step(letter, comparison.replies)
    step = next_step(facts, demand_facts(comparison), comparison.facts, today)
    return as_button(step, letter.campaign.slug, letter.number, letter.campaign.demand_word.value, role)


# Step -> endpoint, and what names the letter in its address.
_PAGES = {
    Step.FILL_PLACEHOLDER: ("intake.start", "place"),
    Step.CHOOSE_WHEN_LATE: ("letters.show", "number"),
    Step.ADD_DEMANDS: ("letters.add_demand", "number"),
    Step.JUDGE: ("answers.compare", "number"),
    Step.FOLLOW_UP: ("letters.follow_up", "number"),
    Step.FILL_IN_DATE: ("letters.edit", "number"),
    Step.FILL_IN_REST: ("letters.edit", "number"),
    Step.LOG_REPLY: ("intake.start", "letter"),
}
# What it takes to do a step; every other one is about writing letters.
_PERMISSIONS = {Step.JUDGE: Permission.GIVE_VERDICTS, Step.LOG_REPLY: Permission.LOG_REPLIES}
_LABELS = {
    Step.FILL_PLACEHOLDER: _l("Fill in this letter"),
    Step.CHOOSE_WHEN_LATE: _l("Follow up or archive?"),
    Step.ADD_DEMANDS: _l("Add what you asked"),
    Step.FILL_IN_DATE: _l("Fill in the date of sending"),
    Step.FILL_IN_REST: _l("Fill in what is missing"),
    Step.LOG_REPLY: _l("Log a reply"),
}


def as_button(step: NextStep, slug: str, number: int, word: str, role: Role | None) -> dict[str, Any] | None:
    """Return a step as {label, url, is_primary}; None where this role may not do it."""
    if step.step is Step.NOTHING or not may(_PERMISSIONS.get(step.step, Permission.WRITE_LETTERS), role):
        return None
    endpoint, argument = _PAGES[step.step]
    return {
        "label": _label(step, word),
        "url": record_url(endpoint, number, argument=argument, slug=slug),
        "is_primary": step.step is not Step.LOG_REPLY,
    }


def _label(step: NextStep, word: str) -> str:
    if step.step is Step.JUDGE:
        if word == "question":
            return ngettext("Judge one question", "Judge %(num)s questions", step.count)
        return ngettext("Judge one demand", "Judge %(num)s demands", step.count)
    if step.step is Step.FOLLOW_UP:
        if word == "question":
            return ngettext(
                "Follow-up about one open question", "Follow-up about %(num)s open questions", step.count
            )
        return ngettext("Follow-up about one open demand", "Follow-up about %(num)s open demands", step.count)
    return str(_LABELS[step.step])
