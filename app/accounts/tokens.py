"""The secrets of one-time links: made, looked at, used once; only their SHA-256 is kept."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.errors import LinkNotValidError
from app.accounts.links import LIFETIMES
from app.accounts.models import AccountToken, User
from app.accounts.values import TokenPurpose

SECRET_BYTES = 32


def make_token(session: Session, purpose: TokenPurpose, *, user_id: int | None, now: datetime) -> str:
    """Return the secret of a new one-time link for somebody (None: for whoever sets the installation up)."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    session.add(
        AccountToken(
            purpose=purpose,
            secret_sha256=_digest(secret),
            user_id=user_id,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    session.flush()
    return secret


def get_token(session: Session, purpose: TokenPurpose, secret: str, now: datetime) -> AccountToken:
    """Return the token of a link that would work now, without using it.

    Raises LinkNotValidError as `use_token` does.
    """
    token = session.scalar(
        select(AccountToken)
        .where(*_works(purpose, secret, now))
        .options(joinedload(AccountToken.user))
        .execution_options(populate_existing=True)
    )
    if token is None or _is_of_deactivated(token):
        raise LinkNotValidError
    return token


def get_person_of_link(session: Session, purpose: TokenPurpose, secret: str, now: datetime) -> User:
    """Return whom a link that would work now is for, without using it. Raises LinkNotValidError."""
    user = get_token(session, purpose, secret, now).user
    if user is None:
        raise LinkNotValidError
    return user


def use_token(session: Session, purpose: TokenPurpose, secret: str, now: datetime) -> AccountToken:
    """Use a one-time link up and return its token; of two who try at once only one gets it.

    Raises LinkNotValidError when the link was used, is too old, was retired or is of a deactivated account.
    """
    token_id = session.scalar(
        update(AccountToken)
        .where(*_works(purpose, secret, now))
        .values(used_at=now)
        .returning(AccountToken.id)
        .execution_options(synchronize_session=False)
    )
    if token_id is None:
        raise LinkNotValidError
    token = session.get_one(AccountToken, token_id, populate_existing=True)
    if _is_of_deactivated(token):
        raise LinkNotValidError
    return token


def retire_tokens(session: Session, *, user_id: int | None, now: datetime) -> None:
    """Make all unused links of a person (None: the set-up links) worthless."""
    session.execute(
        update(AccountToken)
        .where(AccountToken.user_id.is_not_distinct_from(user_id), AccountToken.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )


def _works(purpose: TokenPurpose, secret: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AccountToken.secret_sha256 == _digest(secret),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > now,
    )


def _is_of_deactivated(token: AccountToken) -> bool:
    return token.user is not None and not token.user.is_active


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
