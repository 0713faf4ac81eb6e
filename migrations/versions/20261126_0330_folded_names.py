"""names without accents and capitals, by which people and accounts are listed and searched"""

import unicodedata
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def _fold(text: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return bare.casefold().translate(_LETTERS)


def upgrade() -> None:
    _add("person", "folded_name", sa.String(200), ("name",), lambda name: _fold(name)[:200])
    _add(
        "office",
        "folded_names",
        sa.Text(),
        ("name_nl", "name_fr", "name_en"),
        lambda *names: " ".join(dict.fromkeys(map(_fold, names))),
    )
    _add(
        "user",
        "folded_name",
        sa.String(254),
        ("name", "email"),
        lambda *both: _fold(both[0] or both[1])[:254],
    )
    for table, columns in (
        ("person", "folded_name"),
        ("user", "folded_name"),
        ("office", "jurisdiction_name_nl"),
    ):
        named = ["jurisdiction", "name_nl", "id"] if table == "office" else [columns, "id"]
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{columns}_id"), named, unique=False)


def _add(
    table: str, name: str, kind: sa.types.TypeEngine[str], of: tuple[str, ...], make: Callable[..., str]
) -> None:
    """Add a column that is worked out from others, row by row: no database folds every name."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(name, kind, nullable=True))
    connection = op.get_bind()
    rows = sa.table(table, *(sa.column(one) for one in ("id", name, *of)))
    for row_id, *values in connection.execute(sa.select(rows.c.id, *(rows.c[one] for one in of))).all():
        connection.execute(sa.update(rows).where(rows.c.id == row_id).values({name: make(*values)}))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(name, existing_type=kind, nullable=False)


def downgrade() -> None:
    for table, column, index in (
        ("person", "folded_name", "ix_person_folded_name_id"),
        ("user", "folded_name", "ix_user_folded_name_id"),
        ("office", "folded_names", "ix_office_jurisdiction_name_nl_id"),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(index))
            batch_op.drop_column(column)
