"""Rules of accounts on plain values."""

import unicodedata
from urllib.parse import urlsplit

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


def is_own_path(address: str | None) -> bool:
    """Tell whether an address to go on to stays on our own pages: a path, and nothing that a browser reads as a host.

    Browsers take a backslash for a slash and drop tabs and line breaks, so an address with any of these is refused.
    """
    if not address or not address.startswith("/") or address.startswith("//"):
        return False
    if "\\" in address or not address.isprintable():
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


def check_deactivation(*, is_own: bool, is_administrator: bool, other_administrators: int) -> None:
    """Refuse a deactivation that locks out oneself or leaves nobody who can manage the installation.

    `other_administrators` counts those who can sign in: active and with a password.
    Raises OwnAccountError or LastAdministratorError.
    """
    if is_own:
        raise OwnAccountError
    if is_administrator and other_administrators == 0:
        raise LastAdministratorError
