"""Words that wait for a person, as a page shows them: the old ones, and each place that they may be in the newer text."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign
from app.letters.models import Demand, Letter
from app.text.differences import list_runs
from app.versions.models import CarriedPassage
from app.versions.queries import CASES_ON_A_PAGE, list_waiting
from app.versions.values import Case, Choice

AROUND = 90  # code points of the newer text shown before and behind a place


def list_cases(
    session: Session, campaign: Campaign, *, after: int | None = None
) -> tuple[list[Case], int | None]:
    """Return a page of the words of a campaign that wait for a person, those that waited longest first.

    The page stands behind the row `after`; the second value is that behind which the next page stands, None on the last.
    """
    # One more than the page holds tells whether there is a next page.
    found = list_waiting(session, campaign, after=after, limit=CASES_ON_A_PAGE + 1)
    waiting = found[:CASES_ON_A_PAGE]
    asked = _list_asked(session, waiting)
    cases = [_case(one, asked.get((one.reply_id, one.from_passage_id), [])) for one in waiting]
    return cases, waiting[-1].id if len(found) > CASES_ON_A_PAGE else None


def _list_asked(
    session: Session, waiting: Sequence[CarriedPassage]
) -> dict[tuple[int, int], list[tuple[int, Demand, bool]]]:
    """Return (letter number, demand, whether it was judged) by reply and passage."""
    is_judged = select(VerdictGiven.id).where(VerdictGiven.demand_id == Demand.id).exists()
    query = (
        select(Link.reply_id, Link.passage_id, Letter.number, Demand, is_judged)
        .join(Demand, Demand.id == Link.demand_id)
        .join(Letter, Letter.id == Demand.letter_id)
        .where(
            Link.reply_id.in_({one.reply_id for one in waiting}),
            Link.passage_id.in_({one.from_passage_id for one in waiting}),
            Link.unlinked_at.is_(None),
        )
        .order_by(Letter.number, Demand.position)
    )
    asked: dict[tuple[int, int], list[tuple[int, Demand, bool]]] = {}
    for reply_id, passage_id, number, demand, has_verdict in session.execute(query):
        asked.setdefault((reply_id, passage_id), []).append((number, demand, has_verdict))
    return asked


def _case(carried: CarriedPassage, asked: Sequence[tuple[int, Demand, bool]]) -> Case:
    old = carried.from_passage.exact
    choices = [_choice(carried, old, place["start"], place["end"]) for place in carried.candidates]
    likeliest = choices[0] if choices else None
    new = carried.text_version.text[likeliest.start : likeliest.end] if likeliest else old
    return Case(
        carried_id=carried.id,
        state=carried.state,
        reply_number=carried.reply.number,
        lang=carried.reply.language,
        signer=carried.reply.signer_name,
        letter_number=asked[0][0] if asked else 0,
        demand_id=asked[0][1].id if asked else 0,
        demand_labels=tuple(demand.label for _number, demand, _judged in asked),
        has_verdict=any(judged for _number, _demand, judged in asked),
        runs=tuple(list_runs(old, new)[0]),
        choices=tuple(choices),
        carried_at=carried.carried_at,
        is_cut_off=carried.from_passage.text_version_id == carried.text_version_id,
    )


def _choice(carried: CarriedPassage, old: str, start: int, end: int) -> Choice:
    text = carried.text_version.text
    return Choice(
        start=start,
        end=end,
        before=text[max(0, start - AROUND) : start],
        runs=tuple(list_runs(old, text[start:end])[1]),
        after=text[end : end + AROUND],
    )
