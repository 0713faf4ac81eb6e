"""The pages of the product: every blueprint, and what all templates know."""

from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_login import current_user

from app.accounts import login
from app.accounts import views as accounts
from app.accounts.permissions import Permission, may
from app.activity import views as activity
from app.answers import views as answers
from app.campaigns import views as campaigns
from app.campaigns.access import has_campaigns_to_choose, may_here, open_campaigns
from app.campaigns.models import Campaign
from app.campaigns.queries import SeenCampaign
from app.demo import views as demo
from app.documents import views as documents
from app.i18n import current_language, gettext
from app.intake import views as intake
from app.letters import views as letters
from app.mail import views as mail
from app.overview import views as overview
from app.people import views as people
from app.reminders import views as reminders
from app.replies import views as replies
from app.search import views as search
from app.versions import views as versions
from app.web import views as web

PAGES = (
    web,
    overview,
    accounts,
    campaigns,
    people,
    letters,
    replies,
    answers,
    intake,
    documents,
    versions,
    reminders,
    mail,
    activity,
    search,
    demo,
)


def register(app: Flask) -> None:
    """Register blueprints, sign-in and template context."""
    login.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages.blueprint)
    app.context_processor(_every_page)


def _every_page() -> dict[str, Any]:
    """Return what every page shows: language, navigation, whether something on it is of the demonstration."""
    here: Campaign | None = g.get("campaign")
    # A page over all campaigns shows lines of the demonstration too, so it is labelled as well.
    shown = [here] if here is not None else open_campaigns()
    demonstration = next((one for one in shown if one.is_demonstration), None)
    return {
        "interface_language": current_language(),
        "is_demonstration": demonstration is not None,
        "demonstration": _demonstration(demonstration),
        "home_url": url_for("overview.home"),
        "may_write": may_here(Permission.WRITE_LETTERS),
        "may_manage": may_here(Permission.MANAGE_CAMPAIGN),
        "nav": _navigation(here) if current_user.is_authenticated else (),
    }


def _demonstration(campaign: Campaign | SeenCampaign | None) -> dict[str, Any]:
    if campaign is None or not current_user.is_authenticated:
        return {}
    role = campaign.role if isinstance(campaign, SeenCampaign) else g.role
    return {
        "add_url": url_for("campaigns.add") if may(Permission.ADD_CAMPAIGN, role) else "",
        "remove_url": url_for("demo.remove", slug=campaign.slug)
        if may(Permission.MANAGE_CAMPAIGN, role)
        else "",
    }


def _navigation(here: Campaign | None) -> tuple[dict[str, Any], ...]:
    has_choice = has_campaigns_to_choose()
    campaign = here or (None if has_choice else open_campaigns()[0])
    slug = campaign.slug if campaign is not None else ""
    return _links(current_language(), request.root_path, slug, _current_endpoint(), has_choice=has_choice)


@lru_cache(maxsize=1024)
def _links(
    _language: str, _root: str, slug: str, current: str, *, has_choice: bool
) -> tuple[dict[str, Any], ...]:
    """Return the links of the navigation: the same for everybody with this language, campaign and page, so made once."""
    links: list[tuple[str, str, dict[str, Any]]] = [("overview.today", gettext("Today"), {})]
    if has_choice:
        links.append(("campaigns.index", gettext("Campaigns"), {}))
    if slug:
        links += [
            ("campaigns.show", gettext("Campaign"), {"slug": slug}),
            ("letters.index", gettext("Letters"), {"slug": slug}),
        ]
    links += [
        ("search.find", gettext("Search"), {}),
        ("people.index", gettext("People and offices"), {}),
        ("mail.outgoing", gettext("Outgoing mail"), {}),
    ]
    return tuple(
        {"label": label, "url": url_for(endpoint, **values), "is_current": endpoint == current, "count": 0}
        for endpoint, label, values in links
    )


# Pages that stand under a link of another domain.
_UNDER = {
    "answers": "letters",
    "replies": "letters",
    "intake": "campaigns.show",
    "documents": "campaigns.show",
    "versions": "campaigns.show",
}
_FIRST_PAGE = {
    "letters": "letters.index",
    "people": "people.index",
    "mail": "mail.outgoing",
    "overview": "overview.today",
    "search": "search.find",
}


def _current_endpoint() -> str:
    """Return which link of the navigation the present page belongs to."""
    here = request.endpoint or ""
    domain = here.partition(".")[0]
    is_in_campaign = g.get("campaign") is not None
    if domain == "campaigns" or (domain == "activity" and is_in_campaign):
        return "campaigns.show" if is_in_campaign else "campaigns.index"
    domain = _UNDER.get(domain, domain)
    return _FIRST_PAGE.get(domain, domain)
