"""The pages of the product: every blueprint, and what all templates know."""

from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.accounts import login
from app.accounts import views as accounts
from app.answers import views as answers
from app.campaigns import views as campaigns
from app.campaigns.queries import list_campaigns_of
from app.documents import views as documents
from app.i18n import current_language
from app.intake import views as intake
from app.letters import views as letters
from app.mail import views as mail
from app.overview import views as overview
from app.people import views as people
from app.reminders import views as reminders
from app.replies import views as replies
from app.web import views as web
from app.web.session import get_session

PAGES = (web, overview, accounts, campaigns, people, letters, replies, answers, intake, documents, reminders, mail)


def register(app: Flask) -> None:
    """Register blueprints, sign-in and template context."""
    login.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    app.context_processor(_every_page)


def _every_page() -> dict[str, Any]:
    """Return what every page shows: language, navigation, whether the campaign is the demonstration."""
    campaign = g.get("campaign")
    return {
        "interface_language": current_language(),
        "is_demonstration": campaign is not None and campaign.is_demonstration,
        "home_url": url_for("overview.home"),
        "nav": _navigation() if current_user.is_authenticated else [],
    }


def _navigation() -> list[dict[str, Any]]:
    campaign = g.get("campaign")
    slug = campaign.slug if campaign is not None else _only_campaign()
    links = [("overview.today", gettext("Today"), {})]
    if slug is None:
        links.append(("campaigns.index", gettext("Campaigns"), {}))
    else:
        links += [
            ("campaigns.show", gettext("Campaign"), {"slug": slug}),
            ("letters.index", gettext("Letters"), {"slug": slug}),
        ]
    links += [
        ("people.index", gettext("People and offices"), {}),
        ("mail.outgoing", gettext("Outgoing mail"), {}),
    ]
    return [_link(endpoint, label, values) for endpoint, label, values in links]


def _only_campaign() -> str | None:
    campaigns = [one for one in list_campaigns_of(get_session(), current_user) if one.archived_at is None]
    return campaigns[0].slug if len(campaigns) == 1 else None


def _link(endpoint: str, label: str, values: dict[str, Any]) -> dict[str, Any]:
    here = request.endpoint or ""
    is_current = here == endpoint or (here.split(".")[0] == endpoint.split(".")[0] and endpoint != "campaigns.show")
    return {"label": label, "url": url_for(endpoint, **values), "is_current": is_current, "count": 0}
