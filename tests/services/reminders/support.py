"""A campaign with a coordinator and a letter, and what can happen to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.answers.models import Link, VerdictGiven
from app.answers.values import Verdict
from app.campaigns.models import Campaign
from app.campaigns.values import TermUnit
from app.db import Database
from app.documents.services import record_passage
from app.letters.models import Demand, Letter
from app.letters.values import DeadlineSource
from app.mail.models import OutgoingMail
from app.mail.values import MailState
from app.reminders.models import ReminderDue
from app.reminders.services import TickReport, tick
from app.replies.models import Reply, ReplyLetter
from app.replies.services import ReplyFacts, log_reply
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter, make_membership, make_text, make_user

MAIL_FROM = "weerwoord@example.org"
DEADLINE = date(2026, 2, 23)
DAY_1, DAY_15, DAY_29 = date(2026, 2, 24), date(2026, 3, 10), date(2026, 3, 24)


def morning(day: date, hour: int = 8) -> datetime:
    """A little after the hour of the reminders in Brussels, in winter."""
    return datetime(day.year, day.month, day.day, hour, 0, tzinfo=UTC)


@dataclass
class Office:
    """One letter that is due on 23 February 2026, in the database of a test."""

    database: Database
    campaign_id: int
    user_id: int
    letter_id: int

    def tick(self, at: datetime) -> TickReport:
        with self.database.writing() as session:
            return tick(session, at, mail_from=MAIL_FROM)

    def queued(self, at: datetime) -> list[tuple[str, int]]:
        return [(line.kind, line.step) for line in self.tick(at).queued]

    def rows(self) -> list[tuple[int, str]]:
        with self.database.reading() as session:
            rows = session.scalars(select(ReminderDue).order_by(ReminderDue.id))
            return [(row.step, row.state.value) for row in rows]

    def mails(self) -> list[tuple[date | None, str]]:
        with self.database.reading() as session:
            mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
            return [(mail.local_day, mail.state.value) for mail in mails]

    def mark_mails_sent(self) -> None:
        with self.database.writing() as session:
            for mail in session.scalars(select(OutgoingMail).where(OutgoingMail.state == MailState.PENDING)):
                mail.frozen_at = mail.sent_at = mail.next_attempt_at
                mail.state = MailState.SENT

    def change(self, **values: Any) -> None:
        with self.database.writing() as session:
            letter = session.get_one(Letter, self.letter_id)
            for name, value in values.items():
                setattr(letter, name, value)
            letter.wake()

    def reply(self, kind: ReplyKind, now: datetime, **values: Any) -> int:
        with self.database.writing() as session:
            reply = log_reply(
                session,
                session.get_one(Campaign, self.campaign_id),
                [session.get_one(Letter, self.letter_id)],
                ReplyFacts(kind, "nl", **values),
                text=None,
                actor=session.get_one(User, self.user_id),
                now=now,
            )
            return reply.id

    def judge(self, now: datetime, *verdicts: Verdict) -> None:
        with self.database.writing() as session:
            letter = session.get_one(Letter, self.letter_id)
            for demand, verdict in zip(letter.standing_demands, verdicts, strict=True):
                add_verdict(session, demand, verdict, now)
            letter.wake()


def add_verdict(session: Session, demand: Demand, verdict: Verdict, now: datetime) -> None:
    """Put a verdict behind a demand's earlier ones, with words for one that needs them."""
    if verdict is not Verdict.NOT_ANSWERED:
        link_words(session, demand, now)
    session.add(
        VerdictGiven(
            demand_id=demand.id,
            sequence=1,
            verdict=verdict,
            reasoning="Zo staat het er.",
            read_whole_text=True,
            given_at=now,
        )
    )


def make_due_letter(session: Session, campaign: Campaign, **values: Any) -> Letter:
    """Make a letter that the next tick looks at, due on 23 February 2026."""
    letter = make_letter(
        session,
        campaign,
        **{
            "deadline_on": DEADLINE,
            "deadline_source": DeadlineSource.CAMPAIGN,
            "term": 6,
            "term_unit": TermUnit.WEEK,
            **values,
        },
    )
    letter.wake()
    return letter


def open_office(database: Database, **values: Any) -> Office:
    """Make a campaign with one coordinator and one letter."""
    with database.writing() as session:
        campaign, user = make_campaign(session), make_user(session)
        make_membership(session, campaign, user)
        letter = make_due_letter(session, campaign, **values)
        return Office(database, campaign.id, user.id, letter.id)


def replies_of(session: Session) -> list[Reply]:
    """Return all replies."""
    return list(session.scalars(select(Reply)))


def link_words(session: Session, demand: Demand, now: datetime) -> None:
    """Link words of the newest reply to a demand."""
    reply_id = session.scalar(
        select(ReplyLetter.reply_id)
        .where(ReplyLetter.letter_id == demand.letter_id)
        .order_by(ReplyLetter.reply_id.desc())
        .limit(1)
    )
    if reply_id is None:
        return
    version = make_text(session, demand.letter.campaign, f"Woorden over punt {demand.id}.")
    passage = record_passage(session, version, start=0, end=7, exact="Woorden", now=now)
    session.add(Link(demand_id=demand.id, passage_id=passage.id, reply_id=reply_id, linked_at=now))
    session.flush()
