"""The comparison of a letter's demands with the replies to it, as the page and the command line show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.answers.queries import list_links_of, list_verdicts_of
from app.answers.rules import DemandFacts, ReplyFacts, propose_for_parent, state_of, still_stands
from app.answers.sheets import Mark, is_cut_short, lay_out, without_bold_marks
from app.answers.values import (
    DemandRow,
    DemandState,
    GivenVerdict,
    LinkedPassage,
    ReplySheet,
    TallyEntry,
    Verdict,
    WordsStanding,
)
from app.letters.models import Demand, Letter
from app.replies.models import Reply
from app.replies.queries import list_replies_to


@dataclass(frozen=True)
class Comparison:
    """Demands against answers: the rows, the replies on paper, and the count by state (sub-demands not counted)."""

    rows: tuple[DemandRow, ...]
    sheets: tuple[ReplySheet, ...]
    tally: tuple[TallyEntry, ...]
    replies: tuple[Reply, ...]
    facts: tuple[ReplyFacts, ...]  # of the replies, in their order


def compare(session: Session, letter: Letter, *, with_texts: bool = True) -> Comparison:
    """Put a letter's demands beside the words that answer them; `with_texts` false leaves the sheets out."""
    replies = list_replies_to(session, letter, with_texts=with_texts)
    facts = tuple(ReplyFacts(one.kind, one.logged_at, one.reviewed_at is not None) for one in replies)
    demands = in_reading_order(letter.standing_demands)
    verdicts, links = list_verdicts_of(session, letter), list_links_of(session, letter)
    rows = tuple(_row(demand, demands, verdicts, links, facts) for demand in demands)
    marks = _marks(rows)
    return Comparison(
        rows=rows,
        sheets=tuple(_sheet(reply, marks) for reply in replies) if with_texts else (),
        tally=tally_of(rows),
        replies=tuple(replies),
        facts=facts,
    )


def demand_facts(comparison: Comparison) -> list[DemandFacts]:
    """Return how the whole demands stand, as `list_demand_facts` reads it."""
    return [
        DemandFacts(
            row.demand_id,
            row.label,
            row.is_closed,
            *(
                (None, None)
                if row.verdict is None or row.has_lost_ground
                else (row.verdict.verdict, row.verdict.given_at)
            ),
        )
        for row in comparison.rows
        if not row.is_sub_demand
    ]


def in_reading_order(demands: Sequence[Demand]) -> list[Demand]:
    """Return demands by position, each followed by its sub-demands."""
    children: dict[int | None, list[Demand]] = {}
    for demand in sorted(demands, key=lambda one: one.position):
        children.setdefault(demand.parent_id, []).append(demand)
    ordered: list[Demand] = []
    for demand in children.get(None, []):
        ordered += [demand, *children.get(demand.id, [])]
    return ordered


def tally_of(rows: Sequence[DemandRow]) -> tuple[TallyEntry, ...]:
    """Count the demands in each state, zeros kept; "to be judged" and "no reply" only where there are any."""
    counts = Counter(row.state for row in rows if not row.is_sub_demand)
    optional = {DemandState.PENDING, DemandState.NO_REPLY}
    return tuple(
        TallyEntry(state, counts[state]) for state in DemandState if counts[state] or state not in optional
    )


def _row(
    demand: Demand,
    demands: Sequence[Demand],
    verdicts: dict[int, list[GivenVerdict]],
    links: dict[int, list[LinkedPassage]],
    replies: Sequence[ReplyFacts],
) -> DemandRow:
    given = tuple(verdicts[demand.id])
    latest = given[0] if given else None
    family = [demand, *(child for child in demands if child.parent_id == demand.id)]
    stands = latest is not None and still_stands(
        latest.verdict, has_passage=any(links[one.id] for one in family)
    )
    newest_of_children = [
        verdicts[child.id][0].verdict if verdicts[child.id] else None
        for child in demands
        if child.parent_id == demand.id
    ]
    return DemandRow(
        demand_id=demand.id,
        position=demands.index(demand) + 1,
        label=demand.label,
        is_sub_demand=demand.parent_id is not None,
        title=demand.title,
        text=without_bold_marks(demand.text),
        criterion=demand.criterion,
        criterion_at_sending=demand.criterion_at_sending,
        criterion_fixed_at=demand.criterion_fixed_at,
        state=state_of(latest.verdict if latest and stands else None, replies),
        has_lost_ground=latest is not None and not stands,
        verdict=latest,
        history=given[1:],
        passages=tuple(links[demand.id]),
        proposed=_proposal(newest_of_children, latest.verdict if latest else None),
        is_closed=demand.closed_at is not None,
        version=latest.sequence if latest else 0,
    )


def _proposal(of_children: Sequence[Verdict | None], own: Verdict | None) -> Verdict | None:
    proposed = propose_for_parent(of_children)
    return proposed if proposed is not own else None


def _marks(rows: Sequence[DemandRow]) -> dict[int, list[Mark]]:
    """Return what is to be marked in each reply, by its number."""
    marks: dict[int, list[Mark]] = {}
    for row in rows:
        for passage in row.passages:
            if passage.standing is not WordsStanding.PRESENT:
                continue
            mark = Mark(passage.passage_id, passage.start, passage.end, row.position, row.label, row.state)
            marks.setdefault(passage.reply_number, []).append(mark)
    return marks


def _sheet(reply: Reply, marks: dict[int, list[Mark]]) -> ReplySheet:
    text = reply.text_version.text if reply.text_version is not None else ""
    paragraphs = (
        lay_out(text, reply.text_start or 0, reply.text_end or 0, marks.get(reply.number, ())) if text else ()
    )
    return ReplySheet(
        number=reply.number,
        kind=reply.kind.value,
        dated_on=reply.dated_on or reply.received_on,
        signer=reply.signer_name,
        lang=reply.language,
        paragraphs=paragraphs,
        is_cut_short=is_cut_short(text, reply.text_start or 0, reply.text_end or 0),
    )
