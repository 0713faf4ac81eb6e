"""Records for tests: each made by one call, with values of its own unless told otherwise."""

import hashlib
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Language, Role
from app.campaigns.models import Campaign, Membership
from app.documents.models import Document, TextVersion
from app.documents.reading import read_document
from app.documents.storage import Originals
from app.errors import DomainError
from app.intake.claims import mark_failed
from app.intake.models import IntakeItem
from app.intake.services import put_reading
from app.intake.values import IntakeStep
from app.letters.models import Demand, Letter
from app.people.models import Mandate, Office, Organisation, Person

LONG_AGO = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_numbers = count(1)


def _add(session: Session, record: Any) -> Any:
    session.add(record)
    session.flush()
    return record


def make_user(session: Session, **values: Any) -> User:
    """Make somebody with an account and no password."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "email": f"user{number}@example.org",
        "name": f"Gebruiker {number}",
        "language": Language.NL,
        "zone": "Europe/Brussels",
        "session_nonce": f"nonce{number}",
        "created_at": LONG_AGO,
    }
    return _add(session, User(**{**defaults, **values}))


def make_campaign(session: Session, **values: Any) -> Campaign:
    """Make a Dutch campaign in Brussels with a reply term of six weeks."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "slug": f"campagne-{number}",
        "title": f"Campagne {number}",
        "language": Language.NL,
        "zone": "Europe/Brussels",
        "created_at": LONG_AGO,
    }
    return _add(session, Campaign(**{**defaults, **values}))


def make_membership(
    session: Session, campaign: Campaign, user: User, role: Role = Role.COORDINATOR
) -> Membership:
    """Give somebody a role in a campaign."""
    return _add(session, Membership(campaign_id=campaign.id, user_id=user.id, role=role, created_at=LONG_AGO))


def make_organisation(session: Session, **values: Any) -> Organisation:
    """Make an organisation."""
    return _add(session, Organisation(**{"name": f"Organisatie {next(_numbers)}", **values}))


def make_mandate(
    session: Session, person: str = "An Voorbeeld", office: str = "minister van Proefzaken", **values: Any
) -> Mandate:
    """Make an invented person in an invented office."""
    who = _add(session, Person(name=person))
    what = _add(session, Office(jurisdiction="BE", name_nl=office, name_fr=office, name_en=office))
    return _add(session, Mandate(**{"person_id": who.id, "office_id": what.id, **values}))


def make_text(session: Session, campaign: Campaign, text: str, language: str = "nl") -> TextVersion:
    """Make a document with one text version."""
    data = text.encode()
    document = _add(
        session,
        Document(
            campaign_id=campaign.id,
            sha256=hashlib.sha256(data).hexdigest(),
            name="brief.txt",
            media_type="text/plain",
            size=len(data),
            received_at=LONG_AGO,
        ),
    )
    return _add(
        session,
        TextVersion(
            document_id=document.id,
            sequence=1,
            extractor="plain",
            extractor_version="1",
            language=language,
            sha256=document.sha256,
            pages=[],
            created_at=LONG_AGO,
            text=text,
        ),
    )


def make_letter(
    session: Session,
    campaign: Campaign,
    *,
    demands: tuple[str, ...] = ("Doe dit.", "Doe dat."),
    **values: Any,
) -> Letter:
    """Make a letter that was sent on 12 January 2026, with numbered demands, due six weeks later."""
    campaign.last_letter_number += 1
    defaults: dict[str, Any] = {
        "number": campaign.last_letter_number,
        "title": "Brief over de proef",
        "language": "nl",
        "addressee_name": "An Voorbeeld",
        "sent_on": date(2026, 1, 12),
        "marked_sent_at": LONG_AGO,
        "created_at": LONG_AGO,
    }
    letter = _add(session, Letter(campaign_id=campaign.id, **{**defaults, **values}))
    for position, text in enumerate(demands, start=1):
        _add(session, Demand(letter_id=letter.id, position=position, number=str(position), text=text))
    return letter


def read_item(session: Session, originals: Originals, item: IntakeItem) -> None:
    """Read what came in within the transaction of a test, as the worker does in its own."""
    try:
        reading = read_document(item.document.name, originals.get(item.document.sha256))
    except DomainError as error:
        mark_failed(item, IntakeStep.READ, error.message, dict(error.facts))
    else:
        put_reading(session, item, reading, now=LONG_AGO)
    session.flush()
