from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.documents.errors import DocumentNotFoundError
from app.documents.models import Document


def get_document(session: Session, campaign: Campaign, document_id: int) -> Document:
    """Return a document of this campaign; DocumentNotFoundError for any other number."""
    document = session.scalar(
        select(Document).where(Document.id == document_id, Document.campaign_id == campaign.id)
    )
    if document is None:
        raise DocumentNotFoundError
    return document


def list_documents(session: Session, campaign: Campaign) -> list[Document]:
    """Return the campaign's original files, newest first."""
    query = select(Document).where(Document.campaign_id == campaign.id).order_by(Document.id.desc())
    return list(session.scalars(query.limit(500)))
