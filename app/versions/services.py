"""A text is read anew or cut otherwise: letters and replies get it, and the passages that verdicts stand on are carried over."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.services import record_activity
from app.answers.models import Link
from app.documents.models import Document, Passage, TextVersion
from app.documents.reading import Reading
from app.documents.services import add_text_version
from app.errors import StaleRecordError
from app.letters.models import Letter
from app.letters.queries import hold_letters
from app.replies.models import Reply
from app.replies.queries import hold_reply
from app.versions.carrying import carry_demands, carry_links, cut_demands, move_links
from app.versions.errors import CutAsItIsError, NothingAlikeError, NothingNewError, PlaceNotOfferedError
from app.versions.models import CarriedPassage
from app.versions.queries import (
    list_letters_of,
    list_links_of,
    list_replies_of,
    newest_version_id,
)
from app.versions.rules import find_range
from app.versions.values import Decision

# With the id of a document; any number that no other advisory lock of two numbers uses.
_DOCUMENT_LOCK = 7_702


def hold_document(session: Session, document: Document, *, after: int) -> None:
    """Hold a document: of two who have it read anew at once, the second waits, and is told.

    `after` is the newest text version that somebody had in front of them. On SQLite the write transaction keeps the others
    out. Raises StaleRecordError.
    """
    # Not its row: whoever changes a letter in it locks that last, when the words to be searched are made anew.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_DOCUMENT_LOCK, document.id)))
    if newest_version_id(session, document) != after:
        raise StaleRecordError


def read_again(
    session: Session,
    document: Document,
    reading: Reading,
    *,
    after: int,
    actor: User | None,
    now: datetime,
) -> TextVersion:
    """Give every letter and reply of a document the text of a new reading, and carry their passages over.

    `after` is the newest text version that the reader had in front of them. A letter or reply that does not stand in the
    new text keeps the one that it has; one that was filed without its text gets it, where nothing else is in the
    document. Raises StaleRecordError, NothingNewError, NothingAlikeError.
    """
    hold_document(session, document, after=after)
    records = _hold_records(session, document)
    version = add_text_version(session, document, reading.text, now=now)
    waiting = [record for record in records if record.text_version_id != version.id]
    if not waiting and (records or version.id <= after):
        raise NothingNewError
    cuts = [(part.start, part.end) for part in reading.documents]
    moved = [
        _put(session, record, version, cuts, is_alone=len(records) == 1, actor=actor, now=now)
        for record in waiting
    ]
    if waiting and not any(moved):
        raise NothingAlikeError
    return version


def _hold_records(session: Session, document: Document) -> list[Letter | Reply]:
    """Lock the letters and replies of a document, in the order in which all who change them take them."""
    letters, replies = list_letters_of(session, document), list_replies_of(session, document)
    hold_letters(session, {one.id for one in (*letters, *(to for reply in replies for to in reply.letters))})
    for reply in replies:
        hold_reply(session, reply)
    return [*letters, *replies]


def _put(
    session: Session,
    record: Letter | Reply,
    version: TextVersion,
    cuts: Sequence[tuple[int, int]],
    *,
    is_alone: bool,
    actor: User | None,
    now: datetime,
) -> bool:
    old = record.text_version
    found = _range_of(record, version, cuts, is_alone=is_alone)
    if old is None or found is None:
        return False
    record.version += 1
    record.text_version = version
    record.text_start, record.text_end = found
    session.flush()
    if isinstance(record, Reply):
        counts = carry_links(session, record, actor=actor, now=now)
    else:
        counts = carry_demands(record, old, version)
    _wake(record)
    record_activity(session, "read_again", record, actor=actor, now=now, facts=_facts(counts))
    return True


def _range_of(
    record: Letter | Reply, version: TextVersion, cuts: Sequence[tuple[int, int]], *, is_alone: bool
) -> tuple[int, int] | None:
    old = record.text_version
    if old is not None and record.text_start is not None and record.text_end is not None:
        return find_range(old.text, record.text_start, record.text_end, version.text, cuts)
    return (0, len(version.text)) if is_alone and version.text.strip() else None


def _wake(record: Letter | Reply) -> None:
    for letter in record.letters if isinstance(record, Reply) else [record]:
        letter.wake()


def _facts(counts: Counter[str]) -> dict[str, object]:
    return {"passages": {state: count for state, count in sorted(counts.items()) if count}}


def cut_text(
    session: Session,
    record: Letter | Reply,
    *,
    start: int,
    end: int,
    version: int,
    actor: User,
    now: datetime,
) -> Counter[str]:
    """Let a letter or reply begin and end elsewhere in the text of its document; the words themselves stay as they are.

    Offsets count code points of its text version; `version` is that of the record that the actor had in front of them.
    Linked words outside the new range wait for a person, and places of demands outside it are given up. Returns how many
    of those there are by state. Raises StaleRecordError, CutAsItIsError.
    """
    letters = record.letters if isinstance(record, Reply) else [record]
    hold_letters(session, {letter.id for letter in letters})
    if isinstance(record, Reply):
        hold_reply(session, record)
    if record.version != version:
        raise StaleRecordError
    old = (record.text_start, record.text_end)
    text = record.text_version.text if record.text_version is not None else ""
    if not 0 <= start < end <= len(text) or (start, end) == old:
        raise CutAsItIsError
    record.version += 1
    record.text_start, record.text_end = start, end
    session.flush()
    if isinstance(record, Reply):
        counts = carry_links(session, record, actor=actor, now=now)
    else:
        counts = cut_demands(record)
    _wake(record)
    facts = {"place": [_place(*old), _place(start, end)], **_facts(counts)}
    record_activity(session, "cut_text", record, actor=actor, now=now, facts=facts)
    return counts


def _place(start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else f"{start}-{end}"


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
    passage = move_links(session, carried.text_version, links, (start, end), actor, now)
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
    # Whoever decides, links words or reads the text anew holds the letters and the reply meanwhile.
    hold_letters(session, {letter.id for letter in carried.reply.letters})
    hold_reply(session, carried.reply)
    session.refresh(carried, ["decided_at", "text_version_id"])
    if carried.decided_at is not None or carried.reply.text_version_id != carried.text_version_id:
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
