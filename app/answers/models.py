from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.answers.values import Verdict
from app.db import Base, UTCDateTime, enum_type
from app.documents.models import Passage
from app.letters.models import Demand
from app.replies.models import Reply


class Link(Base):
    """A passage of a reply, linked by a person to a demand that it speaks to. Unlinking keeps the row."""

    __tablename__ = "link"
    __table_args__ = (Index(None, "demand_id", "unlinked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), index=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    linked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    unlinked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unlinked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    demand: Mapped[Demand] = relationship()
    passage: Mapped[Passage] = relationship()
    reply: Mapped[Reply] = relationship()


class VerdictGiven(Base):
    """A judgement by a person: append-only, the newest of a demand counts.

    `sequence` counts a demand's verdicts from 1. A judge says which they had in front of them; the constraint lets only
    one person put the next one behind it.
    """

    __tablename__ = "verdict_given"
    __table_args__ = (
        CheckConstraint("length(trim(reasoning)) > 0", name="reasoned"),
        CheckConstraint("verdict <> 'not_answered' OR read_whole_text", name="whole_text_read"),
        CheckConstraint("sequence > 0", name="sequence_positive"),
        UniqueConstraint("demand_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    sequence: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_type(Verdict))
    reasoning: Mapped[str] = mapped_column(Text)
    tactics: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_implicit: Mapped[bool] = mapped_column(default=False)
    read_whole_text: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    demand: Mapped[Demand] = relationship()
    given_by: Mapped[User | None] = relationship()
