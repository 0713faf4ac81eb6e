from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from app.answers.headings import name_of
from app.campaigns.access import seen_campaigns
from app.campaigns.queries import SeenCampaign
from app.errors import DomainError
from app.people.models import Mandate, Person
from app.search.excerpts import Excerpt
from app.search.finding import Hit, HitPage, search
from app.search.forms import SearchForm
from app.search.rules import entry_number
from app.search.values import EntryKind, Source
from app.web.access import signed_in
from app.web.faults import message_of
from app.web.session import get_session

blueprint = Blueprint("search", __name__)

# Where a kind of record is read.
_PAGES = {
    EntryKind.LETTER: "letters.show",
    EntryKind.DEMAND: "letters.show",
    EntryKind.REPLY: "replies.show",
    EntryKind.VERDICT: "answers.compare",
    EntryKind.DOCUMENT: "documents.beside",
}


@dataclass(frozen=True)
class Shown:
    """A hit as its line on the page shows it."""

    source: Source
    campaign: SeenCampaign
    name: str
    url: str
    excerpts: tuple[tuple[Excerpt, str], ...]


@blueprint.get("/search")
@signed_in
def find() -> str:
    """Show the form, and what was found with it."""
    campaigns = seen_campaigns()
    form = SearchForm(request.args)
    form.offer(campaigns, _persons())
    page, problem = _search(form, campaigns)
    return render_template(
        "search/find.html",
        form=form,
        hits=[_show(hit, campaigns) for hit in page.hits] if page else [],
        is_answered=page is not None,
        older_url=_url_below(page.older) if page and page.older else "",
        newest_url=_url_below(None) if "before" in request.args else "",
        problem=problem,
    )


def _persons() -> list[tuple[int, str]]:
    holders = select(Mandate.person_id)
    query = select(Person.id, Person.name).where(Person.id.in_(holders)).order_by(Person.name, Person.id)
    return [(number, name) for number, name in get_session().execute(query)]


def _search(form: SearchForm, campaigns: list[SeenCampaign]) -> tuple[HitPage | None, str]:
    """Return a page of hits; None before anybody asked, or with why there is none."""
    if "q" not in request.args:
        return None, ""
    if not form.validate():
        return None, ""
    before = request.args.get("before", type=entry_number)
    try:
        return search(get_session(), form.q.data or "", form.narrowing(campaigns), before=before), ""
    except DomainError as error:
        return None, message_of(error)


def _url_below(entry: int | None) -> str:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "before" and value}
    return url_for("search.find", **(kept if entry is None else kept | {"before": entry}))


def _show(hit: Hit, campaigns: list[SeenCampaign]) -> Shown:
    source = hit.source
    campaign = next(one for one in campaigns if one.id == source.campaign_id)
    named = SimpleNamespace(title=source.title, number=source.number, addressee_name=source.who)
    excerpts = tuple((one, _url_of(source, campaign, one)) for one in hit.excerpts)
    return Shown(source, campaign, name_of(named), excerpts[0][1], excerpts)


def _url_of(source: Source, campaign: SeenCampaign, excerpt: Excerpt) -> str:
    """Return the address of the page on which these words stand, and their place on it."""
    if source.kind is EntryKind.DOCUMENT:
        return _url_in_document(source, campaign, excerpt)
    values: dict[str, Any] = {"slug": campaign.slug, "number": source.number}
    if excerpt.start is not None:
        values |= {"found": f"{excerpt.start}-{excerpt.end}", "_anchor": "found"}
    elif source.anchor:
        values["_anchor"] = source.anchor
    return url_for(_PAGES[source.kind], **values)


def _url_in_document(source: Source, campaign: SeenCampaign, excerpt: Excerpt) -> str:
    place: dict[str, Any] = {}
    if excerpt.start is not None:
        place = {"start": excerpt.start, "end": excerpt.end, "_anchor": "passage"}
    return url_for(_PAGES[source.kind], slug=campaign.slug, document_id=source.number, **place)
