"""Reads columns of records by their ids, in a statement that is written once."""

from collections import namedtuple
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import Select, bindparam, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from app.sqlite import ask_driver

_Made = list[tuple[int, Callable[[Any], Any]]]


class Rows:
    """A statement that takes ids, and its rows as plain tuples with names: a search shows few of them and waits for all.

    On SQLite its driver runs what SQLAlchemy wrote the first time: for twenty letters SQLAlchemy's own way takes twice as
    long.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]], key: Any) -> None:
        """Take a statement that reads every record there is; `key` is the column that its ids are compared with."""
        self._statement = statement
        self._key = key
        self._anywhere = statement.where(key.in_(bindparam("ids", expanding=True)))
        self._row: Any = namedtuple("_row", statement.selected_columns.keys())  # type: ignore[misc]  # noqa: PYI024  mypy cannot know the names

    def of(self, session: Session, ids: Collection[int]) -> Iterator[Any]:
        """Return the rows of these ids."""
        connection = session.connection()
        if connection.dialect.name != "sqlite":
            return map(self._row._make, connection.execute(self._anywhere, {"ids": list(ids)}).all())
        statement, values, made = self._on_sqlite
        # Numbers alone, so that this is JSON.
        rows = ask_driver(connection, statement, values | {"ids": str(list(ids))})
        for at, make in made:
            rows = [(*row[:at], make(row[at]), *row[at + 1 :]) for row in rows]
        return map(self._row._make, rows)

    @cached_property
    def _on_sqlite(self) -> tuple[str, dict[str, Any], _Made]:
        """Return the statement as SQLite is asked, its other values, and how a value is made of what the driver gives."""
        dialect = sqlite.dialect(paramstyle="named")
        ids = text("SELECT value FROM json_each(:ids)")
        compiled = self._statement.where(self._key.in_(ids)).compile(dialect=dialect)
        makers = (
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in self._statement.selected_columns
        )
        return str(compiled), dict(compiled.params), [(at, make) for at, make in enumerate(makers) if make]
