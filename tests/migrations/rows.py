"""Nasty rows for whatever tables a database has, put in by raw SQL: no model is asked.

The tables are read from the database itself, so that these rows fit every revision. Values that some CHECK binds
together are brought in line by `FITTING`, by table and column; a column that a revision lacks is left out.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import Database

Row = dict[str, Any]

# Every table has at least this many rows, so that others can point to them.
LEAST_ROWS = 3
# Quotes of every kind, SQL, right-to-left with its marks, joined emoji, accents in two forms, no-break and zero-width
# blanks, a line separator, what HTML and formats would eat.
NASTY = (
    "'\"`;--\\ %s %(x)s {y} <b>&amp; \u05e9\u05dc\u05d5\u05dd \u202e\u0645\u0631\u062d\u0628\u0627\u202c "
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u00e9e\u0301 \u00a0\u200b\u2028 \u2019t \U0001d518\t\r\n"
)
LONGEST_TEXT = 100_000
# In UTC, as both databases take them: the first, one in the hour that summer time skips, the last.
MOMENTS = ("1970-01-01 00:00:00.000000", "2026-03-29 01:30:00.000001", "9999-12-31 23:59:59.999999")
DAYS = ("0001-01-01", "2026-10-25", "9999-12-31")
GREATEST_INTEGER = 2**31 - 1
# How each database writes a CHECK that lists the values of one column.
_LISTS_VALUES = (
    re.compile(r'"?(?P<column>\w+)"? IN \((?P<values>[^()]*)\)'),
    re.compile(r"(?P<column>\w+)::text = ANY \(ARRAY\[(?P<values>[^\]]*)\]::text\[\]\)"),
    re.compile(r"(?P<column>\w+)::text = (?P<values>'\w+'::text)"),
)


@dataclass(frozen=True)
class EnumCheck:
    """A CHECK that holds a column to a list of values."""

    constraint: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table as the database describes it. Columns, enums and what its rows point to (always an id) go by column."""

    name: str
    columns: dict[str, Any]
    enums: dict[str, EnumCheck]
    points_to: dict[str, str]
    other_checks: tuple[str, ...]


@contextmanager
def writing_raw(database: Database) -> Iterator[sa.Connection]:
    """Give a connection in one transaction, whose moments are in UTC on every database."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL TIME ZONE 'UTC'"))
        yield connection


def read_tables(connection: sa.Connection) -> dict[str, Table]:
    """Return the database's tables, those that others point to first."""
    inspector = sa.inspect(connection)
    names = [name for name, _keys in inspector.get_sorted_table_and_fkc_names() if name]
    return {name: _read_table(inspector, name) for name in names if not is_own(name)}


def is_own(table: str) -> bool:
    """Tell whether a table is Alembic's, or what a database keeps its index of words in: nobody puts rows into these."""
    return table == "alembic_version" or table.startswith("search_words")


def _read_table(inspector: sa.Inspector, name: str) -> Table:
    checks = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(name)}
    enums = {constraint: found for constraint, text in checks.items() if (found := _as_enum(text))}
    keys = inspector.get_foreign_keys(name)
    return Table(
        name=name,
        columns={column["name"]: column for column in inspector.get_columns(name)},
        enums={column: EnumCheck(constraint, values) for constraint, (column, values) in enums.items()},
        points_to={key["constrained_columns"][0]: key["referred_table"] for key in keys},
        other_checks=tuple(constraint for constraint in checks if constraint not in enums),
    )


def _as_enum(check: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the column and values of a CHECK that lists a column's values; None for any other."""
    for pattern in _LISTS_VALUES:
        found = pattern.fullmatch(check)
        if found:
            return found["column"], tuple(re.findall(r"'(\w+)'", found["values"]))
    return None


def put_in(connection: sa.Connection) -> dict[str, list[Row]]:
    """Put nasty rows into every table, so many that every value of every enum occurs; return them by table."""
    tables = read_tables(connection)
    return {name: _fill(connection, table) for name, table in tables.items()}


def _fill(connection: sa.Connection, table: Table) -> list[Row]:
    # The first row leaves empty whatever may be; the others hold every value of every enum.
    count = max([LEAST_ROWS, *(1 + len(enum.values) for enum in table.enums.values())])
    rows = [make_row(table, index, is_full=index > 0) for index in range(count)]
    for row in rows:
        insert(connection, table.name, row)
    if "id" in table.columns and connection.dialect.name == "postgresql":
        # Rows with ids of their own do not move the counter that gives out the next one.
        connection.execute(
            sa.text(f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', 'id'), {count})")
        )
    return rows


def insert(connection: sa.Connection, table: str, row: Row) -> None:
    """Insert one row by SQL; names are quoted, for some are words of SQL."""
    columns = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f'INSERT INTO "{table}" ({columns}) VALUES ({places})'), row)


def make_row(table: Table, index: int, *, is_full: bool = True) -> Row:
    """Return a row that every constraint accepts; one that is not full leaves empty whatever may be."""
    row = {name: _value(table, name, index, is_full=is_full) for name in table.columns}
    for fit in FITTING.get(table.name, ()):
        fit(row, index)
    return {name: value for name, value in row.items() if name in table.columns}


