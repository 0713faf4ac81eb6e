"""A campaign's letters and replies as one line of time."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.answers.queries import list_demand_facts, reply_facts
from app.answers.rules import state_of
from app.answers.values import DemandState, TallyEntry
from app.campaigns.models import Campaign
from app.letters.models import Letter
from app.replies.queries import ReplyRow, list_reply_rows

MOST_EVENTS = 200


@dataclass(frozen=True)
class Event:
    """A letter that went out, or a reply that came in."""

    on: date | None
    letter: Letter
    reply: ReplyRow | None  # None: the letter itself
    tally: tuple[TallyEntry, ...]
    days_to_reply: int | None


def list_timeline(session: Session, campaign: Campaign) -> list[Event]:
    """Return the campaign's newest letters and their replies, newest first; what has no day stands on top."""
    letters = session.scalars(
        select(Letter)
        .where(Letter.campaign_id == campaign.id)
        .order_by(Letter.number.desc())
        .limit(MOST_EVENTS)
    ).all()
    ids = [letter.id for letter in letters]
    replies, demands = list_reply_rows(session, ids), list_demand_facts(session, ids)
    events = []
    for letter in letters:
        facts = reply_facts(replies[letter.id])
        states = [state_of(demand.verdict, facts) for demand in demands[letter.id]]
        tally = tuple(TallyEntry(state, states.count(state)) for state in DemandState if state in states)
        events.append(Event(letter.sent_on, letter, None, tally, None))
        events += [
            Event(row.came_on, letter, row, (), _days_between(letter, row)) for row in replies[letter.id]
        ]
    return sorted(events, key=_newest_first, reverse=True)


def _newest_first(event: Event) -> tuple[date, int, bool]:
    return event.on or date.max, event.letter.number, event.reply is not None


def _days_between(letter: Letter, reply: ReplyRow) -> int | None:
    if letter.sent_on is None or reply.came_on is None:
        return None
    return (reply.came_on - letter.sent_on).days
