from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UTCDateTime, enum_type
from app.documents.models import Passage, TextVersion
from app.replies.models import Reply
from app.text.carry import CarryState
from app.versions.values import Decision

_WAITS = text("decided_at IS NULL")


class CarriedPassage(Base):
    """What became of linked words of a reply when its text was read anew; a row stays, whatever is decided.

    `candidates` are {start, end, similarity} in the newer text. Without a decision a person is waited for.
    """

    __tablename__ = "carried_passage"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decided_when_known"),
        Index(None, "reply_id", "decided_at"),
        # What waits is counted on pages that everybody opens: it costs what waits, not what was ever carried.
        Index("ix_carried_passage_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    from_passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), index=True)
    text_version_id: Mapped[int] = mapped_column(ForeignKey("text_version.id"))
    to_passage_id: Mapped[int | None] = mapped_column(ForeignKey("passage.id"))
    state: Mapped[CarryState] = mapped_column(enum_type(CarryState))
    changes: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    carried_at: Mapped[datetime] = mapped_column(UTCDateTime)
    carried_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[Decision | None] = mapped_column(enum_type(Decision))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    reply: Mapped[Reply] = relationship()
    from_passage: Mapped[Passage] = relationship(foreign_keys=[from_passage_id])
    to_passage: Mapped[Passage | None] = relationship(foreign_keys=[to_passage_id])
    text_version: Mapped[TextVersion] = relationship()
