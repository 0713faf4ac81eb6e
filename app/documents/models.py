from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.db import Base, UTCDateTime, enum_type
from app.documents.values import Way


class Document(Base):
    """Original bytes that came into a campaign, kept for ever under their SHA-256."""

    __tablename__ = "document"
    __table_args__ = (Index(None, "campaign_id", "sha256"), Index(None, "campaign_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]  # in bytes
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    versions: Mapped[list["TextVersion"]] = relationship(
        back_populates="document", order_by="TextVersion.sequence"
    )


class Provenance(Base):
    """One time that a document's bytes came in: how, under which name, when, by whom. Never changed, never deleted."""

    __tablename__ = "provenance"
    __table_args__ = (UniqueConstraint("document_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    way: Mapped[Way] = mapped_column(enum_type(Way))
    name: Mapped[str] = mapped_column(String(300))
    # In the watched folder: a file that is found there again, after a crash, is known by it.
    path: Mapped[str | None] = mapped_column(String(400))
    came_at: Mapped[datetime] = mapped_column(UTCDateTime)
    came_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    document: Mapped[Document] = relationship()


class StoreCheck(Base):
    """One comparison of all original files with their rows and hashes, done slice by slice."""

    __tablename__ = "store_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # How far it got: first every document, then every file; None until the files' turn has come.
    last_document_id: Mapped[int] = mapped_column(default=0)
    last_file: Mapped[str | None] = mapped_column(String(64))
    documents: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    damaged: Mapped[int] = mapped_column(default=0)
    flaws: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class TextVersion(Base):
    """One reading of a document's text; never changed, a better reading is a new version."""

    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("document_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    sequence: Mapped[int]
    extractor: Mapped[str] = mapped_column(String(40))
    extractor_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[list[dict[str, int]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Lists and counts must never carry bodies along: the text is read when it is asked for.
    text: Mapped[str] = deferred(mapped_column(Text))

    # Where the words stand on the pages of the source; None for a text without pages. See app.documents.rules.
    layout: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))

    document: Mapped[Document] = relationship(back_populates="versions")


class Passage(Base):
    """Exact words in a text version, with what stands around them. Offsets count code points."""

    __tablename__ = "passage"
    __table_args__ = (
        CheckConstraint('start >= 0 AND "end" > start', name="spans_something"),
        CheckConstraint('length(exact) = "end" - start', name="as_long_as_its_words"),
        UniqueConstraint("text_version_id", "start", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_version_id: Mapped[int] = mapped_column(ForeignKey("text_version.id"))
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str] = mapped_column(Text)
    prefix: Mapped[str] = mapped_column(String(64))
    suffix: Mapped[str] = mapped_column(String(64))
    occurrences: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    text_version: Mapped[TextVersion] = relationship()
