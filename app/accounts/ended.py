"""Sign-ins that were ended: kept for as long as a copy of their cookie could be shown."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import AccountToken, EndedSignIn, User
from app.mail.services import cancel_secret_mails

_NONCE_BYTES = 24


def make_nonce() -> str:
    """Return a new word by which the sign-ins of an account are known: those that know another one are over."""
    return secrets.token_urlsafe(_NONCE_BYTES)


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


def end_all_sign_ins(session: Session, now: datetime) -> None:
    """End every sign-in and every one-time link, and call back the mails that hold one.

    For a backup that was put back: what people ended or used up after it was made would work again.
    """
    for user in session.scalars(select(User).order_by(User.id)):
        user.session_nonce = make_nonce()
        cancel_secret_mails(session, user_id=user.id)
    session.execute(
        update(AccountToken)
        .where(AccountToken.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


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
