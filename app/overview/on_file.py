"""What lines about letters show of them, read for all lines of a page together and without a single text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.answers.queries import list_demand_facts
from app.answers.rules import DemandFacts
from app.db import read_rows
from app.letters.models import Letter
from app.letters.values import LateChoice
from app.replies.queries import ReplyRow, list_reply_rows


@dataclass(frozen=True)
class LetterInLine:
    """What a line shows of its letter, and what its next step follows from."""

    id: int
    number: int
    title: str
    language: str
    addressee_name: str
    is_on_file: bool
    closed_at: datetime | None
    late_choice: LateChoice | None
    sent_on: date | None
    reference: str
    deadline_on: date | None


_COLUMNS = [getattr(Letter, name) for name in LetterInLine.__dataclass_fields__]


@dataclass(frozen=True)
class OnFile:
    """Letters with their demands and replies, each by the letter's id."""

    letters: dict[int, LetterInLine]
    demands: dict[int, list[DemandFacts]]
    replies: dict[int, list[ReplyRow]]


def read_on_file(session: Session, letter_ids: Iterable[int]) -> OnFile:
    """Read what lines about these letters show; three statements, whatever their number."""
    ids = sorted(set(letter_ids))
    if not ids:
        return OnFile({}, {}, {})
    rows = read_rows(session, select(*_COLUMNS).where(Letter.id.in_(ids)))
    return OnFile(
        letters={row.id: LetterInLine(*row) for row in rows},
        demands=list_demand_facts(session, ids),
        replies=list_reply_rows(session, ids),
    )
