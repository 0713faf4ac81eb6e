from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.accounts.values import Language, Role
from app.campaigns.values import DemandWord, TermUnit
from app.db import Base, UTCDateTime, enum_type
from app.people.models import Organisation


class Campaign(Base):
    """The scope of everything: letters, replies, people with a role, and the coalition's own reply term."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("reply_term > 0", name="reply_term_positive"),
        # Nothing is planned in the hours that a change to or from summer time doubles or skips.
        CheckConstraint("reminder_hour BETWEEN 5 AND 22", name="reminder_hour_by_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[Language] = mapped_column(enum_type(Language))
    zone: Mapped[str] = mapped_column(String(60))
    demand_word: Mapped[DemandWord] = mapped_column(enum_type(DemandWord), default=DemandWord.DEMAND)
    reply_term: Mapped[int] = mapped_column(default=6)
    reply_term_unit: Mapped[TermUnit] = mapped_column(enum_type(TermUnit), default=TermUnit.WEEK)
    reminder_hour: Mapped[int] = mapped_column(default=8)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    last_letter_number: Mapped[int] = mapped_column(default=0)
    last_reply_number: Mapped[int] = mapped_column(default=0)
    last_intake_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="campaign")
    coalition: Mapped[list[Organisation]] = relationship(
        secondary="coalition_member", order_by=Organisation.name
    )

    # Services raise `version` when a form changed the record; other writes (a clock, a counter) leave it.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's hook


class Membership(Base):
    """A person's role in one campaign."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("campaign_id", "user_id"),
        CheckConstraint("role <> 'administrator'", name="role_in_campaign"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_type(Role))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    campaign: Mapped[Campaign] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship()


class CoalitionMember(Base):
    """An organisation that takes part in a campaign's coalition."""

    __tablename__ = "coalition_member"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
