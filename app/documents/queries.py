from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, undefer

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.documents.errors import DocumentNotFoundError
from app.documents.models import Document, Passage, Provenance, StoreCheck, TextVersion
from app.documents.rules import is_check_overdue
from app.documents.values import Way

PAGE_SIZE = 50
# Of one document; who sends the same file every day gets a long list otherwise.
MOST_PROVENANCES = 20


def get_document(session: Session, campaign: Campaign, document_id: int) -> Document:
    """Return a document of this campaign; DocumentNotFoundError for any other number."""
    document = session.scalar(
        select(Document).where(Document.id == document_id, Document.campaign_id == campaign.id)
    )
    if document is None:
        raise DocumentNotFoundError
    return document


def find_text_version(
    session: Session, document: Document, *, sequence: int | None = None
) -> TextVersion | None:
    """Return a text version of a document with its text and layout: the one of this number, else the newest."""
    query = select(TextVersion).where(TextVersion.document_id == document.id)
    if sequence is not None:
        query = query.where(TextVersion.sequence == sequence)
    with_bodies = query.options(undefer(TextVersion.text), undefer(TextVersion.layout))
    return session.scalar(with_bodies.order_by(TextVersion.sequence.desc()).limit(1))


def get_passage(session: Session, document: Document, passage_id: int) -> Passage:
    """Return a passage of any text version of this document; DocumentNotFoundError for any other number."""
    passage = session.scalar(
        select(Passage)
        .join(TextVersion, TextVersion.id == Passage.text_version_id)
        .where(Passage.id == passage_id, TextVersion.document_id == document.id)
    )
    if passage is None:
        raise DocumentNotFoundError
    return passage


@dataclass(frozen=True)
class DocumentPage:
    """A page of documents, newest first; `older` is the id below which the next page begins, None on the last one."""

    rows: tuple[Document, ...]
    older: int | None


def list_documents(session: Session, campaign: Campaign, *, before: int | None = None) -> DocumentPage:
    """Return a page of the campaign's original files, newest first, from below the id `before`."""
    query = select(Document).where(Document.campaign_id == campaign.id).order_by(Document.id.desc())
    if before is not None:
        query = query.where(Document.id < before)
    # One document more than the page holds tells whether there is a next page.
    found = list(session.scalars(query.limit(PAGE_SIZE + 1)))
    rows = tuple(found[:PAGE_SIZE])
    return DocumentPage(rows, rows[-1].id if len(found) > PAGE_SIZE else None)


def count_documents(session: Session, campaign: Campaign) -> int:
    """Return how many original files a campaign has; read from an index."""
    query = select(func.count()).select_from(Document).where(Document.campaign_id == campaign.id)
    return session.scalar(query) or 0


def find_document_by_hash(session: Session, campaign: Campaign, sha256: str) -> Document | None:
    """Return the campaign's document that holds these bytes."""
    query = select(Document).where(Document.campaign_id == campaign.id, Document.sha256 == sha256)
    return session.scalar(query.order_by(Document.id).limit(1))


def find_provenance_by_path(session: Session, document: Document, path: str) -> Provenance | None:
    """Return how a document came in from this place of the watched folder."""
    return session.scalar(
        select(Provenance).where(Provenance.document_id == document.id, Provenance.path == path)
    )


@dataclass(frozen=True)
class ProvenanceRow:
    """One time that a document came in: `by` is a name of ours, None for the folder and the command line."""

    id: int
    way: Way
    name: str
    came_at: datetime
    by: str | None


def list_provenances(session: Session, document_id: int) -> list[ProvenanceRow]:
    """Return how a document came in, the first time first; of very many the first ones."""
    query = (
        select(
            Provenance.id,
            Provenance.way,
            Provenance.name,
            Provenance.came_at,
            func.coalesce(func.nullif(User.name, ""), User.email),
        )
        .outerjoin(User, User.id == Provenance.came_by_id)
        .where(Provenance.document_id == document_id)
        .order_by(Provenance.came_at, Provenance.id)
        .limit(MOST_PROVENANCES)
    )
    return [ProvenanceRow(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class StoreState:
    """How the last complete check of the originals ended (None: there was none), and whether one is overdue."""

    finished_at: datetime | None
    documents: int
    files: int
    missing: int
    damaged: int
    flaws: tuple[dict[str, Any], ...]
    is_overdue: bool

    @property
    def has_flaws(self) -> bool:
        """Tell whether an original is not what it was."""
        return bool(self.missing or self.damaged)


def find_last_check(session: Session) -> StoreCheck | None:
    """Return the check of the originals that began last."""
    return session.scalar(select(StoreCheck).order_by(StoreCheck.id.desc()).limit(1))


def store_columns() -> tuple[ColumnElement[Any], ...]:
    """Return what `store_state_of` is made of, each a subquery, so that one statement may ask for more beside it."""
    last = select(func.max(StoreCheck.id)).where(StoreCheck.finished_at.is_not(None)).scalar_subquery()
    names = ("finished_at", "documents", "files", "missing", "damaged", "flaws")
    of_last = [
        select(getattr(StoreCheck, name)).where(StoreCheck.id == last).scalar_subquery() for name in names
    ]
    first_at = select(Document.received_at).order_by(Document.id).limit(1).scalar_subquery()
    return (*of_last, first_at)


def store_state_of(found: Sequence[Any], now: datetime) -> StoreState:
    """Return how the last check that ended found the originals, from the values of `store_columns`."""
    finished_at, documents, files, missing, damaged, flaws, first_at = found
    return StoreState(
        finished_at,
        documents or 0,
        files or 0,
        missing or 0,
        damaged or 0,
        tuple(flaws or ()),
        is_check_overdue(finished_at, first_at, now),
    )


def get_store_state(session: Session, now: datetime) -> StoreState:
    """Return how the last check of the originals that ended found them."""
    return store_state_of(session.execute(select(*store_columns())).one(), now)


def list_with_text(session: Session, documents: Sequence[Document]) -> set[int]:
    """Return the ids of those documents that have a text on file."""
    numbers = [document.id for document in documents]
    return set(session.scalars(select(TextVersion.document_id).where(TextVersion.document_id.in_(numbers))))
