from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.heartbeats.models import Heartbeat


@dataclass(frozen=True)
class HeartbeatRow:
    """When the work called `name` last ran to its end, and where."""

    name: str
    node: str
    beat_at: datetime


def list_heartbeats(session: Session) -> tuple[HeartbeatRow, ...]:
    """Return the last beat of each work by name."""
    beats = session.execute(
        select(Heartbeat.name, Heartbeat.node, Heartbeat.beat_at).order_by(Heartbeat.name)
    )
    return tuple(HeartbeatRow(name, node, beat_at) for name, node, beat_at in beats)
