"""The campaign's own page: what asks for attention, and the line of letters and replies."""

from flask import render_template

from app import clock
from app.accounts.permissions import Permission
from app.answers.headings import name_of
from app.answers.steps import as_button
from app.campaigns.access import current_campaign, may_here
from app.campaigns.views.blueprint import blueprint
from app.intake.queries import list_unfiled
from app.overview.timeline import list_timeline
from app.overview.today import list_today
from app.replies.choices import REPLY_KIND_LABELS
from app.web.access import requires
from app.web.session import get_session


@blueprint.get("/<slug>")
@requires(Permission.READ_CAMPAIGN)
def show(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show a campaign: what asks for attention, and the line of letters and replies."""
    session, campaign = get_session(), current_campaign()
    lines = list_today(session, [campaign], clock.now())
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        events=list_timeline(session, campaign),
        attention=[
            (
                line,
                name_of(line.letter),
                as_button(line.step, campaign.slug, line.letter.number, campaign.demand_word.value),
            )
            for line in lines
        ],
        unfiled=[row for _, row in list_unfiled(session, [campaign.id])],
        name_of=name_of,
        kind_labels=REPLY_KIND_LABELS,
        may_write=may_here(Permission.WRITE_LETTERS),
        may_manage=may_here(Permission.MANAGE_CAMPAIGN),
    )
