from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from app.campaigns.models import Campaign
from app.db import read_rows
from app.documents.models import TextVersion
from app.letters.models import Letter
from app.people.models import Mandate
from app.replies.errors import ReplyNotFoundError
from app.replies.models import Reply, ReplyLetter
from app.replies.values import ReplyKind


@dataclass(frozen=True)
class ReplyRow:
    """What the clock of a letter needs to know about a reply to it, and what a timeline shows of it."""

    letter_id: int
    reply_id: int
    number: int
    kind: ReplyKind
    dated_on: date | None
    received_on: date | None
    came_on: date | None
    expected_on: date | None
    signer_name: str
    logged_at: datetime
    reviewed_at: datetime | None
    has_text: bool


def _with_parts() -> Select[Reply]:
    return select(Reply).options(
        joinedload(Reply.campaign),
        joinedload(Reply.mandate).joinedload(Mandate.person),
        joinedload(Reply.mandate).joinedload(Mandate.office),
        joinedload(Reply.text_version).joinedload(TextVersion.document),
        selectinload(Reply.letters),
    )


def get_reply(session: Session, campaign: Campaign, number: int) -> Reply:
    """Return a reply of this campaign with the letters that it answers; ReplyNotFoundError otherwise."""
    reply = session.scalar(_with_parts().where(Reply.campaign_id == campaign.id, Reply.number == number))
    if reply is None:
        raise ReplyNotFoundError
    return reply


_TO_LETTER = (
    select(Reply)
    .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
    .where(ReplyLetter.letter_id == bindparam("letter_id"))
    .order_by(Reply.came_on.nulls_last(), Reply.id)
)
# Each statement is built once: building one takes longer than a small table takes to answer it.
_REPLIES_TO = {
    False: _TO_LETTER.options(joinedload(Reply.text_version).joinedload(TextVersion.document)),
    True: _TO_LETTER.options(
        joinedload(Reply.text_version).options(undefer(TextVersion.text), joinedload(TextVersion.document))
    ),
}


def hold_reply(session: Session, reply: Reply) -> None:
    """Lock a reply and read it anew: whoever changes it next waits until this transaction ends."""
    query = select(Reply).where(Reply.id == reply.id).with_for_update(of=Reply, key_share=True)
    session.scalars(query.execution_options(populate_existing=True)).one()


def list_replies_to(session: Session, letter: Letter, *, with_texts: bool = False) -> Sequence[Reply]:
    """Return the replies to a letter, oldest first, with their documents; with their texts where they are asked for."""
    return session.scalars(_REPLIES_TO[with_texts], {"letter_id": letter.id}).unique().all()


def _row(row: Row[*tuple[Any, ...]]) -> ReplyRow:
    return ReplyRow(*row)


_ROWS = (
    select(
        ReplyLetter.letter_id,
        Reply.id,
        Reply.number,
        Reply.kind,
        Reply.dated_on,
        Reply.received_on,
        Reply.came_on,
        Reply.expected_on,
        Reply.signer_name,
        Reply.logged_at,
        Reply.reviewed_at,
        Reply.text_start.is_not(None),
    )
    .join(Reply, Reply.id == ReplyLetter.reply_id)
    .where(ReplyLetter.letter_id.in_(bindparam("letter_ids", expanding=True)))
    .order_by(Reply.id)
)


def list_reply_rows(session: Session, letter_ids: Sequence[int]) -> dict[int, list[ReplyRow]]:
    """Return the replies to each of the given letters, in the order of logging; no texts are read."""
    rows: dict[int, list[ReplyRow]] = {letter_id: [] for letter_id in letter_ids}
    for row in read_rows(session, _ROWS, {"letter_ids": list(letter_ids)}):
        rows[row[0]].append(_row(row))
    return rows
