"""The campaign's own page: what asks for attention, and the line of letters and replies."""

from flask import render_template, request

from app import clock
from app.accounts.permissions import Permission
from app.answers.headings import name_of
from app.campaigns.access import current_campaign, may_here, seen_campaigns
from app.campaigns.views.blueprint import blueprint
from app.intake.queries import list_unfiled
from app.overview.lines import show_line
from app.overview.on_file import read_on_file
from app.overview.timeline import EventKey, find_timeline, make_events
from app.overview.today import find_today, make_sections
from app.replies.choices import REPLY_KIND_LABELS
from app.versions.queries import count_waiting
from app.web.access import requires
from app.web.session import get_session

# The campaign's page names the first of each heading; the rest stand on the heading's own page.
MOST_LINES = 5


@blueprint.get("/<slug>")
@requires(Permission.READ_CAMPAIGN)
def show(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show a campaign: what asks for attention, and the line of letters and replies."""
    session, campaign = get_session(), current_campaign()
    here = [one for one in seen_campaigns() if one.id == campaign.id]
    before = EventKey.parse(request.args.get("before", ""))
    found = find_today(session, here if before is None else [], clock.now(), limit=MOST_LINES)
    page = find_timeline(session, campaign, before)
    # What both parts show of letters is read once.
    shown = [*(place.letter_id for place in found.places), *(place.letter_id for place in page.places)]
    on_file = read_on_file(session, shown)
    may_write = may_here(Permission.WRITE_LETTERS)
    return render_template(
        "campaigns/show.html",
        campaign=campaign,
        events=make_events(page, on_file),
        older=page.older,
        before=before,
        attention=[
            (part, [show_line(line) for line in part.lines]) for part in make_sections(found, here, on_file)
        ],
        unfiled=list_unfiled(session, [campaign.id]).rows if may_write and before is None else [],
        words_waiting=count_waiting(session, [campaign.id]).get(campaign.id, 0)
        if may_here(Permission.LINK_PASSAGES) and before is None
        else 0,
        name_of=name_of,
        kind_labels=REPLY_KIND_LABELS,
        may_write=may_write,
    )
