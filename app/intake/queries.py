from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from app.campaigns.models import Campaign
from app.documents.models import Document, TextVersion
from app.intake.errors import IntakeItemNotFoundError
from app.intake.models import IntakeItem
from app.intake.values import IntakeState

UNFILED = (IntakeState.RECEIVED, IntakeState.PARSED, IntakeState.FAILED)


@dataclass(frozen=True)
class UnfiledRow:
    """Something that came in and was not filed yet."""

    number: int
    name: str
    state: IntakeState
    why: str
    why_facts: dict[str, Any]
    received_at: datetime


def get_item(session: Session, campaign: Campaign, number: int) -> IntakeItem:
    """Return what came in under this number, with its document and text; IntakeItemNotFoundError otherwise."""
    item = session.scalar(
        select(IntakeItem)
        .where(IntakeItem.campaign_id == campaign.id, IntakeItem.number == number)
        .options(
            joinedload(IntakeItem.document),
            joinedload(IntakeItem.text_version).options(undefer(TextVersion.text)),
        )
    )
    if item is None:
        raise IntakeItemNotFoundError
    return item


def find_item_by_form_key(session: Session, form_key: str) -> IntakeItem | None:
    """Return what the same form, sent before, brought in."""
    return session.scalar(select(IntakeItem).where(IntakeItem.form_key == form_key))


def list_unfiled(session: Session, campaign_ids: list[int]) -> list[tuple[int, UnfiledRow]]:
    """Return (campaign id, row) for what waits to be filed, oldest first."""
    query = (
        select(
            IntakeItem.campaign_id,
            IntakeItem.number,
            Document.name,
            IntakeItem.state,
            IntakeItem.why,
            IntakeItem.why_facts,
            IntakeItem.received_at,
        )
        .join(Document, Document.id == IntakeItem.document_id)
        .where(IntakeItem.campaign_id.in_(campaign_ids), IntakeItem.state.in_(UNFILED))
        .order_by(IntakeItem.received_at, IntakeItem.id)
    )
    return [(row[0], UnfiledRow(*row[1:])) for row in session.execute(query)]
