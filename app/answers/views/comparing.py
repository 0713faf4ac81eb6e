"""A letter beside the words that answer it, and the verdict on each demand."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.comparison import Comparison
from app.answers.comparison import compare as compare_demands
from app.answers.errors import (
    ReasoningMissingError,
    ReasoningTooLongError,
    VerdictConflictError,
    VerdictMissingError,
    WholeTextUnreadError,
)
from app.answers.headings import facts_of, heading_of
from app.answers.rules import Judgement
from app.answers.services import give_verdict
from app.answers.steps import step_for_page
from app.answers.values import GivenVerdict, Tactic, Verdict
from app.answers.views.blueprint import blueprint, facts_for_page, source_of
from app.answers.words import DEFINITIONS, TACTICS
from app.campaigns.access import current_campaign, may_here, role_here
from app.errors import DomainError
from app.letters.models import Letter
from app.letters.queries import get_demand, get_letter_with_demands
from app.versions.queries import settled_by_demand
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import unix_lines
from app.web.numbers import record_number
from app.web.session import get_session, transaction

FILTERS = ("all", "bare", "unanswering")
_FIELD_OF: dict[type[DomainError], str] = {
    ReasoningMissingError: "reasoning",
    ReasoningTooLongError: "reasoning",
    WholeTextUnreadError: "read_whole_text",
}


@blueprint.get("/compare")
@requires(Permission.READ_CAMPAIGN)
def compare(slug: str, number: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show what we asked beside the words that answer it."""
    letter = get_letter_with_demands(get_session(), current_campaign(), number)
    return _page(letter, open_demand_id=request.args.get("judge", type=int))


def _page(letter: Letter, *, open_demand_id: int | None, verdict_form: dict[str, Any] | None = None) -> str:
    session = get_session()
    comparison = compare_demands(session, letter)
    chosen = request.args.get("filter", "all")
    return render_template(
        "comparison/compare.html",
        letter=facts_for_page(letter),
        rows=comparison.rows,
        sheets=comparison.sheets,
        tally=comparison.tally,
        heading=heading_of(letter, _count_whole(comparison), comparison.replies),
        facts=facts_of(comparison.replies),
        next_step=step_for_page(letter, comparison, role_here(), clock.now()),
        may_judge=may_here(Permission.GIVE_VERDICTS),
        may_link=may_here(Permission.LINK_PASSAGES),
        filter=chosen if chosen in FILTERS else "all",
        definitions=DEFINITIONS,
        tactics=TACTICS,
        open_demand_id=open_demand_id,
        verdict_form=verdict_form or _form_as_judged(comparison, open_demand_id),
        sources={reply.number: source_of(reply) for reply in comparison.replies if reply.text_version},
        printed_at=clock.now(),
        settled_words=settled_by_demand(session, comparison.replies),
    )


def _count_whole(comparison: Comparison) -> int:
    return sum(not row.is_sub_demand for row in comparison.rows)


def _form_as_judged(comparison: Comparison, demand_id: int | None) -> dict[str, Any]:
    """Fill the editor with the judgement that stands, for somebody who changes their mind."""
    row = next((row for row in comparison.rows if row.demand_id == demand_id), None)
    if row is None:
        return {}
    if row.verdict is None:
        return {"version": row.version, "verdict": row.proposed}
    return {
        "version": row.version,
        "verdict": row.verdict.verdict,
        "reasoning": row.verdict.reasoning,
        "tactics": [tactic.value for tactic in row.verdict.tactics],
        "is_implicit": row.verdict.is_implicit,
        "read_whole_text": row.verdict.read_whole_text,
    }


@blueprint.post("/judge")
@requires(Permission.GIVE_VERDICTS)
def judge(slug: str, number: int) -> Response | tuple[str, int]:
    """Judge one demand."""
    letter = get_letter_with_demands(get_session(), current_campaign(), number)
    demand = get_demand(letter, request.form.get("demand", 0, type=record_number))
    typed = _typed_judgement()
    try:
        judgement = _judgement(typed)
        with transaction() as session:
            give_verdict(
                session, demand, judgement, version=typed["version"], actor=signed_in_user(), now=clock.now()
            )
    except VerdictConflictError:
        return _conflict(letter, demand.id, typed), 409
    except DomainError as error:
        return _page(
            letter, open_demand_id=demand.id, verdict_form={**typed, "errors": _at_field(error)}
        ), 400
    return redirect(url_for("answers.compare", slug=slug, number=number, _anchor=f"demand-{demand.id}"), 303)


def _typed_judgement() -> dict[str, Any]:
    form = request.form
    return {
        "verdict": form.get("verdict", ""),
        "reasoning": unix_lines(form.get("reasoning", "")).replace("\x00", "").strip(),
        "tactics": form.getlist("tactic"),
        "is_implicit": "is_implicit" in form,
        "read_whole_text": "read_whole_text" in form,
        "version": form.get("version", 0, type=int),
    }


def _judgement(typed: dict[str, Any]) -> Judgement:
    values = {verdict.value for verdict in Verdict}
    if typed["verdict"] not in values:
        raise VerdictMissingError
    verdict = Verdict(typed["verdict"])
    known = {tactic.value for tactic in Tactic}
    return Judgement(
        verdict=verdict,
        reasoning=typed["reasoning"],
        tactics=tuple(Tactic(value) for value in typed["tactics"] if value in known),
        is_implicit=typed["is_implicit"] and verdict is Verdict.REFUSED,
        read_whole_text=typed["read_whole_text"],
    )


def _at_field(error: DomainError) -> dict[str, str]:
    return {_FIELD_OF.get(type(error), "verdict"): message_of(error)}


def _conflict(letter: Letter, demand_id: int, typed: dict[str, Any]) -> str:
    """Show the judgement that came first above the form that is still filled in."""
    rows = compare_demands(get_session(), letter).rows
    row = next(row for row in rows if row.demand_id == demand_id)
    theirs: GivenVerdict | None = row.verdict
    form = {**typed, "version": row.version, "conflict": theirs}
    return _page(letter, open_demand_id=demand_id, verdict_form=form)
