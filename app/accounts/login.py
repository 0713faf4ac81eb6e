"""Sign-in as the browser keeps it: a session cookie that names the person and the nonce of the password."""

import secrets
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from app import clock
from app.accounts.ended import find_user_signed_in, record_ended
from app.accounts.links import LIFETIMES
from app.accounts.models import User
from app.accounts.values import TokenPurpose
from app.web.session import get_session

_BEGAN_AT = "signed_in_at"
_LINK_USED_AT = "link_used_at"
_SIGN_IN = "sign_in"


class Stranger(AnonymousUserMixin):  # type: ignore[misc]  # the library has no types
    """Somebody who has not signed in: no name, no language or time zone of their own, no rights."""

    id = None
    display_name = ""
    language = None
    zone = None
    is_administrator = False
    has_shortcuts = True


def signed_in_user() -> User:
    """Return the person who sent this request; call it only where a view demands a sign-in."""
    return cast("User", current_user._get_current_object())


def begin_sign_in(user: User, now: datetime, *, by_link: bool = False) -> None:
    """Sign somebody in with a fresh session, so that one planted before the sign-in is worth nothing afterwards."""
    cookie.clear()
    cookie.permanent = True
    cookie[_BEGAN_AT] = now.isoformat()
    cookie[_SIGN_IN] = secrets.token_urlsafe(16)
    if by_link:
        cookie[_LINK_USED_AT] = now.isoformat()
    login_user(user)


def end_sign_in(session: Session, now: datetime) -> None:
    """Sign out and forget everything that the cookie held; a copy of it is worth nothing from now on."""
    sign_in = cookie.get(_SIGN_IN)
    if sign_in is not None:
        record_ended(session, sign_in, lifetime=current_app.permanent_session_lifetime, now=now)
    logout_user()
    cookie.clear()


def came_by_link(now: datetime) -> bool:
    """Tell whether this session began with a one-time link within the last hour.

    Such a link is for somebody who lost the password, so a new one may then be chosen without the old one.
    """
    used_at = cookie.get(_LINK_USED_AT)
    return (
        used_at is not None and now - datetime.fromisoformat(used_at) < LIFETIMES[TokenPurpose.PASSWORD_RESET]
    )


def load_user(identity: str) -> User | None:
    """Return the person whom a session names; None when the password changed since, or the account may not be used."""
    user_id, _, nonce = identity.partition(".")
    if not user_id.isascii() or not user_id.isdigit() or _is_over():
        return None
    user = find_user_signed_in(get_session(), int(user_id), cookie.get(_SIGN_IN))
    if user is None or not user.is_active:
        return None
    return user if secrets.compare_digest(user.session_nonce.encode(), nonce.encode()) else None


def _is_over() -> bool:
    # The browser forgets the cookie by then, and one that was copied ends too.
    began_at = cookie.setdefault(_BEGAN_AT, clock.now().isoformat())
    lifetime: timedelta = current_app.permanent_session_lifetime
    return clock.now() - datetime.fromisoformat(began_at) >= lifetime


def init_app(app: Flask) -> None:
    """Let requests know who sent them. There is no cookie beside the session's: nothing is remembered beyond it."""
    manager = LoginManager(app)
    # The nonce and the days above guard the session. Binding it to a network address would sign people out on a train.
    manager.session_protection = "basic"
    manager.anonymous_user = Stranger
    manager.user_loader(load_user)
