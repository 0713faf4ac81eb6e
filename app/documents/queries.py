from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import Campaign
from app.documents.errors import DocumentNotFoundError
from app.documents.models import Document, Passage, TextVersion

PAGE_SIZE = 50


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


def list_with_text(session: Session, documents: Sequence[Document]) -> set[int]:
    """Return the ids of those documents that have a text on file."""
    numbers = [document.id for document in documents]
    return set(session.scalars(select(TextVersion.document_id).where(TextVersion.document_id.in_(numbers))))
