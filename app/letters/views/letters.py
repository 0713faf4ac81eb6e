from datetime import date
from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.comparison import compare
from app.answers.headings import deadline_in_words, name_of
from app.answers.standing import Standing, section_of
from app.answers.steps import step_for_page
from app.campaigns.access import current_campaign, may_here, role_here
from app.campaigns.queries import get_campaign_with_coalition
from app.documents.storage import Originals
from app.documents.uploads import read_upload
from app.errors import DomainError, StaleRecordError
from app.i18n import gettext
from app.intake.words import say_why
from app.letters.choices import CHANNEL_LABELS, CLOSING_LABELS, KIND_LABELS, offer_letters
from app.letters.closing import choose_when_late, close_letter, reopen_letter
from app.letters.forms import CloseForm, LetterForm, RemindForm
from app.letters.models import Letter
from app.letters.queries import LetterRow, list_letters
from app.letters.services import attach_proof, change_letter
from app.letters.values import ClosingReason, DeadlineSource, LateChoice
from app.letters.views.blueprint import blueprint, load
from app.overview.log import log_of
from app.people.choices import describe_mandate, list_mandate_choices
from app.people.queries import successor_of
from app.replies.choices import REPLY_KIND_LABELS
from app.web.access import requires
from app.web.addresses import record_url
from app.web.days import as_typed
from app.web.faults import message_of
from app.web.forms import as_choices, version_of
from app.web.found import found_in_address
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("")
@requires(Permission.READ_CAMPAIGN)
def index(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the campaign's letters, newest first."""
    campaign = current_campaign()
    before, after = (request.args.get(name, type=record_number) for name in ("before", "after"))
    page = list_letters(get_session(), campaign, before=before, after=after)
    return render_template(
        "letters/index.html",
        campaign=campaign,
        page=page,
        # Letters are numbered without a gap and none is ever taken away, so the last number counts them.
        total=campaign.last_letter_number,
        letter_url=partial(record_url, "letters.show", slug=campaign.slug),
        sections={
            row.letter_id: _section_of(row, clock.day_in(campaign.zone, clock.now())) for row in page.rows
        },
    )


def _section_of(row: LetterRow, today: date) -> str:
    """Return under which heading of Today a letter of the list stands; empty where it asks for nothing."""
    standing = Standing(row.pressing, row.waits_until_on, fallback=row.fallback)
    section = section_of(standing, row.snoozed_until_on, today)
    return section.value if section is not None else ""


@blueprint.get("/<int:number>")
@requires(Permission.READ_CAMPAIGN)
def show(slug: str, number: int) -> str:  # noqa: ARG001
    """Show a letter: what we asked, when an answer is wanted, what came back."""
    return letter_page(load(number, with_text=True))


def letter_page(letter: Letter, remind_form: RemindForm | None = None) -> str:
    """Return the page of a letter; where the form of its reminder came back, with what is wrong with it."""
    session = get_session()
    comparison = compare(session, letter, with_texts=False)
    text = letter.text_version.text[letter.text_start : letter.text_end] if letter.text_version else ""
    return render_template(
        "letters/show.html",
        letter=letter,
        name=name_of(letter),
        campaign=letter.campaign,
        rows=comparison.rows,
        demands={demand.id: demand for demand in letter.standing_demands},
        tally=comparison.tally,
        replies=comparison.replies,
        text=text,
        found=found_in_address(text, letter.text_start),
        why_no_text=say_why(session, letter.text_version) if letter.text_start is None else "",
        deadline=deadline_in_words(letter),
        today=clock.day_in(letter.campaign.zone, clock.now()),
        mandate=describe_mandate(letter.mandate) if letter.mandate else "",
        successor=_successor(letter),
        next_step=step_for_page(letter, comparison, role_here(), clock.now()),
        log=log_of(session, ("letter", [letter.id]), ("demand", [one.id for one in letter.demands])),
        labels={"channel": CHANNEL_LABELS, "kind": KIND_LABELS, "closing": CLOSING_LABELS},
        may_write=may_here(Permission.WRITE_LETTERS),
        may_cut=may_here(Permission.CUT_TEXTS),
        may_log=may_here(Permission.LOG_REPLIES),
        may_close=may_here(Permission.CLOSE_LETTERS),
        may_plan=may_here(Permission.PLAN_REMINDERS),
        remind_form=remind_form,
        remind_on=as_typed(letter.remind_on) if letter.remind_on else "",
        asks_late=letter.late_choice is LateChoice.TO_ASK,
        reply_kinds=REPLY_KIND_LABELS,
        is_counted=letter.deadline_source is DeadlineSource.CAMPAIGN,
    )


def _successor(letter: Letter) -> str:
    """Return who holds the addressee's office now, where the addressee has left it; empty: nobody to name."""
    if letter.mandate is None:
        return ""
    today = clock.day_in(letter.campaign.zone, clock.now())
    successor = successor_of(get_session(), letter.mandate, today)
    return describe_mandate(successor) if successor is not None else ""


@blueprint.get("/<int:number>/edit")
@requires(Permission.WRITE_LETTERS)
def edit(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the form of what is on file about a letter."""
    letter = load(number)
    form = _letter_form(letter)
    form.fill(letter)
    return _edit_page(letter, form)


def _letter_form(letter: Letter) -> LetterForm:
    session, campaign = get_session(), letter.campaign
    form = LetterForm()
    form.mandate_id.choices = as_choices([(0, gettext("Not on file")), *list_mandate_choices(session)])
    offer_letters(session, campaign, [form.refers_to_id], kept=[letter.refers_to_id], but=letter)
    coalition = get_campaign_with_coalition(session, campaign.slug).coalition
    # Who signed stays signed, also after leaving the coalition.
    signed = [one.organisation for one in letter.signatories if one.organisation is not None]
    offered = {one.id: one.name for one in (*coalition, *signed)}
    form.organisations.choices = as_choices(offered.items())
    return form


def _keep_proof(session: Session, letter: Letter, form: LetterForm) -> None:
    upload = read_upload(form.proof_file.data)
    if not upload.data:
        return
    attach_proof(
        session,
        Originals(current_app.extensions["settings"].originals_folder),
        letter,
        name=upload.name,
        data=upload.data,
        media_type=upload.media_type,
        actor=signed_in_user(),
        now=clock.now(),
    )


def _edit_page(letter: Letter, form: LetterForm, *, saved: Letter | None = None) -> str:
    return render_template(
        "letters/edit.html",
        letter=letter,
        name=name_of(letter),
        campaign=letter.campaign,
        form=form,
        saved=saved,
        deadline=deadline_in_words(letter),
    )


@blueprint.post("/<int:number>/edit")
@requires(Permission.WRITE_LETTERS)
def save(slug: str, number: int) -> Response | tuple[str, int]:
    """Save what was typed about a letter."""
    letter = load(number)
    form = _letter_form(letter)
    if not form.validate():
        return _edit_page(letter, form), 400
    version = version_of(form)
    try:
        with transaction() as session:
            _keep_proof(session, letter, form)
            change_letter(
                session, letter, form.facts(letter), version=version, actor=signed_in_user(), now=clock.now()
            )
    except StaleRecordError as error:
        letter = load(number)
        form.version.raw_data = None
        form.version.data = str(letter.version)
        form.form_errors.append(message_of(error))
        return _edit_page(letter, form, saved=letter), 409
    except DomainError as error:
        form.form_errors.append(message_of(error))
        return _edit_page(load(number), form), 400
    flash(gettext("Saved."), "done")
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


@blueprint.route("/<int:number>/close", methods=["GET", "POST"])
@requires(Permission.CLOSE_LETTERS)
def close(slug: str, number: int) -> Response | str | tuple[str, int]:
    """Close a letter with a reason."""
    letter, form = load(number), CloseForm()
    page: dict[str, Any] = {
        "letter": letter,
        "name": name_of(letter),
        "campaign": letter.campaign,
        "form": form,
    }
    if request.method == "GET":
        return render_template("letters/close.html", **page)
    if not form.validate():
        return render_template("letters/close.html", **page), 400
    with transaction() as session:
        reason = ClosingReason(form.reason.data)
        close_letter(
            session, letter, reason, note=form.note.data or "", actor=signed_in_user(), now=clock.now()
        )
    flash(gettext("Closed. Nobody is reminded of this letter any more."), "done")
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/reopen")
@requires(Permission.CLOSE_LETTERS)
def reopen(slug: str, number: int) -> Response:
    """Open a closed letter again."""
    with transaction() as session:
        reopen_letter(session, load(number), actor=signed_in_user(), now=clock.now())
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/late")
@requires(Permission.WRITE_LETTERS)
def answer_late(slug: str, number: int) -> Response:
    """Say what becomes of a letter that was logged after its deadline."""
    is_archived = request.form.get("choice") == LateChoice.ARCHIVE.value
    choice = LateChoice.ARCHIVE if is_archived else LateChoice.FOLLOW_UP
    with transaction() as session:
        choose_when_late(session, load(number), choice, actor=signed_in_user(), now=clock.now())
    return redirect(url_for("letters.show", slug=slug, number=number), 303)
