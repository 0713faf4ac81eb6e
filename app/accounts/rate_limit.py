"""Limits on guessing: attempts are counted in our own table, so that several web processes count together.

An attempt is counted before it is made and forgotten when it succeeds; guesses sent all at once are counted too.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.errors import TooManyAttemptsError
from app.accounts.models import Attempt

WINDOW = timedelta(minutes=15)
PER_ADDRESS_AND_PLACE = 5
PER_PLACE = 20
LETTERS_PER_ADDRESS = 3
_LOCK_DIGITS = 16  # of a key, in base 16: the 64 bits by which PostgreSQL tells locks apart
# Whoever has one IPv6 address has the 2^64 of its network.
_IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Limit:
    """How often something may be tried within a quarter of an hour."""

    key: str
    most: int


def limits_on_sign_in(email: str, place: str) -> tuple[Limit, ...]:
    """Return the limits on guessing a password: per address and place (an IP address), and per place."""
    network = network_of(place)
    return (
        Limit(_key("sign-in", email.strip().casefold(), network), PER_ADDRESS_AND_PLACE),
        Limit(_key("sign-in", network), PER_PLACE),
    )


def limits_on_old_password(user_id: int) -> tuple[Limit, ...]:
    """Return the limit on guessing the present password of an open sign-in."""
    return (Limit(_key("old-password", str(user_id)), PER_ADDRESS_AND_PLACE),)


def limits_on_asking(place: str) -> tuple[Limit, ...]:
    """Return the limit on asking for links from one place."""
    return (Limit(_key("forgotten", network_of(place)), PER_PLACE),)


def limits_on_letters(email: str) -> tuple[Limit, ...]:
    """Return the limit on mails with a link to one address, so that nobody fills another person's mailbox."""
    return (Limit(_key("forgotten-mail", email), LETTERS_PER_ADDRESS),)


def network_of(place: str) -> str:
    """Return what counts as one place: an IPv4 address, or the network of an IPv6 address.

    >>> network_of("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::'
    """
    try:
        address = ip_address(place)
    except ValueError:
        return place
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    host_bits = address.max_prefixlen - _IPV6_NETWORK_BITS
    return str(IPv6Address(int(address) >> host_bits << host_bits))


def count_attempt(session: Session, limits: tuple[Limit, ...], now: datetime) -> None:
    """Count one attempt under each limit; raises TooManyAttemptsError, and counts nothing, when one is reached."""
    _wait_for_others(session, limits)
    sweep_attempts(session, now)
    for limit in limits:
        made = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.key == limit.key)) or 0
        if made >= limit.most:
            raise TooManyAttemptsError
    session.add_all(Attempt(key=limit.key, made_at=now) for limit in limits)
    session.flush()


def _wait_for_others(session: Session, limits: tuple[Limit, ...]) -> None:
    # Ten guesses at one moment would all count before the first is written; on SQLite the write transaction is the queue.
    if session.get_bind().dialect.name != "postgresql":
        return
    for key in sorted(int(limit.key[:_LOCK_DIGITS], 16) - 2**63 for limit in limits):
        session.execute(select(func.pg_advisory_xact_lock(key)))


def forget_attempts(session: Session, limits: tuple[Limit, ...], now: datetime) -> None:
    """After a success: forget the failures under the narrowest limit, and this attempt, made at `now`, under the others.

    Somebody with an account of their own must not clear the count of guesses at other people's.
    """
    narrowest, *others = limits
    session.execute(delete(Attempt).where(Attempt.key == narrowest.key))
    for limit in others:
        own = select(Attempt.id).where(Attempt.key == limit.key, Attempt.made_at == now).limit(1)
        session.execute(delete(Attempt).where(Attempt.id.in_(own)))


def sweep_attempts(session: Session, now: datetime) -> None:
    """Forget attempts that no longer count."""
    session.execute(delete(Attempt).where(Attempt.made_at <= now - WINDOW))


def _key(*parts: str) -> str:
    # People type passwords into the wrong field: what was typed is never kept as it was.
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
