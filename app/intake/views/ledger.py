from typing import Any

from flask import render_template, request, url_for

from app.accounts.permissions import Permission
from app.campaigns.access import current_campaign
from app.intake.queries import count_by_state, list_filed_as, list_ledger
from app.intake.rules import read_numbers
from app.intake.values import IntakeState
from app.intake.views.blueprint import blueprint, filed_url
from app.intake.words import STATE_LABELS, STEP_LABELS, WAY_LABELS
from app.web.access import requires
from app.web.numbers import record_number
from app.web.session import get_session


@blueprint.get("/ledger")
@requires(Permission.READ_CAMPAIGN)
def ledger(slug: str) -> str:
    """Show what came into the campaign and how far it has got: all of it, in one state, or what came in just now."""
    session, campaign = get_session(), current_campaign()
    state, before = _state(), request.args.get("before", type=record_number)
    numbers = read_numbers(request.args.get("items", ""))
    page = list_ledger(session, campaign, state=state, before=before, numbers=numbers)
    counts = count_by_state(session, campaign, numbers)
    return render_template(
        "intake/ledger.html",
        campaign=campaign,
        page=page,
        counts=counts,
        total=sum(counts.values()),
        state=state,
        items=request.args.get("items", "") if numbers else "",
        is_first=before is None,
        is_waiting=any(row.state is IntakeState.RECEIVED for row in page.rows),
        filed=list_filed_as(
            session, {row.document_id for row in page.rows if row.state is IntakeState.FILED}
        ),
        filed_url=filed_url,
        ledger_url=_url(slug),
        state_labels=STATE_LABELS,
        step_labels=STEP_LABELS,
        way_labels=WAY_LABELS,
    )


def _state() -> IntakeState | None:
    chosen = request.args.get("state", "")
    return IntakeState(chosen) if chosen in {state.value for state in IntakeState} else None


def _url(slug: str) -> Any:
    """Return how the page makes addresses of itself; those of items that came in together stay together."""
    items = request.args.get("items") or None
    return lambda **values: url_for("intake.ledger", slug=slug, items=items, **values)
