"""Rules of accounts on plain values."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.accounts.errors import AddressNotValidError, LastAdministratorError, OwnAccountError


def normalise_address(typed: str) -> str:
    """Return an e-mail address as it is stored: checked for its form and in lower case; nothing is looked up.

    Raises AddressNotValidError.

    >>> normalise_address(" Jan.Peeters@Example.ORG ")
    'jan.peeters@example.org'
    """
    try:
        address = validate_email(typed.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise AddressNotValidError from error
    return unicodedata.normalize("NFC", address.lower())


def check_deactivation(*, is_own: bool, is_administrator: bool, other_administrators: int) -> None:
    """Refuse a deactivation that locks out oneself or leaves nobody who can manage the installation.

    `other_administrators` counts those who can sign in: active and with a password.
    Raises OwnAccountError or LastAdministratorError.
    """
    if is_own:
        raise OwnAccountError
    if is_administrator and other_administrators == 0:
        raise LastAdministratorError
