"""The vocabulary of outgoing mail."""

from dataclasses import dataclass, field
from enum import Enum


class MailKind(Enum):
    """What a mail is for; it decides who composes it and whether it may be sent again without asking."""

    REMINDER = "reminder"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  a kind, not a password
    TEST = "test"


class MailState(Enum):
    """Where a mail stands; see docs/developing/mail.md for the moves between the states."""

    PENDING = "pending"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    UNSURE = "unsure"


class Arrival(Enum):
    """What the archive mailbox says about a mail whose sender vanished while handing it over."""

    ARRIVED = "arrived"
    ABSENT = "absent"
    UNREACHABLE = "unreachable"  # no network, no sign-in: it may answer later
    CANNOT_TELL = "cannot_tell"  # there is no such mailbox, or it got no copy of this mail


@dataclass(frozen=True)
class MailContent:
    """What one person reads: subject, plain text, HTML, and header lines beside the usual ones."""

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NoLongerDue:
    """Why a mail that was queued is not sent after all."""

    why: str
