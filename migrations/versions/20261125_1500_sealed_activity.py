"""seal the activity log into chains that the database refuses to change"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SQLITE = (
    """CREATE TRIGGER activity_no_update BEFORE UPDATE ON activity WHEN OLD.hash IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END""",
    """CREATE TRIGGER activity_no_delete BEFORE DELETE ON activity WHEN OLD.hash IS NOT NULL AND NOT EXISTS
(SELECT 1 FROM campaign WHERE campaign.id = OLD.campaign_id AND campaign.is_demonstration)
BEGIN SELECT RAISE(ABORT, 'the activity log is append-only'); END""",
)
POSTGRESQL = (
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
DROP_SQLITE = ("DROP TRIGGER activity_no_update", "DROP TRIGGER activity_no_delete")
DROP_POSTGRESQL = (
    "DROP TRIGGER activity_append_only ON activity",
    "DROP TRIGGER activity_no_truncate ON activity",
    "DROP FUNCTION refuse_activity_change()",
)

ACTIVITY = sa.table(
    "activity",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("user_id", sa.Integer),
    sa.column("campaign_id", sa.Integer),
    sa.column("act", sa.String),
    sa.column("record", sa.String),
    sa.column("record_id", sa.Integer),
    sa.column("facts", sa.JSON),
    sa.column("chain", sa.Integer),
    sa.column("sequence", sa.Integer),
    sa.column("hash", sa.String),
)
HEAD = sa.table(
    "activity_head",
    sa.column("chain", sa.Integer),
    sa.column("sequence", sa.Integer),
    sa.column("hash", sa.String),
)
BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "activity_head",
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_activity_head")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chain", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_activity_sealed_whole"),
            "(chain IS NULL) = (hash IS NULL) AND (sequence IS NULL) = (hash IS NULL)",
        )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_user_id_id"), ["user_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_chain_sequence"), ["chain", "sequence"], unique=True)
    seal_what_is_there(op.get_bind())
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        op.execute(statement)


def seal_what_is_there(connection: sa.Connection) -> None:
    """Seal the rows of before in the order in which they were written, a campaign's together."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL TIME ZONE 'UTC'"))
    heads: dict[int, tuple[int, str]] = {}
    last = 0
    while rows := connection.execute(
        sa.select(ACTIVITY).where(ACTIVITY.c.id > last).order_by(ACTIVITY.c.id).limit(BATCH)
    ).all():
        sealed = [seal(row, heads) for row in rows]
        statement = sa.update(ACTIVITY).where(ACTIVITY.c.id == sa.bindparam("this"))
        values = {name: sa.bindparam(f"new_{name}") for name in ("chain", "sequence", "hash")}
        connection.execute(statement.values(values), sealed)
        last = rows[-1].id
    if heads:
        found = [{"chain": chain, "sequence": end[0], "hash": end[1]} for chain, end in sorted(heads.items())]
        connection.execute(sa.insert(HEAD), found)


def seal(row: sa.Row, heads: dict[int, tuple[int, str]]) -> dict[str, object]:
    chain = row.campaign_id or 0
    sequence, before = heads.get(chain, (0, ""))
    said = {
        "act": row.act,
        "at": in_utc(row.at).isoformat(timespec="microseconds"),
        "campaign_id": row.campaign_id,
        "facts": row.facts,
        "record": row.record,
        "record_id": row.record_id,
        "user_id": row.user_id,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    digest = hashlib.sha256(f"{before}\n{text}".encode("ascii")).hexdigest()
    heads[chain] = (sequence + 1, digest)
    return {"this": row.id, "new_chain": chain, "new_sequence": sequence + 1, "new_hash": digest}


def in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in DROP_SQLITE if is_sqlite else DROP_POSTGRESQL:
        op.execute(statement)
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_chain_sequence"))
        batch_op.drop_index(batch_op.f("ix_activity_user_id_id"))
        batch_op.drop_constraint(op.f("ck_activity_sealed_whole"), type_="check")
        batch_op.drop_column("hash")
        batch_op.drop_column("sequence")
        batch_op.drop_column("chain")
    op.drop_table("activity_head")
