from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission
from app.i18n import gettext
from app.letters.errors import ReminderInThePastError
from app.letters.forms import RemindForm
from app.letters.models import Demand, Letter
from app.letters.queries import get_demand
from app.letters.views.blueprint import blueprint, load
from app.letters.views.demands import demand_page
from app.letters.views.letters import letter_page
from app.letters.waking import remind_on
from app.web.access import requires
from app.web.faults import message_of
from app.web.session import transaction


@blueprint.post("/<int:number>/remind")
@requires(Permission.PLAN_REMINDERS)
def remind(slug: str, number: int) -> Response | tuple[str, int]:
    """Set the day on which to be reminded of a letter or of one demand."""
    letter, form = load(number), RemindForm()
    demand = get_demand(letter, form.demand_id.data) if form.demand_id.data else None
    if not form.validate():
        return _page(letter, demand, form), 400
    try:
        with transaction() as session:
            remind_on(session, letter, demand, form.day.data, actor=signed_in_user(), now=clock.now())
    except ReminderInThePastError as error:
        form.day.errors = [message_of(error)]
        return _page(load(number), demand, form), 400
    flash(gettext("Saved."), "done")
    anchor = f"demand-{demand.id}" if demand is not None else "deadline"
    return redirect(url_for("letters.show", slug=slug, number=number, _anchor=anchor), 303)


def _page(letter: Letter, demand: Demand | None, form: RemindForm) -> str:
    return demand_page(letter, demand, form) if demand is not None else letter_page(letter, form)
