"""How somebody gets in: by a password, a new one, or a link that works once."""

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.ended import make_nonce
from app.accounts.errors import (
    AccountDeactivatedError,
    LinkNotValidError,
    TooManyAttemptsError,
    WrongPasswordError,
)
from app.accounts.links import LIFETIMES, OneTimeLink, link_to
from app.accounts.mails import PasswordResetFacts, write_password_reset
from app.accounts.models import User
from app.accounts.passwords import check_password, hash_password, is_password_right
from app.accounts.queries import find_user_by_address
from app.accounts.rate_limit import (
    count_attempt,
    forget_attempts,
    limits_on_asking,
    limits_on_letters,
    limits_on_old_password,
)
from app.accounts.tokens import make_token, retire_tokens, use_token
from app.accounts.values import TokenPurpose
from app.activity.services import record_activity
from app.mail.services import cancel_secret_mails, queue_mail
from app.mail.values import MailContent, MailKind


def make_sign_in_link(
    session: Session, *, user: User, now: datetime, actor: User | None = None
) -> OneTimeLink:
    """Return a link that signs somebody in once. Raises AccountDeactivatedError."""
    check_usable(user)
    secret = make_token(session, TokenPurpose.SIGN_IN, user_id=user.id, now=now)
    record_activity(session, "make_sign_in_link", user, actor=actor, now=now)
    return OneTimeLink(user, link_to(TokenPurpose.SIGN_IN, secret))


def sign_in_by_link(session: Session, *, secret: str, now: datetime) -> User:
    """Use a sign-in link and return whom it signs in. Raises LinkNotValidError."""
    user = use_link(session, TokenPurpose.SIGN_IN, secret, now)
    record_activity(session, "sign_in_by_link", user, actor=user, now=now)
    return user


def change_password(session: Session, *, actor: User, old: str | None, new: str, now: datetime) -> None:
    """Change a password and so end all other sign-ins; `old` is None for somebody who came by a one-time link.

    Raises WrongPasswordError or a PasswordRefusedError.
    """
    if old is not None and not is_password_right(actor.password_hash, old):
        raise WrongPasswordError
    set_password(session, actor, new, now)
    forget_attempts(session, limits_on_old_password(actor.id), now)
    record_activity(session, "change_password", actor, actor=actor, now=now)


def ask_for_new_password(session: Session, *, email: str, place: str, now: datetime) -> None:
    """Mail a link to choose a new password, if the address has an account; the caller learns nothing of it.

    Raises TooManyAttemptsError when too many were asked for from this place. Beyond three mails to one address in a
    quarter of an hour none is sent, without a word.
    """
    count_attempt(session, limits_on_asking(place), now)
    user = find_user_by_address(session, email)
    if user is None or not user.is_active:
        return
    try:
        count_attempt(session, limits_on_letters(email), now)
    except TooManyAttemptsError:
        return
    _mail_password_reset(session, user, now)
    record_activity(session, "ask_for_new_password", user, actor=None, now=now)


def reset_password(session: Session, *, secret: str, password: str, now: datetime) -> User:
    """Set the new password of somebody who forgot the old one; ends all sign-ins.

    Raises LinkNotValidError or a PasswordRefusedError.
    """
    user = use_link(session, TokenPurpose.PASSWORD_RESET, secret, now)
    set_password(session, user, password, now)
    record_activity(session, "reset_password", user, actor=user, now=now)
    return user


def set_password(session: Session, user: User, password: str, now: datetime) -> None:
    """Set a password, which ends all sign-ins and one-time links. Raises a PasswordRefusedError."""
    check_password(password, user.email)
    user.password_hash = hash_password(password)
    user.session_nonce = make_nonce()
    retire_links(session, user, now)


def retire_links(session: Session, user: User, now: datetime) -> None:
    """Let no one-time link of somebody work any more, those in mails that have not left included."""
    retire_tokens(session, user_id=user.id, now=now)
    cancel_secret_mails(session, user_id=user.id)


def use_link(session: Session, purpose: TokenPurpose, secret: str, now: datetime) -> User:
    """Use a one-time link up and return whose it is. Raises LinkNotValidError."""
    user = use_token(session, purpose, secret, now).user
    if user is None:
        raise LinkNotValidError
    return user


def check_usable(user: User) -> None:
    """Raise AccountDeactivatedError for somebody who was shut out."""
    if not user.is_active:
        raise AccountDeactivatedError(email=user.email)


def _mail_password_reset(session: Session, user: User, now: datetime) -> None:
    secret = make_token(session, TokenPurpose.PASSWORD_RESET, user_id=user.id, now=now)
    facts = PasswordResetFacts(
        name=user.display_name,
        link=link_to(TokenPurpose.PASSWORD_RESET, secret),
        works_until=now + LIFETIMES[TokenPurpose.PASSWORD_RESET],
        zone=user.zone,
    )
    queue_to(session, user, MailKind.PASSWORD_RESET, write_password_reset(facts, user.language), now)


def queue_to(session: Session, user: User, kind: MailKind, content: MailContent, now: datetime) -> None:
    """Queue a mail to somebody in the language of the account."""
    queue_mail(
        session,
        kind=kind,
        to_address=user.email,
        language=user.language,
        content=content,
        user_id=user.id,
        now=now,
        mail_from=current_app.extensions["settings"].mail_from,
    )
