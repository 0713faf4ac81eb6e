from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import literal, select
from werkzeug.wrappers import Response

from app import clock
from app.accounts.login import signed_in_user
from app.accounts.permissions import Permission, may
from app.answers.standing import Section
from app.backups.values import BackupNeglect
from app.campaigns.access import highest_role, seen_campaigns
from app.documents.queries import StoreState
from app.heartbeats.queries import list_heartbeats
from app.heartbeats.rules import is_silent
from app.i18n import lazy_gettext as _l
from app.intake.queries import list_unfiled
from app.mail.queries import read_way_out
from app.overview.lines import show_line
from app.overview.sections import LineKey
from app.overview.today import list_section, list_today
from app.overview.upkeep import read_upkeep
from app.versions.queries import count_waiting
from app.web.access import public, signed_in
from app.web.session import get_session

blueprint = Blueprint("overview", __name__)
WORK_LABELS = {
    "tick": _l("looking what is due"),
    "send": _l("sending the mail"),
    "read": _l("reading what came in"),
    "check": _l("checking the originals"),
}


@blueprint.get("/")
@public
def home() -> Response:
    """Lead to Today, or to the door."""
    return redirect(url_for("overview.today" if current_user.is_authenticated else "accounts.sign_in"))


@blueprint.get("/today")
@signed_in
def today() -> str:
    """Show what asks for attention today, with the next step in each line."""
    session, campaigns = get_session(), seen_campaigns()
    by_id = {one.id: one for one in campaigns if may(Permission.WRITE_LETTERS, one.role)}
    neglect, store = _upkeep(clock.now())
    unfiled = list_unfiled(session, list(by_id))
    return render_template(
        "overview/today.html",
        sections=[
            (part, [show_line(line) for line in part.lines])
            for part in list_today(session, campaigns, clock.now())
        ],
        campaigns=campaigns,
        may_write=bool(by_id),
        writable={one.slug for one in by_id.values()},
        unfiled=[(by_id[row.campaign_id], row) for row in unfiled.rows],
        unfiled_total=unfiled.total,
        store=store,
        carried=[(by_id[one], count) for one, count in sorted(count_waiting(session, list(by_id)).items())],
        mail=_mail_state(),
        silent_names=[WORK_LABELS[name] for name in _silent_work()],
        may_add_campaign=may(Permission.ADD_CAMPAIGN, highest_role()),
        is_administrator=signed_in_user().is_administrator,
        backup_neglect=neglect,
    )


@blueprint.get("/today/<section>")
@signed_in
def today_section(section: str) -> str:
    """Show all that stands under one heading of Today, page by page; of one campaign where the address names it."""
    if section not in {one.value for one in Section}:
        abort(404)
    slug = request.args.get("campaign", "")
    campaigns = [one for one in seen_campaigns() if slug in ("", one.slug)]
    after = LineKey.parse(request.args.get("after", ""))
    page = list_section(get_session(), campaigns, Section(section), clock.now(), after)
    return render_template(
        "overview/section.html",
        page=page,
        lines=[show_line(line) for line in page.lines],
        campaign=campaigns[0] if slug and campaigns else None,
        is_first=after is None,
    )


def _upkeep(now: datetime) -> tuple[BackupNeglect | None, StoreState | None]:
    """Return how long there has been no backup and how the originals were found, to those who can do something."""
    return read_upkeep(get_session(), now) if signed_in_user().is_administrator else (None, None)


def _mail_state() -> dict[str, Any]:
    way_out = read_way_out(get_session(), clock.now())
    return {
        "has_server": current_app.extensions["settings"].has_mail_server,
        "kept": way_out.waiting,
        "failed": way_out.failed,
        "unsure": way_out.unsure,
        "channel": way_out.channel,
    }


def _silent_work() -> list[str]:
    """Return the names of periodic work that has not been heard of for too long."""
    settings, now = current_app.extensions["settings"], clock.now()
    beats = {row.name: row.beat_at for row in list_heartbeats(get_session())}
    return [name for name, pause in settings.pauses.items() if is_silent(beats.get(name), now, pause)]


@blueprint.get("/healthz")
@public
def health() -> tuple[dict[str, Any], int]:
    """Tell a monitor whether pages, database and periodic work are alive; no names, no addresses."""
    beats = {row.name: row.beat_at.isoformat() for row in list_heartbeats(get_session())}
    silent = _silent_work()
    return {"database": "ok", "heartbeats": beats, "silent": silent}, 503 if silent else 200


@blueprint.get("/readyz")
@public
def ready() -> dict[str, str]:
    """Tell a proxy whether this process can answer: it reaches its database. Silent workers are not its affair."""
    get_session().execute(select(literal(1)))
    return {"database": "ok"}
