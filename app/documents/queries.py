from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.documents.errors import DocumentNotFoundError
from app.documents.models import Document

PAGE_SIZE = 50


def get_document(session: Session, campaign: Campaign, document_id: int) -> Document:
    """Return a document of this campaign; DocumentNotFoundError for any other number."""
    document = session.scalar(
        select(Document).where(Document.id == document_id, Document.campaign_id == campaign.id)
    )
    if document is None:
        raise DocumentNotFoundError
    return document


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
