"""The database: base class, naming convention, column types, sessions and transactions; free of Flask."""

import enum
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Row,
    Select,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app.errors import StaleRecordError
from app.sqlite import make_sqlite_engine

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Asked for by `transaction()`; SQLite then takes its write lock at BEGIN, so that no read is upgraded half-way.
WRITES = {"weerwoord_writes": True}

# What somebody else's transaction of the same moment causes: a key that is taken, a record that is gone, a transaction
# that could not be put in order with another. A broken CHECK or NOT NULL is a fault of ours and is not among them.
_CONFLICTS_POSTGRESQL = frozenset({"23503", "23505", "40001", "40P01"})
_CONFLICTS_SQLITE = frozenset(
    {
        sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
        sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
        sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    }
)
# Too many connections, and a server that is stopping, crashed or starting.
_AWAY_POSTGRESQL = frozenset({"53300", "57P01", "57P02", "57P03"})
_AWAY_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN})


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; refuses naive values. SQLite drops time zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseClock(FunctionElement[datetime]):
    """The present moment by the clock of the database, not of this node."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(DatabaseClock, "sqlite")
def _compile_for_sqlite(_element: DatabaseClock, _compiler: SQLCompiler, **_options: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f', 'now')"


@compiles(DatabaseClock, "postgresql")
def _compile_for_postgresql(_element: DatabaseClock, _compiler: SQLCompiler, **_options: Any) -> str:
    return "clock_timestamp()"


def read_clock(session: Session) -> datetime:
    """Return the present moment (UTC) by the database's clock."""
    return session.execute(select(DatabaseClock())).scalar_one()


def enum_type(values: type[enum.Enum]) -> Enum:
    """Return a column type that stores an enum's lower-case values and lets the database refuse others.

    The constraint is named after the enum: Channel -> ck_<table>_channel.
    """
    return Enum(
        values,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=_snake(values.__name__),
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _leave_out_values(context: ExceptionContext) -> None:
    """Keep the first line of what PostgreSQL says: its DETAIL repeats the row, a letter's text and all."""
    original = context.original_exception
    words = getattr(getattr(original, "diag", None), "message_primary", None)
    if words is None:
        return
    original.args = (words,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(original).__name__}) {words}",)


def make_engine(address: str) -> Engine:
    """Return an engine for an SQLite or PostgreSQL address, with what SQLite needs to be a real database switched on.

    Errors name no values: letters, hashes and addresses must not reach the log.
    """
    if address.startswith("sqlite"):
        return make_sqlite_engine(address)
    engine = create_engine(address, hide_parameters=True, **_postgresql_options(address))
    event.listen(engine, "handle_error", _leave_out_values)
    return engine


def _postgresql_options(address: str) -> dict[str, Any]:
    """Return how a process keeps its connections; what the address itself says about one (`?application_name=`) wins.

    A process has at most ten: one for each thread that serves and for each periodic job. Ten processes stay below the
    hundred that PostgreSQL allows by itself.
    """
    connection: dict[str, Any] = {
        "application_name": "weerwoord",
        "connect_timeout": 5,  # seconds; people wait for the page that says that the database is away
        # A cable that was pulled is noticed after two minutes, and not after the two hours of the system.
        "keepalives_idle": 60,
        "keepalives_interval": 20,
        "keepalives_count": 3,
    }
    named = make_url(address).query
    return {
        "connect_args": {name: value for name, value in connection.items() if name not in named},
        "pool_pre_ping": True,  # a restarted server costs nobody a page
        "pool_size": 5,
        "max_overflow": 5,
        "pool_timeout": 10,  # seconds
        "pool_recycle": 1800,  # seconds: below the half hour to an hour after which proxies and firewalls forget
    }


def is_conflict(error: DBAPIError) -> bool:
    """Tell whether somebody else's transaction came in between; trying again would meet what they did."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode in _CONFLICTS_SQLITE
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS_POSTGRESQL


def is_away(error: Exception) -> bool:
    """Tell whether the database cannot be reached, or not now: nothing is wrong with what was asked."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) in _AWAY_SQLITE
    state = getattr(error.orig, "sqlstate", None)
    has_no_answer = state is None and isinstance(error, (OperationalError, InterfaceError))
    return error.connection_invalidated or has_no_answer or state in _AWAY_POSTGRESQL


def read_rows(
    session: Session,
    statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    values: Mapping[str, Any] | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read columns, in two thirds of the time of `session.execute`, which gets ready to load records.

    For statements without records, whose rows fit in memory: fetched one by one they take half as long again. As with
    `execute`, what the session changed is written first, so that it is seen.
    """
    session.flush()
    return session.connection().execute(statement, values).all()


class Database:
    """One database with its sessions, for web requests, the worker and the command line alike."""

    def __init__(self, address: str) -> None:
        """Make the engine; nothing connects yet."""
        self.engine = make_engine(address)
        self.make_session = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session for reading; it ends without a write."""
        with self.make_session() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session inside one transaction; commit when the block ends well."""
        with self.make_session() as session, transaction(session):
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Run the block in one write transaction of `session`; the edge calls this, services never commit.

    A read that the session has open ends first: in WAL mode SQLite cannot turn an old read into a write once somebody
    else has written. Records loaded before are read anew inside the transaction.

    Raises StaleRecordError where somebody else's transaction of the same moment came first and the database saw it.
    """
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed before the transaction began")
    session.rollback()
    session.connection(execution_options=WRITES)
    try:
        yield session
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if is_conflict(error):
            raise StaleRecordError from error
        raise
    except StaleDataError as error:
        session.rollback()
        raise StaleRecordError from error
    except BaseException:
        session.rollback()
        raise
