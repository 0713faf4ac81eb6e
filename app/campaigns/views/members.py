"""Who takes part in a campaign, and in which role."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.errors import AddressNotValidError
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.accounts.queries import find_user_by_address
from app.accounts.rules import normalise_address
from app.accounts.values import Role
from app.campaigns.access import current_campaign
from app.campaigns.errors import (
    AccountSwitchedOffError,
    AlreadyMemberError,
    LastCoordinatorError,
    NoSuchAccountError,
)
from app.campaigns.forms import MemberForm, RoleForm, role_labels
from app.campaigns.queries import find_role, get_membership, list_members
from app.campaigns.services import add_member, remove_member
from app.campaigns.services import change_role as give_role
from app.campaigns.views.blueprint import blueprint, show_error
from app.i18n import gettext
from app.web.access import requires
from app.web.faults import message_of
from app.web.session import get_session, transaction


@blueprint.route("/<slug>/members", methods=["GET", "POST"])
@requires(Permission.MANAGE_CAMPAIGN)
def members(slug: str) -> str | Response:
    """Show who takes part; add somebody who has an account."""
    form, may_be_invited = MemberForm(), False
    if form.validate_on_submit():
        try:
            name = _add(form)
        except NoSuchAccountError as error:
            show_error(error, form.address)
            may_be_invited = True
        except (AddressNotValidError, AlreadyMemberError, AccountSwitchedOffError) as error:
            show_error(error, form.address)
        else:
            flash(gettext("%(name)s takes part in the campaign now.", name=name), "done")
            return redirect(url_for("campaigns.members", slug=slug), 303)
    return render_template(
        "campaigns/members.html",
        campaign=current_campaign(),
        memberships=list_members(get_session(), current_campaign()),
        form=form,
        role_labels=role_labels(),
        may_be_invited=may_be_invited,
    )


def _add(form: MemberForm) -> str:
    address = normalise_address(form.address.data or "")
    with transaction() as session:
        user = find_user_by_address(session, address)
        if user is None:
            raise NoSuchAccountError(address=address)
        role = Role(form.role.data)
        add_member(session, current_campaign(), user, role, actor=signed_in_user(), now=clock.now())
        return user.display_name


@blueprint.post("/<slug>/members/<int:membership_id>/role")
@requires(Permission.MANAGE_CAMPAIGN)
def change_role(slug: str, membership_id: int) -> Response:
    """Give somebody another role."""
    form = RoleForm()
    membership = get_membership(get_session(), current_campaign(), membership_id)
    if not form.validate():
        flash(gettext("Choose a role from the list."), "problem")
        return redirect(url_for("campaigns.members", slug=slug), 303)
    try:
        with transaction() as session:
            give_role(session, membership, Role(form.role.data), actor=signed_in_user(), now=clock.now())
    except LastCoordinatorError as error:
        flash(message_of(error), "problem")
    else:
        flash(gettext("Saved."), "done")
    return _back(slug)


@blueprint.post("/<slug>/members/<int:membership_id>/remove")
@requires(Permission.MANAGE_CAMPAIGN)
def remove(slug: str, membership_id: int) -> Response:
    """Take somebody out of the campaign."""
    membership = get_membership(get_session(), current_campaign(), membership_id)
    name = membership.user.display_name
    try:
        with transaction() as session:
            remove_member(session, membership, actor=signed_in_user(), now=clock.now())
    except LastCoordinatorError as error:
        flash(message_of(error), "problem")
    else:
        flash(gettext("%(name)s does not take part in the campaign any more.", name=name), "done")
    return _back(slug)


def _back(slug: str) -> Response:
    # Whoever gave up the own role may not see this page any more.
    role = find_role(get_session(), signed_in_user(), current_campaign())
    if role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        return redirect(url_for("campaigns.members", slug=slug), 303)
    return redirect(url_for("campaigns.index"), 303)
