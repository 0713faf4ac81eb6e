from datetime import datetime

from sqlalchemy import DDL, JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Table, event
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, UTCDateTime

SEAL_LENGTH = 64


class Activity(Base):
    """One thing that somebody did to one record: append-only, sealed into its chain when the transaction commits.

    `campaign_id` says in whose log it stands; see app/activity/sealing.py for chain, sequence and hash.
    """

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint(
            "(chain IS NULL) = (hash IS NULL) AND (sequence IS NULL) = (hash IS NULL)", name="sealed_whole"
        ),
        Index(None, "record", "record_id", "id"),
        Index(None, "campaign_id", "id"),
        Index(None, "user_id", "id"),
        Index(None, "chain", "sequence", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    act: Mapped[str] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    facts: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    # Empty only inside the transaction that writes the row.
    chain: Mapped[int | None]
    sequence: Mapped[int | None]
    hash: Mapped[str | None] = mapped_column(String(SEAL_LENGTH))


class ActivityHead(Base):
    """Where a chain ends; whoever appends to the chain holds this row until the commit."""

    __tablename__ = "activity_head"

    # Not INTEGER: SQLite would give out numbers by itself.
    chain: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(SEAL_LENGTH))


# The database itself refuses to change or delete what is sealed, whoever asks. A demonstration may be removed, with its
# log. The migration that made these triggers holds the same statements; tests/migrations compares the two.
_SQLITE = (
    """CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END""",
    """CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity WHEN OLD.hash IS NOT NULL AND NOT EXISTS
(SELECT 1 FROM campaign WHERE campaign.id = OLD.campaign_id AND campaign.is_demonstration)
BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION 'the activity log is append-only';
  END IF;
  IF OLD.hash IS NOT NULL AND (TG_OP = 'UPDATE' OR NOT EXISTS (
    SELECT 1 FROM campaign WHERE campaign.id = OLD.campaign_id AND campaign.is_demonstration
  )) THEN
    RAISE EXCEPTION 'the activity log is append-only';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$""",
    """CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON activity
FOR EACH ROW EXECUTE FUNCTION refuse_activity_change()""",
    """CREATE TRIGGER activity_no_truncate BEFORE TRUNCATE ON activity
FOR EACH STATEMENT EXECUTE FUNCTION refuse_activity_change()""",
)


def _guard(table: Table) -> None:
    for dialect, statements in (("sqlite", _SQLITE), ("postgresql", _POSTGRESQL)):
        for statement in statements:
            event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]
    # The triggers go with their table; the function would stay.
    drop = DDL("DROP FUNCTION IF EXISTS refuse_activity_change()")  # type: ignore[no-untyped-call]
    event.listen(table, "after_drop", drop.execute_if(dialect="postgresql"))


_guard(Base.metadata.tables[Activity.__tablename__])
