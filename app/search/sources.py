"""Reads letters, demands, replies and verdicts as they are searched and shown: a few statements for any number of them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.answers.models import VerdictGiven
from app.campaigns.models import Campaign
from app.documents.models import TextVersion
from app.letters.models import Demand, Letter
from app.letters.rules import label_for
from app.people.models import Mandate, Office, Person
from app.replies.models import Reply, ReplyLetter
from app.search.rows import Rows
from app.search.values import EntryKind, Field, Part, Source


def _range_of(record: type[Letter] | type[Reply]) -> ColumnElement[str]:
    """Return a column with the words of a letter or a reply; a range that is not known is the whole text."""
    start = func.coalesce(record.text_start, 0)
    end = func.coalesce(record.text_end, func.length(TextVersion.text))
    return func.substr(TextVersion.text, start + 1, end - start).label("text")


# What makes a field, its words not yet looked at.
_Written = tuple[Part, str | None, str] | tuple[Part, str | None, str, int]

_NAMES = (
    Mandate.person_id,
    Person.name.label("person"),
    Office.name_nl,
    Office.name_fr,
    Office.name_en,
)


def day_of(zone: str, at: datetime) -> date:
    """Return the day of a moment in a campaign's zone; where that zone is beyond the last day that there is, in UTC."""
    try:
        return clock.day_in(zone, at)
    except OverflowError:
        return at.date()


def _fields(*fields: _Written) -> tuple[Field, ...]:
    """Return those that have words: most records have few of the fields that they could have."""
    return tuple([Field(*one) for one in fields if one[1]])


def _named(part: Part, row: Any, *written: str) -> tuple[_Written, ...]:
    """Return somebody as written, and as the list of people has them: an office in each language."""
    plain = (part, ", ".join(filter(None, written)), row.language)
    if row.person is None:
        return (plain,)
    offices = {"nl": row.name_nl, "fr": row.name_fr, "en": row.name_en}
    listed = ((part, name, language) for language, name in offices.items())
    return (plain, (part, row.person, row.language), *listed)


def _persons(*ids: int | None) -> frozenset[int]:
    return frozenset([one for one in ids if one is not None])


_LETTERS = Rows(
    select(
        Letter.id,
        Letter.campaign_id,
        Letter.number,
        Letter.title,
        Letter.language,
        Letter.sent_on,
        Letter.addressee_name,
        Letter.addressee_office,
        Letter.reference,
        Letter.closed_note,
        Letter.text_start,
        _range_of(Letter),
        *_NAMES,
    )
    .outerjoin(TextVersion, TextVersion.id == Letter.text_version_id)
    .outerjoin(Mandate, Mandate.id == Letter.mandate_id)
    .outerjoin(Person, Person.id == Mandate.person_id)
    .outerjoin(Office, Office.id == Mandate.office_id),
    Letter.id,
)


def read_letters(session: Session, ids: Collection[int]) -> list[Source]:
    """Return letters: text, title, addressee, reference, and why they were closed."""
    return [_letter(row) for row in _LETTERS.of(session, ids)]


def _letter(row: Any) -> Source:
    return Source(
        EntryKind.LETTER,
        row.id,
        row.campaign_id,
        row.sent_on,
        row.number,
        row.title,
        row.language,
        _fields(
            (Part.TEXT, row.text or "", row.language, row.text_start or 0),
            (Part.TITLE, row.title, row.language),
            *_named(Part.ADDRESSEE, row, row.addressee_name, row.addressee_office),
            (Part.REFERENCE, row.reference, row.language),
            (Part.NOTE, row.closed_note, row.language),
        ),
        who=row.addressee_name or row.person or "",
        persons=_persons(row.person_id),
    )


