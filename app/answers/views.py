from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.comparison import Comparison
from app.answers.comparison import compare as compare_demands
from app.answers.errors import (
    NothingSelectedError,
    ReasoningMissingError,
    VerdictConflictError,
    VerdictMissingError,
    WholeTextUnreadError,
)
from app.answers.headings import deadline_in_words, facts_of, heading_of
from app.answers.queries import find_passage
from app.answers.rules import Judgement
from app.answers.services import give_verdict, link_passage, unlink_passage
from app.answers.steps import step_for_page
from app.answers.values import GivenVerdict, Tactic, Verdict, WordsStanding
from app.answers.words import DEFINITIONS, TACTICS
from app.campaigns.access import current_campaign, may_here, role_here
from app.errors import DomainError
from app.letters.choices import CLOSING_LABELS
from app.letters.models import Letter
from app.letters.queries import get_demand, get_letter
from app.replies.models import Reply
from app.replies.queries import get_reply
from app.text.sentences import find_sentences
from app.versions.models import CarriedPassage
from app.versions.queries import list_settled
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import unix_lines
from app.web.numbers import record_number
from app.web.session import get_session, transaction

blueprint = Blueprint("answers", __name__, url_prefix="/campaigns/<slug>/letters/<int:number>")
_LONGEST_SPAN = 24  # characters of "start-end"
FILTERS = ("all", "bare", "unanswering")
_FIELD_OF: dict[type[DomainError], str] = {
    ReasoningMissingError: "reasoning",
    WholeTextUnreadError: "read_whole_text",
}


