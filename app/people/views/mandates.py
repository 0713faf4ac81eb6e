"""A person in an office: adding, correcting, ending."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.errors import StaleRecordError
from app.i18n import current_language, gettext
from app.overview.log import log_of
from app.people import services
from app.people.errors import DaysOutOfOrderError, MandateOverlapsError
from app.people.forms import MandateChangeForm, MandateEndForm, MandateForm, values_for_form
from app.people.models import Mandate
from app.people.queries import get_mandate, get_person, list_offices, list_unconfirmed
from app.people.views.blueprint import blueprint, show_error
from app.web.access import requires
from app.web.session import get_session, transaction

_FIELD_OF = {DaysOutOfOrderError: "until_on", MandateOverlapsError: "from_on"}


@blueprint.route("/<int:person_id>/mandates/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def add_mandate(person_id: int) -> str | Response:
    """Put somebody in an office."""
    person = get_person(get_session(), person_id)
    form = MandateForm()
    form.offer_offices(list_offices(get_session()), current_language())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_mandate(session, person, form.facts(), actor=signed_in_user(), now=clock.now())
        except tuple(_FIELD_OF) as error:
            show_error(error, form[_FIELD_OF[type(error)]])
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("people.edit_person", person_id=person_id), 303)
    return render_template("people/add_mandate.html", person=person, form=form)


@blueprint.route("/mandates/<int:mandate_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_mandate(mandate_id: int) -> str | tuple[str, int] | Response:
    """Correct what is known of a mandate."""
    mandate = get_mandate(get_session(), mandate_id)
    form = MandateChangeForm(data={**values_for_form(mandate), "version": str(mandate.version)})
    form.offer_offices(list_offices(get_session()), current_language())
    if form.validate_on_submit():
        try:
            _change(mandate, form)
        except StaleRecordError:
            form.version.data = str(mandate.version)
            return _render(mandate, form, saved=dict(values_for_form(mandate))), 409
        except tuple(_FIELD_OF) as error:
            show_error(error, form[_FIELD_OF[type(error)]])
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("people.edit_person", person_id=mandate.person_id), 303)
    return _render(mandate, form)


def _change(mandate: Mandate, form: MandateChangeForm) -> None:
    with transaction() as session:
        services.change_mandate(
            session,
            mandate,
            form.facts(),
            version=form.shown_version(),
            actor=signed_in_user(),
            now=clock.now(),
        )


def _render(mandate: Mandate, form: MandateChangeForm, saved: dict[str, object] | None = None) -> str:
    return render_template(
        "people/edit_mandate.html",
        mandate=mandate,
        form=form,
        saved=saved,
        unconfirmed=list_unconfirmed(mandate),
        log=log_of(get_session(), ("mandate", [mandate.id])),
    )


@blueprint.route("/mandates/<int:mandate_id>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def end_mandate(mandate_id: int) -> str | tuple[str, int] | Response:
    """Write down somebody's last day in an office."""
    mandate = get_mandate(get_session(), mandate_id)
    form = MandateEndForm(data={"until_on": mandate.until_on, "version": str(mandate.version)})
    if form.validate_on_submit():
        try:
            _end(mandate, form)
        except StaleRecordError:
            form.version.data = str(mandate.version)
            saved = {"until_on": mandate.until_on}
            return render_template("people/end_mandate.html", mandate=mandate, form=form, saved=saved), 409
        except (DaysOutOfOrderError, MandateOverlapsError) as error:
            show_error(error, form.until_on)
        else:
            flash(gettext("Saved. Add who took over, so that open demands find the successor."), "done")
            return redirect(url_for("people.edit_person", person_id=mandate.person_id), 303)
    return render_template("people/end_mandate.html", mandate=mandate, form=form, saved=None)


def _end(mandate: Mandate, form: MandateEndForm) -> None:
    with transaction() as session:
        services.end_mandate(
            session,
            mandate,
            until_on=form.until_on.data,
            version=form.shown_version(),
            actor=signed_in_user(),
            now=clock.now(),
        )
