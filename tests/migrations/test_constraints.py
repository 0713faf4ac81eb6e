"""What a database refuses by itself, whoever writes to it; on SQLite and on PostgreSQL alike."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app import schema
from tests.migrations.rows import NASTY, Row, Table, insert, make_row, put_in, read_tables, writing_raw

MOMENT = "2026-07-01 09:00:00.000000"
LONG = len(NASTY)

# CHECK -> rows that break it and nothing else: what differs from a row that is accepted.
BROKEN: dict[str, tuple[Row, ...]] = {
    "ck_activity_sealed_whole": (
        {"chain": None, "sequence": 1, "hash": "0"},
        {"chain": 1, "sequence": None, "hash": "0"},
        {"chain": 1, "sequence": 1, "hash": None},
    ),
    "ck_campaign_reminder_hour_by_day": ({"reminder_hour": 4}, {"reminder_hour": 23}),
    "ck_campaign_reply_term_positive": ({"reply_term": 0}, {"reply_term": -6}),
    "ck_demand_closed_with_reason": (
        {"closed_at": MOMENT, "closed_reason": None},
        {"closed_at": None, "closed_reason": "granted"},
    ),
    "ck_carried_passage_decided_when_known": (
        {"decided_at": MOMENT, "decision": None},
        {"decided_at": None, "decision": "gone"},
    ),
    "ck_demand_place_whole": ({"start": None, "end": 5}, {"start": 5, "end": None}),
    "ck_demand_spans_something": ({"start": 5, "end": 5}, {"start": 5, "end": 4}, {"start": -1, "end": 5}),
    "ck_letter_closed_with_reason": (
        {"closed_at": MOMENT, "closed_reason": None},
        {"closed_at": None, "closed_reason": "granted"},
    ),
    "ck_letter_deadline_with_source": (
        {"deadline_on": "2026-07-01", "deadline_source": None},
        {"deadline_on": None, "deadline_source": "typed"},
    ),
    "ck_letter_text_spans_something": ({"text_start": 5, "text_end": 5}, {"text_start": 5, "text_end": 4}),
    "ck_mandate_days_in_order": ({"from_on": "2026-07-02", "until_on": "2026-07-01"},),
    "ck_membership_role_in_campaign": ({"role": "administrator"},),
    "ck_outgoing_mail_claim": (
        {"state": "claimed", "claimed_by": None},
        {"state": "claimed", "lease_until": None},
        {"state": "handing", "frozen_at": MOMENT, "claimed_by": None},
    ),
    "ck_outgoing_mail_content": (
        {"state": "sent", "sent_at": MOMENT, "frozen_at": None},
        {"state": "handing", "claimed_by": "here", "lease_until": MOMENT, "frozen_at": None},
    ),
    "ck_outgoing_mail_reminder_day": (
        {"kind": "test", "local_day": "2026-07-01"},
        {"kind": "reminder", "local_day": "2026-07-01", "user_id": None},
    ),
    "ck_outgoing_mail_sent_at": ({"state": "sent", "frozen_at": MOMENT, "sent_at": None},),
    "ck_passage_as_long_as_its_words": ({"start": 5, "end": 5 + LONG + 1}, {"start": 5, "end": 5 + LONG - 1}),
    "ck_passage_spans_something": ({"start": 5, "end": 5, "exact": ""}, {"start": -1, "end": LONG - 1}),
    "ck_reply_text_spans_something": ({"text_start": 5, "text_end": 5}, {"text_start": 5, "text_end": 4}),
    "ck_signatory_organisation_or_person": (
        {"organisation_id": None, "person_name": ""},
        {"organisation_id": 1, "person_name": "Hanne Verbiest"},
    ),
    "ck_reply_came_when_known": (
        {"came_on": "2026-01-01", "received_on": "2026-01-02", "dated_on": "2026-01-01"},
        {"came_on": "2026-01-01", "received_on": None, "dated_on": None},
        {"came_on": None, "received_on": None, "dated_on": "2026-01-01"},
    ),
    "ck_verdict_given_reasoned": ({"reasoning": ""}, {"reasoning": "   "}),
    "ck_verdict_given_sequence_positive": ({"sequence": 0},),
    "ck_verdict_given_whole_text_read": ({"verdict": "not_answered", "read_whole_text": False},),
}
# Too big for any row that is there, and for any row that others have.
NEW = 500
NOWHERE = 4_000


@pytest.fixture
def connection(empty):
    """A database at the newest revision with rows in it; what a test writes is undone."""
    schema.upgrade(empty, revision=str(schema.head_revision()))
    with writing_raw(empty) as connection:
        put_in(connection)
        yield connection


def _refusal(connection: sa.Connection, table: str, row: Row) -> str:
    """Return why the database refuses a row; empty when it takes it."""
    attempt = connection.begin_nested()
    try:
        insert(connection, table, row)
    except IntegrityError as error:
        return str(error.orig)
    else:
        return ""
    finally:
        attempt.rollback()


def _faults(connection: sa.Connection, table: Table, changes: Row, because: str) -> list[str]:
    """Say where a row with these changes is taken, or refused for another reason than expected."""
    refusal = _refusal(connection, table.name, make_row(table, NEW) | changes)
    return [] if because in refusal.lower() else [f"{table.name} {changes}: {refusal or 'was taken'}"]


def test_a_row_without_a_fault_is_taken(connection):
    tables = read_tables(connection).values()
    # Tables that are nothing but a pair of others have no free pair for one row more.
    free = [table for table in tables if "id" in table.columns and table.name != "membership"]
    taken = {table.name: _refusal(connection, table.name, make_row(table, NEW)) for table in free}
    assert taken == dict.fromkeys(taken, "")


def _enum_faults(connection: sa.Connection, table: Table, column: str, value: str) -> list[str]:
    """Try a value in a full and in a bare row: in one of them the enum's own CHECK is the first that it breaks."""
    rows = [make_row(table, NEW, is_full=is_full) | {column: value} for is_full in (True, False)]
    refusals = [_refusal(connection, table.name, row) for row in rows]
    is_named = any(table.enums[column].constraint in refusal for refusal in refusals)
    return [] if is_named and all(refusals) else [f"{table.name}.{column} {value!r}: {refusals}"]


