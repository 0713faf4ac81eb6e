from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy import literal as constant
from sqlalchemy.orm import Session, joinedload, undefer

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.documents.models import Document, Provenance, TextVersion
from app.documents.values import Way
from app.intake.errors import IntakeItemNotFoundError
from app.intake.models import IntakeItem
from app.intake.values import IntakeState, IntakeStep, Manner
from app.letters.models import Letter
from app.replies.models import Reply

UNFILED = (IntakeState.RECEIVED, IntakeState.PARSED, IntakeState.FAILED)
PAGE_SIZE = 50
# Of what waits to be filed; the ledger holds the rest.
MOST_UNFILED = 25


@dataclass(frozen=True)
class LedgerRow:
    """One line of the ledger: what came in, how, by whom (None: by no account) and how far it has got."""

    campaign_id: int
    number: int
    document_id: int
    name: str
    way: Way
    by: str | None
    received_at: datetime
    state: IntakeState
    step: IntakeStep | None
    why: str
    why_facts: dict[str, Any]
    attempts: int
    last_attempt_at: datetime | None
    is_being_read: bool
    manner: Manner | None


@dataclass(frozen=True)
class LedgerPage:
    """A page of the ledger, newest first; `older` is the number below which the next begins, None on the last one."""

    rows: tuple[LedgerRow, ...]
    older: int | None


@dataclass(frozen=True)
class FiledAs:
    """A letter or a reply that a document was filed as."""

    kind: str  # "letter" or "reply"
    number: int


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


def find_renewal(session: Session, document: Document) -> IntakeItem | None:
    """Return how the text of a document was had read again last."""
    return session.scalar(
        select(IntakeItem)
        .where(IntakeItem.document_id == document.id, IntakeItem.manner == Manner.RENEWS_TEXT)
        .order_by(IntakeItem.id.desc())
        .limit(1)
    )


def find_item_by_form_key(session: Session, form_key: str) -> IntakeItem | None:
    """Return what the same form, sent before, brought in."""
    return session.scalar(select(IntakeItem).where(IntakeItem.form_key == form_key))


def list_ledger(
    session: Session,
    campaign: Campaign,
    *,
    state: IntakeState | None = None,
    before: int | None = None,
    numbers: Collection[int] | None = None,
) -> LedgerPage:
    """Return a page of what came into a campaign, newest first: all, in one state, or the given numbers."""
    query = _rows().where(IntakeItem.campaign_id == campaign.id).order_by(IntakeItem.number.desc())
    if state is not None:
        query = query.where(IntakeItem.state == state)
    if before is not None:
        query = query.where(IntakeItem.number < before)
    if numbers is not None:
        query = query.where(IntakeItem.number.in_(numbers))
    # One line more than the page holds tells whether there is a next page.
    found = [LedgerRow(*row) for row in session.execute(query.limit(PAGE_SIZE + 1))]
    rows = tuple(found[:PAGE_SIZE])
    return LedgerPage(rows, rows[-1].number if len(found) > PAGE_SIZE else None)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            IntakeItem.campaign_id,
            IntakeItem.number,
            IntakeItem.document_id,
            Provenance.name,
            Provenance.way,
            func.coalesce(func.nullif(User.name, ""), User.email),
            IntakeItem.received_at,
            IntakeItem.state,
            IntakeItem.step,
            IntakeItem.why,
            IntakeItem.why_facts,
            IntakeItem.attempts,
            IntakeItem.last_attempt_at,
            IntakeItem.claimed_by.is_not(None),
            IntakeItem.manner,
        )
        .join(Provenance, Provenance.id == IntakeItem.provenance_id)
        .outerjoin(User, User.id == IntakeItem.received_by_id)
    )


def count_by_state(
    session: Session, campaign: Campaign, numbers: Collection[int] | None = None
) -> dict[IntakeState, int]:
    """Return how much of what came in is in each state; read from an index."""
    query = select(IntakeItem.state, func.count()).where(IntakeItem.campaign_id == campaign.id)
    if numbers is not None:
        query = query.where(IntakeItem.number.in_(numbers))
    found = session.execute(query.group_by(IntakeItem.state))
    return {**dict.fromkeys(IntakeState, 0), **{row[0]: row[1] for row in found}}


@dataclass(frozen=True)
class Unfiled:
    """What waits to be filed: the first lines, and how much it is altogether."""

    rows: tuple[LedgerRow, ...]
    total: int


def list_unfiled(session: Session, campaign_ids: list[int]) -> Unfiled:
    """Return what waits to be filed, what could not be read first, then oldest first; of very much the first lines."""
    query = (
        _rows()
        .add_columns(func.count().over())
        .where(IntakeItem.campaign_id.in_(campaign_ids), IntakeItem.state.in_(UNFILED))
        .order_by(
            case((IntakeItem.state == IntakeState.FAILED, 0), else_=1), IntakeItem.received_at, IntakeItem.id
        )
        .limit(MOST_UNFILED)
    )
    found = session.execute(query).all()
    return Unfiled(tuple(LedgerRow(*row[:-1]) for row in found), found[0][-1] if found else 0)


def list_filed_as(session: Session, document_ids: Collection[int]) -> dict[int, list[FiledAs]]:
    """Return the letters and replies that documents were filed as, by document."""
    filed: dict[int, list[FiledAs]] = {document_id: [] for document_id in document_ids}
    if not filed:
        return filed
    halves = [
        select(TextVersion.document_id, constant(kind).label("kind"), model.number.label("number"))
        .join(model, model.text_version_id == TextVersion.id)
        .where(TextVersion.document_id.in_(document_ids))
        for kind, model in (("letter", Letter), ("reply", Reply))
    ]
    for document_id, kind, number in session.execute(union_all(*halves).order_by("kind", "number")):
        filed[document_id].append(FiledAs(kind, number))
    return filed


def find_reason_without_text(
    session: Session, version: TextVersion | None
) -> tuple[str, dict[str, Any]] | None:
    """Return why a document was filed without its text: the sentence to translate and what fills it."""
    if version is None:
        return None
    query = select(IntakeItem.why, IntakeItem.why_facts).where(
        IntakeItem.document_id == version.document_id,
        IntakeItem.text_version_id == version.id,
        IntakeItem.why != "",
    )
    found = session.execute(query.order_by(IntakeItem.id.desc()).limit(1)).first()
    return (found[0], found[1]) if found is not None else None
