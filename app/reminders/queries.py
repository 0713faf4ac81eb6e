from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app import clock as day_clock
from app.accounts.models import User
from app.accounts.values import Language
from app.answers.queries import list_demand_facts
from app.answers.rules import DemandFacts
from app.campaigns.models import Campaign, Membership
from app.campaigns.queries import list_coordinators
from app.letters.models import Demand, Letter
from app.mail.models import OutgoingMail
from app.mail.values import MailState
from app.people.models import Mandate
from app.reminders.models import ReminderDue, ReminderMute
from app.reminders.planning import Due, DueRow, Standing
from app.reminders.rules import Clock, LetterFacts, ReplyOnFile, Wish, clock_of
from app.reminders.values import ReminderState
from app.replies.queries import ReplyRow, list_reply_rows

# A mail in one of these states has not left, so what it tells may still change.
CHANGEABLE = frozenset({MailState.PENDING, MailState.FAILED, MailState.CANCELLED, MailState.SUPERSEDED})


@dataclass(frozen=True)
class Situation:
    """A letter with all that decides whether somebody is to be told about it."""

    letter: Letter
    demands: tuple[DemandFacts, ...]
    replies: tuple[ReplyRow, ...]
    standing: Standing

    @property
    def clock(self) -> Clock:
        """Return how the letter's clock stands."""
        return self.standing.clock


@dataclass
class Recipients:
    """Whom the reminders of campaigns go to, each campaign asked once."""

    session: Session
    by_campaign: dict[int, list[User]] = field(default_factory=dict)

    def of(self, campaign: Campaign) -> list[User]:
        """Return the coordinators of a campaign, or the administrators where it has none."""
        if campaign.id not in self.by_campaign:
            self.by_campaign[campaign.id] = list_coordinators(self.session, campaign)
        return self.by_campaign[campaign.id]


