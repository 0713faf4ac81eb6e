from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.values import Language
from app.db import Base, UTCDateTime, enum_type
from app.mail.values import MailKind, MailState


class OutgoingMail(Base):
    """One mail to one person. Its Message-ID is fixed when the row is made, its content when it is claimed.

    Reminders are one a person and local day: `local_day` is set for them alone. `claimed_by` names one claim, not only
    the node that made it: every write of a sender asks for it, and a late sender whose claim was taken back writes
    nothing.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("user_id", "local_day"),
        Index(None, "state", "next_attempt_at"),
        Index(None, "created_at"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "to_address"),
        CheckConstraint(
            "local_day IS NULL OR (kind = 'reminder' AND user_id IS NOT NULL)", name="reminder_day"
        ),
        CheckConstraint(
            "state NOT IN ('claimed', 'handing') OR (claimed_by IS NOT NULL AND lease_until IS NOT NULL)",
            name="claim",
        ),
        CheckConstraint("state NOT IN ('handing', 'sent') OR frozen_at IS NOT NULL", name="content"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailKind] = mapped_column(enum_type(MailKind))
    state: Mapped[MailState] = mapped_column(enum_type(MailState), default=MailState.PENDING)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    to_address: Mapped[str] = mapped_column(String(254))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    local_day: Mapped[date | None]
    subject: Mapped[str] = mapped_column(String(400), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UTCDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Why the mail stands where it stands: a gettext msgid; the words of the mail server beside it.
    why: Mapped[str] = mapped_column(Text, default="")
    server_answer: Mapped[str] = mapped_column(Text, default="")
    # The server said that this address takes no mail; a later mail that arrives outweighs it.
    is_address_refused: Mapped[bool] = mapped_column(default=False)
    # Set before the content is handed over: only then can a look in the archive mailbox tell whether it arrived.
    has_archive_copy: Mapped[bool] = mapped_column(default=False)
    # It left once more by itself because the archive mailbox had no copy; the next time a person decides.
    resent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MailChannel(Base):
    """The way out: paused with its reason when the server refuses us as such (sign-in, STARTTLS), not one mail.

    Paused from `paused_at` until `paused_until`; without the latter until a person resumes it.
    """

    __tablename__ = "mail_channel"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    why: Mapped[str] = mapped_column(Text, default="")
    server_answer: Mapped[str] = mapped_column(Text, default="")
