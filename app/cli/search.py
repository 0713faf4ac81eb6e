from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.queries import get_campaign
from app.cli.context import reading, writing
from app.cli.output import print_json
from app.search.finding import PAGE_SIZE, Hit, HitPage
from app.search.finding import search as search_index
from app.search.services import rebuild as rebuild_index
from app.search.values import EntryKind, Narrowing


class WordsOrCommand(click.Group):
    """A group whose first argument may be a command; anything else is what is looked for."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the command in front that looks for words, where none is named."""
        named = next((one for one in args if not one.startswith("-")), None)
        if named is not None and named not in self.commands:
            args = ["find", *args]
        return super().parse_args(context, args)


@click.group(cls=WordsOrCommand)
def search() -> None:
    """Find words in letters, demands, replies, verdicts and documents, newest first: `search QUERY`.

    A query that is the name of a command is looked for by `search find QUERY`.
    """


@search.command()
@click.argument("query")
@click.option("--campaign", "slug", help="Short name of the campaign to look in; default: all of them.")
@click.option(
    "--kind", type=click.Choice([one.value for one in EntryKind]), help="The only kind to look for."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=PAGE_SIZE, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def find(query: str, slug: str | None, kind: str | None, limit: int, *, as_json: bool) -> None:
    """Print what has every word of QUERY in any form; words in quotes as they are."""
    with reading() as session:
        narrowing = Narrowing(
            campaigns=frozenset({get_campaign(session, slug).id}) if slug else None,
            kind=EntryKind(kind) if kind else None,
        )
        page = search_index(session, query, narrowing, most=limit)
        slugs = _slugs(session, page)
    hits = [_as_dict(hit, slugs[hit.source.campaign_id]) for hit in page.hits]
    if as_json:
        print_json({"query": query, "hits": hits, "more": page.older is not None})
        return
    for hit in hits:
        click.echo(f"{hit['day'] or '-':10}  {hit['kind']:8}  {hit['name']}  {hit['title'] or ''}")
        for excerpt in hit["excerpts"]:
            click.echo(f"            {excerpt['words']}")
    if not hits:
        click.echo("nothing found", err=True)
    elif page.older is not None:
        click.echo(f"the newest {len(hits)}; there are more: --limit", err=True)


def _slugs(session: Session, page: HitPage) -> dict[int, str]:
    found = {hit.source.campaign_id for hit in page.hits}
    rows = session.execute(select(Campaign.id, Campaign.slug).where(Campaign.id.in_(found)))
    return {number: slug for number, slug in rows}  # noqa: C416  its rows are no pairs to mypy


def _as_dict(hit: Hit, slug: str) -> dict[str, Any]:
    source = hit.source
    return {
        "kind": source.kind.value,
        "campaign": slug,
        "number": source.number,
        "name": f"{slug}/{source.number}",
        "demand": source.label or None,
        "title": source.title or None,
        "day": source.day,
        "excerpts": [
            {
                "part": one.part.value,
                "language": one.language,
                "words": "".join(words for words, _is_found in one.pieces),
                "found": [words for words, is_found in one.pieces if is_found],
                "start": one.start,
                "end": one.end,
            }
            for one in hit.excerpts
        ],
    }


@search.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def rebuild(*, as_json: bool) -> None:
    """Make the whole index anew from the records; others read on meanwhile, and write when it is done."""
    with writing() as session:
        made = rebuild_index(session)
    if as_json:
        print_json({"entries": {kind.value: count for kind, count in made.items()}})
    else:
        click.echo(", ".join(f"{count} {kind.value}s" for kind, count in made.items()))
