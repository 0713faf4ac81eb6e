"""The organisations of a campaign's coalition and their names."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns import coalition as services
from app.campaigns.access import current_campaign
from app.campaigns.errors import (
    AlreadyInCoalitionError,
    OrganisationNameMissingError,
    OrganisationNameTakenError,
    OrganisationSharedError,
)
from app.campaigns.forms import AliasForm, OrganisationForm, OrganisationNameForm
from app.campaigns.queries import get_coalition_organisation, list_coalition
from app.campaigns.views.blueprint import blueprint, show_error
from app.errors import StaleRecordError
from app.i18n import gettext
from app.people.models import Organisation
from app.people.queries import find_alias
from app.web.access import requires
from app.web.session import get_session, transaction


@blueprint.get("/<slug>/coalition")
@requires(Permission.READ_CAMPAIGN)
def coalition(slug: str) -> str:  # noqa: ARG001  the campaign is found before the view runs
    """Show the organisations of the coalition."""
    return _render(OrganisationForm())


@blueprint.post("/<slug>/coalition")
@requires(Permission.MANAGE_CAMPAIGN)
def add_organisation(slug: str) -> str | Response:
    """Let an organisation join the coalition."""
    form = OrganisationForm()
    if form.validate():
        try:
            with transaction() as session:
                organisation = services.add_organisation(
                    session,
                    current_campaign(),
                    name=form.name.data or "",
                    aliases=form.list_aliases(),
                    actor=signed_in_user(),
                    now=clock.now(),
                )
        except (AlreadyInCoalitionError, OrganisationNameMissingError) as error:
            show_error(error, form.name)
        except (OrganisationNameTakenError, OrganisationSharedError) as error:
            show_error(error, form.aliases)
        else:
            flash(gettext("%(name)s takes part in the coalition now.", name=organisation.name), "done")
            return redirect(url_for("campaigns.coalition", slug=slug), 303)
    return _render(form)


def _render(form: OrganisationForm) -> str:
    organisations = list_coalition(get_session(), current_campaign())
    return render_template(
        "campaigns/coalition.html", campaign=current_campaign(), organisations=organisations, form=form
    )


@blueprint.route("/<slug>/coalition/<int:organisation_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_CAMPAIGN)
def organisation(slug: str, organisation_id: int) -> str | tuple[str, int] | Response:
    """Show one organisation with its names; change the name."""
    found = _get(organisation_id)
    form = OrganisationNameForm(data={"name": found.name, "was": found.name})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.rename_organisation(
                    session,
                    current_campaign(),
                    found,
                    name=form.name.data or "",
                    was=form.was.data or "",
                    actor=signed_in_user(),
                    now=clock.now(),
                )
        except StaleRecordError:
            form.was.data = found.name
            return _render_one(found, form, AliasForm(formdata=None), saved={"name": found.name}), 409
        except (OrganisationNameMissingError, OrganisationNameTakenError) as error:
            show_error(error, form.name)
        else:
            flash(gettext("Saved."), "done")
            return redirect(url_for("campaigns.coalition", slug=slug), 303)
    return _render_one(found, form, AliasForm(formdata=None))


@blueprint.post("/<slug>/coalition/<int:organisation_id>/aliases")
@requires(Permission.MANAGE_CAMPAIGN)
def add_alias(slug: str, organisation_id: int) -> str | Response:
    """Add another name of an organisation."""
    found, form = _get(organisation_id), AliasForm()
    if form.validate():
        try:
            with transaction() as session:
                services.add_alias(
                    session,
                    current_campaign(),
                    found,
                    alias=form.alias.data or "",
                    actor=signed_in_user(),
                    now=clock.now(),
                )
        except (OrganisationNameMissingError, OrganisationNameTakenError, OrganisationSharedError) as error:
            show_error(error, form.alias)
        else:
            return redirect(_address(slug, found), 303)
    name_form = OrganisationNameForm(formdata=None, data={"name": found.name, "was": found.name})
    return _render_one(found, name_form, form)


@blueprint.post("/<slug>/coalition/<int:organisation_id>/aliases/<int:alias_id>/remove")
@requires(Permission.MANAGE_CAMPAIGN)
def remove_alias(slug: str, organisation_id: int, alias_id: int) -> Response:
    """Take a name off an organisation; one that is gone already is no problem."""
    found = _get(organisation_id)
    with transaction() as session:
        alias = find_alias(session, found, alias_id)
        if alias is not None:
            services.remove_alias(
                session, current_campaign(), found, alias, actor=signed_in_user(), now=clock.now()
            )
    return redirect(_address(slug, found), 303)


@blueprint.post("/<slug>/coalition/<int:organisation_id>/leave")
@requires(Permission.MANAGE_CAMPAIGN)
def leave_coalition(slug: str, organisation_id: int) -> Response:
    """End an organisation's part in the coalition."""
    found = _get(organisation_id)
    with transaction() as session:
        services.leave_coalition(session, current_campaign(), found, actor=signed_in_user(), now=clock.now())
    flash(gettext("%(name)s has left the coalition. Its letters stay.", name=found.name), "done")
    return redirect(url_for("campaigns.coalition", slug=slug), 303)


def _get(organisation_id: int) -> Organisation:
    return get_coalition_organisation(get_session(), current_campaign(), organisation_id)


def _address(slug: str, found: Organisation) -> str:
    return url_for("campaigns.organisation", slug=slug, organisation_id=found.id)


def _render_one(
    found: Organisation,
    form: OrganisationNameForm,
    alias_form: AliasForm,
    saved: dict[str, str] | None = None,
) -> str:
    return render_template(
        "campaigns/organisation.html",
        campaign=current_campaign(),
        organisation=found,
        form=form,
        alias_form=alias_form,
        saved=saved,
    )
