"""The pages of the log: a campaign's, a person's, one's own."""

from flask import Blueprint, render_template, request

from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.accounts.queries import get_user
from app.activity.queries import list_campaign_log, list_doers, list_person_log
from app.campaigns.access import current_campaign
from app.campaigns.queries import list_campaigns_of
from app.overview.log import in_words
from app.web.access import requires, signed_in
from app.web.numbers import record_number
from app.web.session import get_session

blueprint = Blueprint("activity", __name__)


def _before() -> int | None:
    return request.args.get("before", type=record_number)


@blueprint.get("/campaigns/<slug>/log")
@requires(Permission.READ_CAMPAIGN)
def campaign_log(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show who did what in a campaign."""
    session, campaign = get_session(), current_campaign()
    doer_id = request.args.get("person", type=record_number)
    page = list_campaign_log(session, campaign.id, user_id=doer_id, before=_before())
    return render_template(
        "activity/campaign.html",
        campaign=campaign,
        lines=in_words(session, page.rows),
        older=page.older,
        doers=list_doers(session, campaign.id),
        doer_id=doer_id,
    )


@blueprint.get("/accounts/<int:user_id>/log")
@requires(Permission.MANAGE_ACCOUNTS)
def person_log(user_id: int) -> str:
    """Show administrators what somebody did, and what was done to the account."""
    session = get_session()
    person = get_user(session, user_id)
    page = list_person_log(session, person.id, campaign_ids=None, before=_before())
    return render_template(
        "activity/person.html", person=person, lines=in_words(session, page.rows), older=page.older
    )


@blueprint.get("/account/log")
@signed_in
def own_log() -> str:
    """Show everybody the own acts, in the campaigns that this person may read."""
    session, user = get_session(), signed_in_user()
    readable = None if user.is_administrator else [one.id for one in list_campaigns_of(session, user)]
    page = list_person_log(session, user.id, campaign_ids=readable, before=_before())
    return render_template("activity/own.html", lines=in_words(session, page.rows), older=page.older)
