"""how each document came in, who reads what came in and how often it was tried, and whether the originals are whole"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WAYS = ("upload", "paste", "folder", "command_line", "unknown")
STEPS = ("fetch", "read", "propose")
HOWS = ("as_it_is", "as_text", "as_scan")
MANNERS = ("answers_letter", "fills_letter", "follows_letter")


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "provenance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("way", _enum("way", WAYS), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_provenance_document_id_document")
        ),
        sa.ForeignKeyConstraint(["came_by_id"], ["user.id"], name=op.f("fk_provenance_came_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance")),
        sa.UniqueConstraint("document_id", "path", name=op.f("uq_provenance_document_id_path")),
    )
    op.create_table(
        "store_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_document_id", sa.Integer(), nullable=False),
        sa.Column("last_file", sa.String(length=64), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("flaws", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_check")),
    )
    # How a document came in before this was kept, nobody knows; when and by whom stands in its row.
    op.execute(
        "INSERT INTO provenance (document_id, way, name, came_at, came_by_id) "
        "SELECT id, 'unknown', name, received_at, received_by_id FROM document"
    )
    with op.batch_alter_table("intake_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("provenance_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("step", _enum("intake_step", STEPS), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("last_attempt_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("claimed_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("read_language", sa.String(length=8), nullable=True))
        batch_op.add_column(
            sa.Column("read_how", _enum("read_how", HOWS), nullable=False, server_default="as_it_is")
        )
        batch_op.add_column(sa.Column("manner", _enum("manner", MANNERS), nullable=True))
        batch_op.add_column(sa.Column("meant_letter_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE intake_item SET provenance_id = "
        "(SELECT provenance.id FROM provenance WHERE provenance.document_id = intake_item.document_id)"
    )
    op.execute("UPDATE intake_item SET step = 'read' WHERE state = 'failed'")
    with op.batch_alter_table("intake_item", schema=None) as batch_op:
        batch_op.alter_column("provenance_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("attempts", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("crashes", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("read_how", existing_type=_enum("read_how", HOWS), server_default=None)
        batch_op.create_foreign_key(
            op.f("fk_intake_item_provenance_id_provenance"), "provenance", ["provenance_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_intake_item_meant_letter_id_letter"), "letter", ["meant_letter_id"], ["id"]
        )
        batch_op.drop_index(batch_op.f("ix_intake_item_campaign_id_state"))
        batch_op.create_index(
            batch_op.f("ix_intake_item_campaign_id_state_number"), ["campaign_id", "state", "number"]
        )
        batch_op.create_index(batch_op.f("ix_intake_item_state_id"), ["state", "id"])
        batch_op.create_index(batch_op.f("ix_intake_item_document_id"), ["document_id"])


def downgrade() -> None:
    with op.batch_alter_table("intake_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_intake_item_document_id"))
        batch_op.drop_index(batch_op.f("ix_intake_item_state_id"))
        batch_op.drop_index(batch_op.f("ix_intake_item_campaign_id_state_number"))
        batch_op.create_index(batch_op.f("ix_intake_item_campaign_id_state"), ["campaign_id", "state"])
        batch_op.drop_constraint(batch_op.f("fk_intake_item_meant_letter_id_letter"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_intake_item_provenance_id_provenance"), type_="foreignkey")
        for name in ("intake_step", "read_how", "manner"):
            batch_op.drop_constraint(batch_op.f(f"ck_intake_item_{name}"), type_="check")
        for column in (
            "meant_letter_id", "manner", "read_how", "read_language", "lease_until", "claimed_by",
            "last_attempt_at", "crashes", "attempts", "step", "provenance_id",
        ):  # fmt: skip
            batch_op.drop_column(column)
    op.drop_table("store_check")
    op.drop_table("provenance")
