from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.heartbeats.models import Heartbeat


def beat(session: Session, name: str, node: str, now: datetime) -> None:
    """Record that the work called `name` ran to its end on `node` at `now`; never commits."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    sign_of_life = {"node": node, "beat_at": now}
    session.execute(
        dialect.insert(Heartbeat)
        .values(name=name, **sign_of_life)
        .on_conflict_do_update(index_elements=[Heartbeat.name], set_=sign_of_life)
    )
