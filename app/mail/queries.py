"""Reads for the page of outgoing mail, the banner and the doctor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Row, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.db import UTCDateTime
from app.mail import rules
from app.mail.errors import MailNotFoundError
from app.mail.models import MailChannel, OutgoingMail
from app.mail.values import MailKind, MailState

PAGE = 50
LARGEST_ID = 2**31


@dataclass(frozen=True)
class MailRow:
    """One line of the list; the text of a mail is not in it, as it may hold a link that signs somebody in."""

    id: int
    kind: MailKind
    state: MailState
    to_address: str
    subject: str
    local_day: date | None
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    sent_at: datetime | None
    why: str
    server_answer: str
    is_address_refused: bool


@dataclass(frozen=True)
class MailKey:
    """Where a page ends: the list goes from new to old, rows of the same moment by number."""

    created_at: datetime
    id: int

    def __str__(self) -> str:
        """Write the key as it stands in an address: `2026-07-01T09:00:00+00:00_12`."""
        return f"{self.created_at.isoformat()}_{self.id}"

    @classmethod
    def parse(cls, written: str) -> "MailKey | None":
        """Read a key from an address; None for anything else, which then shows the first page."""
        moment, _, number = written.partition("_")
        try:
            created_at, mail_id = datetime.fromisoformat(moment), int(number)
            # Whoever edits an address by hand gets a page and no fault: the database takes none of these.
            is_usable = created_at.tzinfo is not None and 0 < mail_id < LARGEST_ID
            return cls(created_at.astimezone(UTC), mail_id) if is_usable else None
        except (ValueError, OverflowError):  # no moment, no number, or one before the first year
            return None


@dataclass(frozen=True)
class MailPage:
    """One page of the list; `older` is the key of the next page, None on the last one."""

    rows: tuple[MailRow, ...]
    older: MailKey | None


@dataclass(frozen=True)
class ChannelState:
    """Whether mails can leave; `paused_until` is None when a person has to resume."""

    is_paused: bool
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    why: str = ""
    server_answer: str = ""


@dataclass(frozen=True)
class WayOut:
    """How many mails wait, failed or are undecided, and whether any can leave."""

    waiting: int
    failed: int
    unsure: int
    channel: ChannelState


COLUMNS = tuple(getattr(OutgoingMail, name) for name in MailRow.__dataclass_fields__)


def list_outgoing_mail(
    session: Session,
    *,
    states: Collection[MailState] = (),
    user_id: int | None = None,
    before: MailKey | None = None,
    limit: int = PAGE,
) -> MailPage:
    """Return a page of mails in these states (none given: all), to one reader or to all, newest first."""
    newest = select(*COLUMNS).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
    if user_id is not None:
        newest = newest.where(OutgoingMail.user_id == user_id)
    if states:
        newest = newest.where(OutgoingMail.state.in_(states))
    if before is not None:
        newest = _only_older(newest, before)
    # One row more than the page holds tells whether there is a next page.
    found = [_make_row(row) for row in session.execute(newest.limit(limit + 1))]
    rows = tuple(found[:limit])
    has_more = len(found) > limit
    return MailPage(rows, MailKey(rows[-1].created_at, rows[-1].id) if has_more else None)


def _only_older(mails: Select[*tuple[object, ...]], key: MailKey) -> Select[*tuple[object, ...]]:
    # The first condition is the range of the index; the second sets rows of the same moment apart.
    is_older = tuple_(OutgoingMail.created_at, OutgoingMail.id) < tuple_(
        literal(key.created_at, UTCDateTime()), literal(key.id)
    )
    return mails.where(OutgoingMail.created_at <= key.created_at, is_older)


def _make_row(row: Row[*tuple[object, ...]]) -> MailRow:
    return MailRow(**row._mapping)  # noqa: SLF001  the library's documented way to the names


def get_channel_state(session: Session, now: datetime) -> ChannelState:
    """Return whether mails can leave at `now`, and why not."""
    return _state_of(session.get(MailChannel, rules.CHANNEL), now)


def read_way_out(session: Session, now: datetime) -> WayOut:
    """Return what stands in the way out at `now`, in one statement that looks at no mail that left."""
    counts = [
        select(func.count()).where(OutgoingMail.state == state).scalar_subquery()
        for state in (MailState.PENDING, MailState.FAILED, MailState.UNSURE)
    ]
    # The channel has a row once it was paused.
    always = select(literal(1).label("one")).subquery()
    query = select(MailChannel, *counts).select_from(always)
    row = session.execute(query.outerjoin(MailChannel, MailChannel.name == rules.CHANNEL)).one()
    channel, waiting, failed, unsure = row
    return WayOut(waiting, failed, unsure, _state_of(channel, now))


def _state_of(channel: MailChannel | None, now: datetime) -> ChannelState:
    if channel is None or not rules.is_channel_paused(channel.paused_at, channel.paused_until, now):
        return ChannelState(is_paused=False)
    return ChannelState(
        is_paused=True,
        paused_at=channel.paused_at,
        paused_until=channel.paused_until,
        why=channel.why,
        server_answer=channel.server_answer,
    )


def find_stop(session: Session) -> datetime | None:
    """Return since when sending stands still because a backup was put back; None when it does not."""
    channel = session.get(MailChannel, rules.CHANNEL, populate_existing=True)
    is_stopped = channel is not None and rules.is_stopped(channel.paused_at, channel.paused_until)
    return channel.paused_at if channel is not None and is_stopped else None


def may_have_left(session: Session, mail: OutgoingMail) -> bool:
    """Tell whether a waiting mail may have been sent after the backup that was put back, see `rules.may_have_left`."""
    return rules.may_have_left(mail.state, mail.kind, mail.created_at, find_stop(session))


def list_refused_addresses(session: Session) -> tuple[str, ...]:
    """Return the addresses that the mail server refused for good and to which no mail was sent since."""
    refused = select(OutgoingMail.to_address, func.max(OutgoingMail.id).label("last"))
    refused = refused.where(OutgoingMail.is_address_refused).group_by(OutgoingMail.to_address)
    last = refused.subquery()
    arrived_since = (
        select(OutgoingMail.id)
        .where(
            OutgoingMail.to_address == last.c.to_address,
            OutgoingMail.state == MailState.SENT,
            OutgoingMail.id > last.c.last,
        )
        .exists()
    )
    return tuple(session.scalars(select(last.c.to_address).where(~arrived_since).order_by(last.c.to_address)))


def get_mail(session: Session, mail_id: int) -> OutgoingMail:
    """Return one mail whole. Raises MailNotFoundError."""
    mail = session.get(OutgoingMail, mail_id)
    if mail is None:
        raise MailNotFoundError
    return mail


def version_of(mail: OutgoingMail) -> str:
    """Return where a mail stands as its page shows it, see `rules.version_of`."""
    return rules.version_of(mail.state, mail.attempts, mail.resent_at, mail.decided_at)
