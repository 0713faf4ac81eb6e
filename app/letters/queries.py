from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only, undefer
from sqlalchemy.orm.attributes import set_committed_value

from app.campaigns.models import Campaign
from app.db import read_rows
from app.documents.models import TextVersion
from app.letters.errors import DemandNotFoundError, LetterNotFoundError
from app.letters.models import Demand, Letter, Signatory
from app.letters.values import ClosingReason, Fallback, LateChoice, Pressing
from app.paging import PAGE_SIZE, Page, Place, cut_page
from app.people.models import Mandate

NEWEST_LETTERS = 20  # whose demands are offered as ancestors
LARGEST_NUMBER = 2**31 - 1


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
    pressing: Pressing | None
    waits_until_on: date | None
    snoozed_until_on: date | None
    fallback: Fallback | None


def hold_letters(session: Session, letter_ids: Collection[int]) -> None:
    """Lock letters and read them anew: whoever changes one of them next waits until this transaction ends.

    Always in the order of their ids, so that two who hold several never wait for one another; a row that only points to
    a letter waits for nobody (hence `key_share`). On SQLite the write transaction keeps the others out.
    """
    query = (
        select(Letter)
        .where(Letter.id.in_(letter_ids))
        .order_by(Letter.id)
        .with_for_update(of=Letter, key_share=True)
        .execution_options(populate_existing=True)
    )
    session.scalars(query).all()


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
    Letter.pressing,
    Letter.waits_until_on,
    Letter.snoozed_until_on,
    Letter.fallback,
)


def _row(row: Row[*tuple[Any, ...]]) -> LetterRow:
    return LetterRow(*row)


# Statements are built once, for that takes longer than to answer them; and `selectinload` builds its own anew for each
# letter. The campaign is in the session already: whoever asks for one of its letters holds it.
_ONE = select(Letter).where(
    Letter.campaign_id == bindparam("campaign_id"), Letter.number == bindparam("number")
)
_LETTER = {
    False: _ONE.options(joinedload(Letter.text_version).joinedload(TextVersion.document)),
    True: _ONE.options(
        joinedload(Letter.text_version).options(undefer(TextVersion.text), joinedload(TextVersion.document))
    ),
}
# What many letters have none of. To be ready for records costs as much as to read them, so it is asked for where it is.
_SURROUNDINGS = _ONE.options(
    load_only(Letter.id),
    joinedload(Letter.mandate).joinedload(Mandate.person),
    joinedload(Letter.mandate).joinedload(Mandate.office),
    joinedload(Letter.refers_to).load_only(Letter.number, Letter.title, Letter.is_on_file),
    joinedload(Letter.proof_document),
)
_DEMANDS = select(Demand).where(Demand.letter_id == bindparam("letter_id")).order_by(Demand.position)
_ANCESTORS = (
    select(Demand)
    .where(Demand.id.in_(bindparam("ids", expanding=True)))
    .options(load_only(Demand.letter_id), joinedload(Demand.letter).load_only(Letter.number))
)
_SIGNATORIES = (
    select(Signatory)
    .where(Signatory.letter_id == bindparam("letter_id"))
    .order_by(Signatory.id)
    .options(joinedload(Signatory.organisation))
)


def get_letter(session: Session, campaign: Campaign, number: int, *, with_text: bool = False) -> Letter:
    """Return a letter of this campaign with its demands, people and organisations; LetterNotFoundError otherwise.

    `with_text` true reads its text as well, which else is read when it is asked for.
    """
    letter = _get(session, _LETTER[with_text], campaign, number)
    if letter.mandate_id or letter.refers_to_id or letter.proof_document_id:
        _get(session, _SURROUNDINGS, campaign, number)
    _set(session, letter, "demands", _DEMANDS)
    _set_ancestors(session, letter)
    _set(session, letter, "signatories", _SIGNATORIES)
    return letter


def get_letter_with_demands(session: Session, campaign: Campaign, number: int) -> Letter:
    """Return a letter of this campaign with its demands, and nobody beside it; LetterNotFoundError otherwise."""
    letter = _get(session, _LETTER[False], campaign, number)
    _set(session, letter, "demands", _DEMANDS)
    return letter


