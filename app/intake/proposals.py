"""From what the recognisers read to a proposal that a person confirms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.documents.reading import Reading
from app.documents.recognition import ReadDocument
from app.intake.drafts import Draft, DraftDemand, Find, Part
from app.intake.values import PartKind
from app.letters.models import Letter
from app.letters.values import LetterKind
from app.replies.values import ReplyKind

# Finds the mandate that a printed name and office stand for on a day; None when that is not certain.
FindMandate = Callable[[str, str, date | None], int | None]

# A page shows no more of them; a letter seldom has ten.
_MOST_REFERENCES = 50
_KINDS = {"letter": PartKind.LETTER, "reply": PartKind.REPLY, "acknowledgement": PartKind.REPLY}


@dataclass(frozen=True)
class Known:
    """What is on file already, to propose from."""

    find_mandate: FindMandate
    find_organisation: Callable[[str], int | None]  # by name or alias, within the coalition
    has_coalition: bool
    language: str  # stands in where none is recognised


def propose(reading: Reading, known: Known) -> Draft:
    """Return a draft with one part for each document that was recognised; nothing in it is more than a proposal."""
    parts = [_propose_part(document, known) for document in reading.documents]
    holds_both = {part.kind for part in parts} >= {PartKind.LETTER, PartKind.REPLY}
    if holds_both:
        parts = [_answering_own_letter(part) for part in parts]
    return Draft(parts=tuple(parts), warnings=tuple(reading.warnings))


def _answering_own_letter(part: Part) -> Part:
    return replace(part, answers_own_letter=part.kind is PartKind.REPLY)


def _propose_part(document: ReadDocument, known: Known) -> Part:
    kind = _KINDS.get(document.kind.value, PartKind.NEITHER)
    day = document.date if document.date is not None and document.date.precision == "day" else None
    iso = (day.iso or "")[:10] if day is not None else ""
    person = document.sender if kind is PartKind.REPLY else document.addressee
    name, office = (person.name or "", person.office or "") if person is not None else ("", "")
    sender = document.sender.name or "" if document.sender is not None else ""
    is_letter = kind is PartKind.LETTER
    organisation_id = known.find_organisation(sender) if is_letter and sender else None
    is_odd = day is not None and day.certainty != "certain"
    return Part(
        kind=kind,
        start=document.start,
        end=document.end,
        language=document.language or known.language,
        finds=tuple(_finds(document)),
        title=document.title or "",
        day="" if is_odd else iso,
        day_raw=document.date.raw if document.date is not None else "",
        day_other=",".join(option for option in (iso, day.other_reading or "") if option)
        if is_odd and day
        else "",
        is_day_odd=is_odd,
        name=name,
        office=office,
        mandate_id=known.find_mandate(name, office, date.fromisoformat(iso) if iso else None)
        if name
        else None,
        sender=sender,
        organisation_id=organisation_id,
        # The first letter of a campaign says who the coalition is.
        adds_organisation=is_letter and bool(sender) and not organisation_id and not known.has_coalition,
        reference=_own_reference(document),
        reply_kind=_reply_kind(document),
        demands=tuple(_demands(document)) if kind is PartKind.LETTER else (),
    )


def _finds(document: ReadDocument) -> Iterator[Find]:
    if document.date is not None:
        yield Find("date", document.date.start, document.date.end, document.date.raw)
    for kind, party in (("sender", document.sender), ("addressee", document.addressee)):
        if party is not None:
            yield Find(kind, party.start, party.end, party.name or party.office or "")
    for reference in document.references[:_MOST_REFERENCES]:
        yield Find("reference", reference.start, reference.end, reference.normal, reference.link or "")


def _reply_kind(document: ReadDocument) -> str:
    if document.kind.value == "acknowledgement":
        return ReplyKind.ACKNOWLEDGEMENT.value
    return ReplyKind.SUBSTANTIVE.value


def _own_reference(document: ReadDocument) -> str:
    return next((found.normal for found in document.references if found.kind == "our_reference"), "")


def _demands(document: ReadDocument) -> Sequence[DraftDemand]:
    return [
        DraftDemand(
            text=found.text,
            number=found.number or "",
            start=found.start,
            end=found.end,
            is_sub_demand=found.parent is not None,
        )
        for found in document.demands
    ]


def as_reply_to(draft: Draft, letter_id: int) -> Draft:
    """Return the draft of what somebody brought in as the reply to a letter.

    Whoever brings a single document so knows what it is; of several, those recognised as replies answer the letter.
    """
    is_single = len(draft.parts) == 1
    parts = (
        replace(part, kind=PartKind.REPLY, letter_ids=(letter_id,), demands=())
        if is_single or part.kind is PartKind.REPLY
        else part
        for part in draft.parts
    )
    return replace(draft, parts=tuple(parts))


def as_letter_for(draft: Draft, place_id: int) -> Draft:
    """Return the draft of what somebody brought in to fill the place that was kept for a letter."""
    is_single = len(draft.parts) == 1
    parts = []
    for part in draft.parts:
        fills = is_single or part.kind is PartKind.LETTER
        parts.append(replace(part, kind=PartKind.LETTER, fills_letter_id=place_id) if fills else part)
    return replace(draft, parts=tuple(parts))


def as_follow_up_to(draft: Draft, letter: Letter) -> Draft:
    """Return the draft of a follow-up: it refers to the letter and goes to whom that one went."""
    parts = (
        replace(
            part,
            kind=PartKind.LETTER,
            letter_kind=LetterKind.REMINDER.value,
            refers_to_id=letter.id,
            name=letter.addressee_name or part.name,
            office=letter.addressee_office or part.office,
            mandate_id=letter.mandate_id or part.mandate_id,
        )
        for part in draft.parts
    )
    return replace(draft, parts=tuple(parts))
