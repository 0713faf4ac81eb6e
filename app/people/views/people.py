"""The list of people, and somebody's name."""

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.errors import StaleRecordError
from app.i18n import gettext
from app.overview.log import log_of
from app.people import services
from app.people.errors import NameMissingError, PersonExistsError
from app.people.forms import PersonForm, SearchForm
from app.people.models import Person
from app.people.queries import count_people, get_person, list_people, make_mandate_row
from app.people.views.blueprint import blueprint, show_error, today
from app.web.access import requires, signed_in
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("")
@signed_in
def index() -> str:
    """Show people with their offices, now and earlier."""
    session, form = get_session(), SearchForm(request.args)
    wanted: dict[str, Any] = {"on": today(), "query": form.wanted_query(), "tense": form.wanted_tense()}
    before, after = (request.args.get(name, type=record_number) for name in ("before", "after"))
    asked: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in ("query", "tense")
    }
    return render_template(
        "people/list.html",
        page=list_people(session, **wanted, before=before, after=after),
        total=count_people(session, **wanted),
        page_url=partial(url_for, "people.index", **asked),
        form=form,
        is_filtered=bool(asked),
    )


@blueprint.route("/add", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def add_person() -> str | Response:
    """Add somebody; then ask for the office."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                person = services.add_person(
                    session, name=form.name.data or "", actor=signed_in_user(), now=clock.now()
                )
        except (NameMissingError, PersonExistsError) as error:
            show_error(error, form.name)
        else:
            return redirect(url_for("people.add_mandate", person_id=person.id), 303)
    return render_template("people/add_person.html", form=form)


@blueprint.route("/<int:person_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_PEOPLE)
def edit_person(person_id: int) -> str | tuple[str, int] | Response:
    """Show somebody's offices; change the name."""
    person = get_person(get_session(), person_id)
    form = PersonForm(data={"name": person.name, "was": person.name})
    if form.validate_on_submit():
        try:
            _rename(person, form)
        except StaleRecordError:
            form.was.data = person.name
            return _render(person, form, saved={"name": person.name}), 409
        except (NameMissingError, PersonExistsError) as error:
            show_error(error, form.name)
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("people.edit_person", person_id=person_id), 303)
    return _render(person, form)


def _rename(person: Person, form: PersonForm) -> None:
    with transaction() as session:
        services.rename_person(
            session,
            person,
            name=form.name.data or "",
            was=form.was.data or "",
            actor=signed_in_user(),
            now=clock.now(),
        )


def _render(person: Person, form: PersonForm, saved: dict[str, str] | None = None) -> str:
    rows = [make_mandate_row(mandate, today()) for mandate in person.mandates]
    mandates = [mandate.id for mandate in person.mandates]
    return render_template(
        "people/edit_person.html",
        person=person,
        rows=rows,
        form=form,
        saved=saved,
        log=log_of(get_session(), ("person", [person.id]), ("mandate", mandates)),
    )