def _of_letter(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Return what is read of demands and verdicts alike; a demand that was voided is found no more."""
    return (
        select(
            *columns,
            Letter.campaign_id,
            Letter.number,
            Letter.title.label("letter_title"),
            Letter.language,
            Letter.sent_on,
            Letter.addressee_name,
            Demand.id.label("demand_id"),
            Demand.number.label("printed"),
            Demand.position,
            Mandate.person_id,
        )
        .join(Letter, Letter.id == Demand.letter_id)
        .outerjoin(Mandate, Mandate.id == Letter.mandate_id)
        .where(Demand.voided_at.is_(None))
    )


_DEMANDS = Rows(
    _of_letter(Demand.id, Demand.title, Demand.text, Demand.criterion, Demand.closed_note), Demand.id
)


def read_demands(session: Session, ids: Collection[int]) -> list[Source]:
    """Return demands that were not voided: text, title, criterion, and why they were closed."""
    return [_demand(row) for row in _DEMANDS.of(session, ids)]


def _demand(row: Any) -> Source:
    return Source(
        EntryKind.DEMAND,
        row.id,
        row.campaign_id,
        row.sent_on,
        row.number,
        row.letter_title,
        row.language,
        _fields(
            (Part.TEXT, row.text, row.language),
            (Part.TITLE, row.title, row.language),
            (Part.CRITERION, row.criterion, row.language),
            (Part.NOTE, row.closed_note, row.language),
        ),
        who=row.addressee_name,
        label=label_for(row.printed, row.position),
        anchor=f"demand-{row.id}",
        persons=_persons(row.person_id),
    )


_VERDICTS = Rows(
    _of_letter(
        VerdictGiven.id,
        VerdictGiven.reasoning,
        VerdictGiven.given_at,
        Campaign.zone,
        Campaign.language.label("written_in"),
    )
    .join(VerdictGiven, VerdictGiven.demand_id == Demand.id)
    .join(Campaign, Campaign.id == Letter.campaign_id),
    VerdictGiven.id,
)


def read_verdicts(session: Session, ids: Collection[int]) -> list[Source]:
    """Return verdicts, older ones too: their reasoning, in the campaign's language."""
    return [_verdict(row) for row in _VERDICTS.of(session, ids)]


def _verdict(row: Any) -> Source:
    return Source(
        EntryKind.VERDICT,
        row.id,
        row.campaign_id,
        day_of(row.zone, row.given_at),
        row.number,
        row.letter_title,
        row.language,
        _fields((Part.REASONING, row.reasoning, row.written_in.value)),
        who=row.addressee_name,
        label=label_for(row.printed, row.position),
        anchor=f"demand-{row.demand_id}",
        persons=_persons(row.person_id),
    )


_REPLIES = Rows(
    select(
        Reply.id,
        Reply.campaign_id,
        Reply.number,
        Reply.language,
        Reply.came_on,
        Reply.signer_name,
        Reply.signer_office,
        Reply.reference,
        Reply.note,
        Reply.text_start,
        _range_of(Reply),
        *_NAMES,
    )
    .outerjoin(TextVersion, TextVersion.id == Reply.text_version_id)
    .outerjoin(Mandate, Mandate.id == Reply.mandate_id)
    .outerjoin(Person, Person.id == Mandate.person_id)
    .outerjoin(Office, Office.id == Mandate.office_id),
    Reply.id,
)
_addressee = aliased(Mandate)
_WRITTEN_TO = Rows(
    select(ReplyLetter.reply_id, _addressee.person_id)
    .join(Letter, Letter.id == ReplyLetter.letter_id)
    .join(_addressee, _addressee.id == Letter.mandate_id),
    ReplyLetter.reply_id,
)


def read_replies(session: Session, ids: Collection[int]) -> list[Source]:
    """Return replies: text, signer, reference, note. They are of who signed and of who was written to: a cabinet may sign."""
    written_to: dict[int, set[int]] = defaultdict(set)
    for reply_id, person_id in _WRITTEN_TO.of(session, ids):
        written_to[reply_id].add(person_id)
    rows = _REPLIES.of(session, ids)
    return [_reply(row, _persons(row.person_id, *written_to[row.id])) for row in rows]


def _reply(row: Any, persons: frozenset[int]) -> Source:
    return Source(
        EntryKind.REPLY,
        row.id,
        row.campaign_id,
        row.came_on,
        row.number,
        "",
        row.language,
        _fields(
            (Part.TEXT, row.text or "", row.language, row.text_start or 0),
            *_named(Part.SIGNER, row, row.signer_name, row.signer_office),
            (Part.REFERENCE, row.reference, row.language),
            (Part.NOTE, row.note, row.language),
        ),
        who=row.signer_name or row.person or "",
        persons=persons,
    )
