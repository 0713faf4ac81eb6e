"""Entries are sealed when their transaction commits: whole chains, whatever sessions and threads do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from app.activity.models import Activity, ActivityHead
from app.activity.services import record_activity
from app.activity.verification import list_never_sealed, verify_log
from app.campaigns.models import Campaign
from app.db import Database
from app.models import metadata
from tests.factories import make_campaign

THREADS = 8
ROUNDS = 12


def write(session, campaign_id, now, *, act="changed", **facts):
    record_activity(
        session,
        act,
        session.get_one(Campaign, campaign_id),
        actor=None,
        now=now,
        campaign_id=campaign_id,
        facts=facts,
    )


def places(database):
    """Return (chain, sequence, act) of all entries, by chain and place."""
    query = select(Activity.chain, Activity.sequence, Activity.act)
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(Activity.chain, Activity.sequence))]


def check(database, expected_entries):
    with database.reading() as session:
        reports = verify_log(session, {})
        assert [report.fault for report in reports] == [None] * len(reports)
        assert list_never_sealed(session) == []
    assert sum(report.entries for report in reports) == expected_entries
    return {report.chain: report for report in reports}


def test_entries_get_their_place_at_the_commit_and_not_before(log_database, people, now):
    _user, first, _second = people
    with log_database.writing() as session:
        write(session, first, now)
        session.flush()
        assert session.scalars(select(Activity.hash)).all() == [None]
    assert places(log_database) == [(first, 1, "changed")]


def test_each_campaign_has_a_chain_and_the_installation_one(log_database, people, now):
    _user, first, second = people
    for campaign_id in (second, first, second):
        with log_database.writing() as session:
            write(session, campaign_id, now)
            record_activity(session, "renamed", session.get_one(Campaign, first), actor=None, now=now)
    assert [place[:2] for place in places(log_database)] == [
        (0, 1), (0, 2), (0, 3), (first, 1), (second, 1), (second, 2),
    ]  # fmt: skip
    reports = check(log_database, 6)
    with log_database.reading() as session:
        heads = {row.chain: (row.sequence, row.hash) for row in session.scalars(select(ActivityHead))}
    assert heads == {chain: (one.head.sequence, one.head.hash) for chain, one in reports.items()}


def test_a_row_that_was_added_to_the_session_by_itself_is_sealed_too(log_database, people, now):
    user, first, _second = people
    rows = [
        Activity(at=now + timedelta(days=n), user_id=user, campaign_id=first, act="a", record="letter", record_id=n, facts={"n": n})
        for n in range(1200)
    ]  # fmt: skip
    with log_database.writing() as session:
        session.add_all(rows)
    assert [place[1] for place in places(log_database)] == list(range(1, 1201))
    check(log_database, 1200)


def test_what_a_savepoint_took_back_leaves_no_gap(log_database, people, now):
    _user, first, _second = people
    with log_database.writing() as session:
        write(session, first, now, act="before")
        undone = session.begin_nested()
        write(session, first, now, act="taken_back")
        session.flush()
        undone.rollback()
        with session.begin_nested():
            write(session, first, now, act="kept")
        assert session.scalars(select(Activity.hash)).all() == [None, None]
    assert places(log_database) == [(first, 1, "before"), (first, 2, "kept")]
    check(log_database, 2)


def test_what_a_rollback_took_back_leaves_no_gap(log_database, people, now):
    _user, first, _second = people
    with log_database.make_session() as session:
        write(session, first, now, act="taken_back")
        session.flush()
        session.rollback()
        write(session, first, now, act="kept")
        session.commit()
        session.commit()
        write(session, first, now, act="later")
        session.commit()
    assert places(log_database) == [(first, 1, "kept"), (first, 2, "later")]
    check(log_database, 2)


def test_facts_are_sealed_as_they_are_stored(log_database, people, now):
    _user, first, _second = people
    with log_database.writing() as session:
        write(
            session,
            first,
            now,
            numbers={10: ("a", None), 9: True},
            words="é \U0001f468‍\U0001f469 \\ \" '",
            part=1.5,
        )
    check(log_database, 1)


def test_a_sealed_row_can_be_neither_changed_nor_deleted(log_database, people, now):
    _user, first, _second = people
    with log_database.writing() as session:
        write(session, first, now)
    statements = [
        "UPDATE activity SET act = 'x'",
        "UPDATE activity SET hash = NULL, chain = NULL, sequence = NULL",
        "DELETE FROM activity",
    ]
    if log_database.engine.dialect.name == "postgresql":
        statements.append("TRUNCATE activity")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), log_database.writing() as session:
            session.execute(text(statement))
    check(log_database, 1)


def test_the_log_of_a_demonstration_may_be_deleted(log_database, people, now):
    _user, first, second = people
    with log_database.writing() as session:
        write(session, first, now)
        write(session, second, now)
        session.execute(update(Campaign).where(Campaign.id == first).values(is_demonstration=True))
    with log_database.writing() as session:
        session.execute(text("DELETE FROM activity WHERE campaign_id = :id"), {"id": first})
        session.execute(text("DELETE FROM activity_head WHERE chain = :id"), {"id": first})
    assert list(check(log_database, 1)) == [second]


def test_many_writers_in_crossing_order_neither_block_one_another_nor_leave_a_gap(log_database, people, now):
    """Each locks the two campaigns' rows in an order of its own, and writes in both logs and the installation's."""
    _user, first, second = people
    together = threading.Barrier(THREADS)

    def work(number):
        together.wait()
        for turn in range(ROUNDS):
            one, other = (first, second) if (number + turn) % 2 else (second, first)
            with log_database.writing() as session:
                write(session, one, now, writer=number)
                session.flush()
                write(session, other, now, writer=number)
                record_activity(session, "renamed", session.get_one(Campaign, one), actor=None, now=now)
                # A row that others want too, taken after the entries were recorded.
                session.execute(
                    update(Campaign).where(Campaign.id == min(one, other)).values(title=f"{number}.{turn}")
                )

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, number) for number in range(THREADS)]:
            done.result(timeout=120)
    reports = check(log_database, THREADS * ROUNDS * 3)
    assert {report.entries for report in reports.values()} == {THREADS * ROUNDS}
    with log_database.reading() as session:
        assert session.scalar(select(Campaign.title).where(Campaign.id == first)) != ""


def test_writers_of_different_campaigns_do_not_wait_for_one_another(postgresql_address, now):
    database = Database(postgresql_address)
    metadata.create_all(database.engine)
    with database.writing() as session:
        first, second = make_campaign(session).id, make_campaign(session).id
    with database.make_session() as slow:
        write(slow, first, now)
        slow.flush()
        with database.writing() as quick:
            write(quick, second, now)
        with database.writing() as same:  # recorded, not committed: nobody waits
            write(same, first, now, act="quick")
        slow.commit()
    assert places(database) == [(first, 1, "quick"), (first, 2, "changed"), (second, 1, "changed")]
    check(database, 3)
    database.dispose()
