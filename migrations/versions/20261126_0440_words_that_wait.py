"""an index of carried words that wait for a person"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_NAME = "ix_carried_passage_waiting"
_WAITS = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_index(_NAME, "carried_passage", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def downgrade() -> None:
    op.drop_index(_NAME, "carried_passage")
