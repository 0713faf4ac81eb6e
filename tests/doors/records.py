"""A campaign with a record in every state, each with a word of its campaign in whatever is written."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Role
from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign, CoalitionMember
from app.campaigns.numbers import Counted, next_number
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.documents.storage import Originals
from app.documents.values import Way
from app.intake.models import IntakeItem
from app.intake.services import Received, receive
from app.intake.values import IntakeState, IntakeStep, Manner
from app.letters.models import Demand, Letter
from app.people.models import OrganisationAlias
from app.replies.models import Reply
from app.text.carry import CarryState
from app.versions.models import CarriedPassage
from app.versions.values import Decision
from tests.factories import (
    LONG_AGO,
    make_letter,
    make_membership,
    make_organisation,
    make_user,
    read_item,
)
from tests.samples.documents import packed


@dataclass(frozen=True)
class Place:
    """What addresses and forms name of one campaign: kind -> state -> number or id."""

    slug: str
    letters: dict[str, int]  # numbers
    demands: dict[str, int]
    demand_of: dict[int, int]  # number of a letter -> the id of a standing demand
    replies: dict[str, int]  # numbers
    items: dict[str, int]  # numbers
    documents: dict[str, int]  # ids
    carried: dict[str, int]  # ids of words that were carried over to a newer text
    ids: dict[str, int]  # of records that addresses name by id, and of those that only forms name
    sha256: str


def fill(
    session: Session, originals: Originals, campaign: Campaign, actor: User, word: str, far: int
) -> Place:
    """Put records in every state into a campaign, written with `word`; their ids and numbers begin beyond `far`."""
    letters = _make_letters(session, originals, campaign, word, far)
    demands = _make_demands(session, letters["open"], word, far)
    replies = _make_replies(session, originals, campaign, letters["open"], word, far)
    passage, link, verdict = _answer(session, demands["standing"], replies["filed"], word, far)
    organisation = make_organisation(session, id=far + 1, name=f"Bond {word}")
    session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=organisation.id))
    alias = add(session, OrganisationAlias(id=far + 1, organisation_id=organisation.id, name=f"B{word}"))
    leaver = make_user(session, id=far + 900, name=f"Lid {word}", email=f"lid@{word}.example")
    document = _text_of(letters["open"]).document
    documents = _make_documents(session, originals, campaign, document, word, far)
    carried = _carry_all(session, replies["filed"], passage, actor)
    items = _make_items(session, originals, campaign, actor, word)
    items["read again"] = _fail_to_read_again(session, campaign, documents["read again"], word)
    return Place(
        slug=campaign.slug,
        letters={state: letter.number for state, letter in letters.items()},
        demands={state: demand.id for state, demand in demands.items()},
        demand_of={letter.number: _standing_demand(session, letter) for letter in letters.values()},
        replies={state: reply.number for state, reply in replies.items()},
        items=items,
        documents={state: one.id for state, one in documents.items()},
        carried=carried,
        ids={
            "campaign": campaign.id,
            "letter": letters["open"].id,
            "reply": replies["filed"].id,
            "passage": passage.id,
            "link": link.id,
            "verdict": verdict.id,
            "organisation": organisation.id,
            "alias": alias.id,
            "membership": make_membership(session, campaign, leaver, Role.READER).id,
            "document": document.id,
            "text version": _text_of(letters["open"]).id,
            "carried": carried["waiting"],
        },
        sha256=document.sha256,
    )


def _carry_all(session: Session, reply: Reply, passage: Passage, actor: User) -> dict[str, int]:
    """Let linked words wait for a person, as after a text was read anew, and others be decided about."""
    place = {"start": passage.start, "end": passage.end, "similarity": 1.0}
    facts: dict[str, Any] = {
        "reply_id": reply.id,
        "from_passage_id": passage.id,
        "text_version_id": passage.text_version_id,
        "state": CarryState.MOVED,
        "candidates": [place],
        "carried_at": LONG_AGO,
        "carried_by_id": actor.id,
    }
    gone = {"decision": Decision.GONE, "decided_at": LONG_AGO, "decided_by_id": actor.id}
    return {
        "waiting": add(session, CarriedPassage(**facts)).id,
        "decided": add(session, CarriedPassage(**facts, **gone)).id,
    }


def _make_documents(
    session: Session, originals: Originals, campaign: Campaign, filed: Document, word: str, far: int
) -> dict[str, Document]:
    """Return documents in every state: also one whose very bytes both campaigns hold, each with words of its own."""
    shared = _make_text(
        session,
        originals,
        campaign,
        f"Gelezen als {word}.\n",
        f"gedeeld-{word}.txt",
        far + 3,
        held_by_both=True,
    )
    again = _make_text(session, originals, campaign, f"Fout gelezen {word}.\n", f"scan-{word}.png", far + 4)
    return {"filed": filed, "held by both": shared.document, "read again": again.document}


def _fail_to_read_again(session: Session, campaign: Campaign, document: Document, word: str) -> int:
    """Let somebody have asked for a document to be read again, in vain; return the number in the ledger."""
    came_in = session.query(Provenance.id).filter_by(document_id=document.id).scalar()
    item = IntakeItem(
        campaign_id=campaign.id,
        number=next_number(session, campaign, Counted.INTAKE),
        document_id=document.id,
        provenance_id=came_in,
        state=IntakeState.FAILED,
        step=IntakeStep.CARRY,
        why="%(word)s",
        why_facts={"word": word},
        manner=Manner.RENEWS_TEXT,
        received_at=LONG_AGO,
    )
    return add(session, item).number


def _standing_demand(session: Session, letter: Letter) -> int:
    query = session.query(Demand.id).filter_by(letter_id=letter.id, voided_at=None)
    return query.order_by(Demand.id).limit(1).scalar()


def _text_of(letter: Letter) -> TextVersion:
    assert letter.text_version is not None
    return letter.text_version


def _make_text(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    text: str,
    name: str,
    number: int,
    *,
    held_by_both: bool = False,
) -> TextVersion:
    # A picture, so that its page can be looked at; what follows its end is nobody's, and makes it one of its kind.
    data = packed(Image.new("L", (8, 8), 255), "PNG") + (b"" if held_by_both else text.encode())
    document = Document(
        id=number,
        campaign_id=campaign.id,
        sha256=originals.put(data),
        name=name,
        media_type="text/plain",
        size=len(data),
        received_at=LONG_AGO,
    )
    add(session, document)
    add(session, Provenance(document_id=number, way=Way.UPLOAD, name=name, came_at=LONG_AGO))
    return add(
        session,
        TextVersion(
            id=number,
            document=document,
            sequence=1,
            extractor="plain",
            extractor_version="1",
            language="nl",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            pages=[],
            layout={"ocr": True, "confidence": None, "sheets": [[8, 8, 0]], "lines": [], "repeated": []},
            created_at=LONG_AGO,
            text=text,
        ),
    )


def _make_letters(
    session: Session, originals: Originals, campaign: Campaign, word: str, far: int
) -> dict[str, Letter]:
    text = f"Geachte minister,\n\n1. Open het {word}.\n\n2. Sluit het {word} niet.\n"
    version = _make_text(session, originals, campaign, text, f"brief-{word}.txt", far + 1)
    whole: dict[str, Any] = {"text_version": version, "text_start": 0, "text_end": len(text)}
    shut = {"closed_at": LONG_AGO, "closed_reason": "withdrawn", "closed_note": f"Klaar met {word}"}
    states: dict[str, dict[str, Any]] = {
        "open": {**whole, "demands": ()},
        "closed": shut,
        "confidential": {"is_confidential": True},
        "not on file": {"is_on_file": False, "sent_on": None, "marked_sent_at": None},
        "late": {"late_choice": "to_ask", "deadline_on": date(2026, 2, 23), "deadline_source": "campaign"},
    }
    return {
        state: make_letter(
            session,
            campaign,
            id=far + place,
            **{
                "title": f"Brief {state} {word}",
                "addressee_name": f"Jo {word}",
                "reference": f"REF-{word}-{place}",
                "demands": (f"Antwoord {word}.",),
                **values,
            },
        )
        for place, (state, values) in enumerate(states.items(), start=1)
    }


def _make_demands(session: Session, letter: Letter, word: str, far: int) -> dict[str, Demand]:
    states: dict[str, dict[str, Any]] = {
        "standing": {"start": 22, "end": 32},
        "closed": {"closed_at": LONG_AGO, "closed_reason": "withdrawn"},
        "voided": {"voided_at": LONG_AGO, "voided_why": f"Dubbel {word}"},
    }
    demands = {}
    for place, (state, values) in enumerate(states.items(), start=1):
        text = f"Eis {place} {word}."
        demands[state] = add(
            session,
            Demand(
                id=far + 500 + place, letter=letter, position=place, number=str(place), text=text, **values
            ),
        )
    return demands


def _make_replies(
    session: Session, originals: Originals, campaign: Campaign, letter: Letter, word: str, far: int
) -> dict[str, Reply]:
    text = f"Geachte heer,\n\nIk open het {word} niet.\n"
    version = _make_text(session, originals, campaign, text, f"antwoord-{word}.txt", far + 2)
    states: dict[str, dict[str, Any]] = {
        "filed": {"text_version": version, "text_start": 0, "text_end": len(text)},
        "without text": {},
        "confidential": {"is_confidential": True},
    }
    replies = {}
    for place, (state, values) in enumerate(states.items(), start=1):
        campaign.last_reply_number += 1
        replies[state] = add(
            session,
            Reply(
                id=far + 300 + place,
                campaign_id=campaign.id,
                number=campaign.last_reply_number,
                kind="substantive",
                language="nl",
                received_on=date(2026, 2, 2),
                came_on=date(2026, 2, 2),
                signer_name=f"Jo {word}",
                note=f"Nota {word}",
                logged_at=LONG_AGO,
                letters=[letter],
                **values,
            ),
        )
    return replies


def _answer(
    session: Session, demand: Demand, reply: Reply, word: str, far: int
) -> tuple[Passage, Link, VerdictGiven]:
    assert reply.text_version is not None
    start = reply.text_version.text.index("Ik open")
    exact = f"Ik open het {word} niet."
    passage = Passage(
        id=far + 401,
        text_version_id=reply.text_version_id,
        start=start,
        end=start + len(exact),
        exact=exact,
        prefix="",
        suffix="",
        occurrences=1,
        created_at=LONG_AGO,
    )
    add(session, passage)
    link = Link(
        id=far + 411, demand_id=demand.id, passage_id=passage.id, reply_id=reply.id, linked_at=LONG_AGO
    )
    verdict = VerdictGiven(
        id=far + 421,
        demand_id=demand.id,
        sequence=1,
        verdict="refused",
        reasoning=f"Geweigerd {word}",
        given_at=LONG_AGO,
    )
    return passage, add(session, link), add(session, verdict)


def _make_items(
    session: Session, originals: Originals, campaign: Campaign, actor: User, word: str
) -> dict[str, int]:
    came_in = {
        "received": Received(
            name=f"{word}.txt",
            data=b"",
            text=f"Brussel, 3 juni 2026\n\nGeachte minister,\n\n1. Red {word}.\n",
        ),
        "failed": Received(
            name=f"scan-{word}.pdf",
            data=f"%PDF-1.4 {word}".encode(),
            text="",
            media_type="application/pdf",
        ),
        "filed": Received(name=f"oud-{word}.txt", data=b"", text=f"Een oude brief over {word}."),
    }
    numbers = {}
    for state, received in came_in.items():
        item: IntakeItem = receive(session, originals, campaign, received, actor=actor, now=LONG_AGO)
        read_item(session, originals, item)
        if state == "filed":
            item.state, item.filed_at = IntakeState.FILED, LONG_AGO
        numbers[state] = item.number
    session.flush()
    return numbers


def add(session: Session, record: Any) -> Any:
    """Put a record in, so that it has its id."""
    session.add(record)
    session.flush()
    return record
