"""When a letter is heard of again: reminders that somebody asked for, silence until a day, and the next tick."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from app.letters.errors import (
    ReminderInThePastError,
)
from app.letters.models import LONG_AGO, Demand, Letter


def remind_on(
    session: Session, letter: Letter, demand: Demand | None, day: date | None, *, actor: User, now: datetime
) -> None:
    """Set, move or drop (None) the day on which the coordinators want to hear of a letter or of one demand."""
    if day is not None and day < clock.day_in(letter.campaign.zone, now):
        raise ReminderInThePastError
    if demand is None:
        letter.remind_on = day
    else:
        demand.remind_on = day
    letter.wake()
    facts: dict[str, object] = {
        "day": day.isoformat() if day else None,
        "demand": demand.id if demand else None,
    }
    record_activity(session, "remind_on", letter, actor=actor, now=now, facts=facts)


def snooze(session: Session, letter: Letter, until_on: date, *, actor: User | None, now: datetime) -> None:
    """Be silent about a letter until a day; the deadline stays as it is."""
    letter.snoozed_until_on = until_on
    letter.wake()
    record_activity(session, "snooze", letter, actor=actor, now=now, facts={"until": until_on.isoformat()})


def wake_open_letters(session: Session, campaign: Campaign) -> None:
    """Let the next tick look at every open letter of a campaign: its zone or reminder hour changed."""
    those = (Letter.campaign_id == campaign.id, Letter.closed_at.is_(None), Letter.is_on_file)
    # In the order in which the tick and everybody else lock them.
    session.execute(select(Letter.id).where(*those).order_by(Letter.id).with_for_update(key_share=True))
    session.execute(
        update(Letter).where(*those).values(look_at=LONG_AGO).execution_options(synchronize_session=False)
    )


def wake_letters(session: Session, letter_ids: Collection[int]) -> None:
    """Let the next tick look at some letters again.

    Raises OperationalError on PostgreSQL when somebody is changing one of them: a caller that holds other rows already must
    not wait for whoever may be waiting for those.
    """
    mine = select(Letter.id).where(Letter.id.in_(letter_ids)).order_by(Letter.id)
    session.execute(mine.with_for_update(nowait=True, key_share=True))
    session.execute(
        update(Letter)
        .where(Letter.id.in_(letter_ids))
        .values(look_at=LONG_AGO)
        .execution_options(synchronize_session=False)
    )
