from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.documents.models import Document, Passage, TextVersion
from app.documents.rules import layout_as_json
from app.documents.storage import Originals
from app.documents.values import CanonicalText
from app.text.anchors import make_anchor, verify_anchor


def keep_document(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    *,
    name: str,
    data: bytes,
    media_type: str,
    actor: User | None,
    now: datetime,
) -> Document:
    """Keep original bytes in a campaign; the same bytes again give the document that holds them already."""
    sha256 = originals.put(data)
    query = select(Document).where(Document.campaign_id == campaign.id, Document.sha256 == sha256)
    known = session.scalar(query.order_by(Document.id).limit(1))
    if known is not None:
        return known
    document = Document(
        campaign_id=campaign.id,
        sha256=sha256,
        name=name[:300],
        media_type=media_type,
        size=len(data),
        received_at=now,
        received_by_id=actor.id if actor else None,
    )
    session.add(document)
    session.flush()
    return document


def add_text_version(
    session: Session, document: Document, text: CanonicalText, *, now: datetime
) -> TextVersion:
    """Put a reading of a document's text on file; the same text again gives the version that holds it already."""
    known = session.scalar(
        select(TextVersion).where(TextVersion.document_id == document.id, TextVersion.sha256 == text.sha256)
    )
    if known is not None:
        return known
    newest = session.scalar(
        select(func.max(TextVersion.sequence)).where(TextVersion.document_id == document.id)
    )
    version = TextVersion(
        document_id=document.id,
        sequence=(newest or 0) + 1,
        extractor=text.extractor,
        extractor_version=text.extractor_version,
        language=text.language,
        sha256=text.sha256,
        pages=[{"number": page.number, "start": page.start, "end": page.end} for page in text.pages],
        created_at=now,
        text=text.content,
        layout=layout_as_json(text),
    )
    session.add(version)
    session.flush()
    return version


def record_passage(
    session: Session, version: TextVersion, *, start: int, end: int, exact: str, now: datetime
) -> Passage:
    """Put a passage on file, or return the one that spans the same words.

    Offsets count code points. Raises what app.text.anchors raises: a passage that is empty, lies outside the text, or
    whose words are not `exact`.
    """
    anchor = make_anchor(version.text, start, end)
    verify_anchor(version.text, start, end, exact)
    known = session.scalar(
        select(Passage).where(
            Passage.text_version_id == version.id, Passage.start == start, Passage.end == end
        )
    )
    if known is not None:
        return known
    passage = Passage(
        text_version_id=version.id,
        start=start,
        end=end,
        exact=anchor.exact,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
        occurrences=anchor.occurrences,
        created_at=now,
    )
    session.add(passage)
    session.flush()
    return passage
