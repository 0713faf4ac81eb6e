"""Offices and their names."""

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.errors import StaleRecordError
from app.i18n import gettext
from app.overview.log import log_of
from app.people import services
from app.people.errors import NameMissingError, OfficeExistsError
from app.people.forms import OfficeForm
from app.people.models import Office
from app.people.queries import count_offices, get_office, list_office_rows
from app.people.services import names_of
from app.people.views.blueprint import blueprint, show_error, today
from app.web.access import requires, signed_in
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("/offices")
@signed_in
def list_offices() -> str:
    """Show all offices with who holds them."""
    session = get_session()
    before, after = (request.args.get(name, type=record_number) for name in ("before", "after"))
    page = list_office_rows(session, today(), before=before, after=after)
    return render_template("people/offices.html", page=page, total=count_offices(session))


@blueprint.route("/offices/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def add_office() -> str | Response:
    """Add an office."""
    form = OfficeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_office(
                    session,
                    names=form.names(),
                    jurisdiction=form.jurisdiction.data,
                    actor=signed_in_user(),
                    now=clock.now(),
                )
        except (NameMissingError, OfficeExistsError) as error:
            show_error(error, form.nl)
        else:
            flash(gettext("The office is in the list."), "done")
            return redirect(url_for("people.list_offices"), 303)
    return render_template("people/add_office.html", form=form)


@blueprint.route("/offices/<int:office_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_office(office_id: int) -> str | tuple[str, int] | Response:
    """Change an office's names."""
    office = get_office(get_session(), office_id)
    form = _form_of(office)
    if form.validate_on_submit():
        try:
            _rename(office, form)
        except StaleRecordError:
            form.stand_on(names_of(office))
            return _render(office, form, saved=asdict(names_of(office))), 409
        except (NameMissingError, OfficeExistsError) as error:
            show_error(error, form.nl)
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("people.list_offices"), 303)
    return _render(office, form)


def _render(office: Office, form: OfficeForm, saved: dict[str, str] | None = None) -> str:
    log = log_of(get_session(), ("office", [office.id]))
    return render_template("people/edit_office.html", office=office, form=form, saved=saved, log=log)


def _form_of(office: Office) -> OfficeForm:
    names = asdict(names_of(office))
    form = OfficeForm(data={**names, **{f"was_{language}": name for language, name in names.items()}})
    del form.jurisdiction  # the country of an office stays: it is part of what the office is
    return form


def _rename(office: Office, form: OfficeForm) -> None:
    with transaction() as session:
        services.rename_office(
            session,
            office,
            names=form.names(),
            was=form.names_shown(),
            actor=signed_in_user(),
            now=clock.now(),
        )
