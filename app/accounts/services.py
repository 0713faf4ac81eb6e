from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.ended import make_nonce
from app.accounts.entry import check_usable, queue_to, retire_links, set_password, use_link
from app.accounts.errors import (
    AddressTakenError,
    AlreadyAcceptedError,
    AlreadySetUpError,
    LinkNotValidError,
)
from app.accounts.links import LIFETIMES, OneTimeLink, link_to
from app.accounts.mails import InvitationFacts, write_invitation
from app.accounts.models import User
from app.accounts.queries import count_other_administrators, find_user_by_address, has_users, hold_user
from app.accounts.rules import check_deactivation, normalise_address
from app.accounts.tokens import make_token, retire_tokens, use_token
from app.accounts.values import Language, Role, TokenPurpose
from app.activity.rules import difference
from app.activity.services import record_activity
from app.mail.values import MailKind


@dataclass(frozen=True)
class Person:
    """What somebody tells when an account becomes theirs."""

    name: str
    password: str
    language: Language


# ---- The first administrator


def make_setup_link(session: Session, now: datetime) -> str | None:
    """Return the one-time address to set the installation up, or None when it is; an earlier one stops working."""
    if has_users(session):
        return None
    retire_tokens(session, user_id=None, now=now)
    return link_to(TokenPurpose.SET_UP, make_token(session, TokenPurpose.SET_UP, user_id=None, now=now))


def set_up(session: Session, *, secret: str, email: str, person: Person, zone: str, now: datetime) -> User:
    """Make the first account, an administrator's, for whoever holds the set-up link.

    Raises LinkNotValidError, AlreadySetUpError, AddressNotValidError or a PasswordRefusedError.
    """
    use_token(session, TokenPurpose.SET_UP, secret, now)
    if has_users(session):
        raise AlreadySetUpError
    user = _add_user(session, email=email, language=person.language, zone=zone, now=now)
    user.is_administrator = True
    _move_in(session, user, person, now)
    record_activity(session, "set_up", user, actor=user, now=now)
    return user


# ---- Making accounts


def create_user(
    session: Session,
    *,
    email: str,
    role: Role,
    language: Language,
    zone: str,
    now: datetime,
    name: str = "",
    actor: User | None = None,
) -> User:
    """Make an account from the command line: an administrator's, or one with this role in every campaign.

    The memberships themselves are the caller's to make: campaigns stand above accounts.
    Raises AddressNotValidError or AddressTakenError.
    """
    user = _add_user(session, email=email, language=language, zone=zone, now=now)
    user.name = name.strip()
    user.is_administrator = role is Role.ADMINISTRATOR
    user.standing_role = None if user.is_administrator else role
    retire_tokens(session, user_id=None, now=now)
    record_activity(session, "create_user", user, actor=actor, now=now, facts={"role": role.value})
    return user


def invite(
    session: Session,
    *,
    actor: User,
    email: str,
    is_administrator: bool,
    language: Language,
    now: datetime,
    campaign: str | None = None,
) -> OneTimeLink:
    """Make an account, mail its owner the invitation and return its link; `campaign` is the title that the mail names.

    Raises AddressNotValidError or AddressTakenError.
    """
    user = _add_user(session, email=email, language=language, zone=actor.zone, now=now)
    user.is_administrator = is_administrator
    record_activity(
        session, "invite", user, actor=actor, now=now, facts={"is_administrator": is_administrator}
    )
    return _mail_invitation(session, user, actor=actor, now=now, campaign=campaign)


def renew_invitation(session: Session, *, actor: User, user: User, now: datetime) -> OneTimeLink:
    """Mail an invitation with a new link; the earlier link stops working.

    Raises AccountDeactivatedError or AlreadyAcceptedError.
    """
    check_usable(user)
    if user.password_hash is not None:
        raise AlreadyAcceptedError(email=user.email)
    record_activity(session, "renew_invitation", user, actor=actor, now=now)
    return _mail_invitation(session, user, actor=actor, now=now, campaign=None)


def make_invitation_link(session: Session, *, user: User, now: datetime) -> OneTimeLink:
    """Return a link with which somebody chooses a name, a password and a language; earlier links stop working."""
    check_usable(user)
    retire_links(session, user, now)
    secret = make_token(session, TokenPurpose.INVITATION, user_id=user.id, now=now)
    return OneTimeLink(user, link_to(TokenPurpose.INVITATION, secret))


def accept_invitation(session: Session, *, secret: str, person: Person, now: datetime) -> User:
    """Give the invited person the account, once. Raises LinkNotValidError or a PasswordRefusedError."""
    user = use_link(session, TokenPurpose.INVITATION, secret, now)
    hold_user(session, user)
    # A link that was renewed while an earlier one was accepted: whoever finds it must not get the account.
    if user.password_hash is not None:
        raise LinkNotValidError
    _move_in(session, user, person, now)
    record_activity(session, "accept_invitation", user, actor=user, now=now)
    return user


# ---- One's own account


def change_settings(
    session: Session,
    *,
    actor: User,
    name: str,
    language: Language,
    zone: str,
    has_shortcuts: bool,
    now: datetime,
) -> None:
    """Change how somebody is called and how pages and mails reach them."""
    before = _settings_of(actor)
    actor.name, actor.language, actor.zone, actor.has_shortcuts = name, language, zone, has_shortcuts
    after = _settings_of(actor)
    changed = difference(before, after)
    if changed:
        record_activity(session, "change_settings", actor, actor=actor, now=now, facts=changed)


# ---- Other people's accounts


def deactivate(session: Session, *, actor: User, user: User, now: datetime) -> None:
    """Shut somebody out: sign-ins end and links stop working; what the person wrote stays.

    Raises OwnAccountError or LastAdministratorError.
    """
    check_deactivation(
        is_own=actor.id == user.id,
        is_administrator=user.is_administrator,
        other_administrators=count_other_administrators(session, user),
    )
    if user.is_active:
        user.deactivated_at = now
        user.session_nonce = make_nonce()
        retire_links(session, user, now)
        record_activity(session, "deactivate", user, actor=actor, now=now)


def reactivate(session: Session, *, actor: User, user: User, now: datetime) -> None:
    """Let somebody in again, with the password and the roles of before."""
    if not user.is_active:
        user.deactivated_at = None
        record_activity(session, "reactivate", user, actor=actor, now=now)


# ---- Shared steps


def _add_user(session: Session, *, email: str, language: Language, zone: str, now: datetime) -> User:
    address = normalise_address(email)
    if find_user_by_address(session, address) is not None:
        raise AddressTakenError(email=address)
    user = User(email=address, language=language, zone=zone, session_nonce=make_nonce(), created_at=now)
    session.add(user)
    session.flush()
    return user


def _move_in(session: Session, user: User, person: Person, now: datetime) -> None:
    user.name, user.language = person.name, person.language
    set_password(session, user, person.password, now)


def _mail_invitation(
    session: Session, user: User, *, actor: User, now: datetime, campaign: str | None
) -> OneTimeLink:
    link = make_invitation_link(session, user=user, now=now)
    facts = InvitationFacts(
        inviter=actor.display_name,
        campaign=campaign,
        link=link.address,
        works_until=now + LIFETIMES[TokenPurpose.INVITATION],
        zone=user.zone,
    )
    queue_to(session, user, MailKind.INVITATION, write_invitation(facts, user.language), now)
    return link


def _settings_of(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "language": user.language.value,
        "zone": user.zone,
        "has_shortcuts": user.has_shortcuts,
    }
