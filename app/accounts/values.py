"""The vocabulary of accounts."""

from enum import Enum


class Role(Enum):
    """What somebody is: administrator of the installation, or a role in one campaign."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    MEMBER = "member"
    READER = "reader"


class Language(Enum):
    """Languages of the interface and of mails."""

    NL = "nl"
    FR = "fr"
    EN = "en"


class TokenPurpose(Enum):
    """What a one-time link is for; a link for one purpose never serves another."""

    SET_UP = "set_up"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a purpose, not a password
    SIGN_IN = "sign_in"
