from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UTCDateTime


class Activity(Base):
    """One thing that somebody did to one record: append-only."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "record", "record_id", "id"), Index(None, "campaign_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    act: Mapped[str] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
