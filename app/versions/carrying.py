"""What stands on a text goes with it: linked words of a reply, and the places of a letter's demands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.answers.models import Link
from app.answers.queries import list_standing_links
from app.answers.rules import stands_in
from app.documents.models import Passage, TextVersion
from app.documents.services import record_passage
from app.letters.models import Demand, Letter
from app.replies.models import Reply
from app.text.carry import Candidate, Carried, CarryState, carry_passages
from app.versions.models import CarriedPassage
from app.versions.queries import list_links_of
from app.versions.values import Decision


def carry_links(session: Session, reply: Reply, *, actor: User | None, now: datetime) -> Counter[str]:
    """Carry the linked words of a reply that do not stand in its present text; what is not the same waits for a person.

    What waited before is settled as superseded. Returns how many passages there are of each state.
    """
    _supersede(session, reply, actor, now)
    links: dict[int, list[Link]] = {}
    passages: dict[int, list[Passage]] = {}
    for link in list_links_of(session, reply):
        if link.passage_id not in links and not _is_present(link.passage, reply):
            passages.setdefault(link.passage.text_version_id, []).append(link.passage)
        links.setdefault(link.passage_id, []).append(link)
    counts: Counter[str] = Counter()
    for passage, carried in _carried(reply, passages.values()):
        counts[carried.state.value] += 1
        row = _note(reply, passage, carried, actor, now)
        session.add(row)
        if carried.state is CarryState.SAME and carried.start is not None and carried.end is not None:
            row.to_passage = move_links(
                session, row.text_version, links[passage.id], (carried.start, carried.end), actor, now
            )
            row.decision, row.decided_at = Decision.ITSELF, now
    session.flush()
    return counts


def _is_present(passage: Passage, reply: Reply) -> bool:
    present = (reply.text_version_id, reply.text_start, reply.text_end)
    return stands_in((passage.text_version_id, passage.start, passage.end), present)


def _carried(reply: Reply, passages: Iterable[Sequence[Passage]]) -> Iterable[tuple[Passage, Carried]]:
    text = reply.text_version.text if reply.text_version is not None else ""
    for chosen in passages:
        places = [(passage.start, passage.end) for passage in chosen]
        found = carry_passages(chosen[0].text_version.text, text, places)
        for passage, carried in zip(chosen, found, strict=True):
            yield passage, _inside(carried, reply)


def _supersede(session: Session, reply: Reply, actor: User | None, now: datetime) -> None:
    waits = (CarriedPassage.reply_id == reply.id, CarriedPassage.decided_at.is_(None))
    settled = {
        "decision": Decision.SUPERSEDED,
        "decided_at": now,
        "decided_by_id": actor.id if actor else None,
    }
    session.execute(update(CarriedPassage).where(*waits).values(settled))


def _inside(carried: Carried, record: Letter | Reply) -> Carried:
    """Leave out what lies in another document of the same file: its words are not those of this one."""
    low, high = record.text_start or 0, record.text_end or 0

    def lies_inside(start: int, end: int) -> bool:
        return low <= start and end <= high

    candidates = tuple(one for one in carried.candidates if lies_inside(one.start, one.end))
    if carried.start is None or carried.end is None or lies_inside(carried.start, carried.end):
        return Carried(carried.state, carried.start, carried.end, carried.exact, candidates, carried.changes)
    state = CarryState.MOVED if candidates and carried.state is CarryState.MOVED else CarryState.LOST
    return Carried(state, None, None, None, candidates)


def _note(
    reply: Reply, passage: Passage, carried: Carried, actor: User | None, now: datetime
) -> CarriedPassage:
    return CarriedPassage(
        reply_id=reply.id,
        from_passage_id=passage.id,
        text_version=reply.text_version,
        state=carried.state,
        changes=[change.as_dict() for change in carried.changes],
        candidates=[_as_json(candidate) for candidate in carried.candidates],
        carried_at=now,
        carried_by_id=actor.id if actor else None,
    )


def _as_json(candidate: Candidate) -> dict[str, float]:
    return {"start": candidate.start, "end": candidate.end, "similarity": candidate.similarity}


def move_links(
    session: Session,
    version: TextVersion,
    links: Sequence[Link],
    place: tuple[int, int],
    actor: User | None,
    now: datetime,
) -> Passage:
    """Let links stand on words of a text version; one that stands there already is not made twice."""
    start, end = place
    passage = record_passage(session, version, start=start, end=end, exact=version.text[start:end], now=now)
    for link in links:
        if list_standing_links(session, link.demand, passage):
            link.unlinked_at, link.unlinked_by_id = now, actor.id if actor else None
        else:
            link.passage_id = passage.id
        session.flush()
    return passage


def carry_demands(letter: Letter, old: TextVersion, version: TextVersion) -> Counter[str]:
    """Carry the places of a letter's demands; where the words are not the same, the demand keeps them without a place."""
    placed = [demand for demand in letter.demands if demand.start is not None and demand.end is not None]
    places = [(demand.start or 0, demand.end or 0) for demand in placed]
    counts: Counter[str] = Counter()
    for demand, found in zip(placed, carry_passages(old.text, version.text, places), strict=True):
        carried = _inside(found, letter)
        counts[carried.state.value] += 1
        demand.version += 1
        is_same = carried.state is CarryState.SAME
        demand.start, demand.end = (carried.start, carried.end) if is_same else (None, None)
        if is_same and carried.exact is not None:
            demand.text = carried.exact  # the same words as they are printed now
    return counts


def cut_demands(letter: Letter) -> Counter[str]:
    """Take the places away of demands that stand outside a letter as it is cut now; they keep their words."""
    low, high = letter.text_start or 0, letter.text_end or 0
    outside = [demand for demand in letter.demands if _is_outside(demand, low, high)]
    for demand in outside:
        demand.version += 1
        demand.start = demand.end = None
    return Counter({CarryState.LOST.value: len(outside)})


def _is_outside(demand: Demand, low: int, high: int) -> bool:
    return (
        demand.start is not None and demand.end is not None and not low <= demand.start < demand.end <= high
    )
