from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.campaigns.models import Campaign
from app.documents.models import TextVersion
from app.letters.errors import DemandNotFoundError, LetterNotFoundError
from app.letters.models import Demand, Letter, Signatory
from app.letters.values import ClosingReason, LateChoice
from app.people.models import Mandate

PAGE_SIZE = 50


@dataclass(frozen=True)
class LetterRow:
    """One line of a list of letters."""

    letter_id: int
    number: int
    title: str
    addressee: str
    sent_on: date | None
    deadline_on: date | None
    is_on_file: bool
    is_confidential: bool
    closed_reason: ClosingReason | None
    late_choice: LateChoice | None


_ROW = (
    Letter.id,
    Letter.number,
    Letter.title,
    Letter.addressee_name,
    Letter.sent_on,
    Letter.deadline_on,
    Letter.is_on_file,
    Letter.is_confidential,
    Letter.closed_reason,
    Letter.late_choice,
)


def _row(row: Row[*tuple[Any, ...]]) -> LetterRow:
    return LetterRow(*row)


def get_letter(session: Session, campaign: Campaign, number: int) -> Letter:
    """Return a letter of this campaign with its demands, people and organisations; LetterNotFoundError otherwise."""
    letter = session.scalar(_with_parts().where(Letter.campaign_id == campaign.id, Letter.number == number))
    if letter is None:
        raise LetterNotFoundError
    return letter


def _with_parts() -> Select[Letter]:
    return select(Letter).options(
        joinedload(Letter.campaign),
        joinedload(Letter.mandate).joinedload(Mandate.person),
        joinedload(Letter.mandate).joinedload(Mandate.office),
        joinedload(Letter.refers_to),
        joinedload(Letter.proof_document),
        joinedload(Letter.text_version).joinedload(TextVersion.document),
        selectinload(Letter.demands),
        selectinload(Letter.signatories).joinedload(Signatory.organisation),
    )


def get_demand(letter: Letter, demand_id: int) -> Demand:
    """Return one of the letter's standing demands; DemandNotFoundError for any other number."""
    for demand in letter.standing_demands:
        if demand.id == demand_id:
            return demand
    raise DemandNotFoundError


def get_demand_by_label(letter: Letter, label: str) -> Demand:
    """Return the demand that is called by its number as printed or its place in the list, as on the command line."""
    for demand in letter.standing_demands:
        if demand.label == label:
            return demand
    raise DemandNotFoundError


def list_letters(session: Session, campaign: Campaign, *, before: int | None = None) -> list[LetterRow]:
    """Return a page of the campaign's letters, newest number first, from below number `before`."""
    query = select(*_ROW).where(Letter.campaign_id == campaign.id)
    if before is not None:
        query = query.where(Letter.number < before)
    rows = session.execute(query.order_by(Letter.number.desc()).limit(PAGE_SIZE))
    return [_row(row) for row in rows]


def list_letters_to_refer_to(session: Session, campaign: Campaign, letter: Letter | None) -> list[LetterRow]:
    """Return the letters that a letter may name as an earlier one: all of the campaign but itself."""
    query = select(*_ROW).where(Letter.campaign_id == campaign.id).order_by(Letter.number.desc())
    if letter is not None:
        query = query.where(Letter.id != letter.id)
    return [_row(row) for row in session.execute(query)]


def list_places(session: Session, campaign: Campaign) -> list[LetterRow]:
    """Return the places that were kept for letters that are not on file, oldest first."""
    query = select(*_ROW).where(Letter.campaign_id == campaign.id, ~Letter.is_on_file).order_by(Letter.number)
    return [_row(row) for row in session.execute(query)]


def list_demands_to_descend_from(session: Session, campaign: Campaign, letter: Letter) -> list[Demand]:
    """Return the standing demands of the campaign's other letters, as possible ancestors, newest letter first."""
    query = (
        select(Demand)
        .join(Letter, Demand.letter_id == Letter.id)
        .where(Letter.campaign_id == campaign.id, Letter.id != letter.id, Demand.voided_at.is_(None))
        .options(joinedload(Demand.letter))
        .order_by(Letter.number.desc(), Demand.position)
    )
    return list(session.scalars(query))


def text_of(session: Session, text_version_id: int | None, start: int | None, end: int | None) -> str:
    """Return a range of a text version's text; empty where no text is on file."""
    if text_version_id is None:
        return ""
    text = session.scalar(select(TextVersion.text).where(TextVersion.id == text_version_id)) or ""
    return text[start:end]
