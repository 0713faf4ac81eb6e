"""names of organisations as their letters printed them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signed_as", sa.String(length=200), nullable=False, server_default=""))
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.alter_column("signed_as", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("signatory", schema=None) as batch_op:
        batch_op.drop_column("signed_as")
