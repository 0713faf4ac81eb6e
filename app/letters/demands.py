"""Writes on the demands of a letter."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.rules import difference
from app.activity.services import record_activity
from app.errors import StaleRecordError
from app.letters.errors import EmptyDemandError
from app.letters.facts import DemandChange, DemandFacts
from app.letters.models import Demand, Letter
from app.letters.queries import hold_letters
from app.letters.values import ClosingReason

# Words of a letter and about it: the log tells that they changed, and no more.
_UNSAID = frozenset({"title", "text", "criterion", "ancestor"})


def add_demands(session: Session, letter: Letter, demands: tuple[DemandFacts, ...]) -> list[Demand]:
    """Put demands behind those that a letter has; a sub-demand belongs to the last one above it that is none."""
    added: list[Demand] = []
    parent: Demand | None = None
    position = max((demand.position for demand in letter.demands), default=0)
    for facts in demands:
        position += 1
        demand = _make_demand(letter, facts, position, parent if facts.is_sub_demand else None)
        session.add(demand)
        session.flush()
        added.append(demand)
        if not facts.is_sub_demand:
            parent = demand
    session.expire(letter, ["demands"])
    return added


def _make_demand(letter: Letter, facts: DemandFacts, position: int, parent: Demand | None) -> Demand:
    if not facts.text.strip():
        raise EmptyDemandError
    return Demand(
        letter_id=letter.id,
        parent_id=parent.id if parent else None,
        position=position,
        number=facts.number,
        title=facts.title,
        text=facts.text,
        start=facts.start,
        end=facts.end,
        is_implied=facts.is_implied,
        criterion=facts.criterion,
    )


def add_demand(
    session: Session, letter: Letter, facts: DemandFacts, *, parent: Demand | None, actor: User, now: datetime
) -> Demand:
    """Add one demand to a letter on file, below a parent for a sub-demand; the criterion is fixed as from now."""
    _hold(session, letter)
    position = max((demand.position for demand in letter.demands), default=0) + 1
    demand = _make_demand(letter, facts, position, parent)
    demand.criterion_changed_at = now if facts.criterion else None
    session.add(demand)
    session.flush()
    session.expire(letter, ["demands"])
    _touch(session, demand, letter, "add_demand", actor, now)
    return demand


def change_demand(
    session: Session, demand: Demand, change: DemandChange, *, version: int, actor: User, now: datetime
) -> None:
    """Change a demand's words, title, criterion or lineage; words that no longer stand in the letter lose their place."""
    if demand.version != version:
        raise StaleRecordError
    if not change.text.strip():
        raise EmptyDemandError
    demand.version += 1
    before = _words_of(demand)
    if change.text != demand.text:
        demand.text, demand.start, demand.end = change.text, None, None
    if change.criterion != demand.criterion:
        demand.criterion, demand.criterion_changed_at = change.criterion, now
    demand.title, demand.number = change.title, change.number
    demand.ancestor_id = change.ancestor_id
    demand.lineage = change.lineage if change.ancestor_id is not None else None
    facts = difference(before, _words_of(demand), unsaid=_UNSAID)
    _touch(session, demand, demand.letter, "change_demand", actor, now, facts)


def _words_of(demand: Demand) -> dict[str, object]:
    return {
        "number": demand.number,
        "title": demand.title,
        "text": demand.text,
        "criterion": demand.criterion,
        "ancestor": (demand.ancestor_id, demand.lineage),
    }


def void_demand(session: Session, demand: Demand, why: str, *, actor: User, now: datetime) -> None:
    """Take out a demand that was entered wrongly; it stays on file with the reason."""
    demand.voided_at, demand.voided_why = now, why
    for other in demand.letter.demands:
        if other.parent_id == demand.id and other.voided_at is None:
            other.voided_at, other.voided_why = now, why
    _touch(session, demand, demand.letter, "void_demand", actor, now)


def move_demand(session: Session, demand: Demand, *, by: int, actor: User, now: datetime) -> None:
    """Move a demand up (by -1) or down (by 1) past one of its own rank; at the end of the list nothing changes."""
    _hold(session, demand.letter)
    equals = [one for one in demand.letter.standing_demands if one.parent_id == demand.parent_id]
    target = equals.index(demand) + by
    if not 0 <= target < len(equals):
        return
    other = equals[target]
    demand.position, other.position = other.position, demand.position
    session.flush()
    session.expire(demand.letter, ["demands"])
    _touch(
        session, demand, demand.letter, "move_demand", actor, now, {"direction": "up" if by < 0 else "down"}
    )


def close_demand(
    session: Session, demand: Demand, reason: ClosingReason, *, note: str, actor: User, now: datetime
) -> None:
    """Close one demand with a reason: nothing is due for it any more."""
    demand.closed_at, demand.closed_by_id = now, actor.id
    demand.closed_reason, demand.closed_note = reason, note
    _touch(session, demand, demand.letter, "close_demand", actor, now, {"reason": reason.value})


def reopen_demand(session: Session, demand: Demand, *, actor: User, now: datetime) -> None:
    """Open a closed demand again."""
    demand.closed_at = demand.closed_by_id = demand.closed_reason = None
    demand.closed_note = ""
    _touch(session, demand, demand.letter, "reopen_demand", actor, now)


def _hold(session: Session, letter: Letter) -> None:
    """Let nobody else order the letter's demands meanwhile, and read them as they stand by now."""
    hold_letters(session, [letter.id])
    demands = select(Demand).where(Demand.letter_id == letter.id).execution_options(populate_existing=True)
    session.scalars(demands).all()
    session.expire(letter, ["demands"])


def _touch(
    session: Session,
    demand: Demand,
    letter: Letter,
    act: str,
    actor: User,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    letter.wake()
    record_activity(session, act, demand, actor=actor, now=now, campaign_id=letter.campaign_id, facts=facts)
