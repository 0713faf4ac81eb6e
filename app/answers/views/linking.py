"""Linking words of a reply to demands: from a selection, or sentence by sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.comparison import Comparison
from app.answers.comparison import compare as compare_demands
from app.answers.errors import (
    NothingSelectedError,
)
from app.answers.queries import find_passage
from app.answers.services import link_passage, unlink_passage
from app.answers.values import WordsStanding
from app.answers.views.blueprint import blueprint, facts_for_page
from app.campaigns.access import current_campaign
from app.errors import DomainError
from app.letters.queries import get_demand, get_letter
from app.replies.models import Reply
from app.replies.queries import get_reply
from app.text.sentences import find_sentences
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import unix_lines
from app.web.numbers import record_number
from app.web.session import get_session, transaction

_LONGEST_SPAN = 24  # characters of "start-end"


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
        letter=facts_for_page(letter),
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
