"""The net below every test that sends a form: what a page changed on file, the log must know of.

A POST whose transaction wrote to a table and put nothing into the log fails the test that sent it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

from app.db import Database

# Not on file: what holds a sign-in, a one-time link or a count of attempts together, and the log itself.
UNRECORDED = {"account_token", "activity", "activity_head", "attempt", "ended_sign_in"}
# Pages that may write without a word, each with the reason.
EXEMPT = {
    "accounts.sign_in": "a password is hashed anew when the parameters changed: nobody decided anything",
    "accounts.sign_out": "ends a sign-in; nothing on file changes",
    "web.choose_language": "kept in the reader's own cookie",
}
_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)", re.IGNORECASE)


@contextmanager
def everything_recorded(app: Flask) -> Iterator[None]:
    """Hold each transaction of a POST to what it wrote; fail at the end with what the log does not know."""
    database: Database = app.extensions["database"]
    written: dict[Connection, set[str]] = {}
    silent: list[str] = []

    def begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        # The session of the page alone: a test may let somebody else write at the same moment.
        if has_request_context() and request.method == "POST" and g.get("session") is session:
            written[connection] = set()

    def note(connection: Connection, cursor: Any, statement: str, *_rest: Any) -> None:
        found = _WRITES.match(statement)
        if found and connection in written and cursor.rowcount != 0:
            written[connection].add(found[1])

    def commit(connection: Connection) -> None:
        tables = written.pop(connection, set())
        if tables - UNRECORDED and "activity" not in tables and request.endpoint not in EXEMPT:
            silent.append(f"{request.endpoint} wrote to {', '.join(sorted(tables - UNRECORDED))}")

    def rollback(connection: Connection) -> None:
        written.pop(connection, None)

    listeners = (
        (Session, "after_begin", begin),
        (database.engine, "after_cursor_execute", note),
        (database.engine, "commit", commit),
        (database.engine, "rollback", rollback),
    )
    for listener in listeners:
        event.listen(*listener)
    yield
    for listener in listeners:
        event.remove(*listener)
    assert silent == [], f"changed without a word in the log: {silent}"
