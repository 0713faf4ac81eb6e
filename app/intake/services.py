from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from app.campaigns.numbers import Counted, next_number
from app.documents.models import Document
from app.documents.reading import Reading, read_document
from app.documents.services import add_text_version, keep_document
from app.documents.storage import Originals
from app.errors import DomainError
from app.intake.drafts import Draft
from app.intake.errors import AlreadyFiledError, NothingReceivedError
from app.intake.models import IntakeItem
from app.intake.proposals import Known, as_follow_up_to, as_letter_for, as_reply_to, propose
from app.intake.queries import find_item_by_form_key
from app.intake.values import IntakeState
from app.letters.models import Letter
from app.people.queries import find_mandate_by_name, find_organisation_by_name
from app.people.values import Holding
from app.replies.models import Reply
from app.replies.queries import hold_reply

PASTED_NAME = "text.txt"
TYPED = "typed"


@dataclass(frozen=True)
class Received:
    """What somebody pastes or drops: a file, a text, or a file with its text beside it."""

    name: str
    data: bytes
    text: str
    media_type: str = "application/octet-stream"
    form_key: str | None = None
    letter_id: int | None = None  # somebody came to log the reply to this letter
    place_id: int | None = None  # or to fill the place that was kept for this one
    follows_id: int | None = None  # or to follow this one up
    reading: Reading | None = None  # see `read_ahead`
    trouble: DomainError | None = None  # why it could not be read


def read_ahead(received: Received) -> Received:
    """Return what came in with its text read, to be called before the transaction that takes it in.

    A long text takes seconds, and nobody else could write as long as that.
    """
    try:
        return replace(received, reading=_reading_of(received))
    except DomainError as error:  # taken in all the same, and the reason is written down there
        return replace(received, trouble=error)


def receive(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    received: Received,
    *,
    actor: User | None,
    now: datetime,
) -> IntakeItem:
    """Take in a file or a text: the bytes are kept first, then read, and a proposal is made of what was recognised.

    A file whose text cannot be read is kept all the same, with the reason. The same form sent twice takes in once.
    Raises NothingReceivedError.
    """
    if received.form_key is not None:
        known = find_item_by_form_key(session, received.form_key)
        if known is not None:
            return known
    if not received.data and not received.text.strip():
        raise NothingReceivedError
    document = _keep(session, originals, campaign, received, actor, now)
    item = IntakeItem(
        campaign=campaign,
        number=next_number(session, campaign, Counted.INTAKE),
        document=document,
        state=IntakeState.RECEIVED,
        received_at=now,
        received_by_id=actor.id if actor else None,
        form_key=received.form_key,
    )
    session.add(item)
    _read(session, item, received, now)
    session.flush()
    record_activity(session, "receive", item, actor=actor, now=now)
    return item


def _keep(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    received: Received,
    actor: User | None,
    now: datetime,
) -> Document:
    if received.data:
        name, data, media_type = received.name or PASTED_NAME, received.data, received.media_type
    else:
        name, data, media_type = PASTED_NAME, received.text.encode("utf-8", "replace"), "text/plain"
    return keep_document(
        session, originals, campaign, name=name, data=data, media_type=media_type, actor=actor, now=now
    )


def _read(session: Session, item: IntakeItem, received: Received, now: datetime) -> None:
    try:
        reading = _what_was_read(received)
    except DomainError as error:
        item.state, item.why, item.why_facts = IntakeState.FAILED, error.message, dict(error.facts)
        return
    _put_reading(session, item, reading, now, received)


def _what_was_read(received: Received) -> Reading:
    if received.trouble is not None:
        raise received.trouble
    return received.reading or _reading_of(received)


def _reading_of(received: Received) -> Reading:
    """Read the text that was pasted beside a file, else the file itself."""
    if received.text.strip():
        reading = read_pasted(received.text)
        return reading if not received.data else replace(reading, text=replace(reading.text, extractor=TYPED))
    return read_document(received.name or PASTED_NAME, received.data)


def _put_reading(
    session: Session,
    item: IntakeItem,
    reading: Reading,
    now: datetime,
    received: Received | None = None,
) -> None:
    item.text_version = add_text_version(session, item.document, reading.text, now=now)
    draft = propose(reading, list_known(session, item.campaign))
    if received is not None:
        draft = _as_meant(session, draft, received)
    item.draft, item.state, item.why = draft.as_json(), IntakeState.PARSED, ""


