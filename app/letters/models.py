from datetime import UTC, date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from app.campaigns.models import Campaign
from app.campaigns.values import TermUnit
from app.db import Base, UTCDateTime, enum_type
from app.documents.models import Document, TextVersion
from app.letters.rules import label_for
from app.letters.values import (
    Channel,
    ClosingReason,
    DeadlineSource,
    Fallback,
    LateChoice,
    LetterKind,
    Lineage,
    Pressing,
)
from app.people.models import Mandate, Organisation

# A letter that changed is looked at by the next tick, whatever moment that tick is run for.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _partial_index(name: str, column: str, *more: str) -> Index:
    """Return an index of the letters of a campaign that have a value in `column`, in its order: few of all letters."""
    only = text(f"{column} IS NOT NULL")
    return Index(name, "campaign_id", column, "id", *more, sqlite_where=only, postgresql_where=only)


class Letter(Base):
    """A letter that we sent, or a placeholder for one that is not on file.

    Its text is the range text_start..text_end of a text version: one file may hold several documents.
    `look_at` is the moment at which the tick looks at this letter next; a change puts it in the past.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("text_end > text_start", name="text_spans_something"),
        CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
        CheckConstraint("(deadline_on IS NULL) = (deadline_source IS NULL)", name="deadline_with_source"),
        Index(None, "look_at"),
        Index(None, "campaign_id", "sent_on", "number"),
        # Today reads and counts ranges of these; the columns behind `id` are there so that it reads nothing else.
        _partial_index("ix_letter_pressing", "pressing"),
        _partial_index("ix_letter_waiting", "waits_until_on", "snoozed_until_on", "recall_on"),
        _partial_index("ix_letter_recalled", "recall_on", "waits_until_on", "snoozed_until_on"),
        _partial_index("ix_letter_fallback", "fallback", "waits_until_on", "snoozed_until_on", "recall_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    kind: Mapped[LetterKind] = mapped_column(enum_type(LetterKind), default=LetterKind.LETTER)
    title: Mapped[str] = mapped_column(String(400), default="")
    language: Mapped[str] = mapped_column(String(8))
    is_on_file: Mapped[bool] = mapped_column(default=True)
    is_confidential: Mapped[bool] = mapped_column(default=False)

    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"), index=True)
    addressee_name: Mapped[str] = mapped_column(String(200), default="")
    addressee_office: Mapped[str] = mapped_column(String(300), default="")
    channel: Mapped[Channel | None] = mapped_column(enum_type(Channel))
    reference: Mapped[str] = mapped_column(String(120), default="")
    proof: Mapped[str] = mapped_column(String(400), default="")
    proof_document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    refers_to_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)

    sent_on: Mapped[date | None]
    sent_on_raw: Mapped[str] = mapped_column(String(120), default="")
    is_sent_on_unsure: Mapped[bool] = mapped_column(default=False)  # read from the text; nobody confirmed it
    marked_sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deadline_on: Mapped[date | None]
    deadline_source: Mapped[DeadlineSource | None] = mapped_column(enum_type(DeadlineSource))
    # The campaign's own term as it stood when the deadline was counted.
    term: Mapped[int | None]
    term_unit: Mapped[TermUnit | None] = mapped_column(enum_type(TermUnit))
    late_choice: Mapped[LateChoice | None] = mapped_column(enum_type(LateChoice))

    text_version_id: Mapped[int | None] = mapped_column(ForeignKey("text_version.id"), index=True)
    text_start: Mapped[int | None]
    text_end: Mapped[int | None]

    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_reason: Mapped[ClosingReason | None] = mapped_column(enum_type(ClosingReason))
    closed_note: Mapped[str] = mapped_column(Text, default="")
    remind_on: Mapped[date | None]
    snoozed_until_on: Mapped[date | None]
    look_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    # Derived: how the letter stands whatever the day is. Written by app/answers/keeping.py and by nothing else.
    pressing: Mapped[Pressing | None] = mapped_column(enum_type(Pressing))
    waits_until_on: Mapped[date | None]
    recall_on: Mapped[date | None]
    fallback: Mapped[Fallback | None] = mapped_column(enum_type(Fallback))
    has_standing: Mapped[bool] = mapped_column(default=False)  # false: not worked out yet

    campaign: Mapped[Campaign] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    text_version: Mapped[TextVersion | None] = relationship()
    proof_document: Mapped[Document | None] = relationship()
    refers_to: Mapped["Letter | None"] = relationship(remote_side=[id])
    demands: Mapped[list["Demand"]] = relationship(
        back_populates="letter", order_by="Demand.position", foreign_keys="Demand.letter_id"
    )
    signatories: Mapped[list["Signatory"]] = relationship(back_populates="letter", order_by="Signatory.id")

    # Services raise `version` when a form changed the record; other writes (a clock, a counter) leave it.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's hook

    def wake(self) -> None:
        """Let the next tick look at this letter: something about it changed."""
        self.look_at = LONG_AGO
        # Written even where it stands so already: a tick that is reading this letter right now must be told.
        flag_modified(self, "look_at")

    @property
    def standing_demands(self) -> list["Demand"]:
        """Return the demands that were not voided, in their order."""
        return [demand for demand in self.demands if demand.voided_at is None]


class Signatory(Base):
    """Who signed a letter: an organisation (public) or a person (never public by default)."""

    __tablename__ = "signatory"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (person_name = '')", name="organisation_or_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(200), default="")
    # The organisation's name as the letter printed it; empty: as it is called now.
    signed_as: Mapped[str] = mapped_column(String(200), default="")
    is_public: Mapped[bool] = mapped_column(default=False)

    letter: Mapped[Letter] = relationship(back_populates="signatories")
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def name(self) -> str:
        """Return the name under the letter."""
        return self.signed_as or (self.organisation.name if self.organisation else self.person_name)


class Demand(Base):
    """One thing that a letter asks: the number as printed, the exact words and their place in the letter's text.

    Words that a person typed, not taken from the text, have no place. A withdrawn or split demand is voided, not deleted.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint('(start IS NULL) = ("end" IS NULL)', name="place_whole"),
        CheckConstraint('start IS NULL OR (start >= 0 AND "end" > start)', name="spans_something"),
        CheckConstraint("(closed_at IS NULL) = (closed_reason IS NULL)", name="closed_with_reason"),
        Index(None, "letter_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), default="")  # as printed; empty where none was printed
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    start: Mapped[int | None]
    end: Mapped[int | None]
    is_implied: Mapped[bool] = mapped_column(default=False)
    ancestor_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"), index=True)
    lineage: Mapped[Lineage | None] = mapped_column(enum_type(Lineage))

    criterion: Mapped[str] = mapped_column(Text, default="")
    # What stood there when the letter was marked sent: the best defence of a verdict.
    criterion_at_sending: Mapped[str | None] = mapped_column(Text)
    criterion_fixed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    criterion_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    remind_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_reason: Mapped[ClosingReason | None] = mapped_column(enum_type(ClosingReason))
    closed_note: Mapped[str] = mapped_column(Text, default="")
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_why: Mapped[str] = mapped_column(String(400), default="")
    version: Mapped[int] = mapped_column(default=1)

    letter: Mapped[Letter] = relationship(back_populates="demands", foreign_keys=[letter_id])
    parent: Mapped["Demand | None"] = relationship(remote_side=[id], foreign_keys=[parent_id])
    ancestor: Mapped["Demand | None"] = relationship(remote_side=[id], foreign_keys=[ancestor_id])

    # Services raise `version` when a form changed the record; other writes (a clock, a counter) leave it.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  SQLAlchemy's hook

    @property
    def label(self) -> str:
        """Return the number as printed, or the place in the list of a demand without one."""
        return label_for(self.number, self.position)
