from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Language
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from app.campaigns.numbers import Counted, next_number
from app.documents.models import Provenance
from app.documents.reading import Reading, read_document
from app.documents.services import add_empty_version, add_text_version, keep_document
from app.documents.storage import Originals
from app.documents.values import ReadHow, Way
from app.intake.claims import set_free
from app.intake.drafts import Draft, Part
from app.intake.errors import AlreadyFiledError, NothingReceivedError, RenewsTextError
from app.intake.models import IntakeItem
from app.intake.proposals import Known, as_follow_up_to, as_letter_for, as_reply_to, propose
from app.intake.queries import find_item_by_form_key
from app.intake.rules import name_of_pasted
from app.intake.values import IntakeState, Manner, PartKind
from app.letters.models import Letter
from app.people.queries import find_mandate_by_name, find_organisation_by_name
from app.people.values import Holding
from app.replies.models import Reply
from app.replies.queries import hold_reply

TYPED = "typed"


@dataclass(frozen=True)
class Received:
    """What somebody pastes or drops: a file, a text, or a file with its text beside it."""

    name: str
    data: bytes
    text: str
    media_type: str = "application/octet-stream"
    form_key: str | None = None
    manner: Manner | None = None  # somebody came from the page of a letter
    letter_id: int | None = None
    way: Way | None = None  # None: a file was uploaded, a text was pasted
    path: str | None = None  # in the watched folder
    beside: Reading | None = None  # see `read_ahead`


def read_ahead(received: Received) -> Received:
    """Return what came in with the text beside its file read, to be called before the transaction that takes it in.

    A long text takes seconds, and nobody else could write as long as that. Raises what reading raises.
    """
    if not (received.data and received.text.strip()):
        return received
    return replace(received, beside=_read_typed(received.text))


def receive(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    received: Received,
    *,
    actor: User | None,
    now: datetime,
) -> IntakeItem:
    """Take in a file or a text: its bytes and their row are kept first, and read after that (app/intake/reading.py).

    The same form sent twice takes in once. The same bytes again are another provenance of the same document, and an item
    of their own, whose page says so. Raises NothingReceivedError.
    """
    if received.form_key is not None:
        known = find_item_by_form_key(session, received.form_key)
        if known is not None:
            return known
    if not received.data and not received.text.strip():
        raise NothingReceivedError
    provenance = _keep(session, originals, campaign, received, actor, now)
    item = IntakeItem(
        campaign=campaign,
        number=next_number(session, campaign, Counted.INTAKE),
        document=provenance.document,
        provenance=provenance,
        state=IntakeState.RECEIVED,
        received_at=now,
        received_by_id=actor.id if actor else None,
        form_key=received.form_key,
        manner=received.manner,
        meant_letter_id=received.letter_id,
    )
    session.add(item)
    if received.beside is not None:
        put_reading(session, item, received.beside, now=now)
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
) -> Provenance:
    if received.data:
        data, media_type = received.data, received.media_type
    else:
        data, media_type = received.text.encode("utf-8", "replace"), "text/plain"
    return keep_document(
        session,
        originals,
        campaign,
        name=received.name or name_of_pasted(campaign.language),
        data=data,
        media_type=media_type,
        way=received.way or (Way.UPLOAD if received.data else Way.PASTE),
        actor=actor,
        now=now,
        path=received.path,
    )


def _read_typed(text: str) -> Reading:
    """Read the text that somebody typed or pasted for a file."""
    reading = read_pasted(text)
    return replace(reading, text=replace(reading.text, extractor=TYPED))


def put_reading(session: Session, item: IntakeItem, reading: Reading, *, now: datetime) -> None:
    """Put what was read out of an item on file, with the proposal that is made of it."""
    item.text_version = add_text_version(session, item.document, reading.text, now=now)
    draft = _as_meant(session, item, propose(reading, list_known(session, item.campaign)))
    _put_draft(item, draft, why="", facts={})


def _put_draft(item: IntakeItem, draft: Draft, *, why: str, facts: dict[str, Any]) -> None:
    item.draft, item.state, item.step = draft.as_json(), IntakeState.PARSED, None
    item.why, item.why_facts = why, facts
    set_free(item)


