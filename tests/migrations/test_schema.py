"""What the migrations build is what the models say, to the last constraint; `alembic check` does not see that much."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from app import schema
from app.db import Database
from app.models import metadata


def normalise(sql: str) -> tuple[str, ...]:
    """Return a CREATE statement with its parts in a fixed order, free of quotes and layout.

    A rebuilt table may have its columns in another order; nothing depends on that.
    """
    folded = " ".join(sql.replace('"', "").split())
    if not folded.upper().startswith("CREATE TABLE"):
        return (folded,)
    head, _, body = folded.partition("(")
    return (head.strip(), *sorted(_split(body.rpartition(")")[0])))


def _split(body: str) -> list[str]:
    """Split at the commas outside all brackets."""
    parts, depth = [""], 0
    for sign in body:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [re.sub(r"\s+", " ", part).strip() for part in parts]


def _read_sqlite(database: Database) -> dict[str, tuple[str, ...]]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'"
    with database.engine.connect() as connection:
        return {name: normalise(sql) for name, sql in connection.execute(sa.text(query))}


def _read_postgresql(database: Database) -> dict[str, Any]:
    inspector = sa.inspect(database.engine)
    tables: dict[str, Any] = {
        name: _describe(inspector, name) for name in inspector.get_table_names() if name != "alembic_version"
    }
    return tables | {"triggers": _read_triggers(database)}


def _read_triggers(database: Database) -> dict[str, tuple[str, str]]:
    """Return each trigger by its name: when it fires, and the function that it runs."""
    query = sa.text(
        "SELECT tgname, pg_get_triggerdef(oid), pg_get_functiondef(tgfoid) FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.engine.connect() as connection:
        return {name: (fires, runs) for name, fires, runs in connection.execute(query)}


def _describe(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    keys = inspector.get_foreign_keys(table)
    return {
        "columns": {
            one["name"]: (str(one["type"]), one["nullable"], one["default"])
            for one in inspector.get_columns(table)
        },
        "zones": {
            one["name"]: one["type"].timezone
            for one in inspector.get_columns(table)
            if isinstance(one["type"], sa.DateTime)
        },
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "key's name": inspector.get_pk_constraint(table)["name"],
        "points to": {
            one["name"]: (
                one["constrained_columns"],
                one["referred_table"],
                one["referred_columns"],
                one["options"],
            )
            for one in keys
        },
        "unique": {one["name"]: one["column_names"] for one in inspector.get_unique_constraints(table)},
        "checks": {one["name"]: one["sqltext"] for one in inspector.get_check_constraints(table)},
        "indexes": {
            one["name"]: (one["column_names"], one["unique"]) for one in inspector.get_indexes(table)
        },
    }


@pytest.fixture
def migrated(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    schema.upgrade(database, revision=str(schema.head_revision()))
    yield database
    database.dispose()


def test_sqlite_is_what_the_models_say(migrated, tmp_path):
    created = Database(f"sqlite:///{tmp_path / 'created.sqlite'}")
    metadata.create_all(created.engine)
    wanted, found = _read_sqlite(created), _read_sqlite(migrated)
    created.dispose()
    assert any(sql[0].startswith("CREATE TRIGGER") for sql in wanted.values())
    assert set(found) == set(wanted)
    assert {name: found[name] for name in wanted if found[name] != wanted[name]} == {}


def test_postgresql_is_what_the_models_say(postgresql_address):
    database = Database(postgresql_address)
    metadata.create_all(database.engine)
    wanted = _read_postgresql(database)
    assert wanted["triggers"]
    metadata.drop_all(database.engine)
    schema.upgrade(database, revision=str(schema.head_revision()))
    found = _read_postgresql(database)
    database.dispose()
    assert set(found) == set(wanted)
    assert {name: found[name] for name in wanted if found[name] != wanted[name]} == {}


BASE = "CREATE TABLE a (x INTEGER NOT NULL, CONSTRAINT ck_a_x CHECK (x IN ('b', 'c')), PRIMARY KEY (x))"


@pytest.mark.parametrize(
    ("sql", "is_same"),
    [
        (
            "CREATE TABLE \"a\" (\n\tPRIMARY KEY (x),\n\tx INTEGER NOT NULL, CONSTRAINT ck_a_x CHECK (x IN ('b', 'c')))",
            True,
        ),
        (BASE.replace("'b', 'c'", "'b', 'c', 'd'"), False),
        (BASE.replace(" NOT NULL", ""), False),
        (BASE.replace("ck_a_x", "ck_a_y"), False),
        (BASE.replace("PRIMARY KEY (x)", "PRIMARY KEY (x), UNIQUE (x)"), False),
    ],
)
def test_the_comparison_sees_a_difference_and_no_layout(sql, is_same):
    assert (normalise(sql) == normalise(BASE)) is is_same


def test_every_constraint_has_a_name_by_which_a_migration_can_find_it():
    nameless = [
        f"{table.name}: {constraint}"
        for table in metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert nameless == []


def test_two_that_upgrade_at_the_same_moment_both_end_well(any_address):
    databases = [Database(any_address) for _ in range(3)]
    with ThreadPoolExecutor(len(databases)) as threads:
        list(threads.map(schema.upgrade, databases))

    assert [schema.current_revision(database) for database in databases] == [schema.head_revision()] * len(
        databases
    )
    for database in databases:
        database.dispose()
