"""No table and no column is forgotten by an export, whoever adds it."""

from app.models import metadata
from app.transfer.columns import read_value
from app.transfer.parts import EXCLUDED, ID, PARTS, SHARED, TABLES, columns_of, target_of


def test_every_table_travels_or_says_why_not():
    told = {part.table.name for part in TABLES} | set(EXCLUDED)
    assert sorted(metadata.tables) == sorted(told), "name the table in app/transfer/parts.py"
    assert not {part.table.name for part in TABLES} & set(EXCLUDED)


def test_what_is_left_out_exists_and_can_be_filled():
    for part in TABLES:
        for name, left_out in part.left_out.items():
            column = part.table.c[name]
            has_default = column.nullable or column.default is not None
            assert has_default or left_out.fill is not None, f"{part.table.name}.{name}"
            assert left_out.why


def test_what_a_row_points_to_comes_before_it():
    seen = set()
    for part in TABLES:
        seen.add(part.table.name)
        targets = {target_of(column) for column in columns_of(part)} - {None}
        assert targets <= seen, part.table.name


def test_every_record_has_one_number_and_every_type_can_be_read():
    for part in TABLES:
        if ID not in part.table.c:
            assert {column.name for column in part.table.primary_key} <= {
                one.name for one in columns_of(part)
            }
        for column in columns_of(part):
            if column.nullable:
                assert read_value(column, None) is None
    assert all(ID in shared.table.c for shared in SHARED)
    assert PARTS[0].table.name == "campaign"
