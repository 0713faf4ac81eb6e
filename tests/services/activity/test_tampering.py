"""Somebody with the database in their hands changes the log: what `verify_log` finds, and what it calls it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.activity.models import Activity
from app.activity.services import record_activity
from app.activity.values import Flaw, Head
from app.activity.verification import list_never_sealed, verify_log
from app.campaigns.models import Campaign

ENTRIES = 6
DROP = {
    "sqlite": ("DROP TRIGGER activity_no_update", "DROP TRIGGER activity_no_delete"),
    "postgresql": (
        "DROP TRIGGER activity_append_only ON activity",
        "DROP TRIGGER activity_no_truncate ON activity",
    ),
}
FORGED = "0" * 64
INSERT = (
    "INSERT INTO activity (at, user_id, campaign_id, act, record, record_id, facts, chain, sequence, hash) "
    "SELECT at, user_id, campaign_id, 'invented', record, record_id, facts, chain, {sequence}, {hash} "
    "FROM activity WHERE chain = :chain AND sequence = 3"
)


@pytest.fixture
def chain(log_database, people, now):
    """A campaign with six entries, and no trigger any more; returns the number of its chain."""
    _user, campaign_id, other = people
    for number in range(ENTRIES):
        with log_database.writing() as session:
            for one in (campaign_id, other):
                record_activity(
                    session, "changed", session.get_one(Campaign, one), actor=None, campaign_id=one,
                    now=now + timedelta(minutes=number), facts={"title": {"from": "a", "to": f"b{number}"}},
                )  # fmt: skip
    with log_database.writing() as session:
        for statement in DROP[log_database.engine.dialect.name]:
            session.execute(text(statement))
    return campaign_id


def tamper(database, chain, *statements):
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement), {"chain": chain})


def verify(database, chain, noted=()):
    with database.reading() as session:
        reports = {one.chain: one for one in verify_log(session, {chain: list(noted)} if noted else {})}
    assert [one.fault for one in reports.values() if one.chain != chain] == [None], "others are not blamed"
    return reports[chain]


def head_at(database, chain, sequence):
    query = select(Activity.hash).where(Activity.chain == chain, Activity.sequence == sequence)
    with database.reading() as session:
        return Head(sequence, session.scalar(query))


def test_nothing_is_found_where_nobody_touched_anything(log_database, chain):
    report = verify(log_database, chain, [head_at(log_database, chain, 4)])
    assert (report.fault, report.entries) == (None, ENTRIES)
    assert report.head == head_at(log_database, chain, ENTRIES)


@pytest.mark.parametrize(
    ("statements", "flaw", "sequence"),
    [
        pytest.param(
            ["UPDATE activity SET facts = '{\"title\": {\"from\": \"a\", \"to\": \"c\"}}' WHERE chain = :chain AND sequence = 3"],
            Flaw.CHANGED, 3, id="a fact",
        ),
        pytest.param(
            ["UPDATE activity SET at = '2026-07-01 09:02:00.000001+00' WHERE chain = :chain AND sequence = 3"],
            Flaw.CHANGED, 3, id="a moment",
        ),
        pytest.param(
            ["UPDATE activity SET user_id = 1 WHERE chain = :chain AND sequence = 6"], Flaw.CHANGED, 6, id="a person"
        ),
        pytest.param(
            ["DELETE FROM activity WHERE chain = :chain AND sequence = 4"], Flaw.REMOVED, 4, id="one in the middle gone"
        ),
        pytest.param(
            ["DELETE FROM activity WHERE chain = :chain AND sequence = 6"], Flaw.CUT_OFF, 6, id="the last gone"
        ),
        pytest.param(["DELETE FROM activity WHERE chain = :chain"], Flaw.CUT_OFF, 1, id="all gone"),
        pytest.param(
            [
                "UPDATE activity SET sequence = 99 WHERE chain = :chain AND sequence = 2",
                "UPDATE activity SET sequence = 2 WHERE chain = :chain AND sequence = 3",
                "UPDATE activity SET sequence = 3 WHERE chain = :chain AND sequence = 99",
            ],
            Flaw.MISPLACED, 2, id="two exchanged",
        ),
        pytest.param(
            [
                "UPDATE activity SET sequence = -sequence WHERE chain = :chain AND sequence > 3",
                INSERT.format(sequence=4, hash=f"'{FORGED}'"),
                "UPDATE activity SET sequence = 1 - sequence WHERE chain = :chain AND sequence < 0",
            ],
            Flaw.MISPLACED, 4, id="one put in, the others renumbered",
        ),
        pytest.param([INSERT.format(sequence=7, hash=f"'{FORGED}'")], Flaw.PUT_IN, 7, id="one put in at the end"),
        pytest.param(
            ["DELETE FROM activity_head WHERE chain = :chain"], Flaw.HEAD_CHANGED, 6, id="the head gone"
        ),
    ],
)  # fmt: skip
def test_what_was_done_is_found_and_named(log_database, chain, statements, flaw, sequence):
    if log_database.engine.dialect.name == "sqlite":
        statements = [one.replace("+00'", "'") for one in statements]
    tamper(log_database, chain, *statements)
    fault = verify(log_database, chain).fault
    assert (fault.flaw, fault.sequence) == (flaw, sequence)
    assert fault.says.endswith(".")


def test_an_entry_put_in_past_the_program_is_found(log_database, chain):
    statement = INSERT.replace("chain, {sequence}, {hash} ", "NULL, NULL, NULL ")
    tamper(log_database, chain, statement)
    with log_database.reading() as session:
        (stray,) = list_never_sealed(session)
    assert stray.flaw is Flaw.NEVER_SEALED
    assert verify(log_database, chain).fault is None


def test_an_end_that_was_cut_off_with_a_forged_head_shows_against_a_noted_one(log_database, chain):
    noted = head_at(log_database, chain, ENTRIES)
    forged = "SELECT hash FROM activity WHERE chain = :chain AND sequence = 4"
    tamper(
        log_database,
        chain,
        "DELETE FROM activity WHERE chain = :chain AND sequence > 4",
        f"UPDATE activity_head SET sequence = 4, hash = ({forged}) WHERE chain = :chain",
    )
    assert verify(log_database, chain).fault is None
    fault = verify(log_database, chain, [noted]).fault
    assert (fault.flaw, fault.sequence) == (Flaw.CUT_OFF, 5)


def test_a_whole_chain_that_is_gone_with_its_head_shows_against_a_noted_one(log_database, chain):
    noted = head_at(log_database, chain, ENTRIES)
    tamper(
        log_database,
        chain,
        "DELETE FROM activity WHERE chain = :chain",
        "DELETE FROM activity_head WHERE chain = :chain",
    )
    assert verify(log_database, chain, [noted]).fault.flaw is Flaw.CUT_OFF