@blueprint.get("/compare")
@requires(Permission.READ_CAMPAIGN)
def compare(slug: str, number: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show what we asked beside the words that answer it."""
    letter = get_letter(get_session(), current_campaign(), number)
    return _page(letter, open_demand_id=request.args.get("judge", type=int))


def _page(letter: Letter, *, open_demand_id: int | None, verdict_form: dict[str, Any] | None = None) -> str:
    session = get_session()
    comparison = compare_demands(session, letter)
    chosen = request.args.get("filter", "all")
    return render_template(
        "comparison/compare.html",
        letter=_facts_for_page(letter),
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
        sources={reply.number: _source(reply) for reply in comparison.replies if reply.text_version},
        printed_at=clock.now(),
        settled_words=_settled_words(comparison),
    )


def _settled_words(comparison: Comparison) -> dict[int, list[CarriedPassage]]:
    """Return, by demand, the words that a newer text did not keep and that somebody decided about."""
    settled: dict[int, list[CarriedPassage]] = {}
    ids = [reply.id for reply in comparison.replies if reply.text_version_id is not None]
    for demand_id, carried in list_settled(get_session(), ids) if ids else ():
        settled.setdefault(demand_id, []).append(carried)
    return settled


def _count_whole(comparison: Comparison) -> int:
    return sum(not row.is_sub_demand for row in comparison.rows)


def _facts_for_page(letter: Letter) -> dict[str, Any]:
    here: dict[str, Any] = {"slug": letter.campaign.slug, "number": letter.number}
    missing = []
    if letter.sent_on is None:
        url = url_for("letters.edit", **here) if may_here(Permission.WRITE_LETTERS) else ""
        missing.append({"label": gettext("Date of sending is missing"), "url": url})
    return {
        "number": letter.number,
        "title": letter.title,
        "language": letter.language,
        "addressee": letter.addressee_name,
        "addressee_office": letter.addressee_office,
        "sent_on": letter.sent_on,
        "deadline": deadline_in_words(letter),
        "campaign": {
            "slug": letter.campaign.slug,
            "title": letter.campaign.title,
            "language": letter.campaign.language.value,
            "demand_word": letter.campaign.demand_word,
        },
        "is_confidential": letter.is_confidential,
        "closed": CLOSING_LABELS[letter.closed_reason.value] if letter.closed_reason else "",
        "missing": missing,
        "source": _source(letter) if letter.text_version else None,
    }


def _source(record: Letter | Reply) -> dict[str, str]:
    version = record.text_version
    if version is None:
        return {}
    return {"file_name": version.document.name, "sha256": version.document.sha256}


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
    letter = get_letter(get_session(), current_campaign(), number)
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
        "reasoning": form.get("reasoning", "").replace("\x00", "").strip()[:2000],
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


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    exact: str | None  # None: the sentences that the server itself offered


@blueprint.post("/link")
@requires(Permission.LINK_PASSAGES)
def link(slug: str, number: int) -> Response:
    """Link selected words, or ticked sentences, of a reply to demands of this letter."""
    campaign = current_campaign()
    letter = get_letter(get_session(), campaign, number)
    target = url_for("answers.compare", slug=slug, number=number)
    try:
        reply = get_reply(get_session(), campaign, request.form.get("reply", 0, type=record_number))
        demands = [get_demand(letter, demand_id) for demand_id in request.form.getlist("demand", type=int)]
        spans = _spans(reply)
        if not spans:
            raise NothingSelectedError
        with transaction() as session:
            for span in spans:
                exact = span.exact if span.exact is not None else _words(reply, span)
                link_passage(
                    session, reply, demands, start=span.start, end=span.end, exact=exact,
                    actor=signed_in_user(), now=clock.now(),
                )  # fmt: skip
    except DomainError as error:
        flash(message_of(error), "problem")
        return redirect(target, 303)
    anchor = f"demand-{demands[0].id}" if demands else None
    return redirect(url_for("answers.compare", slug=slug, number=number, _anchor=anchor), 303)


def _words(reply: Reply, span: _Span) -> str:
    return reply.text_version.text[span.start : span.end] if reply.text_version else ""


def _spans(reply: Reply) -> list[_Span]:
    """Return what was selected: one run of words, or ticked sentences with neighbours joined."""
    ticked = sorted(filter(None, (_ticked(value) for value in request.form.getlist("span"))), key=_start)
    if ticked:
        return _joined(ticked, reply)
    start, end = request.form.get("start", type=int), request.form.get("end", type=int)
    if start is None or end is None:
        return []
    exact = unix_lines(request.form.get("exact", ""))
    return [_Span(start, end, exact)]


def _start(span: _Span) -> int:
    return span.start


def _ticked(value: str) -> _Span | None:
    start, _, end = value.partition("-")
    if not (start.isdecimal() and end.isdecimal() and len(value) < _LONGEST_SPAN):
        return None
    return _Span(int(start), int(end), None)


def _joined(spans: Sequence[_Span], reply: Reply) -> list[_Span]:
    text = reply.text_version.text if reply.text_version else ""
    joined = [spans[0]]
    for span in spans[1:]:
        between = text[joined[-1].end : span.start]
        if not between.strip() and "\n\n" not in between:
            joined[-1] = replace(joined[-1], end=span.end)
        else:
            joined.append(span)
    return joined


@blueprint.post("/unlink")
@requires(Permission.LINK_PASSAGES)
def unlink(slug: str, number: int) -> Response:
    """Take a passage away from a demand."""
    letter = get_letter(get_session(), current_campaign(), number)
    demand = get_demand(letter, request.form.get("demand", 0, type=record_number))
    passage = find_passage(get_session(), request.form.get("passage", 0, type=record_number))
    if passage is not None:
        with transaction() as session:
            unlink_passage(session, demand, passage, actor=signed_in_user(), now=clock.now())
    return redirect(url_for("answers.compare", slug=slug, number=number, _anchor=f"demand-{demand.id}"), 303)


@blueprint.get("/sentences")
@requires(Permission.LINK_PASSAGES)
def sentences(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the replies as sentences to tick: linking without a script and without a mouse."""
    letter = get_letter(get_session(), current_campaign(), number)
    comparison = compare_demands(get_session(), letter)
    return render_template(
        "comparison/sentences.html",
        letter=_facts_for_page(letter),
        rows=comparison.rows,
        replies=[_in_sentences(reply, comparison) for reply in comparison.replies if reply.text_version],
        chosen_demand_id=request.args.get("demand", type=int),
    )


def _in_sentences(reply: Reply, comparison: Comparison) -> dict[str, Any]:
    text = reply.text_version.text if reply.text_version else ""
    begin, end = reply.text_start or 0, reply.text_end or 0
    linked = [
        (passage.start, passage.end, row.label)
        for row in comparison.rows
        for passage in row.passages
        if passage.reply_number == reply.number and passage.standing is WordsStanding.PRESENT
    ]
    found = [(begin + start, begin + stop) for start, stop in find_sentences(text[begin:end])]
    return {
        "number": reply.number,
        "lang": reply.language,
        "kind": reply.kind.value,
        "dated_on": reply.dated_on or reply.received_on,
        "signer": reply.signer_name,
        "sentences": [
            {
                "start": start,
                "end": stop,
                "text": text[start:stop],
                "labels": sorted({label for left, right, label in linked if left < stop and right > start}),
            }
            for start, stop in found
        ],
    }
