from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.errors import DomainError
from app.i18n import gettext, ngettext
from app.versions.cases import list_cases
from app.versions.queries import count_lost, count_waiting, get_case
from app.versions.services import confirm_words, give_up_words
from app.versions.views.blueprint import blueprint
from app.web.access import requires
from app.web.faults import message_of
from app.web.numbers import record_number
from app.web.session import get_session, transaction


@blueprint.get("/passages")
@requires(Permission.LINK_PASSAGES)
def waiting(slug: str) -> str:  # noqa: ARG001  the campaign was looked up when access was checked
    """Show the words that a newer text did not keep as they were, each beside what may have become of them."""
    session, campaign = get_session(), current_campaign()
    after = request.args.get("after", type=record_number)
    cases, next_after = list_cases(session, campaign, after=after)
    return render_template(
        "versions/waiting.html",
        campaign=campaign,
        cases=cases,
        after=after,
        next_after=next_after,
        total=_count_waiting(),
        lost=count_lost(session, campaign),
    )


def _count_waiting() -> int:
    campaign = current_campaign()
    return count_waiting(get_session(), [campaign.id]).get(campaign.id, 0)


@blueprint.post("/passages/<int:carried_id>")
@requires(Permission.LINK_PASSAGES)
def decide(slug: str, carried_id: int) -> Response:
    """Say which words of the newer text those are that were linked, or that they are gone."""
    place = request.form.get("place", "")
    carried = get_case(get_session(), current_campaign(), carried_id)
    back = url_for("versions.waiting", slug=slug, after=request.args.get("after", type=record_number))
    try:
        with transaction() as session:
            if place == "gone":
                give_up_words(session, carried, actor=signed_in_user(), now=clock.now())
            else:
                start, end = _span(place)
                confirm_words(session, carried, start=start, end=end, actor=signed_in_user(), now=clock.now())
    except DomainError as error:
        flash(message_of(error), "problem")
        return redirect(back, 303)
    left = _count_waiting()
    flash(
        ngettext("Noted. One passage still waits.", "Noted. %(num)s passages still wait.", left)
        if left
        else gettext("Noted. No passage waits any more."),
        "done",
    )
    return redirect(back, 303)


def _span(value: str) -> tuple[int, int]:
    start, _, end = value[:24].partition("-")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (0, 0)
