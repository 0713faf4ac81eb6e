from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign
from app.db import Base, UTCDateTime, enum_type
from app.documents.models import TextVersion
from app.letters.models import Letter
from app.people.models import Mandate
from app.replies.values import ReplyKind


class Reply(Base):
    """Something that came back on one or several of our letters; its text is a range of a text version."""

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("text_end > text_start", name="text_spans_something"),
        CheckConstraint(
            "(came_on IS NULL) = (coalesce(received_on, dated_on) IS NULL)"
            " AND (came_on IS NULL OR came_on = coalesce(received_on, dated_on))",
            name="came_when_known",
        ),
        Index(None, "campaign_id", "came_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    kind: Mapped[ReplyKind] = mapped_column(enum_type(ReplyKind))
    language: Mapped[str] = mapped_column(String(8))
    is_confidential: Mapped[bool] = mapped_column(default=False)
    dated_on: Mapped[date | None]
    dated_on_raw: Mapped[str] = mapped_column(String(120), default="")
    is_dated_on_unsure: Mapped[bool] = mapped_column(default=False)  # read from the text; nobody confirmed it
    received_on: Mapped[date | None]
    came_on: Mapped[date | None]  # the day it came in, or the day on it where that is all that is known
    expected_on: Mapped[date | None]  # the date that a holding reply announces
    reference: Mapped[str] = mapped_column(String(120), default="")
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True)
    signer_name: Mapped[str] = mapped_column(String(200), default="")
    signer_office: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    text_version_id: Mapped[int | None] = mapped_column(ForeignKey("text_version.id"), index=True)
    text_start: Mapped[int | None]
    text_end: Mapped[int | None]

    # Set when somebody says that this reply changes nothing about the demands that were judged before it.
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    logged_at: Mapped[datetime] = mapped_column(UTCDateTime)
    logged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    text_version: Mapped[TextVersion | None] = relationship()
    letters: Mapped[list[Letter]] = relationship(secondary="reply_letter", order_by=Letter.number)

    # Services raise `version` when a form changed the record; other writes (a clock, a counter) leave it.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's hook


class ReplyLetter(Base):
    """A letter that a reply answers."""

    __tablename__ = "reply_letter"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True, index=True)
