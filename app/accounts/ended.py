"""Sign-ins that were ended: kept for as long as a copy of their cookie could be shown."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
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


# Asked at every page; built once, for that takes longer than to answer them.
_USER = select(User).where(User.id == bindparam("user_id"))
_ENDED = select(EndedSignIn.ended_at).where(EndedSignIn.sign_in_sha256 == bindparam("sign_in_sha256"))
_USER_SIGNED_IN = _USER.where(~_ENDED.exists())


def find_user_signed_in(session: Session, user_id: int, sign_in: str | None) -> User | None:
    """Return an account by its number, unless the sign-in by which it was named was ended (None: one without a name)."""
    if sign_in is None:
        return session.scalar(_USER, {"user_id": user_id})
    return session.scalar(_USER_SIGNED_IN, {"user_id": user_id, "sign_in_sha256": _digest(sign_in)})


def _digest(sign_in: str) -> str:
    return hashlib.sha256(sign_in.encode()).hexdigest()
