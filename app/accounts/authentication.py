"""Checking who somebody is. Each guess is counted before it is made."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.passwords import hash_password, is_password_right, needs_rehash
from app.accounts.queries import find_user_by_address
from app.accounts.rate_limit import count_attempt, forget_attempts, limits_on_old_password, limits_on_sign_in


def count_sign_in(session: Session, *, email: str, place: str, now: datetime) -> None:
    """Count an attempt to sign in from a place (an IP address) before it is made; raises TooManyAttemptsError."""
    count_attempt(session, limits_on_sign_in(email, place), now)


def find_user_by_password(session: Session, *, email: str, password: str) -> User | None:
    """Return the person whose address and password these are; it takes as long when there is no such person.

    It reads only, for a hash takes a tenth of a second and must not hold the write lock for so long.
    """
    user = find_user_by_address(session, email)
    usable_hash = user.password_hash if user is not None and user.is_active else None
    return user if is_password_right(usable_hash, password) else None


def record_sign_in(
    session: Session, *, user: User, password: str, email: str, place: str, now: datetime
) -> None:
    """After a right password: forget the failed attempts, and hash the password anew when our parameters changed."""
    forget_attempts(session, limits_on_sign_in(email, place), now)
    if user.password_hash is not None and needs_rehash(user.password_hash):
        user.password_hash = hash_password(password)


def count_old_password(session: Session, *, actor: User, now: datetime) -> None:
    """Count a guess at the present password before it is made; raises TooManyAttemptsError."""
    count_attempt(session, limits_on_old_password(actor.id), now)
