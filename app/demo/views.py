from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.demo.errors import DemonstrationLoadedError
from app.demo.removal import remove_demonstration
from app.demo.services import load_demonstration
from app.documents.storage import Originals
from app.i18n import gettext
from app.web.access import requires
from app.web.faults import message_of
from app.web.session import transaction

blueprint = Blueprint("demo", __name__)


@blueprint.post("/demonstration")
@requires(Permission.MANAGE_ACCOUNTS)
def load() -> Response:
    """Load the demonstration, to look around in."""
    originals = Originals(current_app.extensions["settings"].originals_folder)
    try:
        with transaction() as session:
            slug = load_demonstration(session, originals, actor=signed_in_user(), now=clock.now()).slug
    except DemonstrationLoadedError as error:
        flash(message_of(error), "note")
        return redirect(url_for("campaigns.index"), 303)
    return redirect(url_for("campaigns.show", slug=slug), 303)


@blueprint.post("/campaigns/<slug>/remove-demonstration")
@requires(Permission.MANAGE_CAMPAIGN)
def remove(slug: str) -> Response:  # noqa: ARG001  the campaign was looked up when access was checked
    """Remove the demonstration with all that is in it; only a demonstration can be removed."""
    with transaction() as session:
        remove_demonstration(session, current_campaign(), actor=signed_in_user(), now=clock.now())
    flash(gettext("The demonstration is gone. Start a campaign of your own."), "done")
    return redirect(url_for("campaigns.index"), 303)
