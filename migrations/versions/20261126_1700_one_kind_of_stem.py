"""the index of words is made anew: stems of all languages are tokens of one kind"""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# What the program finds empty it fills when the upgrade is through; so does the version before, with its own tokens.
_EMPTY = {
    "sqlite": (
        "DROP TABLE search_words",
        "CREATE VIRTUAL TABLE search_words USING fts5(tokens, tokenize = 'ascii', detail = none, columnsize = 0)",
        "DELETE FROM search_entry",
    ),
    "postgresql": ("TRUNCATE search_words, search_entry",),
}


def upgrade() -> None:
    _empty()


def downgrade() -> None:
    _empty()


def _empty() -> None:
    for statement in _EMPTY[op.get_bind().dialect.name]:
        op.execute(statement)
