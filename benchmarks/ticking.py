"""A tick beside a bare page that reads the same rows, and beside plain SQL that reads and writes them."""

import http.client
import sqlite3
import statistics
import time
from typing import Any

from flask import Flask

from app import clock
from app.jobs.work import make_work
from benchmarks.bare_tick import make_page, tick_plainly
from benchmarks.filling import Filled
from benchmarks.table import print_table

RUNS = 3
COPIED = ("reminder_due", "outgoing_mail")


def measure_ticks(app: Flask, filled: Filled, due: list[int]) -> None:
    """Print how long a tick takes with so many letters due, in the median of three runs."""
    connection = sqlite3.connect(filled.file, isolation_level=None, timeout=60)
    page = make_page(filled.file).test_client()
    rows = []
    for number in due:
        own, plain, bare, written = [], [], [], 0
        for _run in range(RUNS if number else RUNS * 10):
            ids = make_due(connection, number)
            begun = time.perf_counter()
            make_work(app).tick(clock.now())
            own.append(time.perf_counter() - begun)
            copies = {table: _read(connection, table) for table in COPIED}
            looks = connection.execute(
                f"SELECT look_at, id FROM letter WHERE id IN ({', '.join(map(str, ids)) or '0'})"
            ).fetchall()
            make_due(connection, number)
            begun = time.perf_counter()
            assert page.get("/due").status_code == http.client.OK
            bare.append(time.perf_counter() - begun)
            plain.append(tick_plainly(connection, copies, looks))
            written = len(copies["reminder_due"][1])
        taken, listed, by_hand = (statistics.median(each) * 1000 for each in (own, bare, plain))
        rows.append(
            [f"{filled.size}", f"{number} due", f"{written}", f"{taken:.1f}", f"{listed:.1f}", f"{taken / listed:.1f}",
             f"{by_hand:.1f}", f"{taken / by_hand:.1f}"]
        )  # fmt: skip
    connection.close()
    head = ["letters", "tick", "rows", "ms", "bare page ms", "ratio", "plain SQL ms", "ratio"]
    print_table("Ticks (medians)", head, rows)


def make_due(connection: sqlite3.Connection, number: int) -> list[int]:
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
