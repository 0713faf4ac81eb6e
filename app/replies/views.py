from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.headings import name_of
from app.answers.queries import list_demand_facts
from app.answers.rules import ReplyFacts, waits_to_be_judged
from app.campaigns.access import current_campaign, may_here
from app.documents.storage import Originals
from app.errors import DomainError, StaleRecordError
from app.i18n import gettext
from app.intake.services import put_text_on_reply, read_pasted
from app.intake.words import say_why
from app.letters.choices import offer_letters
from app.letters.models import Letter
from app.overview.log import log_of
from app.people.choices import describe_mandate, list_mandate_choices
from app.replies.choices import REPLY_KIND_EFFECTS, REPLY_KIND_LABELS
from app.replies.forms import ReplyForm, ReplyTextForm
from app.replies.models import Reply
from app.replies.queries import get_reply
from app.replies.services import change_reply, mark_reviewed
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import version_of
from app.web.found import found_in_address
from app.web.session import get_session, transaction

blueprint = Blueprint("replies", __name__, url_prefix="/campaigns/<slug>/replies/<int:number>")


def _load(number: int) -> Reply:
    return get_reply(get_session(), current_campaign(), number)


@blueprint.get("")
@requires(Permission.READ_CAMPAIGN)
def show(slug: str, number: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show a reply: what it is, which letters it answers, its text."""
    return _page(_load(number), ReplyTextForm(formdata=None))


def _page(reply: Reply, text_form: ReplyTextForm) -> str:
    session = get_session()
    text = reply.text_version.text[reply.text_start : reply.text_end] if reply.text_version else ""
    return render_template(
        "replies/show.html",
        reply=reply,
        campaign=reply.campaign,
        names={letter.id: name_of(letter) for letter in reply.letters},
        kind_label=REPLY_KIND_LABELS[reply.kind.value],
        kind_effect=REPLY_KIND_EFFECTS[reply.kind.value],
        mandate=describe_mandate(reply.mandate) if reply.mandate else "",
        text=text,
        found=found_in_address(text, reply.text_start),
        text_form=text_form,
        why_no_text=say_why(session, reply.text_version) if reply.text_start is None else "",
        log=log_of(session, ("reply", [reply.id])),
        may_log=may_here(Permission.LOG_REPLIES),
        may_cut=may_here(Permission.CUT_TEXTS),
        asks_review=may_here(Permission.GIVE_VERDICTS) and _waits_after_a_verdict(reply),
    )


def _waits_after_a_verdict(reply: Reply) -> bool:
    """Tell whether a demand was judged before this reply came, and not since: it may well change nothing."""
    session = get_session()
    facts = [ReplyFacts(reply.kind, reply.logged_at, reply.reviewed_at is not None)]
    demands = list_demand_facts(session, [letter.id for letter in reply.letters])
    return any(
        demand.verdict is not None and waits_to_be_judged(demand, facts)
        for of_letter in demands.values()
        for demand in of_letter
    )


@blueprint.get("/edit")
@requires(Permission.LOG_REPLIES)
def edit(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the form of what is on file about a reply."""
    reply = _load(number)
    form = _reply_form(reply)
    form.fill(reply)
    return _edit_page(reply, form)


def _reply_form(reply: Reply) -> ReplyForm:
    session, form = get_session(), ReplyForm()
    form.offer_mandates(list_mandate_choices(session))
    kept = [letter.id for letter in reply.letters]
    offer_letters(session, current_campaign(), [form.letter_ids], kept=kept)
    return form


def _edit_page(reply: Reply, form: ReplyForm, *, saved: Reply | None = None) -> str:
    return render_template(
        "replies/edit.html",
        reply=reply,
        campaign=reply.campaign,
        form=form,
        effects=REPLY_KIND_EFFECTS,
        kind_labels=REPLY_KIND_LABELS,
        saved=saved,
    )


@blueprint.post("/edit")
@requires(Permission.LOG_REPLIES)
def save(slug: str, number: int) -> Response | tuple[str, int]:
    """Save what was typed about a reply."""
    reply = _load(number)
    form = _reply_form(reply)
    if not form.validate():
        return _edit_page(reply, form), 400
    version = version_of(form)
    try:
        with transaction() as session:
            query = select(Letter).where(
                Letter.id.in_(form.letter_ids.data or []), Letter.campaign_id == current_campaign().id
            )
            change_reply(
                session,
                reply,
                list(session.scalars(query.order_by(Letter.number))),
                form.facts(reply),
                version=version,
                actor=signed_in_user(),
                now=clock.now(),
            )
    except StaleRecordError as error:
        reply = _load(number)
        form.version.raw_data = None
        form.version.data = str(reply.version)
        form.form_errors.append(message_of(error))
        return _edit_page(reply, form, saved=reply), 409
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return _edit_page(_load(number), form), 400
    flash(gettext("Saved."), "done")
    return redirect(url_for("replies.show", slug=slug, number=number), 303)


@blueprint.post("/text")
@requires(Permission.LOG_REPLIES)
def put_text(slug: str, number: int) -> Response | tuple[str, int]:
    """Put the text of a reply on file that was logged without one."""
    reply, form = _load(number), ReplyTextForm()
    if not form.validate():
        return _page(reply, form), 400
    originals = Originals(current_app.extensions["settings"].originals_folder)
    text = form.text.data or ""
    try:
        reading = read_pasted(text)
        with transaction() as session:
            put_text_on_reply(
                session, originals, reply, text, reading, actor=signed_in_user(), now=clock.now()
            )
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return _page(_load(number), form), 400
    return redirect(url_for("replies.show", slug=slug, number=number), 303)


@blueprint.post("/reviewed")
@requires(Permission.GIVE_VERDICTS)
def review(slug: str, number: int) -> Response:
    """Say that a reply changes nothing about the demands that were judged before it came."""
    with transaction() as session:
        reply = _load(number)
        mark_reviewed(session, reply, actor=signed_in_user(), now=clock.now())
        letters = [letter.number for letter in reply.letters]
    if letters:
        return redirect(url_for("answers.compare", slug=slug, number=letters[0]), 303)
    return redirect(url_for("replies.show", slug=slug, number=number), 303)
