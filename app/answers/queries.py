from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.answers.models import Link, VerdictGiven
from app.answers.rules import DemandFacts, ReplyFacts, stands_in, still_stands
from app.answers.values import GivenVerdict, LinkedPassage, Tactic, WordsStanding
from app.db import read_rows
from app.documents.models import Passage, TextVersion
from app.documents.values import WITH_PICTURES
from app.letters.models import Demand, Letter
from app.letters.rules import label_for
from app.replies.models import Reply, ReplyLetter
from app.replies.queries import ReplyRow
from app.replies.rules import EFFECTS

JUDGED_KINDS = [kind for kind, effect in EFFECTS.items() if effect.is_answer]


def list_standing_links(session: Session, demand: Demand, passage: Passage) -> list[Link]:
    """Return the standing links between a demand and a passage: one, or two that were made at one moment once."""
    query = select(Link).where(
        Link.demand_id == demand.id, Link.passage_id == passage.id, Link.unlinked_at.is_(None)
    )
    return list(session.scalars(query))


def find_passage(session: Session, passage_id: int) -> Passage | None:
    """Return a passage by its id."""
    return session.scalar(select(Passage).where(Passage.id == passage_id))


def has_passage(session: Session, demand: Demand) -> bool:
    """Tell whether words are linked to a demand or to one of its sub-demands."""
    query = (
        select(Link.id)
        .join(Demand, Demand.id == Link.demand_id)
        .where(
            (Demand.id == demand.id) | (Demand.parent_id == demand.id),
            Demand.voided_at.is_(None),
            _stands(),
        )
    )
    return session.scalar(query.limit(1)) is not None


def has_reply_to_judge(session: Session, demand: Demand) -> bool:
    """Tell whether a reply to the demand's letter is on file that can be judged."""
    query = (
        select(Reply.id)
        .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
        .where(ReplyLetter.letter_id == demand.letter_id, Reply.kind.in_(JUDGED_KINDS))
    )
    return session.scalar(query.limit(1)) is not None


def latest_sequence(session: Session, demand: Demand) -> int:
    """Return the sequence of the newest verdict on a demand, 0 when it was never judged."""
    return (
        session.scalar(select(func.max(VerdictGiven.sequence)).where(VerdictGiven.demand_id == demand.id))
        or 0
    )


_linked_demand = aliased(Demand)


def _stands() -> ColumnElement[bool]:
    """Pick the links that nobody undid, in replies that still answer the demand's letter."""
    answers = (
        select(ReplyLetter.reply_id)
        .join(_linked_demand, _linked_demand.letter_id == ReplyLetter.letter_id)
        .where(ReplyLetter.reply_id == Link.reply_id, _linked_demand.id == Link.demand_id)
        .correlate(Link)
        .exists()
    )
    return Link.unlinked_at.is_(None) & answers


# The statements of the pages that are opened most are built once: that takes longer than to answer them.
_VERDICTS = (
    select(
        VerdictGiven.demand_id,
        VerdictGiven.sequence,
        VerdictGiven.verdict,
        VerdictGiven.reasoning,
        VerdictGiven.tactics,
        VerdictGiven.is_implicit,
        func.coalesce(func.nullif(User.name, ""), User.email, ""),
        VerdictGiven.given_at,
        VerdictGiven.read_whole_text,
    )
    .outerjoin(User, User.id == VerdictGiven.given_by_id)
    .order_by(VerdictGiven.sequence.desc())
)
_VERDICTS_ON = _VERDICTS.where(VerdictGiven.demand_id.in_(bindparam("demand_ids", expanding=True)))
# A list of ids is written into its statement anew each time, a letter's id is not.
_VERDICTS_OF_LETTER = _VERDICTS.join(Demand, Demand.id == VerdictGiven.demand_id).where(
    Demand.letter_id == bindparam("letter_id")
)


def list_verdicts(session: Session, demand_ids: Sequence[int]) -> dict[int, list[GivenVerdict]]:
    """Return all verdicts on each of the demands, newest first, with who gave them."""
    found = _by_demand(read_rows(session, _VERDICTS_ON, {"demand_ids": list(demand_ids)}))
    return {demand_id: found[demand_id] for demand_id in demand_ids}


def list_verdicts_of(session: Session, letter: Letter) -> dict[int, list[GivenVerdict]]:
    """Return all verdicts on each demand of a letter, newest first, with who gave them."""
    return _by_demand(read_rows(session, _VERDICTS_OF_LETTER, {"letter_id": letter.id}))


