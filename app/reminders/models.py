from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, UTCDateTime, enum_type
from app.letters.models import Demand, Letter
from app.mail.models import OutgoingMail
from app.reminders.values import ReminderKind, ReminderState


class ReminderDue(Base):
    """What one person is to be told about one letter or demand, at one step of one clock: never twice.

    `subject` is `letter:<id>` or `demand:<id>`; `clock_start` is the deadline (or the chosen day) that the step counts
    from, so that a moved deadline starts anew.
    """

    __tablename__ = "reminder_due"
    __table_args__ = (
        UniqueConstraint("subject", "kind", "step", "clock_start", "due_on", "user_id"),
        Index(None, "mail_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReminderKind] = mapped_column(enum_type(ReminderKind))
    subject: Mapped[str] = mapped_column(String(40))
    step: Mapped[int]
    clock_start: Mapped[date]
    due_on: Mapped[date]
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_mail.id"))
    # The person's day on which this was told, where the mail that told it stayed behind in another installation.
    told_on: Mapped[date | None]
    state: Mapped[ReminderState] = mapped_column(enum_type(ReminderState))
    why: Mapped[str] = mapped_column(String(400), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    letter: Mapped[Letter] = relationship()
    demand: Mapped[Demand | None] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()


class ReminderMute(Base):
    """Somebody wants no reminders about one letter any more; the letter's clock and the others' mails go on."""

    __tablename__ = "reminder_mute"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True, index=True)
    muted_at: Mapped[datetime] = mapped_column(UTCDateTime)
