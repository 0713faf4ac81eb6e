from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.db import Base, UTCDateTime, enum_type
from app.documents.models import Document, Provenance, TextVersion
from app.documents.values import ReadHow
from app.intake.values import IntakeState, IntakeStep, Manner


class IntakeItem(Base):
    """Something dropped or pasted, until it is filed. `draft` keeps what the person made of the proposal so far."""

    __tablename__ = "intake_item"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        Index(None, "campaign_id", "state", "number"),
        Index(None, "state", "id"),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    provenance_id: Mapped[int] = mapped_column(ForeignKey("provenance.id"))
    text_version_id: Mapped[int | None] = mapped_column(ForeignKey("text_version.id"))
    state: Mapped[IntakeState] = mapped_column(enum_type(IntakeState))
    # The step at which it failed.
    step: Mapped[IntakeStep | None] = mapped_column(enum_type(IntakeStep))
    # Why it failed: the sentence to translate, and the facts that fill it.
    why: Mapped[str] = mapped_column(Text, default="")
    why_facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The key of the form that made this item: a form sent twice makes one item.
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    # Who reads it now, by a word of their own, and until when nobody else may; by the database's clock.
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_attempt_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How many readers vanished over it since somebody last asked for it to be read.
    crashes: Mapped[int] = mapped_column(default=0)
    # What a person said about how to read it; None and as it is: what the file says itself.
    read_language: Mapped[str | None] = mapped_column(String(8))
    read_how: Mapped[ReadHow] = mapped_column(enum_type(ReadHow), default=ReadHow.AS_IT_IS)
    # What it is meant for, where it was brought in from a letter's page.
    manner: Mapped[Manner | None] = mapped_column(enum_type(Manner))
    meant_letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    document: Mapped[Document] = relationship()
    provenance: Mapped[Provenance] = relationship()
    text_version: Mapped[TextVersion | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy's own hook