def _value(table: Table, name: str, index: int, *, is_full: bool) -> Any:
    column = table.columns[name]
    if name == "id":
        return index + 1
    if column["nullable"] and not is_full:
        return None
    if name in table.points_to:
        return _rank_of_target(table, name, index)
    if name in table.enums:
        values = table.enums[name].values
        return values[index % len(values)]
    return _plain_value(column["type"], index)


def _rank_of_target(table: Table, column: str, index: int) -> int | None:
    """Return the id that a row points to: in its own table the row before it, elsewhere one of the first three.

    After three rows the columns fall out of step, so that rows that may not point to the same pair do not.
    """
    if table.points_to[column] == table.name:
        return min(index, LEAST_ROWS) or None
    step = list(table.points_to).index(column)
    return (index + index // LEAST_ROWS * step) % LEAST_ROWS + 1


def _plain_value(kind: Any, index: int) -> Any:
    if isinstance(kind, sa.Boolean):
        return bool(index % 2)
    if isinstance(kind, sa.Integer):
        return GREATEST_INTEGER - index
    if isinstance(kind, sa.DateTime):
        return MOMENTS[index % len(MOMENTS)]
    if isinstance(kind, sa.Date):
        return DAYS[index % len(DAYS)]
    if isinstance(kind, sa.JSON):
        return '{"\U0001f468": [1, null, "\\"\\u202e"]}'
    length = getattr(kind, "length", None) or LONGEST_TEXT
    return f"{index:02}{NASTY * (length // len(NASTY) + 1)}"[:length]


Fit = Callable[[Row, int], None]


def _together(first: str, second: str) -> Fit:
    def fit(row: Row, _index: int) -> None:
        if row[first] is None or row[second] is None:
            row[first] = row[second] = None

    return fit


def _span(start: str, end: str) -> Fit:
    def fit(row: Row, index: int) -> None:
        if row[start] is not None and row[end] is not None:
            row[start], row[end] = index, GREATEST_INTEGER

    return fit


def _set(**values: Any) -> Fit:
    return lambda row, _index: row.update(values)


def _fit_hour(row: Row, index: int) -> None:
    row["reminder_hour"] = (5, 22, 8)[index % 3]


def _fit_membership(row: Row, _index: int) -> None:
    row["role"] = "reader" if row["role"] == "administrator" else row["role"]


def _fit_signatory(row: Row, _index: int) -> None:
    if row["organisation_id"] is not None:
        row["person_name"] = ""


def _fit_passage(row: Row, index: int) -> None:
    # Every code point counts once, those outside the first plane too.
    row["exact"] = NASTY
    row["start"], row["end"] = index, index + len(NASTY)


def _fit_reply(row: Row, _index: int) -> None:
    if "came_on" in row:
        row["came_on"] = row["received_on"] or row["dated_on"]


def _fit_verdict(row: Row, _index: int) -> None:
    row["read_whole_text"] = row["read_whole_text"] or row["verdict"] == "not_answered"


def _fit_mandate(row: Row, _index: int) -> None:
    if row["from_on"] is not None:
        row["until_on"] = row["from_on"]


def _fit_mail(row: Row, _index: int) -> None:
    if row["kind"] != "reminder" or row["user_id"] is None:
        row["local_day"] = None
    if row["state"] not in ("pending", "cancelled"):
        for name in ("frozen_at", "sent_at", "lease_until"):
            row[name] = row[name] or MOMENTS[1]
        row["claimed_by"] = row["claimed_by"] or NASTY


def _fit_activity(row: Row, index: int) -> None:
    # Sealed: these columns are filled together, or not at all. No two of them have the same place in a chain.
    if row.get("hash") is not None:
        row["chain"], row["sequence"] = index % 2, index + 1


FITTING: dict[str, tuple[Fit, ...]] = {
    "activity": (_fit_activity,),
    "campaign": (_fit_hour,),
    "membership": (_fit_membership,),
    "mandate": (_fit_mandate,),
    "letter": (
        _together("closed_at", "closed_reason"),
        _together("deadline_on", "deadline_source"),
        _span("text_start", "text_end"),
        _set(has_standing=True),  # derived columns that are known stay as they are
    ),
    "signatory": (_fit_signatory,),
    "demand": (_together("closed_at", "closed_reason"), _span("start", "end")),
    "passage": (_fit_passage,),
    "reply": (_span("text_start", "text_end"), _fit_reply),
    "verdict_given": (_fit_verdict,),
    "outgoing_mail": (_fit_mail,),
}


def read_rows(connection: sa.Connection, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    """Return a table's rows in these columns as the driver gives them, in a fixed order."""
    names = ", ".join(f'"{name}"' for name in columns)
    found = connection.execute(sa.text(f'SELECT {names} FROM "{table}"'))
    return sorted((tuple(row) for row in found), key=repr)
