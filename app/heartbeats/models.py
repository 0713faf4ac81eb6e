from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UTCDateTime


class Heartbeat(Base):
    """When a kind of periodic work last ran to its end, on whichever node."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    node: Mapped[str] = mapped_column(String(120))
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
