"""backups that were made"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "backup_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=300), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_made")),
    )
    with op.batch_alter_table("backup_made", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backup_made_made_at"), ["made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("backup_made", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_backup_made_made_at"))
    op.drop_table("backup_made")
