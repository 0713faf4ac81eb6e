"""Who reads what came in: every move of an item from waiting to read, each asking who holds it.

Any number of readers may run. A lease, on the clock of the database, ends by itself when its reader vanishes; the token
keeps one that was only slow from writing over what came after it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.db import read_clock
from app.documents.values import ReadHow
from app.intake.errors import CRASHED
from app.intake.models import IntakeItem
from app.intake.values import IntakeState, IntakeStep, Manner

# Readers that may vanish over one item; then it waits for a person, and the others get their turn.
MOST_CRASHES = 3


@dataclass(frozen=True)
class ReadClaim:
    """One item in the hands of one reader, with what it takes to read it."""

    item_id: int
    token: str
    name: str
    sha256: str
    language: str | None
    how: ReadHow
    renews_text: bool = False  # the document is on file; what is read takes the place of its text


def claim_next(
    session: Session, token: str, lease: timedelta, *, item_id: int | None = None
) -> ReadClaim | None:
    """Claim what has waited longest (or one item) under `token`; None where nothing waits, or somebody else reads it.

    An item whose reader vanished waits again as soon as its lease has ended; one over which three vanished has failed.
    PostgreSQL skips rows that another reader has locked; on SQLite the write transaction keeps the others out.
    """
    now = read_clock(session)
    waiting = (
        select(IntakeItem)
        .where(IntakeItem.state == IntakeState.RECEIVED)
        .where(or_(IntakeItem.lease_until.is_(None), IntakeItem.lease_until < now))
        .options(joinedload(IntakeItem.document, innerjoin=True))
        .order_by(IntakeItem.id)
        .limit(1)
        .with_for_update(of=IntakeItem, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if item_id is not None:
        waiting = waiting.where(IntakeItem.id == item_id)
    while (item := session.scalars(waiting).first()) is not None:
        if item.claimed_by is not None:
            item.crashes += 1
        if item.crashes >= MOST_CRASHES:
            mark_failed(item, IntakeStep.READ, CRASHED, {"times": item.crashes})
            session.flush()
            continue
        item.attempts, item.last_attempt_at = item.attempts + 1, now
        item.claimed_by, item.lease_until = token, now + lease
        return ReadClaim(
            item.id,
            token,
            item.document.name,
            item.document.sha256,
            item.read_language,
            item.read_how,
            renews_text=item.manner is Manner.RENEWS_TEXT,
        )
    return None


def renew_lease(session: Session, claim: ReadClaim, lease: timedelta) -> bool:
    """Hold an item for longer; False when it is no longer ours."""
    renewed = (
        update(IntakeItem)
        .where(IntakeItem.id == claim.item_id, IntakeItem.claimed_by == claim.token)
        .values(lease_until=read_clock(session) + lease)
        .returning(IntakeItem.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(renewed).first() is not None


def find_claimed(session: Session, claim: ReadClaim) -> IntakeItem | None:
    """Lock and return a claimed item, to write what was read; None when it is no longer ours."""
    return session.scalar(
        select(IntakeItem)
        .where(
            IntakeItem.id == claim.item_id,
            IntakeItem.claimed_by == claim.token,
            IntakeItem.state == IntakeState.RECEIVED,
        )
        .with_for_update(of=IntakeItem)
    )


def mark_failed(item: IntakeItem, step: IntakeStep, why: str, facts: dict[str, object]) -> None:
    """Write at which step reading failed and why; a person decides how it goes on."""
    item.state, item.step, item.why, item.why_facts = IntakeState.FAILED, step, why, facts
    set_free(item)


def set_free(item: IntakeItem) -> None:
    """Let nobody hold an item: whoever reads it still finds that it is no longer theirs."""
    item.claimed_by = item.lease_until = None
