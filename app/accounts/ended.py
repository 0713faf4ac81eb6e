"""Sign-ins that were ended: kept for as long as a copy of their cookie could be shown."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import EndedSignIn, User


def record_ended(session: Session, sign_in: str, *, lifetime: timedelta, now: datetime) -> None:
    """Remember that a sign-in is over; those that would have run out by themselves are forgotten."""
    session.execute(delete(EndedSignIn).where(EndedSignIn.ended_at <= now - lifetime))
    if not has_ended(session, sign_in):
        session.add(EndedSignIn(sign_in_sha256=_digest(sign_in), ended_at=now))
        session.flush()


def has_ended(session: Session, sign_in: str) -> bool:
    """Tell whether a sign-in was ended."""
    query = select(EndedSignIn.ended_at).where(EndedSignIn.sign_in_sha256 == _digest(sign_in))
    return session.scalar(query) is not None


def find_user_signed_in(session: Session, user_id: int, sign_in: str | None) -> User | None:
    """Return an account by its number, unless the sign-in by which it was named was ended (None: one without a name)."""
    query = select(User).where(User.id == user_id)
    if sign_in is not None:
        ended = select(EndedSignIn.ended_at).where(EndedSignIn.sign_in_sha256 == _digest(sign_in))
        query = query.where(~ended.exists())
    return session.scalar(query)


def _digest(sign_in: str) -> str:
    return hashlib.sha256(sign_in.encode()).hexdigest()
