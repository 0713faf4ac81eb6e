"""Backup and restore of a PostgreSQL database by its own programs, which let everybody go on writing."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from app.backups.digests import digest_postgresql
from app.backups.errors import DatabaseInUseError, NotEmptyError, ToolFailedError, ToolMissingError
from app.backups.snapshots import DOCUMENTS, REVISION, Snapshot
from app.backups.sqlite import refuse_difference
from app.backups.values import Kind, Proof, TableDigest
from app.db import Database, make_engine

_SCRATCH = "weerwoord_proof_"
_READ_ONLY = "default_transaction_read_only"
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True)
class _Target:
    """Where PostgreSQL's programs find a database: what stands on the command line never holds the password."""

    conninfo: str
    password: str


class PostgreSQLStore:
    """The database at an address; `tools` is the folder of pg_dump and pg_restore, empty for those on the PATH."""

    kind = Kind.POSTGRESQL

    def __init__(self, address: str, tools: str = "") -> None:
        """Name the database; nothing connects yet."""
        self.address = address
        self.tools = tools

    def take(self, folder: Path) -> Snapshot:
        """Dump the database as it is at one moment, and digest its rows as they are at the same moment."""
        file = folder / "database.dump"
        with _engine(self.address) as engine, _held_still(engine) as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            options = ["-Fc", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"]
            self._run("pg_dump", _target_of(connection), *options)
            revision = str(connection.scalar(text(REVISION)))
            documents: dict[str, str] = dict(connection.execute(text(DOCUMENTS)).fetchall())
            return Snapshot(file, revision, digest_postgresql(connection), documents)

    def prove(self, file: Path, folder: Path, tables: dict[str, TableDigest]) -> Proof:  # noqa: ARG002  the other kind needs it
        """Restore the dump into a scratch database and compare every row; only list it where none may be made."""
        with _engine(self.address, isolation_level="AUTOCOMMIT") as engine, engine.connect() as connection:
            may_create = connection.scalar(
                text("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            )
            if not may_create:
                self._run("pg_restore", None, "--list", str(file))
                return Proof.LISTED
            name = _SCRATCH + secrets.token_hex(8)
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
            try:
                scratch = make_url(self.address).set(database=name).render_as_string(hide_password=False)
                self._restore(scratch, file, tables)
            finally:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        return Proof.RESTORED

    def refuse_unless_empty(self) -> None:
        """Raise NotEmptyError where there are tables, DatabaseInUseError where others are connected."""
        with _engine(self.address) as engine, engine.connect() as connection:
            if _has_tables(connection):
                raise NotEmptyError(where=f"database {connection.engine.url.database}")
            others = connection.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            if others:
                raise DatabaseInUseError(count=others)

    def put_back(
        self, file: Path, tables: dict[str, TableDigest], finish: Callable[[Database], None]
    ) -> None:
        """Restore the dump in one transaction, compare every row, and finish; nobody else can write before that is done.

        A worker that is started anew meanwhile, or after this process was killed, would send what waits: sending is paused last.
        """
        own = _may_write(self.address)
        _alter_for_others(own, f"SET {_READ_ONLY} = on")
        try:
            self._restore(own, file, tables)
            database = Database(own)
            try:
                finish(database)
            finally:
                database.dispose()
        except BaseException:
            with _engine(own) as engine, engine.connect() as connection:
                is_untouched = not _has_tables(connection)
            if is_untouched:
                _alter_for_others(own, f"RESET {_READ_ONLY}")
            raise
        _alter_for_others(own, f"RESET {_READ_ONLY}")

    def _restore(self, address: str, file: Path, tables: dict[str, TableDigest]) -> None:
        with _engine(address) as engine:
            with engine.connect() as connection:
                target = _target_of(connection)
            options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(file)]
            self._run("pg_restore", target, *options)
            with engine.connect() as connection:
                refuse_difference(digest_postgresql(connection), tables)

    def _run(self, tool: str, target: _Target | None, *options: str) -> None:
        """Run one of PostgreSQL's programs. Raises ToolMissingError, ToolFailedError."""
        program = shutil.which(tool, path=self.tools or None)
        if program is None:
            raise ToolMissingError(tool=tool)
        environment = {**os.environ, "LC_ALL": "C"}
        where = []
        if target is not None:
            environment["PGPASSWORD"] = target.password
            where = [f"--dbname={target.conninfo}"]
        done = subprocess.run(  # noqa: S603  found on the PATH or where the settings say
            [program, *where, *options], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ToolFailedError(tool=tool, reason=done.stderr.strip() or f"exit status {done.returncode}")


def _held_still(engine: Engine) -> Connection:
    """Return a connection that sees the database as it is at its first statement, whatever others write."""
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def _engine(address: str, **options: Any) -> Iterator[Engine]:
    engine = create_engine(address, hide_parameters=True, **options) if options else make_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def _has_tables(connection: Connection) -> bool:
    return bool(inspect(connection).get_table_names())


def _may_write(address: str) -> str:
    """Return the address for a connection that may write, whatever holds for others; what it says itself is kept."""
    url = make_url(address)
    options = (url.query.get("options", ""), f"-c {_READ_ONLY}=off")
    return url.update_query_dict({"options": " ".join(map(str, options)).strip()}).render_as_string(
        hide_password=False
    )


def _alter_for_others(address: str, setting: str) -> None:
    """Change what holds for the connections of this role to this database; a role may always do that for itself.

    Those that are there end, for they would go on as they began: programs connect anew.
    """
    with _engine(address, isolation_level="AUTOCOMMIT") as engine, engine.connect() as connection:
        name = str(connection.scalar(text("SELECT current_database()")))
        quoted = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(f"ALTER ROLE CURRENT_USER IN DATABASE {quoted} {setting}")
        connection.execute(text(_END_OTHERS))


def _target_of(connection: Connection) -> _Target:
    info: Any = connection.connection.dbapi_connection.info  # type: ignore[union-attr]
    return _Target(info.dsn, info.password)
