"""What each page is measured against: Flask and sqlite3 alone, the same rows, a template of a few lines, no sign-in.

`python -m benchmarks.bare DATABASE PORT` serves it by waitress with as many threads as the program's own server.
"""

import os
import sqlite3
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import waitress
from flask import Flask, request

from app.cli.web_server import THREADS

LIST = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Brieven</title></head><body>
<h1>{{ total }} brieven</h1><table>{% for row in rows %}<tr>
<td><a href="/campaigns/{{ slug }}/letters/{{ row.number }}">{{ row.number }}. {{ row.title }}</a></td>
<td>{{ row.addressee_name }}</td><td>{{ row.sent_on }}</td><td>{{ row.deadline_on }}</td>
<td>{{ row.is_confidential }} {{ row.is_on_file }} {{ row.closed_reason }} {{ row.late_choice }}</td>
</tr>{% endfor %}</table></body></html>"""
LINES = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Vandaag</title></head><body>
{% for name, total, rows in sections %}<h2>{{ name }} {{ total }}</h2><ul>{% for row in rows %}
<li><a href="/letters/{{ row.number }}">{{ row.title }}</a> {{ row.deadline_on }} {{ row.campaign }}
{% for demand in demands[row.id] %}{{ demand.number }} {{ demand.verdict }}{% endfor %}
{% for reply in replies[row.id] %}{{ reply.kind }} {{ reply.came_on }}{% endfor %}</li>{% endfor %}</ul>{% endfor %}
</body></html>"""
LETTER = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Brief</title></head><body>
<h1>{{ letter.title }}</h1><p>{{ letter.addressee_name }} {{ letter.sent_on }} {{ letter.deadline_on }}</p>
{% for demand in demands %}<p>{{ demand.number }}. {{ demand.text }} {{ demand.verdict }} {{ demand.reasoning }}</p>
{% for link in links if link.demand_id == demand.id %}<q>{{ link.exact }}</q>{% endfor %}{% endfor %}
{% for reply in replies %}<h2>{{ reply.kind }} {{ reply.came_on }}</h2><pre>{{ reply.text }}</pre>{% endfor %}
<pre>{{ text }}</pre>{% for act in acts %}<p>{{ act.at }} {{ act.act }}</p>{% endfor %}</body></html>"""
AWAKE = "(snoozed_until_on IS NULL OR snoozed_until_on <= :today)"
UNRECALLED = "(recall_on IS NULL OR recall_on > :today)"
IDLE = f"{UNRECALLED} AND (waits_until_on IS NULL OR waits_until_on > :soon OR snoozed_until_on > :today)"
# heading -> (what it holds, its order)
SECTIONS = {
    "late_choice": ("pressing = 'late_choice'", "id"),
    "to_judge": ("pressing = 'to_judge'", "id"),
    "overdue": (f"waits_until_on < :today AND {AWAKE}", "waits_until_on, id"),
    "remind_today": (
        "recall_on <= :today AND (waits_until_on IS NULL OR waits_until_on >= :today)",
        "recall_on, id",
    ),
    "soon": (f"waits_until_on BETWEEN :today AND :soon AND {AWAKE} AND {UNRECALLED}", "waits_until_on, id"),
    "undelivered": (f"fallback = 'undelivered' AND {IDLE}", "id"),
    "to_place": ("pressing = 'to_place'", "id"),
    "missing": (f"fallback = 'missing' AND {IDLE}", "id"),
}
COLUMNS = "id, campaign_id, number, title, language, addressee_name, is_on_file, closed_at, late_choice, sent_on, reference, deadline_on"
NEWEST_VERDICT = """LEFT JOIN verdict_given v ON v.demand_id = d.id
    AND v.sequence = (SELECT max(sequence) FROM verdict_given WHERE demand_id = d.id)"""

_local = threading.local()


def _name(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip([column[0] for column in cursor.description], row, strict=True))


class _Reader:
    """Reads the database, each thread on a connection that stays open."""

    def __init__(self, file: str) -> None:
        """Take the file; nothing connects yet."""
        self.file = file

    def read(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        """Return rows as dictionaries."""
        if not hasattr(_local, "connection"):
            _local.connection = sqlite3.connect(self.file)
            _local.connection.row_factory = _name
        found: list[dict[str, Any]] = _local.connection.execute(statement, values).fetchall()
        return found

    def about(self, ids: list[int]) -> dict[str, Any]:
        """Read the demands with their verdicts, and the replies, of these letters."""
        marks = ", ".join(map(str, ids)) or "0"
        demands: dict[int, list[Any]] = {one: [] for one in ids}
        replies: dict[int, list[Any]] = {one: [] for one in ids}
        for row in self.read(
            f"""SELECT d.letter_id, d.id, d.number, d.closed_at, v.verdict, v.given_at FROM demand d
            {NEWEST_VERDICT} WHERE d.letter_id IN ({marks}) ORDER BY d.position"""
        ):
            demands[row["letter_id"]].append(row)
        for row in self.read(
            f"""SELECT l.letter_id, r.id, r.number, r.kind, r.came_on, r.expected_on, r.signer_name, r.logged_at
            FROM reply_letter l JOIN reply r ON r.id = l.reply_id WHERE l.letter_id IN ({marks}) ORDER BY r.id"""
        ):
            replies[row["letter_id"]].append(row)
        return {"demands": demands, "replies": replies}

    def sections(self, campaigns: list[dict[str, Any]], limit: int) -> list[tuple[str, int, list[Any]]]:
        """Read the headings of Today: name, total and first letters of each."""
        today = datetime.now(UTC).astimezone(ZoneInfo("Europe/Brussels")).date()
        days = {"today": today.isoformat(), "soon": (today + timedelta(days=7)).isoformat(), "limit": limit}
        titles = {one["id"]: one["title"] for one in campaigns}
        marks = ", ".join(map(str, titles))
        found = []
        for name, (holds, order) in SECTIONS.items():
            where = f"campaign_id IN ({marks}) AND {holds}"
            [total] = self.read(f"SELECT count(*) AS n FROM letter WHERE {where}", **days)
            rows = self.read(
                f"SELECT {COLUMNS} FROM letter WHERE {where} ORDER BY {order} LIMIT :limit", **days
            )
            found.append((name, total["n"], [row | {"campaign": titles[row["campaign_id"]]} for row in rows]))
        return found


def make_bare(file: str) -> Flask:
    """Return the pages over a database of the program."""
    app, rows = Flask(__name__), _Reader(file)
    read, about, sections = rows.read, rows.about, rows.sections
    templates = {
        name: app.jinja_env.from_string(text)
        for name, text in {"list": LIST, "lines": LINES, "letter": LETTER}.items()
    }

    @app.get("/today")
    def today() -> str:
        campaigns = read("SELECT id, title FROM campaign WHERE archived_at IS NULL")
        found = sections(campaigns, 25)
        ids = [row["id"] for _name, _total, rows in found for row in rows]
        return templates["lines"].render(sections=found, **about(ids))

    @app.get("/campaigns/<slug>")
    def campaign(slug: str) -> str:
        campaigns = read("SELECT id, title FROM campaign WHERE slug = :slug", slug=slug)
        found, here = sections(campaigns, 5), campaigns[0]["id"]
        events = read(
            """SELECT * FROM (SELECT sent_on AS day, id FROM letter WHERE campaign_id = :here AND sent_on IS NULL
                 ORDER BY number DESC LIMIT 51)
               UNION ALL SELECT * FROM (SELECT sent_on AS day, id FROM letter WHERE campaign_id = :here
                 AND sent_on IS NOT NULL ORDER BY sent_on DESC, number DESC LIMIT 51)
               UNION ALL SELECT * FROM (SELECT came_on AS day, l.letter_id FROM reply r
                 JOIN reply_letter l ON l.reply_id = r.id WHERE campaign_id = :here ORDER BY came_on DESC LIMIT 51)""",
            here=here,
        )
        events.sort(key=lambda row: row["day"] or "9", reverse=True)
        ids = [row["id"] for row in events[:50]]
        marks = ", ".join(map(str, ids))
        rows = read(f"SELECT {COLUMNS} FROM letter WHERE id IN ({marks})")
        found.append(("events", len(events), [row | {"campaign": ""} for row in rows]))
        return templates["lines"].render(
            sections=found, **about([row["id"] for _name, _total, rows in found for row in rows])
        )

    @app.get("/campaigns/<slug>/letters")
    def letters(slug: str) -> str:
        [here] = read("SELECT id, last_letter_number FROM campaign WHERE slug = :slug", slug=slug)
        before = request.args.get("before", 2**31, type=int)
        rows = read(
            """SELECT id, number, title, addressee_name, sent_on, deadline_on, is_on_file, is_confidential,
            closed_reason, late_choice FROM letter WHERE campaign_id = :here AND number < :before
            ORDER BY number DESC LIMIT 50""",
            here=here["id"], before=before,
        )  # fmt: skip
        return templates["list"].render(slug=slug, rows=rows, total=here["last_letter_number"])

    @app.get("/campaigns/<slug>/letters/<int:number>")
    @app.get("/campaigns/<slug>/letters/<int:number>/compare")
    def letter(slug: str, number: int) -> str:
        [found] = read(
            """SELECT l.*, t.text FROM letter l JOIN campaign c ON c.id = l.campaign_id
            LEFT JOIN text_version t ON t.id = l.text_version_id WHERE c.slug = :slug AND l.number = :number""",
            slug=slug, number=number,
        )  # fmt: skip
        values = {"letter": found["id"]}
        return templates["letter"].render(
            letter=found,
            text=found["text"],
            demands=read(
                f"SELECT d.*, v.verdict, v.reasoning FROM demand d {NEWEST_VERDICT} WHERE d.letter_id = :letter",
                **values,
            ),
            links=read(
                """SELECT k.demand_id, p.exact FROM demand d JOIN link k ON k.demand_id = d.id
                JOIN passage p ON p.id = k.passage_id WHERE d.letter_id = :letter""",
                **values,
            ),
            replies=read(
                """SELECT r.*, t.text FROM reply_letter l JOIN reply r ON r.id = l.reply_id
                LEFT JOIN text_version t ON t.id = r.text_version_id WHERE l.letter_id = :letter""",
                **values,
            ),
            acts=read(
                "SELECT at, act, user_id FROM activity WHERE record = 'letter' AND record_id = :letter",
                **values,
            ),
        )

    return app


if "BENCHMARK_DATABASE" in os.environ:  # for gunicorn
    app = make_bare(os.environ["BENCHMARK_DATABASE"])

if __name__ == "__main__":
    waitress.serve(make_bare(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), threads=THREADS)
