"""One-time links: where they lead, and how their address is written."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from app.accounts.models import User
from app.accounts.values import TokenPurpose
from app.mail.rules import LINK_LIFETIMES
from app.mail.values import MailKind

PATHS = {
    TokenPurpose.SET_UP: "/set-up/",
    TokenPurpose.INVITATION: "/invitation/",
    TokenPurpose.PASSWORD_RESET: "/reset-password/",
    TokenPurpose.SIGN_IN: "/sign-in/link/",
}
LIFETIMES = {
    TokenPurpose.SET_UP: timedelta(days=7),
    TokenPurpose.INVITATION: LINK_LIFETIMES[MailKind.INVITATION],
    TokenPurpose.PASSWORD_RESET: LINK_LIFETIMES[MailKind.PASSWORD_RESET],
    TokenPurpose.SIGN_IN: timedelta(minutes=15),
}


@dataclass(frozen=True)
class OneTimeLink:
    """A link for one person. Its address is shown or mailed once; afterwards nobody can read it back."""

    user: User
    address: str


def link_to(purpose: TokenPurpose, secret: str) -> str:
    """Return the full address of a one-time link, under the address at which people reach this installation."""
    base_url: str = current_app.extensions["settings"].base_url
    return f"{base_url.rstrip('/')}{PATHS[purpose]}{secret}"
