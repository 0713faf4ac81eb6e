"""A tick beside plain SQL that reads which letters are due and writes the same rows."""

import sqlite3
import statistics
import time
from typing import Any

from flask import Flask

from app import clock
from app.jobs.work import make_work
from benchmarks.filling import Filled
from benchmarks.table import print_table

RUNS = 3
COPIED = ("reminder_due", "outgoing_mail")


def measure_ticks(app: Flask, filled: Filled, due: list[int]) -> None:
    """Print how long a tick takes with so many letters due, in the median of three runs."""
    connection = sqlite3.connect(filled.file, isolation_level=None, timeout=60)
    rows = []
    for number in due:
        own, plain, written = [], [], 0
        for _run in range(RUNS if number else RUNS * 10):
            ids = _make_due(connection, number)
            begun = time.perf_counter()
            make_work(app).tick(clock.now())
            own.append(time.perf_counter() - begun)
            copies = {table: _read(connection, table) for table in COPIED}
            looks = connection.execute(
                f"SELECT look_at, id FROM letter WHERE id IN ({', '.join(map(str, ids)) or '0'})"
            ).fetchall()
            _make_due(connection, number)
            plain.append(_write_plainly(connection, copies, looks))
            written = len(copies["reminder_due"][1])
        taken = statistics.median(own) * 1000, statistics.median(plain) * 1000
        rows.append(
            [f"{filled.size}", f"{number} due", f"{written}", f"{taken[0]:.1f}", f"{taken[1]:.1f}",
             f"{taken[0] / taken[1]:.1f}"]
        )  # fmt: skip
    connection.close()
    print_table("Ticks (medians)", ["letters", "tick", "rows", "ms", "plain SQL ms", "ratio"], rows)


def _make_due(connection: sqlite3.Connection, number: int) -> list[int]:
    """Take back what was written, and let the next tick look at so many letters that are over their deadline."""
    connection.execute("BEGIN IMMEDIATE")
    for table in COPIED:
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE letter SET look_at = NULL WHERE look_at IS NOT NULL")
    overdue = connection.execute(
        "SELECT id FROM letter WHERE waits_until_on < date('now') ORDER BY id LIMIT ?", (number,)
    )
    ids = [row[0] for row in overdue]
    assert len(ids) == number, f"only {len(ids)} letters are overdue"
    connection.executemany(
        "UPDATE letter SET look_at = '1970-01-01 00:00:00.000000' WHERE id = ?", [(one,) for one in ids]
    )
    connection.execute("COMMIT")
    return ids


def _read(connection: sqlite3.Connection, table: str) -> tuple[str, list[tuple[Any, ...]]]:
    found = connection.execute(f"SELECT * FROM {table}")
    places = ", ".join("?" for _column in found.description)
    return f"INSERT INTO {table} VALUES ({places})", found.fetchall()


def _write_plainly(
    connection: sqlite3.Connection,
    copies: dict[str, tuple[str, list[tuple[Any, ...]]]],
    looks: list[tuple[Any, ...]],
) -> float:
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        """SELECT letter.id, deadline_on, demand.id, demand.closed_at, verdict, given_at, reply.kind, reply.logged_at
        FROM letter JOIN campaign ON campaign.id = letter.campaign_id JOIN demand ON demand.letter_id = letter.id
        LEFT JOIN verdict_given ON verdict_given.demand_id = demand.id
        LEFT JOIN reply_letter ON reply_letter.letter_id = letter.id LEFT JOIN reply ON reply.id = reply_id
        WHERE look_at <= '9999' AND campaign.archived_at IS NULL"""
    ).fetchall()
    for statement, rows in (copies["outgoing_mail"], copies["reminder_due"]):
        connection.executemany(statement, rows)
    connection.executemany("UPDATE letter SET look_at = ? WHERE id = ?", looks)
    connection.execute("COMMIT")
    return time.perf_counter() - begun
