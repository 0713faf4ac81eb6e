"""The text of a document on file is read once more, by whoever reads what comes in: in turn, with its lease and its failures."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.campaigns.numbers import Counted, next_number
from app.documents.models import Document, Provenance, TextVersion
from app.documents.reading import Reading
from app.documents.values import ReadHow
from app.intake import services
from app.intake.claims import set_free
from app.intake.errors import WaitsToBeReadError
from app.intake.models import IntakeItem
from app.intake.queries import find_renewal
from app.intake.values import IntakeState, Manner
from app.versions.queries import newest_version_id
from app.versions.services import hold_document
from app.versions.services import read_again as put_in_place


def ask_to_read_again(
    session: Session,
    campaign: Campaign,
    document: Document,
    *,
    language: str | None,
    how: ReadHow,
    after: int,
    actor: User,
    now: datetime,
) -> IntakeItem:
    """Let the original of a document be read once more: its text then takes the place of the one on file.

    `after` is the newest text version that the actor had in front of them. A reading that failed is tried again under
    its own number. Raises StaleRecordError, WaitsToBeReadError.
    """
    hold_document(session, document, after=after)
    item = find_renewal(session, document)
    if item is not None and item.state is IntakeState.RECEIVED:
        raise WaitsToBeReadError
    if item is None or item.state is not IntakeState.FAILED:
        item = IntakeItem(
            campaign=campaign,
            number=next_number(session, campaign, Counted.INTAKE),
            document=document,
            provenance_id=_first_provenance(session, document),
            state=IntakeState.RECEIVED,
            manner=Manner.RENEWS_TEXT,
            received_at=now,
        )
        session.add(item)
    item.received_at, item.received_by_id = now, actor.id
    session.flush()
    services.read_again(session, item, language=language, how=how, actor=actor, now=now)
    return item


def _first_provenance(session: Session, document: Document) -> int:
    query = select(func.min(Provenance.id)).where(Provenance.document_id == document.id)
    return session.scalars(query).one()


def put_newer_text(session: Session, item: IntakeItem, reading: Reading, *, now: datetime) -> None:
    """Put what was read again in the place of the text on file, and carry over what stands on that.

    Raises NothingNewError, NothingAlikeError: the text on file stays.
    """
    actor = session.get(User, item.received_by_id) if item.received_by_id is not None else None
    newest = newest_version_id(session, item.document)
    item.text_version = put_in_place(session, item.document, reading, after=newest, actor=actor, now=now)
    item.state, item.step, item.filed_at = IntakeState.FILED, None, now
    item.why, item.why_facts = "", {}
    set_free(item)


def put_better_text(
    session: Session, document: Document, reading: Reading, *, after: int, actor: User, now: datetime
) -> TextVersion:
    """Put a text that somebody pasted in the place of the one on file, as `read_pasted` read it.

    Raises StaleRecordError, WaitsToBeReadError, NothingNewError, NothingAlikeError.
    """
    hold_document(session, document, after=after)
    item = find_renewal(session, document)
    if item is not None and item.state is IntakeState.RECEIVED:
        raise WaitsToBeReadError
    typed = replace(reading, text=replace(reading.text, extractor=services.TYPED))
    version = put_in_place(session, document, typed, after=after, actor=actor, now=now)
    if item is not None and item.state is IntakeState.FAILED:
        services.set_aside(session, item, actor=actor, now=now)
    return version
