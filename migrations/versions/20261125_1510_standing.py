"""how each letter stands, the day on which a reply came, and the indexes that Today, the timeline and the lists read"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PARTIAL = {
    "ix_letter_pressing": ["pressing", "id"],
    "ix_letter_waiting": ["waits_until_on", "id", "snoozed_until_on", "recall_on"],
    "ix_letter_recalled": ["recall_on", "id", "waits_until_on", "snoozed_until_on"],
    "ix_letter_fallback": ["fallback", "id", "waits_until_on", "snoozed_until_on", "recall_on"],
}


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pressing", _enum("pressing", "to_place", "late_choice", "to_judge"), nullable=True)
        )
        batch_op.add_column(sa.Column("waits_until_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("recall_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("fallback", _enum("fallback", "undelivered", "missing"), nullable=True))
        # The program works out the standing of every letter that has none when the upgrade is through.
        batch_op.add_column(
            sa.Column("has_standing", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.alter_column("has_standing", existing_type=sa.Boolean(), server_default=None)
        batch_op.create_index(
            batch_op.f("ix_letter_campaign_id_sent_on_number"),
            ["campaign_id", "sent_on", "number"],
            unique=False,
        )
        for name, columns in PARTIAL.items():
            only = sa.text(f"{columns[0]} IS NOT NULL")
            batch_op.create_index(
                name, ["campaign_id", *columns], unique=False, sqlite_where=only, postgresql_where=only
            )

    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_on", sa.Date(), nullable=True))
    op.execute("UPDATE reply SET came_on = coalesce(received_on, dated_on)")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_reply_came_when_known"),
            "(came_on IS NULL) = (coalesce(received_on, dated_on) IS NULL)"
            " AND (came_on IS NULL OR came_on = coalesce(received_on, dated_on))",
        )
        batch_op.create_index(
            batch_op.f("ix_reply_campaign_id_came_on_id"), ["campaign_id", "came_on", "id"], unique=False
        )

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_campaign_id_id"), ["campaign_id", "id"], unique=False)

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outgoing_mail_user_id_created_at_id"),
            ["user_id", "created_at", "id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_user_id_created_at_id"))
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_campaign_id_id"))
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_campaign_id_came_on_id"))
        batch_op.drop_constraint(batch_op.f("ck_reply_came_when_known"), type_="check")
        batch_op.drop_column("came_on")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        for name in PARTIAL:
            batch_op.drop_index(name)
        batch_op.drop_index(batch_op.f("ix_letter_campaign_id_sent_on_number"))
        batch_op.drop_constraint(batch_op.f("ck_letter_pressing"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_letter_fallback"), type_="check")
        for name in ("has_standing", "fallback", "recall_on", "waits_until_on", "pressing"):
            batch_op.drop_column(name)
