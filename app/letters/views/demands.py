from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.answers.headings import name_of
from app.campaigns.access import may_here
from app.errors import StaleRecordError
from app.i18n import gettext
from app.letters import demands as demand_services
from app.letters.choices import CLOSING_LABELS, offer_ancestors
from app.letters.forms import CloseForm, DemandForm, RemindForm, VoidDemandForm
from app.letters.models import Demand, Letter
from app.letters.queries import get_demand
from app.letters.values import ClosingReason
from app.letters.views.blueprint import blueprint, load
from app.overview.log import log_of
from app.web.access import requires
from app.web.faults import message_of
from app.web.forms import version_of
from app.web.session import get_session, transaction


@blueprint.get("/<int:number>/demands/add")
@requires(Permission.WRITE_LETTERS)
def add_demand(slug: str, number: int) -> str:  # noqa: ARG001
    """Show the form for a demand that was not recognised."""
    letter = load(number)
    return _demand_page(letter, None, _demand_form(letter, None))


@blueprint.post("/<int:number>/demands/add")
@requires(Permission.WRITE_LETTERS)
def save_new_demand(slug: str, number: int) -> Response | tuple[str, int]:
    """Put a demand that a person typed on file."""
    letter = load(number)
    form = _demand_form(letter, None)
    if not form.validate():
        return _demand_page(letter, None, form), 400
    with transaction() as session:
        parent = get_demand(letter, form.parent_id.data) if form.parent_id.data else None
        demand_services.add_demand(
            session, letter, form.facts(), parent=parent, actor=signed_in_user(), now=clock.now()
        )
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


def _demand_form(letter: Letter, demand: Demand | None) -> DemandForm:
    form = DemandForm()
    parents = [one for one in letter.standing_demands if one.parent_id is None and one is not demand]
    form.offer_parents(parents)
    kept = demand.ancestor_id if demand is not None else None
    offer_ancestors(get_session(), letter, form.ancestor_id, kept=kept)
    return form


def _demand_page(
    letter: Letter,
    demand: Demand | None,
    form: DemandForm,
    *,
    is_stale: bool = False,
    remind_form: RemindForm | None = None,
) -> str:
    return render_template(
        "letters/demand.html",
        letter=letter,
        name=name_of(letter),
        campaign=letter.campaign,
        demand=demand,
        form=form,
        void_form=VoidDemandForm(formdata=None),
        close_form=CloseForm(formdata=None),
        remind_form=remind_form or RemindForm(formdata=None, day=demand.remind_on if demand else None),
        closing_labels=CLOSING_LABELS,
        log=log_of(get_session(), ("demand", [demand.id])) if demand else [],
        may_close=may_here(Permission.CLOSE_LETTERS),
        is_stale=is_stale,
    )


@blueprint.get("/<int:number>/demands/<int:demand_id>")
@requires(Permission.WRITE_LETTERS)
def edit_demand(slug: str, number: int, demand_id: int) -> str:  # noqa: ARG001
    """Show the form of a demand on file."""
    letter = load(number)
    return demand_page(letter, get_demand(letter, demand_id))


def demand_page(letter: Letter, demand: Demand, remind_form: RemindForm | None = None) -> str:
    """Return the page of a demand on file, with the form of its reminder as it came back."""
    form = _demand_form(letter, demand)
    form.fill(demand)
    return _demand_page(letter, demand, form, remind_form=remind_form)


@blueprint.post("/<int:number>/demands/<int:demand_id>")
@requires(Permission.WRITE_LETTERS)
def save_demand(slug: str, number: int, demand_id: int) -> Response | tuple[str, int]:
    """Save what was typed about a demand."""
    letter = load(number)
    demand = get_demand(letter, demand_id)
    form = _demand_form(letter, demand)
    if not form.validate():
        return _demand_page(letter, demand, form), 400
    version = version_of(form)
    try:
        with transaction() as session:
            demand_services.change_demand(
                session, demand, form.change(), version=version, actor=signed_in_user(), now=clock.now()
            )
    except StaleRecordError as error:
        demand = get_demand(load(number), demand_id)
        form.version.raw_data = None
        form.version.data = str(demand.version)
        form.form_errors.append(message_of(error))
        return _demand_page(letter, demand, form, is_stale=True), 409
    flash(gettext("Saved."), "done")
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/demands/<int:demand_id>/move")
@requires(Permission.WRITE_LETTERS)
def move_demand(slug: str, number: int, demand_id: int) -> Response:
    """Move a demand up or down."""
    by = -1 if request.form.get("direction") == "up" else 1
    with transaction() as session:
        demand = get_demand(load(number), demand_id)
        demand_services.move_demand(session, demand, by=by, actor=signed_in_user(), now=clock.now())
    return redirect(url_for("letters.show", slug=slug, number=number, _anchor=f"demand-{demand_id}"), 303)


@blueprint.post("/<int:number>/demands/<int:demand_id>/void")
@requires(Permission.WRITE_LETTERS)
def void_demand(slug: str, number: int, demand_id: int) -> Response:
    """Take out a demand that was entered wrongly."""
    form = VoidDemandForm()
    get_demand(
        load(number), demand_id
    )  # before the form: its complaint would show on a page that is not there
    if not form.validate():
        flash(gettext("Say why this demand is taken out."), "problem")
        return redirect(url_for("letters.edit_demand", slug=slug, number=number, demand_id=demand_id), 303)
    with transaction() as session:
        demand = get_demand(load(number), demand_id)
        demand_services.void_demand(
            session, demand, form.why.data or "", actor=signed_in_user(), now=clock.now()
        )
    return redirect(url_for("letters.show", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/demands/<int:demand_id>/close")
@requires(Permission.CLOSE_LETTERS)
def close_demand(slug: str, number: int, demand_id: int) -> Response:
    """Close one demand, or open it again."""
    form = CloseForm()
    with transaction() as session:
        demand = get_demand(load(number), demand_id)
        act: dict[str, Any] = {"actor": signed_in_user(), "now": clock.now()}
        if request.form.get("act") == "reopen":
            demand_services.reopen_demand(session, demand, **act)
        elif form.validate():
            reason = ClosingReason(form.reason.data)
            demand_services.close_demand(session, demand, reason, note=form.note.data or "", **act)
        else:
            flash(gettext("Choose why it is closed."), "problem")
    return redirect(url_for("letters.show", slug=slug, number=number), 303)
