import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.documents.layout import layout_as_json
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.documents.queries import find_document_by_hash
from app.documents.storage import Originals
from app.documents.values import CanonicalText, Way
from app.text.anchors import make_anchor, verify_anchor

LONGEST_NAME = 300
# Of a version without words, for a document whose text cannot be had.
NO_EXTRACTOR = "none"


def keep_document(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    *,
    name: str,
    data: bytes,
    media_type: str,
    way: Way,
    actor: User | None,
    now: datetime,
    path: str | None = None,
) -> Provenance:
    """Keep original bytes in a campaign and how they came in; return that, with the document that holds them.

    The same bytes again are kept once: the document that holds them gets one more provenance. `path` is the place of a
    file in the watched folder, under which it is known when it is found there again.
    """
    sha256 = originals.put(data)
    # Two people who bring the same file in at once make one document: the second waits for the first.
    session.execute(select(Campaign.id).where(Campaign.id == campaign.id).with_for_update(key_share=True))
    document = find_document_by_hash(session, campaign, sha256)
    if document is None:
        document = Document(
            campaign_id=campaign.id,
            sha256=sha256,
            name=name[:LONGEST_NAME],
            media_type=media_type,
            size=len(data),
            received_at=now,
            received_by_id=actor.id if actor else None,
        )
    provenance = Provenance(
        document=document,
        way=way,
        name=name[:LONGEST_NAME],
        path=path,
        came_at=now,
        came_by_id=actor.id if actor else None,
    )
    session.add(provenance)
    session.flush()
    return provenance


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


def add_empty_version(session: Session, document: Document, *, now: datetime) -> TextVersion:
    """Put on file that a document has no text that anybody could read, so that it can be filed all the same."""
    empty = CanonicalText(
        content="",
        sha256=hashlib.sha256(b"").hexdigest(),
        language=None,
        extractor=NO_EXTRACTOR,
        extractor_version="1",
        pages=(),
        warnings=(),
        charset="",
        charset_guessed=False,
    )
    return add_text_version(session, document, empty, now=now)


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
