"""The blueprint, and what its pages share: reading at once what is quickly read, and how a document came in."""

from typing import Any

import structlog
from flask import Blueprint, current_app, url_for
from sqlalchemy.exc import DBAPIError

from app.campaigns.access import current_campaign
from app.documents.queries import list_provenances
from app.documents.storage import Originals
from app.errors import DomainError
from app.intake.models import IntakeItem
from app.intake.queries import FiledAs, list_filed_as
from app.intake.reading import Reader, read_next
from app.intake.rules import is_quickly_read
from app.intake.values import IntakeState
from app.intake.words import WAY_LABELS
from app.web.session import get_database, get_session
from app.web.waking import wake

log = structlog.get_logger()

READ_JOB = "read"

blueprint = Blueprint("intake", __name__, url_prefix="/campaigns/<slug>/new")


def originals() -> Originals:
    """Return the store of original files."""
    return Originals(current_app.extensions["settings"].originals_folder)


def read_soon(item: IntakeItem) -> None:
    """Read an item that is on file before the answer, where that takes no time; else have the worker begin at once."""
    if item.state is not IntakeState.RECEIVED:
        return
    document = item.document
    if is_quickly_read(document.media_type, document.size, item.read_how):
        try:
            read_next(Reader(get_database(), originals()), item.id)
        except (DBAPIError, DomainError, OSError):
            # It is on file, and that is what its sender is told: the worker reads it when the disk has room again.
            log.warning("not_read_at_once", item=item.id, exc_info=True)
    else:
        wake(READ_JOB)


def history_of(item: IntakeItem) -> dict[str, Any]:
    """Return how the document of an item came in, where that was more than once, and as what it was filed."""
    session = get_session()
    provenances = list_provenances(session, item.document_id)
    return {
        "provenances": provenances,
        "others": [one for one in provenances if one.id != item.provenance_id],
        "filed_as": list_filed_as(session, [item.document_id])[item.document_id],
        "filed_url": filed_url,
        "way_labels": WAY_LABELS,
    }


def filed_url(filed: FiledAs) -> str:
    """Return the address of the letter or reply that a document was filed as."""
    view = "letters.show" if filed.kind == "letter" else "replies.show"
    return url_for(view, slug=current_campaign().slug, number=filed.number)
