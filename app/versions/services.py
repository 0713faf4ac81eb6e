"""A text is read anew: letters and replies get the new version, and the passages that verdicts stand on are carried over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.services import record_activity
from app.answers.models import Link
from app.answers.queries import find_link
from app.documents.models import Document, Passage, TextVersion
from app.documents.reading import Reading
from app.documents.services import add_text_version, record_passage
from app.errors import StaleRecordError
from app.letters.models import Letter
from app.replies.models import Reply
from app.text.carry import Candidate, Carried, CarryState, carry_passages
from app.versions.errors import NothingAlikeError, NothingNewError, PlaceNotOfferedError
from app.versions.models import CarriedPassage
from app.versions.queries import list_letters_of, list_links_of, list_replies_of, newest_version_id
from app.versions.rules import find_range
from app.versions.values import Decision


def read_again(
    session: Session, document: Document, reading: Reading, *, after: int, actor: User, now: datetime
) -> TextVersion:
    """Give every letter and reply of a document the text of a new reading, and carry their passages over.

    `after` is the newest text version that the reader had in front of them. A letter or reply that does not stand in the
    new text keeps the one that it has. Raises StaleRecordError, NothingNewError, NothingAlikeError.
    """
    # Two who read a document anew at once do it in turn, and the second is told.
    session.execute(select(Document.id).where(Document.id == document.id).with_for_update())
    if newest_version_id(session, document) != after:
        raise StaleRecordError
    records: list[Letter | Reply] = [*list_letters_of(session, document), *list_replies_of(session, document)]
    version = add_text_version(session, document, reading.text, now=now)
    waiting = [record for record in records if record.text_version_id != version.id]
    if not waiting:
        raise NothingNewError
    cuts = [(part.start, part.end) for part in reading.documents]
    moved = [_put(session, record, version, cuts, actor, now) for record in waiting]
    if not any(moved):
        raise NothingAlikeError
    return version


def _put(
    session: Session,
    record: Letter | Reply,
    version: TextVersion,
    cuts: Sequence[tuple[int, int]],
    actor: User,
    now: datetime,
) -> bool:
    old = record.text_version
    if old is None or record.text_start is None or record.text_end is None:
        return False
    found = find_range(old.text, record.text_start, record.text_end, version.text, cuts)
    if found is None:
        return False
    record.version += 1
    record.text_version = version
    record.text_start, record.text_end = found
    session.flush()
    if isinstance(record, Reply):
        counts = _carry_links(session, record, version, actor, now)
        for letter in record.letters:
            letter.wake()
    else:
        counts = _carry_demands(record, old, version)
        record.wake()
    facts = {"passages": {state: count for state, count in sorted(counts.items()) if count}}
    record_activity(session, "read_again", record, actor=actor, now=now, facts=facts)
    return True


def _carry_demands(letter: Letter, old: TextVersion, version: TextVersion) -> Counter[str]:
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


def _carry_links(
    session: Session, reply: Reply, version: TextVersion, actor: User, now: datetime
) -> Counter[str]:
    """Carry each linked passage of a reply; those that are the same move, the others wait for a person."""
    _supersede(session, reply, actor, now)
    links: dict[int, list[Link]] = {}
    passages: dict[int, list[Passage]] = {}
    for link in list_links_of(session, reply):
        if link.passage_id not in links and link.passage.text_version_id != version.id:
            passages.setdefault(link.passage.text_version_id, []).append(link.passage)
        links.setdefault(link.passage_id, []).append(link)
    counts: Counter[str] = Counter()
    for chosen in passages.values():
        places = [(passage.start, passage.end) for passage in chosen]
        found = carry_passages(chosen[0].text_version.text, version.text, places)
        for passage, carried in zip(chosen, found, strict=True):
            inside = _inside(carried, reply)
            counts[inside.state.value] += 1
            row = _note(reply, passage, version, inside, actor, now)
            session.add(row)
            if inside.state is CarryState.SAME and inside.start is not None and inside.end is not None:
                row.to_passage = _move(
                    session, version, links[passage.id], inside.start, inside.end, actor, now
                )
                row.decision, row.decided_at = Decision.ITSELF, now
    session.flush()
    return counts


def _supersede(session: Session, reply: Reply, actor: User, now: datetime) -> None:
    waits = (CarriedPassage.reply_id == reply.id, CarriedPassage.decided_at.is_(None))
    settled = {"decision": Decision.SUPERSEDED, "decided_at": now, "decided_by_id": actor.id}
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
    reply: Reply, passage: Passage, version: TextVersion, carried: Carried, actor: User, now: datetime
) -> CarriedPassage:
    return CarriedPassage(
        reply_id=reply.id,
        from_passage_id=passage.id,
        text_version_id=version.id,
        state=carried.state,
        changes=[change.as_dict() for change in carried.changes],
        candidates=[_as_json(candidate) for candidate in carried.candidates],
        carried_at=now,
        carried_by_id=actor.id,
    )


def _as_json(candidate: Candidate) -> dict[str, float]:
    return {"start": candidate.start, "end": candidate.end, "similarity": candidate.similarity}


def _move(
    session: Session,
    version: TextVersion,
    links: Sequence[Link],
    start: int,
    end: int,
    actor: User,
    now: datetime,
) -> Passage:
    """Let links stand on words of the newer text; one that stands there already is not made twice."""
    passage = record_passage(session, version, start=start, end=end, exact=version.text[start:end], now=now)
    for link in links:
        if find_link(session, link.demand, passage) is not None:
            link.unlinked_at, link.unlinked_by_id = now, actor.id
        else:
            link.passage_id = passage.id
        session.flush()
    return passage


def confirm_words(
    session: Session, carried: CarriedPassage, *, start: int, end: int, actor: User, now: datetime
) -> Passage:
    """Say which of the words that were shown are those that were linked; the links then stand on them.

    Raises StaleRecordError when somebody decided meanwhile, and PlaceNotOfferedError.
    """
    _hold(session, carried)
    if not any((one["start"], one["end"]) == (start, end) for one in carried.candidates):
        raise PlaceNotOfferedError
    links = _links_of(session, carried)
    passage = _move(session, carried.text_version, links, start, end, actor, now)
    carried.to_passage = passage
    _decide(session, carried, Decision.CONFIRMED, links, actor, now)
    return passage


def give_up_words(session: Session, carried: CarriedPassage, *, actor: User, now: datetime) -> None:
    """Say that words are gone from the newer text: they are unlinked, and stay on file with what was judged of them.

    Raises StaleRecordError when somebody decided meanwhile.
    """
    _hold(session, carried)
    links = _links_of(session, carried)
    for link in links:
        link.unlinked_at, link.unlinked_by_id = now, actor.id
    _decide(session, carried, Decision.GONE, links, actor, now)


def _hold(session: Session, carried: CarriedPassage) -> None:
    # Whoever decides, links words or reads the text anew holds the reply meanwhile.
    reply = select(Reply.text_version_id).where(Reply.id == carried.reply_id).with_for_update()
    current = session.scalar(reply)
    session.refresh(carried, ["decided_at", "text_version_id"])
    if carried.decided_at is not None or current != carried.text_version_id:
        raise StaleRecordError


def _links_of(session: Session, carried: CarriedPassage) -> list[Link]:
    links = list_links_of(session, carried.reply)
    return [link for link in links if link.passage_id == carried.from_passage_id]


def _decide(
    session: Session,
    carried: CarriedPassage,
    decision: Decision,
    links: Sequence[Link],
    actor: User,
    now: datetime,
) -> None:
    carried.decision, carried.decided_at, carried.decided_by_id = decision, now, actor.id
    facts = {"passage": carried.from_passage_id}
    campaign_id = carried.reply.campaign_id
    for link in links:
        demand = link.demand
        demand.letter.wake()
        if decision is Decision.CONFIRMED:
            record_activity(
                session, "confirm_words", demand, actor=actor, now=now, campaign_id=campaign_id, facts=facts
            )
        else:
            record_activity(
                session, "give_up_words", demand, actor=actor, now=now, campaign_id=campaign_id, facts=facts
            )
    session.flush()
