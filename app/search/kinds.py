"""The kinds of records that can be found: one entry each, and whoever adds a kind adds an entry."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.answers.models import VerdictGiven
from app.campaigns.models import Campaign
from app.db import Base
from app.documents.models import Document, TextVersion
from app.letters.models import Demand, Letter
from app.people.models import Mandate, Office, Person
from app.replies.models import Reply, ReplyLetter
from app.search.files import read_documents
from app.search.sources import read_demands, read_letters, read_replies, read_verdicts
from app.search.values import EntryKind, Source


@dataclass(frozen=True)
class Bearing:
    """What of another record bears on records of a kind: a change of one of `columns`; `find` selects their ids by its ids."""

    columns: frozenset[str]
    find: Callable[[Collection[int]], Select[int]]


@dataclass(frozen=True)
class Searched:
    """A kind: how its records are read by their ids, which of their columns that reads, and what else bears on them."""

    kind: EntryKind
    model: type[Base]
    read: Callable[[Session, Collection[int]], list[Source]]
    columns: frozenset[str]
    bearings: Mapping[type[Base], Bearing]

    def lock(self, ids: Collection[int]) -> Select[int]:
        """Return the rows to hold while entries are made anew, in a fixed order: two who change parts of one do it in turn."""
        whole = _PARTS_OF_LETTERS.get(self.model)
        key = Letter.id if whole else self.key
        return (
            select(key)
            .where(key.in_(whole(ids) if whole else ids))
            .order_by(key)
            .with_for_update(key_share=True)
        )

    @property
    def key(self) -> Any:
        """Return the column with the records' ids."""
        return self.model.__table__.c.id


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _demands_of(letters: Collection[int]) -> Select[int]:
    return select(Demand.id).where(Demand.letter_id.in_(letters))


def _verdicts(condition: Select[int]) -> Select[int]:
    return select(VerdictGiven.id).where(VerdictGiven.demand_id.in_(condition))


_PARTS_OF_LETTERS: dict[type[Base], Callable[[Collection[int]], Select[int]]] = {
    Demand: lambda ids: select(Demand.letter_id).where(Demand.id.in_(ids)),
    VerdictGiven: lambda ids: (
        select(Demand.letter_id)
        .join(VerdictGiven, VerdictGiven.demand_id == Demand.id)
        .where(VerdictGiven.id.in_(ids))
    ),
}


def _documents_of(record: type[Letter] | type[Reply], ids: Collection[int]) -> Select[int]:
    versions = select(record.text_version_id).where(record.id.in_(ids))
    return select(TextVersion.document_id).where(TextVersion.id.in_(versions))


def _people(record: type[Letter] | type[Reply]) -> dict[type[Base], Bearing]:
    """Return what is read of the people that letters and replies name, and which of these they bear on."""
    of_mandates = select(record.id).join(Mandate, Mandate.id == record.mandate_id)
    return {
        Mandate: Bearing(_columns("person_id office_id"), lambda ids: of_mandates.where(Mandate.id.in_(ids))),
        Person: Bearing(_columns("name"), lambda ids: of_mandates.where(Mandate.person_id.in_(ids))),
        Office: Bearing(
            _columns("name_nl name_fr name_en"), lambda ids: of_mandates.where(Mandate.office_id.in_(ids))
        ),
    }


_PLACE = "text_version_id text_start text_end"
_OF_LETTER = _columns("sent_on language mandate_id")

SEARCHED = (
    Searched(
        EntryKind.LETTER,
        Letter,
        read_letters,
        _columns(
            f"title language addressee_name addressee_office mandate_id reference sent_on closed_note {_PLACE}"
        ),
        _people(Letter),
    ),
    Searched(
        EntryKind.DEMAND,
        Demand,
        read_demands,
        _columns("title text criterion closed_note voided_at"),
        {Letter: Bearing(_OF_LETTER, _demands_of)},
    ),
    Searched(
        EntryKind.REPLY,
        Reply,
        read_replies,
        _columns(
            f"language came_on signer_name signer_office mandate_id reference note letters {_PLACE}",
        ),
        _people(Reply)
        | {
            Letter: Bearing(
                _columns("mandate_id"),
                lambda ids: select(ReplyLetter.reply_id).where(ReplyLetter.letter_id.in_(ids)),
            )
        },
    ),
    Searched(
        EntryKind.VERDICT,
        VerdictGiven,
        read_verdicts,
        _columns("reasoning"),
        {
            Demand: Bearing(
                _columns("voided_at"), lambda ids: _verdicts(select(Demand.id).where(Demand.id.in_(ids)))
            ),
            Letter: Bearing(_columns("mandate_id"), lambda ids: _verdicts(_demands_of(ids))),
            Campaign: Bearing(
                _columns("zone language"),
                lambda ids: _verdicts(
                    select(Demand.id).join(Demand.letter).where(Letter.campaign_id.in_(ids))
                ),
            ),
        },
    ),
    Searched(
        EntryKind.DOCUMENT,
        Document,
        read_documents,
        _columns("name"),
        {
            TextVersion: Bearing(
                _columns("text language"),
                lambda ids: select(TextVersion.document_id).where(TextVersion.id.in_(ids)),
            ),
            Letter: Bearing(_columns(_PLACE), lambda ids: _documents_of(Letter, ids)),
            Reply: Bearing(_columns(_PLACE), lambda ids: _documents_of(Reply, ids)),
            Campaign: Bearing(
                _columns("zone language"),
                lambda ids: select(Document.id).where(Document.campaign_id.in_(ids)),
            ),
        },
    ),
)
BY_KIND = {one.kind: one for one in SEARCHED}
