from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.documents.models import Document
from app.documents.queries import get_document
from app.documents.reading import Reading, read_document
from app.documents.storage import Originals
from app.errors import DomainError, StaleRecordError
from app.versions.cases import list_cases
from app.versions.forms import ReadAgainForm
from app.versions.queries import (
    count_lost,
    count_waiting,
    get_case,
    list_letters_of,
    list_replies_of,
    list_versions,
    newest_version_id,
)
from app.versions.services import confirm_words, give_up_words, read_again
from app.web.access import requires
from app.web.faults import message_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction

blueprint = Blueprint("versions", __name__, url_prefix="/campaigns/<slug>")
PASTED_NAME = "text.txt"


@blueprint.get("/documents/<int:document_id>/text")
@requires(Permission.LOG_REPLIES)
def text(slug: str, document_id: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show how a document was read so far, and offer to read it anew."""
    session = get_session()
    document = get_document(session, current_campaign(), document_id)
    form = ReadAgainForm(formdata=None)
    form.after.data = str(newest_version_id(session, document))
    versions = list_versions(session, document)
    form.language.data = (versions[0].language if versions else None) or current_campaign().language.value
    return _text_page(document, form)


def _text_page(document: Document, form: ReadAgainForm) -> str:
    session = get_session()
    return render_template(
        "versions/text.html",
        campaign=current_campaign(),
        document=document,
        versions=list_versions(session, document),
        letters=list_letters_of(session, document),
        replies=list_replies_of(session, document),
        form=form,
    )


@blueprint.post("/documents/<int:document_id>/text")
@requires(Permission.LOG_REPLIES)
def read_anew(slug: str, document_id: int) -> Response | tuple[str, int]:
    """Read a document anew, or put a better text in its place; what stands on its words is carried over."""
    campaign = current_campaign()
    document, form = get_document(get_session(), campaign, document_id), ReadAgainForm()
    if not form.validate():
        return _text_page(document, form), 400
    try:
        reading = _reading(document, form)
        after = _number(form.after.data or "")
        with transaction() as session:
            read_again(session, document, reading, after=after, actor=signed_in_user(), now=clock.now())
    except StaleRecordError as error:
        document = get_document(get_session(), campaign, document_id)
        form.after.raw_data = None
        form.after.data = str(newest_version_id(get_session(), document))
        form.form_errors.append(message_of(error))
        return _text_page(document, form), 409
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return _text_page(get_document(get_session(), campaign, document_id), form), 400
    waiting = count_waiting(get_session(), [campaign.id]).get(campaign.id, 0)
    flash(gettext("The newer text is on file."), "done")
    if waiting:
        return redirect(url_for("versions.waiting", slug=slug), 303)
    return redirect(url_for("versions.text", slug=slug, document_id=document_id), 303)


def _reading(document: Document, form: ReadAgainForm) -> Reading:
    """Read what was pasted, else the original; before the transaction, for it may take seconds."""
    pasted = form.text.data or ""
    if pasted.strip():
        return read_document(PASTED_NAME, pasted.encode("utf-8", "replace"), form.language.data)
    originals = Originals(current_app.extensions["settings"].originals_folder)
    return read_document(document.name, originals.get(document.sha256), form.language.data)


@blueprint.get("/passages")
@requires(Permission.LINK_PASSAGES)
def waiting(slug: str) -> str:  # noqa: ARG001
    """Show the words that a newer text did not keep as they were, each beside what may have become of them."""
    session, campaign = get_session(), current_campaign()
    return render_template(
        "versions/waiting.html",
        campaign=campaign,
        cases=list_cases(session, campaign),
        total=count_waiting(session, [campaign.id]).get(campaign.id, 0),
        lost=count_lost(session, campaign),
    )


@blueprint.post("/passages/<int:carried_id>")
@requires(Permission.LINK_PASSAGES)
def decide(slug: str, carried_id: int) -> Response:
    """Say which words of the newer text those are that were linked, or that they are gone."""
    place = request.form.get("place", "")
    carried = get_case(get_session(), current_campaign(), carried_id)
    try:
        with transaction() as session:
            if place == "gone":
                give_up_words(session, carried, actor=signed_in_user(), now=clock.now())
            else:
                start, end = _span(place)
                confirm_words(session, carried, start=start, end=end, actor=signed_in_user(), now=clock.now())
    except DomainError as error:
        flash(message_of(error), "problem")
        return redirect(url_for("versions.waiting", slug=slug), 303)
    left = count_waiting(get_session(), [current_campaign().id]).get(current_campaign().id, 0)
    flash(
        ngettext("Noted. One passage still waits.", "Noted. %(num)s passages still wait.", left)
        if left
        else gettext("Noted. No passage waits any more."),
        "done",
    )
    return redirect(url_for("versions.waiting", slug=slug), 303)


def _number(typed: str) -> int:
    try:
        return record_number(typed)
    except ValueError:
        return 0


def _span(value: str) -> tuple[int, int]:
    start, _, end = value[:24].partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (0, 0)
