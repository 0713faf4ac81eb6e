from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.activity.models import Activity
from app.activity.values import Actor
from app.db import Base

# The number of a record of which there is one only, under a name: the way out of all mail.
ONLY_ONE = 0


def record_activity(
    session: Session,
    act: str,
    record: Base,
    *,
    actor: Actor | int | None,
    now: datetime,
    campaign_id: int | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write down who did what to which record, a row that is in the database already.

    `facts` holds days, choices and public names, old and new where they changed (see `rules.difference`); never the
    words of a letter or about it, nor a secret. It stands in the log of `campaign_id`, by default the record's own.
    `actor` is an account or its number; None for the command line and for what the program does by itself. Every act
    has its sentence in app/activity/words.py. Sealed at the commit: app/activity/sealing.py.
    """
    row_id: int = getattr(record, "id", ONLY_ONE)
    own_campaign: int | None = getattr(record, "campaign_id", None)
    session.add(
        Activity(
            at=now,
            user_id=actor if actor is None or isinstance(actor, int) else actor.id,
            campaign_id=own_campaign if campaign_id is None else campaign_id,
            act=act,
            record=record.__tablename__,
            record_id=row_id,
            facts=dict(facts or {}),
        )
    )
