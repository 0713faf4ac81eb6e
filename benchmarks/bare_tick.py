"""What a tick is measured against: plain SQL that reads and writes the same rows, and a bare page that lists what it read."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.bare import name_columns

Rows = list[dict[str, Any]]
Copies = dict[str, tuple[str, list[tuple[Any, ...]]]]

PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Wat nu moet</title></head><body>
{% for letter in letters %}<h2>{{ letter.number }}. {{ letter.title }}</h2>
<p>{{ letter.addressee_name }} {{ letter.sent_on }} {{ letter.deadline_on }}</p>
{% for reply in replies[letter.id] %}<p>{{ reply.kind }} {{ reply.came_on }} {{ reply.signer_name }}</p>{% endfor %}
{% for demand in demands[letter.id] %}<li>{{ demand.number }} {{ demand.verdict }} {{ demand.given_at }}
{% for user in coordinators[letter.campaign_id] %}{{ user.name }}{% endfor %}</li>{% endfor %}{% endfor %}
</body></html>"""
DUE = """SELECT l.id FROM letter l JOIN campaign c ON c.id = l.campaign_id
WHERE l.look_at <= '9999-12-31' AND c.archived_at IS NULL"""
# What a tick reads of the letters that are due, each as it would be asked by hand.
READ = {
    "letters": "SELECT * FROM letter WHERE id IN ({due}) ORDER BY id",
    "demands": """SELECT d.letter_id, d.id, d.parent_id, d.number, d.closed_at, v.verdict, v.given_at, EXISTS (
            SELECT 1 FROM link k JOIN reply_letter a ON a.reply_id = k.reply_id
            WHERE k.demand_id = d.id AND k.unlinked_at IS NULL AND a.letter_id = d.letter_id) AS has_words
        FROM demand d LEFT JOIN verdict_given v ON v.demand_id = d.id
            AND v.sequence = (SELECT max(sequence) FROM verdict_given WHERE demand_id = d.id)
        WHERE d.letter_id IN ({due}) AND d.voided_at IS NULL ORDER BY d.letter_id, d.position""",
    "replies": """SELECT a.letter_id, r.id, r.number, r.kind, r.dated_on, r.received_on, r.came_on, r.expected_on,
            r.signer_name, r.logged_at, r.reviewed_at, r.text_start
        FROM reply_letter a JOIN reply r ON r.id = a.reply_id WHERE a.letter_id IN ({due}) ORDER BY r.id""",
    "wishes": "SELECT letter_id, id, remind_on FROM demand WHERE letter_id IN ({due}) AND remind_on IS NOT NULL",
    "mutes": "SELECT user_id, letter_id FROM reminder_mute WHERE letter_id IN ({due})",
    "coordinators": """SELECT m.campaign_id, u.* FROM membership m JOIN user u ON u.id = m.user_id
        WHERE m.campaign_id IN (SELECT campaign_id FROM letter WHERE id IN ({due})) AND m.role = 'coordinator'""",
    "told": """SELECT w.*, o.state, o.local_day FROM reminder_due w LEFT JOIN outgoing_mail o ON o.id = w.mail_id
        WHERE w.letter_id IN ({due}) ORDER BY w.id""",
}
READ_BACK = (
    "SELECT * FROM outgoing_mail WHERE local_day = date('now')",
    "SELECT id, subject, kind, step, clock_start, due_on, user_id FROM reminder_due WHERE letter_id IN ({due})",
)


def tick_plainly(connection: sqlite3.Connection, copies: Copies, looks: list[tuple[Any, ...]]) -> float:
    """Read what a tick reads and write what it wrote, deciding nothing, in one transaction; return the seconds."""
    begun = time.perf_counter()
    connection.row_factory = name_columns
    connection.execute("BEGIN IMMEDIATE")
    due, _read = _read_due(connection)
    for statement, rows in (copies["outgoing_mail"], copies["reminder_due"]):
        connection.executemany(statement, rows)
    for statement in READ_BACK:
        connection.execute(statement.format(due=due)).fetchall()
    connection.executemany("UPDATE letter SET look_at = ? WHERE id = ?", looks)
    connection.execute("COMMIT")
    connection.row_factory = None
    return time.perf_counter() - begun


def _read_due(connection: sqlite3.Connection) -> tuple[str, dict[str, Rows]]:
    due = ", ".join(str(row["id"]) for row in connection.execute(DUE))
    return due, {
        name: connection.execute(statement.format(due=due)).fetchall() for name, statement in READ.items()
    }


def make_page(file: Path) -> Flask:
    """Return a bare page at `/due` that reads what a tick reads and lists it; it writes nothing."""
    app = Flask(__name__)
    template = app.jinja_env.from_string(PAGE)
    connection = sqlite3.connect(file)
    connection.row_factory = name_columns

    @app.get("/due")
    def due() -> str:
        _due, read = _read_due(connection)
        return template.render(
            letters=read["letters"],
            demands=_by(read["demands"], "letter_id"),
            replies=_by(read["replies"], "letter_id"),
            coordinators=_by(read["coordinators"], "campaign_id"),
        )

    return app


def _by(rows: Rows, name: str) -> dict[int, Rows]:
    found: dict[int, Rows] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
