"""Everybody's accounts, for administrators."""

from collections import defaultdict
from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts import services
from app.accounts.errors import (
    AccountDeactivatedError,
    AddressRefusedError,
    AlreadyAcceptedError,
    LastAdministratorError,
    OwnAccountError,
)
from app.accounts.forms import AccountSearchForm, InviteForm
from app.accounts.links import OneTimeLink
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.accounts.queries import count_accounts, get_user, list_accounts
from app.accounts.values import Role
from app.accounts.views.blueprint import blueprint, show_error
from app.campaigns.models import Membership
from app.campaigns.queries import get_campaign, list_campaigns_of, list_memberships
from app.campaigns.services import add_member
from app.i18n import current_language, gettext
from app.web.access import requires
from app.web.faults import message_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def list_all() -> str:
    """Show everybody with an account."""
    session, form = get_session(), AccountSearchForm(request.args)
    query = form.wanted_query()
    asked: dict[str, Any] = {"query": query} if query else {}
    before, after = (request.args.get(name, type=record_number) for name in ("before", "after"))
    page = list_accounts(session, **asked, before=before, after=after)
    memberships: dict[int, list[Membership]] = defaultdict(list)
    for membership in list_memberships(session, [row.user.id for row in page.rows]):
        memberships[membership.user_id].append(membership)
    return render_template(
        "accounts/list.html",
        page=page,
        total=count_accounts(session, **asked),
        page_url=partial(url_for, "accounts.list_all", **asked),
        memberships=memberships,
        form=form,
        is_filtered=bool(asked),
    )


@blueprint.route("/accounts/invite", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def invite() -> str | Response:
    """Invite somebody by mail; the link is shown too, this once, for where no mail leaves."""
    form = InviteForm(data={"language": current_language()})
    campaigns = _open_campaigns()
    form.offer_campaigns(campaigns)
    if form.validate_on_submit():
        try:
            return _show_link(_invite(form, campaigns))
        except AddressRefusedError as error:
            show_error(error, form.email)
    return render_template("accounts/invite.html", form=form)


def _open_campaigns() -> dict[str, str]:
    campaigns = list_campaigns_of(get_session(), signed_in_user())
    return {campaign.slug: campaign.title for campaign in campaigns if campaign.archived_at is None}


def _invite(form: InviteForm, campaigns: dict[str, str]) -> OneTimeLink:
    actor, now = signed_in_user(), clock.now()
    with transaction() as session:
        link = services.invite(
            session,
            actor=actor,
            email=form.email.data or "",
            is_administrator=form.is_administrator.data,
            language=form.chosen_language,
            campaign=campaigns.get(form.campaign.data),
            now=now,
        )
        if form.campaign.data:
            campaign = get_campaign(session, form.campaign.data)
            add_member(session, campaign, link.user, Role(form.role.data), actor=actor, now=now)
    return link


def _show_link(link: OneTimeLink) -> str:
    has_mail_server = current_app.extensions["settings"].has_mail_server
    return render_template("accounts/invited.html", link=link, has_mail_server=has_mail_server)


@blueprint.post("/accounts/<int:user_id>/renew-invitation")
@requires(Permission.MANAGE_ACCOUNTS)
def renew_invitation(user_id: int) -> str | Response:
    """Send an invitation anew; the earlier link stops working."""
    user = get_user(get_session(), user_id)
    try:
        with transaction() as session:
            link = services.renew_invitation(session, actor=signed_in_user(), user=user, now=clock.now())
    except (AccountDeactivatedError, AlreadyAcceptedError) as error:
        return _back_to_list(message_of(error), "problem")
    return _show_link(link)


@blueprint.post("/accounts/<int:user_id>/deactivate")
@requires(Permission.MANAGE_ACCOUNTS)
def deactivate(user_id: int) -> Response:
    """Shut somebody out."""
    user = get_user(get_session(), user_id)
    try:
        with transaction() as session:
            services.deactivate(session, actor=signed_in_user(), user=user, now=clock.now())
    except (OwnAccountError, LastAdministratorError) as error:
        return _back_to_list(message_of(error), "problem")
    return _back_to_list(gettext("%(name)s can no longer sign in.", name=user.display_name), "done")


@blueprint.post("/accounts/<int:user_id>/reactivate")
@requires(Permission.MANAGE_ACCOUNTS)
def reactivate(user_id: int) -> Response:
    """Let somebody in again."""
    user = get_user(get_session(), user_id)
    with transaction() as session:
        services.reactivate(session, actor=signed_in_user(), user=user, now=clock.now())
    return _back_to_list(gettext("%(name)s can sign in again.", name=user.display_name), "done")


def _back_to_list(words: str, category: str) -> Response:
    flash(words, category)
    return redirect(url_for("accounts.list_all"), 303)
