"""What the search page and the command line do: from what was typed to the records that have it, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.search.excerpts import Excerpt, Finder
from app.search.queries import list_entries, read_sources
from app.search.rules import bounds_of, read_query
from app.search.values import Narrowing, Source

PAGE_SIZE = 20
# A page asks again where the text did not hold what the index promised: words of a longer phrase that stand apart.
_MOST_ROUNDS = 5


class Hit(NamedTuple):
    """A record that has everything that was asked for, and where."""

    source: Source
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class HitPage:
    """A page of hits, the newest day first; `older` is the entry below which the next page begins, None on the last one."""

    hits: tuple[Hit, ...]
    older: int | None


def search(
    session: Session,
    query: str,
    narrowing: Narrowing,
    *,
    before: int | None = None,
    most: int = PAGE_SIZE,
) -> HitPage:
    """Return a page of the records that have all that was asked for, from below the entry `before`.

    Raises NothingToFindError and QueryTooLongError.
    """
    terms = read_query(query)
    if narrowing.campaigns is not None and not narrowing.campaigns:
        return HitPage((), None)
    groups = [group for term in terms for group in term.groups()]
    least, below = bounds_of(narrowing.from_on, narrowing.until_on)
    below = below if before is None else min(below, before)
    finder = Finder(terms)
    hits: list[Hit] = []
    for _round in range(_MOST_ROUNDS):
        wanted = most - len(hits)
        # One entry more than is wanted tells whether there is a next page.
        found = list_entries(session, groups, narrowing, least=least, below=below, most=wanted + 1)
        hits += _compare(session, found[:wanted], finder, narrowing)
        if len(found) <= wanted:
            return HitPage(tuple(hits), None)
        below = found[wanted - 1]
        if len(hits) == most:
            break
    return HitPage(tuple(hits), below)


def _compare(session: Session, entries: Sequence[int], finder: Finder, narrowing: Narrowing) -> list[Hit]:
    """Return those of the entries whose record has what was asked for and may be seen, whatever the index says."""
    sources = read_sources(session, entries)
    hits = []
    for source in (sources[entry] for entry in entries if entry in sources):
        is_seen = narrowing.campaigns is None or source.campaign_id in narrowing.campaigns
        excerpts = finder.excerpts_of(source) if is_seen else ()
        if excerpts:
            hits.append(Hit(source, tuple(excerpts)))
    return hits
