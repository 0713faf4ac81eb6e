"""The next step about a letter, as a button."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.answers.next_step import LetterFacts, NextStep, Step, next_step
from app.answers.queries import list_demand_facts, reply_facts
from app.letters.models import Letter
from app.letters.values import LateChoice
from app.replies.queries import ReplyRow, list_reply_rows
from app.replies.rules import deadline_after_replies


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


def find_next_step(session: Session, letter: Letter, now: datetime) -> NextStep:
    """Return the next step about a letter as of a moment."""
    demands = list_demand_facts(session, [letter.id])[letter.id]
    rows = list_reply_rows(session, [letter.id])[letter.id]
    return next_step(
        facts_for_step(letter, rows), demands, reply_facts(rows), clock.day_in(letter.campaign.zone, now)
    )


def facts_for_step(letter: OnFile, rows: Sequence[ReplyRow]) -> LetterFacts:
    """Return what the next step depends on: the record, and the day that a holding reply announced."""
    return LetterFacts(
        is_on_file=letter.is_on_file,
        is_closed=letter.closed_at is not None,
        late_choice=letter.late_choice,
        sent_on=letter.sent_on,
        deadline_on=deadline_after_replies(letter.deadline_on, [(row.kind, row.expected_on) for row in rows]),
    )


def step_for_page(session: Session, letter: Letter, now: datetime) -> dict[str, Any] | None:
    """Return the next step as {label, url, is_primary}; None where there is nothing to do."""
    return as_button(
        find_next_step(session, letter, now),
        letter.campaign.slug,
        letter.number,
        letter.campaign.demand_word.value,
    )


def as_button(step: NextStep, slug: str, number: int, word: str) -> dict[str, Any] | None:
    """Return a step as {label, url, is_primary}."""
    if step.step is Step.NOTHING:
        return None
    here: dict[str, Any] = {"slug": slug, "number": number}
    urls = {
        Step.FILL_PLACEHOLDER: lambda: url_for("intake.start", slug=slug, place=number),
        Step.CHOOSE_WHEN_LATE: lambda: url_for("letters.show", **here),
        Step.ADD_DEMANDS: lambda: url_for("letters.add_demand", **here),
        Step.JUDGE: lambda: url_for("answers.compare", **here),
        Step.FOLLOW_UP: lambda: url_for("letters.follow_up", **here),
        Step.FILL_IN_DATE: lambda: url_for("letters.edit", **here),
        Step.FILL_IN_REST: lambda: url_for("letters.edit", **here),
        Step.LOG_REPLY: lambda: url_for("intake.start", slug=slug, letter=number),
    }
    is_primary = step.step is not Step.LOG_REPLY
    return {"label": _label(step, word), "url": urls[step.step](), "is_primary": is_primary}


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
    return {
        Step.FILL_PLACEHOLDER: gettext("Fill in this letter"),
        Step.CHOOSE_WHEN_LATE: gettext("Follow up or archive?"),
        Step.ADD_DEMANDS: gettext("Add what you asked"),
        Step.FILL_IN_DATE: gettext("Fill in the date of sending"),
        Step.FILL_IN_REST: gettext("Fill in what is missing"),
        Step.LOG_REPLY: gettext("Log the reply"),
    }[step.step]
