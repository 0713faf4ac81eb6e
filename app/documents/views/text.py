"""The text of a document beside the picture of its page, how it was read so far, and how it is read once more."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign, may_here
from app.documents.choices import EXTRACTOR_LABELS
from app.documents.errors import PageMissingError
from app.documents.layout import boxes_of, layout_from_json, page_at
from app.documents.models import Document, TextVersion
from app.documents.queries import find_text_version, get_document, get_passage
from app.documents.values import ReadHow
from app.documents.views.blueprint import blueprint
from app.errors import DomainError, StaleRecordError
from app.i18n import DOCUMENT_LANGUAGES, gettext
from app.intake.queries import find_renewal
from app.intake.renewal import ask_to_read_again, put_better_text
from app.intake.services import read_pasted
from app.intake.values import IntakeState
from app.intake.views.blueprint import read_soon
from app.intake.words import STEP_LABELS
from app.search.files import find_searched_version
from app.versions.forms import BetterTextForm, ReadAgainForm
from app.versions.queries import (
    count_waiting,
    list_letters_of,
    list_replies_of,
    list_versions,
    newest_version_id,
)
from app.web.access import requires
from app.web.faults import message_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@dataclass(frozen=True)
class _Asked:
    """What somebody wants to see of a text: the words from `start` to `end`, nothing where both are 0."""

    start: int
    end: int
    sequence: int | None


@blueprint.get("/<int:document_id>/text")
@requires(Permission.READ_CAMPAIGN)
def beside(slug: str, document_id: int) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the text of a page beside its picture, with a passage (`passage`, or `start` and `end`) marked on both.

    Without `version` it is the reading by which the document is searched. Below it stands how it was read so far.
    """
    return _page(get_document(get_session(), current_campaign(), document_id))


def _page(
    document: Document, again: ReadAgainForm | None = None, better: BetterTextForm | None = None
) -> str:
    session = get_session()
    asked = _asked(document)
    if asked.sequence is None:
        version = find_searched_version(session, document)
    else:
        version = find_text_version(session, document, sequence=asked.sequence)
    context = {"campaign": current_campaign(), "document": document, **_readings(document, again, better)}
    if version is None and asked.sequence is None:
        return render_template("documents/unread.html", **context)
    if version is None:
        raise PageMissingError
    return render_template("documents/beside.html", **context, **_shown(version, asked))


def _shown(version: TextVersion, asked: _Asked) -> dict[str, Any]:
    """Return what the page shows of a text: one page of it, with what was asked for marked."""
    layout = layout_from_json(version.layout)
    pages = version.pages or [{"number": 1, "start": 0, "end": len(version.text)}]
    number = request.args.get("page", type=record_number) or page_at(pages, asked.start)
    page = next((one for one in pages if one["number"] == number), None)
    if page is None:
        raise PageMissingError
    first, last = page["start"], page["end"]
    start, end = (min(max(edge, first), last) for edge in (asked.start, asked.end))
    return {
        "version": version,
        "page": page,
        "pages": pages,
        "parts": (version.text[first:start], version.text[start:end], version.text[end:last]),
        "asked": {
            key: value for key, value in request.args.items() if key in {"passage", "start", "end", "version"}
        },
        "sheet": layout.sheets[number - 1] if layout is not None and number <= len(layout.sheets) else None,
        "boxes": boxes_of(layout, start, end, number) if layout is not None else [],
    }


def _asked(document: Document) -> _Asked:
    passage_id = request.args.get("passage", type=record_number)
    if passage_id is not None:
        passage = get_passage(get_session(), document, passage_id)
        return _Asked(passage.start, passage.end, passage.text_version.sequence)
    start = request.args.get("start", 0, type=record_number)
    end = request.args.get("end", 0, type=record_number)
    return _Asked(start, max(start, end), request.args.get("version", type=record_number))


def _readings(
    document: Document, again: ReadAgainForm | None, better: BetterTextForm | None
) -> dict[str, Any]:
    """Return how a document was read so far, what stands on its text, and the forms that have it read once more."""
    session, campaign = get_session(), current_campaign()
    renewal = find_renewal(session, document)
    may_log = may_here(Permission.LOG_REPLIES)
    versions = list_versions(session, document)
    after = str(versions[0].id if versions else 0)
    chosen = {"language": renewal.read_language or "", "how": renewal.read_how.value} if renewal else {}
    return {
        "versions": versions,
        "letters": list_letters_of(session, document),
        "replies": list_replies_of(session, document),
        "renewal": renewal,
        "is_waiting": renewal is not None and renewal.state is IntakeState.RECEIVED,
        "why": gettext(renewal.why, **renewal.why_facts) if renewal and renewal.why else "",
        "step_labels": STEP_LABELS,
        "extractor_labels": EXTRACTOR_LABELS,
        "language_labels": dict(DOCUMENT_LANGUAGES),
        "words_waiting": count_waiting(session, [campaign.id]).get(campaign.id, 0) if may_log else 0,
        "again": again or ReadAgainForm(formdata=None, prefix="again-", data={**chosen, "after": after}),
        "better": better or BetterTextForm(formdata=None, prefix="better-", data={"after": after}),
        "may_log": may_log,
        "may_cut": may_here(Permission.CUT_TEXTS),
    }


@blueprint.post("/<int:document_id>/text")
@requires(Permission.LOG_REPLIES)
def read_again(slug: str, document_id: int) -> Response | tuple[str, int]:
    """Have the file of a document read once more, in another language or in another way if so said."""
    campaign, form = current_campaign(), ReadAgainForm(prefix="again-")
    document = get_document(get_session(), campaign, document_id)
    if not form.validate():
        return _page(document, again=form), 400
    try:
        with transaction() as session:
            item = ask_to_read_again(
                session,
                campaign,
                document,
                language=form.language.data or None,
                how=ReadHow(form.how.data),
                after=_number(form.after.data),
                actor=signed_in_user(),
                now=clock.now(),
            )
    except DomainError as error:
        return _refused(error, document_id, form, again=form)
    read_soon(item)
    return redirect(url_for("documents.beside", slug=slug, document_id=document_id, _anchor="readings"), 303)


@blueprint.post("/<int:document_id>/text/better")
@requires(Permission.LOG_REPLIES)
def take_better_text(slug: str, document_id: int) -> Response | tuple[str, int]:
    """Put a pasted text in the place of the one on file; what stands on its words is carried over."""
    campaign, form = current_campaign(), BetterTextForm(prefix="better-")
    document = get_document(get_session(), campaign, document_id)
    if not form.validate():
        return _page(document, better=form), 400
    try:
        reading = read_pasted(form.text.data or "")
        with transaction() as session:
            put_better_text(
                session,
                document,
                reading,
                after=_number(form.after.data),
                actor=signed_in_user(),
                now=clock.now(),
            )
    except DomainError as error:
        return _refused(error, document_id, form, better=form)
    flash(gettext("The newer text is on file."), "done")
    return redirect(url_for("documents.beside", slug=slug, document_id=document_id, _anchor="readings"), 303)


def _refused(error: DomainError, document_id: int, form: Any, **forms: Any) -> tuple[str, int]:
    """Show the page with the form as it was filled in and the reason; sending it again stands on what is on file now."""
    document = get_document(get_session(), current_campaign(), document_id)
    form.after.raw_data = None
    form.after.data = str(newest_version_id(get_session(), document))
    form.form_errors.append(message_of(error))
    return _page(document, **forms), 409 if isinstance(error, StaleRecordError) else 400


def _number(typed: str | None) -> int:
    try:
        return record_number(typed or "")
    except ValueError:
        return 0
