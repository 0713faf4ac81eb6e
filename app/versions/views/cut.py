"""Where a letter or reply begins and ends in its document: chosen among numbered lines, without scripts."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.errors import DomainError, StaleRecordError
from app.i18n import gettext, ngettext
from app.letters.models import Letter
from app.letters.queries import get_letter
from app.replies.models import Reply
from app.replies.queries import get_reply
from app.text.carry import CarryState
from app.versions.cutting import lines_now, lines_of, list_lines, page_of_line, present_range
from app.versions.errors import CutAsItIsError
from app.versions.forms import CutForm
from app.versions.rules import range_of_lines
from app.versions.services import cut_text
from app.versions.views.blueprint import blueprint
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import version_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("/letters/<int:number>/cut")
@requires(Permission.CUT_TEXTS)
def letter_cut(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the numbered lines of a letter's document, and with which of them the letter begins and ends."""
    return _cut_page(get_letter(get_session(), current_campaign(), number))


@blueprint.post("/letters/<int:number>/cut")
@requires(Permission.CUT_TEXTS)
def cut_letter(slug: str, number: int) -> Response | tuple[str, int]:
    """Let a letter begin and end with other lines of its document."""
    return _cut(slug, number, lambda: get_letter(get_session(), current_campaign(), number))


@blueprint.get("/replies/<int:number>/cut")
@requires(Permission.CUT_TEXTS)
def reply_cut(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the numbered lines of a reply's document, and with which of them the reply begins and ends."""
    return _cut_page(get_reply(get_session(), current_campaign(), number))


@blueprint.post("/replies/<int:number>/cut")
@requires(Permission.CUT_TEXTS)
def cut_reply(slug: str, number: int) -> Response | tuple[str, int]:
    """Let a reply begin and end with other lines of its document."""
    return _cut(slug, number, lambda: get_reply(get_session(), current_campaign(), number))


def _cut(slug: str, number: int, load: Callable[[], Letter | Reply]) -> Response | tuple[str, int]:
    record, form = load(), CutForm()
    if not form.validate():
        return _cut_page(record, form), 400
    try:
        first, last = form.first.data or 0, form.last.data or 0
        found = range_of_lines(lines_of(record), first, last, present_range(record))
        if found is None:
            raise CutAsItIsError
        with transaction() as session:
            counts = cut_text(
                session,
                record,
                start=found[0],
                end=found[1],
                version=version_of(form),
                actor=signed_in_user(),
                now=clock.now(),
            )
    except DomainError as error:
        record = load()
        form.version.raw_data, form.version.data = None, str(record.version)
        form.form_errors.append(message_of(error))
        return _cut_page(record, form), 409 if isinstance(error, StaleRecordError) else 400
    return _cut_done(slug, number, record, counts)


def _cut_done(slug: str, number: int, record: Letter | Reply, counts: Counter[str]) -> Response:
    flash(gettext("Noted where it begins and ends."), "done")
    moved = counts[CarryState.SAME.value]
    count = counts.total() - moved
    if count and isinstance(record, Reply):
        return redirect(url_for("versions.waiting", slug=slug), 303)
    if moved:
        flash(gettext("The linked words moved along; nothing waits for you."), "note")
    if count:
        said = ngettext(
            "The place of %(num)s demand is no longer in it; its words stay.",
            "The places of %(num)s demands are no longer in it; their words stay.",
            count,
        )
        flash(said, "note")
    view = "replies.show" if isinstance(record, Reply) else "letters.show"
    return redirect(url_for(view, slug=slug, number=number), 303)


def _cut_page(record: Letter | Reply, form: CutForm | None = None) -> str:
    now = lines_now(record)
    first, last = (_chosen(name, form, line) for name, line in zip(("first", "last"), now, strict=True))
    if form is None:
        chosen = {"first": first, "last": last, "version": str(record.version)}
        form = CutForm(formdata=None, data=chosen)
    asked = request.args.get("page", type=record_number) or page_of_line(first)
    is_reply = isinstance(record, Reply)
    view = "reply" if is_reply else "letter"
    here: dict[str, Any] = {"slug": current_campaign().slug, "number": record.number}
    choose_url = partial(url_for, f"versions.{view}_cut", **here)
    return render_template(
        "versions/cut.html",
        campaign=current_campaign(),
        record=record,
        is_reply=is_reply,
        form=form,
        first=first,
        last=last,
        now=now,
        page=list_lines(get_session(), record, asked),
        cut_url=url_for(f"versions.cut_{view}", **here),
        choose_url=partial(choose_url, first=first, last=last),
        page_url=lambda page: choose_url(first=first, last=last, page=page),
        back_url=url_for(f"{'replies' if is_reply else 'letters'}.show", **here),
    )


def _chosen(name: str, form: CutForm | None, now: int) -> int:
    """Return the line that somebody typed, or chose on the page before; else that of the record."""
    typed = form[name].data if form is not None else request.args.get(name, type=record_number)
    return int(typed) if typed else now