def _get(session: Session, query: Select[Letter], campaign: Campaign, number: int) -> Letter:
    letter = session.scalar(query, {"campaign_id": campaign.id, "number": number})
    if letter is None:
        raise LetterNotFoundError
    return letter


def _set_ancestors(session: Session, letter: Letter) -> None:
    ids = [one.ancestor_id for one in letter.demands if one.ancestor_id is not None]
    found = session.scalars(_ANCESTORS, {"ids": ids}) if ids else ()
    ancestors: dict[int | None, Demand] = {one.id: one for one in found}
    for demand in letter.demands:
        set_committed_value(demand, "ancestor", ancestors.get(demand.ancestor_id))


def _set(session: Session, letter: Letter, name: str, query: Select[Any]) -> None:
    set_committed_value(letter, name, session.scalars(query, {"letter_id": letter.id}).all())


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


_LIST = select(*_ROW).where(Letter.campaign_id == bindparam("campaign_id"))
_OLDER = (
    _LIST.where(Letter.number < bindparam("number")).order_by(Letter.number.desc()).limit(bindparam("limit"))
)
_NEWER = _LIST.where(Letter.number > bindparam("number")).order_by(Letter.number).limit(bindparam("limit"))


def list_letters(
    session: Session, campaign: Campaign, *, before: int | None = None, after: int | None = None
) -> Page[LetterRow]:
    """Return the page of the campaign's letters below the number `before` or above `after`; neither: the newest.

    Newest first: the next page holds older letters.
    """
    asked = after if after is not None else before
    place = Place(at=None if asked is None else (asked,), is_backwards=after is not None)
    values = {
        "campaign_id": campaign.id,
        "number": LARGEST_NUMBER if asked is None else asked,
        "limit": PAGE_SIZE + 1,
    }
    found = read_rows(session, _NEWER if place.is_backwards else _OLDER, values)
    return cut_page(map(_row, found), lambda row: row.number, place)


def list_letters_to_name(
    session: Session,
    campaign: Campaign,
    *,
    ids: Collection[int] = (),
    numbers: Collection[int] = (),
    but: Letter | None = None,
) -> list[LetterRow]:
    """Return the campaign's newest letters and those of these ids or numbers, newest first; one of them left out."""
    is_new = Letter.number > campaign.last_letter_number - PAGE_SIZE
    query = (
        select(*_ROW)
        .where(Letter.campaign_id == campaign.id, or_(is_new, Letter.id.in_(ids), Letter.number.in_(numbers)))
        .order_by(Letter.number.desc())
    )
    if but is not None:
        query = query.where(Letter.id != but.id)
    return [_row(row) for row in session.execute(query)]


def list_places(session: Session, campaign: Campaign) -> list[LetterRow]:
    """Return the places that were kept for letters that are not on file, oldest first."""
    query = select(*_ROW).where(Letter.campaign_id == campaign.id, ~Letter.is_on_file).order_by(Letter.number)
    return [_row(row) for row in session.execute(query)]


def list_demands_to_descend_from(
    session: Session,
    campaign: Campaign,
    letter: Letter,
    *,
    ids: Collection[int] = (),
    numbers: Collection[int] = (),
) -> list[Demand]:
    """Return standing demands of the campaign's other letters, as possible ancestors, newest letter first.

    Those of the newest letters, of the letters with these numbers, and those of these ids.
    """
    is_new = Letter.number > campaign.last_letter_number - NEWEST_LETTERS
    query = (
        select(Demand)
        .join(Letter, Demand.letter_id == Letter.id)
        .where(
            Letter.campaign_id == campaign.id,
            Letter.id != letter.id,
            Demand.voided_at.is_(None),
            or_(is_new, Letter.number.in_(numbers), Demand.id.in_(ids)),
        )
        .options(contains_eager(Demand.letter).load_only(Letter.number))
        .order_by(Letter.number.desc(), Demand.position)
    )
    return list(session.scalars(query))