def _as_meant(session: Session, draft: Draft, received: Received) -> Draft:
    """Return a draft as somebody means it who came from a letter's page."""
    if received.letter_id is not None:
        draft = as_reply_to(draft, received.letter_id)
    if received.place_id is not None:
        draft = as_letter_for(draft, received.place_id)
    if received.follows_id is not None:
        draft = as_follow_up_to(draft, session.get_one(Letter, received.follows_id))
    return draft


def list_known(session: Session, campaign: Campaign) -> Known:
    """Return what is on file for a proposal in this campaign."""
    coalition = {organisation.id for organisation in campaign.coalition}

    def find_organisation(name: str) -> int | None:
        found = find_organisation_by_name(session, name)
        return found.id if found is not None and found.id in coalition else None

    return Known(
        find_mandate=lambda name, office, on: find_mandate(session, name, office, on),
        find_organisation=find_organisation,
        has_coalition=bool(coalition),
        language=campaign.language.value,
    )


def find_mandate(session: Session, name: str, office: str, on: date | None) -> int | None:
    """Return the mandate that a printed name stands for on a day; None rather than the wrong one."""
    matches = find_mandate_by_name(session, name, office, on)
    if not matches or matches[0].holding is Holding.DOES_NOT_HOLD or matches[0].is_office_meant is False:
        return None
    best = matches[0]
    rank = (best.holding, best.closeness)
    has_rival = any(
        match.mandate.person_id != best.mandate.person_id and (match.holding, match.closeness) == rank
        for match in matches
    )
    return None if has_rival else best.mandate.id


def read_pasted(text: str) -> Reading:
    """Read a text that somebody pasted, to be called before the transaction, see `read_ahead`; raises what reading raises."""
    return read_document(PASTED_NAME, text.encode("utf-8", "replace"))


def put_text_beside(
    session: Session, item: IntakeItem, reading: Reading, *, actor: User, now: datetime
) -> None:
    """Put the text that somebody pasted beside a file that we cannot read, as `read_pasted` read it."""
    if item.state is IntakeState.FILED:
        raise AlreadyFiledError
    _put_reading(session, item, replace(reading, text=replace(reading.text, extractor=TYPED)), now)
    record_activity(session, "put_text_beside", item, actor=actor, now=now)


def save_draft(session: Session, item: IntakeItem, draft: Draft, *, actor: User, now: datetime) -> None:
    """Keep what the person made of the proposal so far."""
    if item.state is IntakeState.FILED:
        raise AlreadyFiledError
    kept = draft.as_json()
    if kept != item.draft:
        item.draft = kept
        record_activity(session, "save_draft", item, actor=actor, now=now)


def set_aside(session: Session, item: IntakeItem, *, actor: User, now: datetime) -> None:
    """Put what came in aside: it is neither a letter nor a reply. It stays on file."""
    if item.state is IntakeState.FILED:
        raise AlreadyFiledError
    item.state = IntakeState.SET_ASIDE
    record_activity(session, "set_aside", item, actor=actor, now=now)


def put_text_on_reply(
    session: Session,
    originals: Originals,
    reply: Reply,
    text: str,
    reading: Reading,
    *,
    actor: User,
    now: datetime,
) -> None:
    """Put the pasted text of a reply on file that was logged without one, as `read_pasted` read it.

    A reply that has a text keeps it: AlreadyFiledError, also for the second of two who paste at once.
    """
    hold_reply(session, reply)
    if reply.text_version_id is not None:
        raise AlreadyFiledError
    document = keep_document(
        session,
        originals,
        reply.campaign,
        name=PASTED_NAME,
        data=text.encode("utf-8", "replace"),
        media_type="text/plain",
        actor=actor,
        now=now,
    )
    reply.text_version = add_text_version(session, document, reading.text, now=now)
    reply.text_start, reply.text_end = 0, len(reading.text.content)
    for letter in reply.letters:
        letter.wake()
    record_activity(session, "put_text_beside", reply, actor=actor, now=now)
