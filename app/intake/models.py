from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.db import Base, UTCDateTime, enum_type
from app.documents.models import Document, TextVersion
from app.intake.values import IntakeState


class IntakeItem(Base):
    """Something dropped or pasted, until it is filed. `draft` keeps what the person made of the proposal so far."""

    __tablename__ = "intake_item"
    __table_args__ = (UniqueConstraint("campaign_id", "number"), Index(None, "campaign_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    text_version_id: Mapped[int | None] = mapped_column(ForeignKey("text_version.id"))
    state: Mapped[IntakeState] = mapped_column(enum_type(IntakeState))
    # Why it failed: the sentence to translate, and the facts that fill it.
    why: Mapped[str] = mapped_column(Text, default="")
    why_facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The key of the form that made this item: a form sent twice makes one item.
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    document: Mapped[Document] = relationship()
    text_version: Mapped[TextVersion | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own hook
