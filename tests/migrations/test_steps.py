"""Every migration, up and down, on both databases, with rows that a careless one would lose or break."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from app import schema
from app.db import Database
from app.models import metadata
from tests.migrations.rows import is_own, put_in, read_rows, read_tables, writing_raw

Rows = dict[str, list[tuple[Any, ...]]]


def _steps() -> list[tuple[str, str]]:
    """Return (from, to) of every migration, oldest first."""
    revisions = list(ScriptDirectory.from_config(schema.make_config()).walk_revisions())
    return [(str(one.down_revision or "base"), one.revision) for one in reversed(revisions)]


STEPS = _steps()
HEAD = STEPS[-1][1]
# What a migration empties because the program makes it anew from the records.
MADE_ANEW = {"0014": ("search_entry",)}


def _table_names(database: Database) -> set[str]:
    return {name for name in sa.inspect(database.engine).get_table_names() if not is_own(name)}


def _columns(database: Database) -> dict[str, list[str]]:
    with writing_raw(database) as connection:
        return {name: sorted(table.columns) for name, table in read_tables(connection).items()}


def _read(database: Database, columns: dict[str, list[str]]) -> Rows:
    with writing_raw(database) as connection:
        return {table: read_rows(connection, table, names) for table, names in columns.items()}


def _put_in(database: Database) -> None:
    with writing_raw(database) as connection:
        assert put_in(connection)


def _in_both(first: dict[str, list[str]], second: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        table: [name for name in first[table] if name in second[table]] for table in first if table in second
    }


def _check_whole(database: Database) -> None:
    """Hold an SQLite file to its foreign keys, and to be a sound file; PostgreSQL never lets either slip."""
    if database.engine.dialect.name != "sqlite":
        return
    with database.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1, "left switched off"


def test_an_empty_database_goes_up_and_down_and_up_again(empty):
    schema.upgrade(empty, revision=HEAD)
    assert _table_names(empty) == set(metadata.tables)
    schema.downgrade(empty, "base")
    assert _table_names(empty) == set()
    assert schema.current_revision(empty) is None
    schema.upgrade(empty, revision=HEAD)
    assert _table_names(empty) == set(metadata.tables)
    assert schema.current_revision(empty) == schema.head_revision() == HEAD


@pytest.mark.parametrize(("before", "after"), STEPS[:1])
def test_the_first_migration_goes_down_with_rows_in_it_and_up_again(empty, before, after):
    schema.upgrade(empty, revision=after)
    _put_in(empty)
    _check_whole(empty)
    schema.downgrade(empty, before)
    assert _table_names(empty) == set()
    schema.upgrade(empty, revision=after)
    assert not any(_read(empty, _columns(empty)).values())
    _put_in(empty)
    _check_whole(empty)


@pytest.mark.skipif(len(STEPS) == 1, reason="there is one migration only, and it starts from nothing")
@pytest.mark.parametrize(("before", "after"), STEPS[1:] or STEPS)
def test_rows_survive_a_migration_up_and_down(empty, before, after):
    schema.upgrade(empty, revision=before)
    _put_in(empty)
    columns_before = _columns(empty)
    rows = _read(empty, columns_before)
    rows |= {name: [] for name in MADE_ANEW.get(after, ())}

    schema.upgrade(empty, revision=after)
    kept = _in_both(columns_before, _columns(empty))
    assert _read(empty, kept) == _project(rows, columns_before, kept)
    _check_whole(empty)

    schema.downgrade(empty, before)
    assert _columns(empty) == columns_before
    assert _read(empty, kept) == _project(rows, columns_before, kept)
    _check_whole(empty)


def _project(rows: Rows, columns: dict[str, list[str]], kept: dict[str, list[str]]) -> Rows:
    """Return the rows in the columns that are kept, ordered as `read_rows` orders them."""
    places = {table: [columns[table].index(name) for name in names] for table, names in kept.items()}
    return {
        table: sorted((tuple(row[place] for place in places[table]) for row in rows[table]), key=repr)
        for table in kept
    }


def test_upgrading_what_is_up_to_date_keeps_every_row(empty):
    schema.upgrade(empty, revision=HEAD)
    _put_in(empty)
    columns = _columns(empty)
    rows = _read(empty, columns)
    schema.upgrade(empty)
    after = _read(empty, columns)
    # The people that come with the program are added beside what is there.
    assert [(table, row) for table in rows for row in rows[table] if row not in after[table]] == []
    _check_whole(empty)


def test_the_rows_hold_every_value_of_every_enum(empty):
    schema.upgrade(empty, revision=HEAD)
    _put_in(empty)
    missing = set()
    with writing_raw(empty) as connection:
        for table in read_tables(connection).values():
            for column, enum in table.enums.items():
                stored = {value for (value,) in read_rows(connection, table.name, [column])}
                missing |= {(table.name, column, value) for value in enum.values if value not in stored}
    # An administrator is one everywhere, not in a campaign.
    assert missing == {("membership", "role", "administrator")}


def test_a_table_that_a_trigger_names_can_be_rebuilt(tmp_path):
    """SQLite rebuilds by dropping and renaming; the log's trigger names the campaign's table meanwhile."""
    database = Database(f"sqlite:///{tmp_path / 'rebuilt.sqlite'}")
    schema.upgrade(database, revision=HEAD)
    _put_in(database)
    with database.engine.connect() as connection:
        # As app/schema.py and migrations/env.py set them.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("campaign", recreate="always") as batch:
            batch.alter_column("title", type_=sa.String(201))
        triggers = sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        assert connection.execute(triggers).scalars().all() == ["activity_no_delete", "activity_no_update"]
    database.dispose()


def test_names_on_file_are_folded_when_their_column_comes(empty):
    schema.upgrade(empty, revision="0011")
    with empty.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO person (id, name) VALUES (1, 'Élise Łukasz')"))
        connection.execute(
            sa.text(
                "INSERT INTO office (id, jurisdiction, name_nl, name_fr, name_en) "
                "VALUES (1, 'BE', 'Ambt', 'Affaires étrangères', 'Ambt')"
            )
        )
    schema.upgrade(empty, revision="0012")
    with empty.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT folded_name FROM person")).scalar() == "elise lukasz"
        folded = connection.execute(sa.text("SELECT folded_names FROM office")).scalar()
    assert folded == "ambt affaires etrangeres"
