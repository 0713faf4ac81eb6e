"""Passwords: which are taken, how they are kept (argon2id, the library's parameters) and how they are checked."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.errors import PasswordIsAddressError, PasswordTooLongError, PasswordTooShortError

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200

_hasher = PasswordHasher()


def check_password(password: str, email: str) -> None:
    """Refuse a new password that is too short, too long (characters, not bytes) or the address itself.

    Raises PasswordTooShortError, PasswordTooLongError or PasswordIsAddressError.
    """
    if len(password) < LEAST_CHARACTERS:
        raise PasswordTooShortError(least=LEAST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLongError(most=MOST_CHARACTERS)
    if password.strip().casefold() == email.casefold():
        raise PasswordIsAddressError


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password, with its parameters and salt."""
    return _hasher.hash(_composed(password))


def is_password_right(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed; without a hash it is wrong, after the same time.

    So an address without an account takes as long to refuse as a wrong password.
    """
    if len(password) > MOST_CHARACTERS:
        return False
    try:
        matches = _hasher.verify(password_hash or _hash_of_nothing(), _composed(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a hash was made with parameters that are no longer ours."""
    return _hasher.check_needs_rehash(password_hash)


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _composed(password: str) -> str:
    # Keyboards differ in how they send an accented letter; the person typed the same password.
    return unicodedata.normalize("NFKC", password)
