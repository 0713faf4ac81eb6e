"""Alembic's environment: the address comes from the caller or from the settings."""

from alembic import context
from sqlalchemy import Connection, text

from app.db import make_engine
from app.models import metadata
from app.settings import load_settings


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as what they are in the database: a migration imports nothing of the program."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Migrate on this connection. SQLite rebuilds a table by copying it: with foreign keys on, its children would go."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # A trigger may name the table that is being rebuilt (activity's names campaign): renaming would look it up.
        connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA legacy_alter_table=OFF")
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"rows that point nowhere after the migration: {broken[:5]}")


def main() -> None:
    """Connect and migrate."""
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
        return
    engine = make_engine(load_settings().database_address)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # The pragma does nothing inside a transaction.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        run(connection)
        connection.commit()
    engine.dispose()


main()