def _as_meant(session: Session, item: IntakeItem, draft: Draft) -> Draft:
    """Return a draft as somebody means it who came from a letter's page."""
    if item.manner is None or item.meant_letter_id is None:
        return draft
    if item.manner is Manner.ANSWERS_LETTER:
        return as_reply_to(draft, item.meant_letter_id)
    if item.manner is Manner.FILLS_LETTER:
        return as_letter_for(draft, item.meant_letter_id)
    return as_follow_up_to(draft, session.get_one(Letter, item.meant_letter_id))


def read_again(
    session: Session,
    item: IntakeItem,
    *,
    language: str | None,
    how: ReadHow,
    actor: User,
    now: datetime,
) -> None:
    """Let an item be read once more, in another language or in another way; raises AlreadyFiledError.

    What was made of the proposal before gives way to a new one.
    """
    _refuse_filed(item)
    item.state, item.step, item.why, item.why_facts = IntakeState.RECEIVED, None, "", {}
    item.read_language, item.read_how, item.crashes = language, how, 0
    item.text_version, item.draft = None, {}
    set_free(item)
    facts = {"language": language or "", "how": how.value}
    record_activity(session, "read_again", item, actor=actor, now=now, facts=facts)


def go_on_without_text(session: Session, item: IntakeItem, *, actor: User, now: datetime) -> None:
    """Let an item be filed though its text cannot be read: a person says what it is. Raises AlreadyFiledError.

    The reason stays with the item and shows wherever the text would.
    """
    _refuse_filed(item)
    _refuse_renewal(item)
    item.text_version = add_empty_version(session, item.document, now=now)
    # Ministers send scans; what we sent ourselves we have as a text.
    part = Part(kind=PartKind.REPLY, start=0, end=0, language=item.campaign.language.value)
    _put_draft(item, _as_meant(session, item, Draft((part,))), why=item.why, facts=item.why_facts)
    record_activity(session, "go_on_without_text", item, actor=actor, now=now)


def _refuse_filed(item: IntakeItem) -> None:
    if item.state is IntakeState.FILED:
        raise AlreadyFiledError


def _refuse_renewal(item: IntakeItem) -> None:
    if item.manner is Manner.RENEWS_TEXT:
        raise RenewsTextError


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
    return read_document(name_of_pasted(Language.EN), text.encode("utf-8", "replace"))


def put_text_beside(
    session: Session, item: IntakeItem, reading: Reading, *, actor: User, now: datetime
) -> None:
    """Put the text that somebody pasted beside a file that we cannot read on file, as `read_pasted` read it."""
    _refuse_filed(item)
    _refuse_renewal(item)
    put_reading(session, item, replace(reading, text=replace(reading.text, extractor=TYPED)), now=now)
    record_activity(session, "put_text_beside", item, actor=actor, now=now)


def save_draft(session: Session, item: IntakeItem, draft: Draft, *, actor: User, now: datetime) -> None:
    """Keep what the person made of the proposal so far."""
    _refuse_filed(item)
    kept = draft.as_json()
    if kept != item.draft:
        item.draft = kept
        record_activity(session, "save_draft", item, actor=actor, now=now)


def set_aside(session: Session, item: IntakeItem, *, actor: User, now: datetime) -> None:
    """Put what came in aside: it is neither a letter nor a reply. It stays on file."""
    _refuse_filed(item)
    item.state, item.step = IntakeState.SET_ASIDE, None
    set_free(item)
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
    if reply.text_start is not None:
        raise AlreadyFiledError
    document = keep_document(
        session,
        originals,
        reply.campaign,
        name=name_of_pasted(reply.campaign.language),
        data=text.encode("utf-8", "replace"),
        media_type="text/plain",
        way=Way.PASTE,
        actor=actor,
        now=now,
    ).document
    reply.text_version = add_text_version(session, document, reading.text, now=now)
    reply.text_start, reply.text_end = 0, len(reading.text.content)
    for letter in reply.letters:
        letter.wake()
    record_activity(session, "put_text_beside", reply, actor=actor, now=now)
