from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.activity.models import Activity

# Accounts lie above this layer; their table is read by its name.
_USER = table("user", column("id"), column("name"), column("email"))


@dataclass(frozen=True)
class ActivityRow:
    """One thing that was done to a record."""

    at: datetime
    who: str
    act: str
    facts: dict[str, object]


def list_activity_of(session: Session, record: str, record_id: int, *, limit: int = 50) -> list[ActivityRow]:
    """Return what was done to a record, newest first."""
    query = (
        select(Activity.at, _USER.c.name, _USER.c.email, Activity.act, Activity.facts)
        .outerjoin(_USER, _USER.c.id == Activity.user_id)
        .where(Activity.record == record, Activity.record_id == record_id)
        .order_by(Activity.id.desc())
        .limit(limit)
    )
    rows = session.execute(query)
    return [ActivityRow(at, name or email or "", act, facts) for at, name, email, act, facts in rows]
