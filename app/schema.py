"""Bringing a database to the present schema, and what comes with the program into it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from app.answers.keeping import refresh_unknown
from app.db import Database
from app.people.models import Mandate
from app.people.services import load_shipped_mandates
from app.search.keeping import note
from app.search.services import index_unknown
from app.settings import ROOT

# Any number that no other advisory lock of this program uses.
UPGRADE_LOCK = 7_702_002


def make_config() -> Config:
    """Return Alembic's configuration; revisions are named by their day and hour."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    config.set_main_option("path_separator", "os")
    return config


def upgrade(database: Database, folder: Path | None = None, revision: str = "head") -> None:
    """Bring the database to a revision; at the newest, load what comes with the program and work out what is derived."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(database):
        _migrate(database, lambda config: command.upgrade(config, revision))
        if revision == "head":
            with database.writing() as session:
                if load_shipped_mandates(session).updated:
                    # Written past the session's records: letters to these people are found by what they are now.
                    listed = select(Mandate.id).where(Mandate.key.is_not(None))
                    note(session, Mandate, session.scalars(listed).all())
                refresh_unknown(session)
                index_unknown(session)


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Let other processes wait that do the same: two that start at the same moment must not both make the tables."""
    if database.engine.dialect.name != "sqlite":
        with database.engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
            yield
        return
    folder = os.open(Path(database.engine.url.database or "").parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to a revision; `base` leaves it empty."""
    _migrate(database, lambda config: command.downgrade(config, revision))


def _migrate(database: Database, act) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    config = make_config()
    with database.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # Outside any transaction, where alone it works: rebuilding a parent table must not delete its children.
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            config.attributes["connection"] = connection
            act(config)
            connection.commit()
        finally:
            connection.rollback()
            if is_sqlite:
                connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]


def current_revision(database: Database) -> str | None:
    """Return the revision that the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Tell whether this program has a way from a revision to its own."""
    script = ScriptDirectory.from_config(make_config())
    return revision in {one.revision for one in script.walk_revisions()}


def head_revision() -> str | None:
    """Return the revision that this program needs."""
    return ScriptDirectory.from_config(make_config()).get_current_head()