def list_letters_to_look_at(session: Session, at: datetime) -> list[int]:
    """Return the ids of the letters at which a tick for the moment `at` looks, those of archived campaigns left out."""
    query = (
        select(Letter.id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(Letter.look_at <= at, Campaign.archived_at.is_(None))
    )
    return sorted(session.scalars(query))


def lock_letters(session: Session, letter_ids: Sequence[int], at: datetime) -> list[Letter]:
    """Return those of the letters that are still to be looked at; on PostgreSQL nobody changes them meanwhile."""
    query = (
        select(Letter)
        .options(joinedload(Letter.campaign))
        .where(Letter.id.in_(letter_ids), Letter.look_at <= at)
        .order_by(Letter.id)
        .with_for_update(of=Letter, key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def list_letters(session: Session, letter_ids: Collection[int]) -> list[Letter]:
    """Return letters with their campaign and addressee, by campaign and number."""
    query = (
        _with_people()
        .where(Letter.id.in_(letter_ids))
        .order_by(Letter.campaign_id, Letter.number)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _with_people() -> Select[Letter]:
    return select(Letter).options(
        joinedload(Letter.campaign),
        joinedload(Letter.mandate).joinedload(Mandate.person),
        joinedload(Letter.mandate).joinedload(Mandate.office),
    )


def list_situations(
    session: Session, letters: Sequence[Letter], at: datetime, recipients: Recipients | None = None
) -> dict[int, Situation]:
    """Return how each letter stands at a moment; a few queries for all of them together."""
    recipients = recipients or Recipients(session)
    ids = [letter.id for letter in letters]
    demands, replies = list_demand_facts(session, ids), list_reply_rows(session, ids)
    wishes, mutes = _list_wishes(session, letters), list_mutes(session, ids)
    situations: dict[int, Situation] = {}
    for letter in letters:
        today = day_clock.day_in(letter.campaign.zone, at)
        users = (user.id for user in recipients.of(letter.campaign))
        standing = Standing(
            clock=clock_of(facts_of(letter), demands[letter.id], on_file(replies[letter.id]), today),
            wishes=wishes[letter.id],
            today=today,
            recipient_ids=tuple(user_id for user_id in users if (user_id, letter.id) not in mutes),
            is_archived=letter.campaign.archived_at is not None,
        )
        situations[letter.id] = Situation(
            letter, tuple(demands[letter.id]), tuple(replies[letter.id]), standing
        )
    return situations


def facts_of(letter: Letter) -> LetterFacts:
    """Return what the clock needs to know of a letter."""
    return LetterFacts(
        deadline_on=letter.deadline_on,
        is_on_file=letter.is_on_file,
        is_closed=letter.closed_at is not None,
        late_choice=letter.late_choice,
        silent_until_on=letter.snoozed_until_on,
    )


def on_file(rows: Iterable[ReplyRow]) -> list[ReplyOnFile]:
    """Return what the clock needs to know of replies."""
    return [
        ReplyOnFile(row.kind, row.logged_at, row.reviewed_at is not None, expected_on=row.expected_on)
        for row in rows
    ]


def _list_wishes(session: Session, letters: Sequence[Letter]) -> dict[int, tuple[Wish, ...]]:
    wishes = {letter.id: [Wish(letter.remind_on)] if letter.remind_on else [] for letter in letters}
    query = (
        select(Demand.letter_id, Demand.id, Demand.remind_on)
        .where(
            Demand.letter_id.in_(list(wishes)),
            Demand.remind_on.is_not(None),
            Demand.voided_at.is_(None),
            Demand.closed_at.is_(None),
        )
        .order_by(Demand.position)
    )
    for letter_id, demand_id, day in session.execute(query):
        if day is not None:
            wishes[letter_id].append(Wish(day, demand_id))
    return {letter_id: tuple(found) for letter_id, found in wishes.items()}


def list_mutes(session: Session, letter_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return (user id, letter id) of everybody who wants no reminders about one of the letters."""
    query = select(ReminderMute.user_id, ReminderMute.letter_id).where(ReminderMute.letter_id.in_(letter_ids))
    return set(session.execute(query))


def list_rows_about(session: Session, letter_ids: Collection[int]) -> dict[int, list[DueRow]]:
    """Return what was written down about each letter so far.

    The mails that still wait are locked, so that no sender writes one while the tick changes what it holds.
    """
    _lock_waiting_mails(session, letter_ids)
    query = (
        select(ReminderDue, OutgoingMail.state, OutgoingMail.local_day)
        .outerjoin(OutgoingMail, OutgoingMail.id == ReminderDue.mail_id)
        .where(ReminderDue.letter_id.in_(letter_ids))
        .order_by(ReminderDue.id)
        .execution_options(populate_existing=True)
    )
    rows: dict[int, list[DueRow]] = defaultdict(list)
    for row, mail_state, mail_day in session.execute(query):
        rows[row.letter_id].append(
            DueRow(
                row_id=row.id,
                user_id=row.user_id,
                due=due_of(row),
                state=_state_of(row, mail_state),
                may_change=mail_state is None or mail_state in CHANGEABLE,
                told_on=row.told_on or mail_day,
            )
        )
    return rows


Key = tuple[Any, ...]
_KEY = ("subject", "kind", "step", "clock_start", "due_on", "user_id")


def key_of(values: Mapping[str, Any]) -> Key:
    """Return by what a reminder is told from all others."""
    return tuple(values[name] for name in _KEY)


def list_keys_about(session: Session, letter_ids: Collection[int]) -> dict[Key, int]:
    """Return the ids of what was written down about these letters, by key."""
    columns = [getattr(ReminderDue, name) for name in _KEY]
    query = select(ReminderDue.id, *columns).where(ReminderDue.letter_id.in_(letter_ids))
    return {tuple(key): row_id for row_id, *key in session.execute(query)}


def _lock_waiting_mails(session: Session, letter_ids: Collection[int]) -> None:
    waiting = (
        select(OutgoingMail.id)
        .where(
            OutgoingMail.state == MailState.PENDING,
            OutgoingMail.id.in_(
                select(ReminderDue.mail_id).where(
                    ReminderDue.letter_id.in_(letter_ids), ReminderDue.state == ReminderState.DUE
                )
            ),
        )
        .order_by(OutgoingMail.id)
        .with_for_update()
    )
    session.execute(waiting)


def _state_of(row: ReminderDue, mail_state: MailState | None) -> ReminderState:
    # A sender that stopped right after the server took the mail left the row as it was.
    if row.state is ReminderState.DUE and mail_state is MailState.SENT:
        return ReminderState.MAILED
    return row.state


def due_of(row: ReminderDue) -> Due:
    """Return the thing to tell that a row holds."""
    return Due(row.kind, row.step, row.clock_start, row.due_on, row.demand_id)


def list_due_in(session: Session, mail_id: int) -> list[ReminderDue]:
    """Return what a mail is to tell."""
    query = (
        select(ReminderDue)
        .where(ReminderDue.mail_id == mail_id, ReminderDue.state == ReminderState.DUE)
        .order_by(ReminderDue.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def list_unreadable(session: Session, user: User, mail_ids: Collection[int]) -> set[int]:
    """Return those of the mails that tell of a campaign which this person may not read, or not any more."""
    if user.is_administrator:
        return set()
    theirs = select(Membership.campaign_id).where(Membership.user_id == user.id)
    query = (
        select(ReminderDue.mail_id)
        .join(Letter, Letter.id == ReminderDue.letter_id)
        .where(ReminderDue.mail_id.in_(mail_ids), Letter.campaign_id.not_in(theirs))
    )
    return {mail_id for mail_id in session.scalars(query) if mail_id is not None}


@dataclass(frozen=True)
class LetterTold:
    """A letter that a mail tells of: `title` is empty where it has none, `language` is the letter's own."""

    slug: str
    campaign: str
    number: int
    title: str
    language: Language


def list_letters_told(session: Session, mail_ids: Collection[int]) -> dict[int, list[LetterTold]]:
    """Return the letters that each of the mails tells of, by campaign and number; mails without any are left out."""
    query = (
        select(
            ReminderDue.mail_id,
            Campaign.slug,
            Campaign.title.label("campaign"),
            Letter.number,
            Letter.title,
            Letter.language,
        )
        .join(Letter, Letter.id == ReminderDue.letter_id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(ReminderDue.mail_id.in_(mail_ids))
        .distinct()
        .order_by(Campaign.title, Letter.number)
    )
    told: dict[int, list[LetterTold]] = defaultdict(list)
    for row in session.execute(query):
        told[row.mail_id].append(LetterTold(row.slug, row.campaign, row.number, row.title, row.language))
    return dict(told)
