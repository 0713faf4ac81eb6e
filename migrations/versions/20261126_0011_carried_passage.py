"""what became of linked words when a text was read anew, and a reading that takes the place of another"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STEPS = ("fetch", "read", "propose")
MANNERS = ("answers_letter", "fills_letter", "follows_letter")


def _allow(steps: tuple[str, ...], manners: tuple[str, ...]) -> None:
    with op.batch_alter_table("intake_item", schema=None) as batch_op:
        for name, column, values in (("intake_step", "step", steps), ("manner", "manner", manners)):
            batch_op.drop_constraint(batch_op.f(f"ck_intake_item_{name}"), type_="check")
            batch_op.create_check_constraint(
                batch_op.f(f"ck_intake_item_{name}"), sa.column(column).in_(values)
            )


def upgrade() -> None:
    _allow((*STEPS, "carry"), (*MANNERS, "renews_text"))
    op.create_table(
        "carried_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("from_passage_id", sa.Integer(), nullable=False),
        sa.Column("text_version_id", sa.Integer(), nullable=False),
        sa.Column("to_passage_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "same",
                "moved",
                "changed",
                "lost",
                name="carry_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("carried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("carried_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "itself",
                "confirmed",
                "gone",
                "superseded",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name=op.f("ck_carried_passage_decided_when_known")
        ),
        sa.ForeignKeyConstraint(
            ["carried_by_id"], ["user.id"], name=op.f("fk_carried_passage_carried_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_carried_passage_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["from_passage_id"], ["passage.id"], name=op.f("fk_carried_passage_from_passage_id_passage")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_carried_passage_reply_id_reply")),
        sa.ForeignKeyConstraint(
            ["text_version_id"],
            ["text_version.id"],
            name=op.f("fk_carried_passage_text_version_id_text_version"),
        ),
        sa.ForeignKeyConstraint(
            ["to_passage_id"], ["passage.id"], name=op.f("fk_carried_passage_to_passage_id_passage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_passage")),
    )
    with op.batch_alter_table("carried_passage", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_carried_passage_from_passage_id"), ["from_passage_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_carried_passage_reply_id_decided_at"), ["reply_id", "decided_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("carried_passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carried_passage_reply_id_decided_at"))
        batch_op.drop_index(batch_op.f("ix_carried_passage_from_passage_id"))

    op.drop_table("carried_passage")
    # An older program knows no reading that takes the place of another, and would offer it to be filed.
    op.execute(
        "UPDATE intake_item SET manner = NULL, step = NULL, claimed_by = NULL, lease_until = NULL, "
        "state = CASE WHEN state = 'filed' THEN state ELSE 'set_aside' END WHERE manner = 'renews_text'"
    )
    _allow(STEPS, MANNERS)