def _by_demand(rows: Iterable[Any]) -> dict[int, list[GivenVerdict]]:
    verdicts: dict[int, list[GivenVerdict]] = defaultdict(list)
    for demand_id, sequence, verdict, reasoning, tactics, *rest in rows:
        named = tuple(Tactic(value) for value in tactics)
        verdicts[demand_id].append(GivenVerdict(sequence, verdict, reasoning, named, *rest))
    return verdicts


_LINKS = (
    select(
        Link.demand_id,
        Passage.id.label("passage_id"),
        Passage.text_version_id.label("read_in"),
        Passage.start,
        Passage.end,
        Passage.exact,
        Reply.number,
        Reply.language,
        Reply.text_version_id.label("stands_in"),
        Reply.text_start,
        Reply.text_end,
        TextVersion.extractor,
        TextVersion.document_id,
    )
    .join(Demand, Demand.id == Link.demand_id)
    .join(Passage, Passage.id == Link.passage_id)
    .join(TextVersion, TextVersion.id == Passage.text_version_id)
    .join(Reply, Reply.id == Link.reply_id)
    .where(Demand.letter_id == bindparam("letter_id"), _stands())
    .order_by(Passage.text_version_id, Passage.start, Passage.end)
)


def list_links_of(session: Session, letter: Letter) -> dict[int, list[LinkedPassage]]:
    """Return the words that are linked to each demand of a letter, in the order of the text."""
    links: dict[int, list[LinkedPassage]] = defaultdict(list)
    for row in read_rows(session, _LINKS, {"letter_id": letter.id}):
        links[row.demand_id].append(_linked(row))
    return links


def _linked(row: Row[*tuple[Any, ...]]) -> LinkedPassage:
    return LinkedPassage(
        passage_id=row.passage_id,
        reply_number=row.number,
        start=row.start,
        end=row.end,
        exact=row.exact,
        lang=row.language,
        document_id=row.document_id if row.extractor in WITH_PICTURES else None,
        standing=_standing_of(row),
    )


def _standing_of(row: Row[*tuple[Any, ...]]) -> WordsStanding:
    """Place words in the text of their reply as it is now."""
    words, reply = (row.read_in, row.start, row.end), (row.stands_in, row.text_start, row.text_end)
    if stands_in(words, reply):
        return WordsStanding.PRESENT
    return WordsStanding.CUT_OFF if row.read_in == row.stands_in else WordsStanding.READ_OTHERWISE


_newest = aliased(VerdictGiven)
_DEMAND_FACTS = (
    select(
        Demand.letter_id,
        Demand.id,
        Demand.parent_id,
        Demand.number,
        Demand.position,
        Demand.closed_at.is_not(None),
        VerdictGiven.verdict,
        VerdictGiven.given_at,
        select(Link.id).where(Link.demand_id == Demand.id, _stands()).correlate(Demand).exists(),
    )
    .outerjoin(
        VerdictGiven,
        and_(
            VerdictGiven.demand_id == Demand.id,
            VerdictGiven.sequence
            == select(func.max(_newest.sequence)).where(_newest.demand_id == Demand.id).scalar_subquery(),
        ),
    )
    .where(Demand.letter_id.in_(bindparam("letter_ids", expanding=True)), Demand.voided_at.is_(None))
    .order_by(Demand.letter_id, Demand.position)
)


def list_demand_facts(session: Session, letter_ids: Sequence[int]) -> dict[int, list[DemandFacts]]:
    """Return how the demands of each letter stand, sub-demands left out: a person's verdict on the whole counts."""
    rows = read_rows(session, _DEMAND_FACTS, {"letter_ids": list(letter_ids)})
    # Whole demands that words are linked to, if only to a part of one. (Asking the database for those without a
    # parent lets SQLite take the index of parents, in which nearly all demands stand under "none".)
    linked = {parent_id or demand_id for _letter, demand_id, parent_id, *_rest, has_link in rows if has_link}
    facts: dict[int, list[DemandFacts]] = {letter_id: [] for letter_id in letter_ids}
    for letter_id, demand_id, parent_id, number, position, is_closed, verdict, judged_at, _has_link in rows:
        if parent_id is not None:
            continue
        # A verdict that lost its words waits to be given again, as if there were none.
        stands = verdict is not None and still_stands(verdict, has_passage=demand_id in linked)
        given = (verdict, judged_at) if stands else (None, None)
        facts[letter_id].append(DemandFacts(demand_id, label_for(number, position), is_closed, *given))
    return facts


def reply_facts(rows: Sequence[ReplyRow]) -> list[ReplyFacts]:
    """Return what the clock needs of replies."""
    return [ReplyFacts(row.kind, row.logged_at, row.reviewed_at is not None) for row in rows]
