"""what can be found, and by which words"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5(tokens, tokenize = 'ascii', detail = none, columnsize = 0)",
    ),
    "postgresql": (
        "CREATE TABLE search_words (id BIGINT NOT NULL, tokens TEXT[] NOT NULL, CONSTRAINT pk_search_words PRIMARY KEY (id))",
        "CREATE INDEX ix_search_words_tokens ON search_words USING gin (tokens)",
    ),
}


def upgrade() -> None:
    # The program fills both when the upgrade is through.
    op.create_table(
        "search_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "letter",
                "demand",
                "reply",
                "verdict",
                "document",
                name="entry_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_search_entry_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_search_entry_kind_record_id")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_entry_campaign_id"), ["campaign_id"], unique=False)
    for statement in WORDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