def test_a_value_that_no_enum_knows_is_refused(connection):
    faults, seen = [], 0
    for table in read_tables(connection).values():
        for column, enum in table.enums.items():
            for value in ("", "nothing", enum.values[0].upper(), f"{enum.values[0]} "):
                faults += _enum_faults(connection, table, column, value)
                seen += 1
    assert seen > 40
    assert faults == []


def test_what_a_check_forbids_is_refused(connection):
    faults = []
    for table in read_tables(connection).values():
        for constraint in table.other_checks:
            for changes in BROKEN.get(constraint, ()):
                faults += _faults(connection, table, changes, constraint)
    assert faults == []


def test_every_check_has_a_row_that_breaks_it(connection):
    assert {name for table in read_tables(connection).values() for name in table.other_checks} == set(BROKEN)


def test_what_must_be_there_is_asked_for(connection):
    faults = []
    for table in read_tables(connection).values():
        for name, column in table.columns.items():
            if not column["nullable"] and name != "id":
                faults += [
                    one
                    for one in _faults(connection, table, {name: None}, "null")
                    if name not in one.split(":")[-1]
                ]
    assert faults == []


def test_nothing_points_to_what_is_not_there(connection):
    faults, seen = [], 0
    for table in read_tables(connection).values():
        for column in table.points_to:
            faults += _faults(connection, table, {column: NOWHERE}, "foreign key")
            seen += 1
    assert seen > 30
    assert faults == []


def test_nothing_that_others_point_to_can_go(connection):
    tables = read_tables(connection).values()
    targets = {target for table in tables for target in table.points_to.values()}
    gone = []
    for target in sorted(targets):
        attempt = connection.begin_nested()
        try:
            connection.execute(sa.text(f'DELETE FROM "{target}" WHERE id IN (1, 2, 3)'))
            gone.append(target)
        except IntegrityError:
            pass
        finally:
            attempt.rollback()
    assert gone == []
