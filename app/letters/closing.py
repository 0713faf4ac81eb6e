"""How a letter ends: closed with a reason, opened again, and what becomes of one that was logged too late."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.services import record_activity
from app.letters.errors import (
    LetterClosedError,
    LetterOpenError,
    NothingAskedError,
)
from app.letters.models import Letter
from app.letters.queries import hold_letters
from app.letters.values import ClosingReason, LateChoice


def choose_when_late(
    session: Session, letter: Letter, choice: LateChoice, *, actor: User | None, now: datetime
) -> None:
    """Answer what becomes of a letter that was logged after its deadline: follow it up, or archive it.

    NothingAskedError when it does not ask: closing a letter at will is for coordinators.
    """
    if letter.late_choice is not LateChoice.TO_ASK:
        raise NothingAskedError
    if choice is LateChoice.ARCHIVE:
        close_letter(session, letter, ClosingReason.NO_REPLY, note="", actor=actor, now=now)
    letter.late_choice = choice
    letter.wake()
    record_activity(session, "choose_when_late", letter, actor=actor, now=now, facts={"choice": choice.value})


def close_letter(
    session: Session, letter: Letter, reason: ClosingReason, *, note: str, actor: User | None, now: datetime
) -> None:
    """Close a letter with a reason; nothing is due for it any more. LetterClosedError when it is closed already."""
    hold_letters(session, [letter.id])
    if letter.closed_at is not None:
        raise LetterClosedError
    letter.closed_at, letter.closed_by_id = now, actor.id if actor else None
    letter.closed_reason, letter.closed_note = reason, note
    letter.wake()
    record_activity(session, "close_letter", letter, actor=actor, now=now, facts={"reason": reason.value})


def reopen_letter(session: Session, letter: Letter, *, actor: User, now: datetime) -> None:
    """Open a closed letter again; its clock goes on from the same deadline."""
    hold_letters(session, [letter.id])
    if letter.closed_at is None:
        raise LetterOpenError
    letter.closed_at = letter.closed_by_id = letter.closed_reason = None
    letter.closed_note = ""
    if letter.late_choice is LateChoice.ARCHIVE:
        letter.late_choice = LateChoice.FOLLOW_UP
    letter.wake()
    record_activity(session, "reopen_letter", letter, actor=actor, now=now)
