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
<h1>{{ letter.title }}</h1><p>{{ campaign.title }} {{ letter.addressee_name }} {{ letter.sent_on }} {{ letter.deadline_on }}</p>
<p>{{ letter.document_name }} {% for one in signatories %}{{ one.person_name }} {{ one.organisation }}{% endfor %}</p>
{% for demand in demands %}<p>{{ demand.number }}. {{ demand.text }}</p>
{% for one in verdicts if one.demand_id == demand.id %}<p>{{ one.verdict }} {{ one.reasoning }} {{ one.who }}</p>{% endfor %}
{% for link in links if link.demand_id == demand.id %}<q>{{ link.exact }}</q> {{ link.reply_number }}{% endfor %}{% endfor %}
{% for reply in replies %}<h2>{{ reply.kind }} {{ reply.came_on }} {{ reply.document_name }}</h2>
{% if reply.text %}<pre>{{ reply.text }}</pre>{% endif %}{% endfor %}
{% if letter.text %}<pre>{{ letter.text }}</pre>{% endif %}
{% for act in acts %}<p>{{ act.at }} {{ act.who }} {{ act.act }} {{ act.demand }}</p>{% endfor %}</body></html>"""
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


def name_columns(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as a dictionary: what a connection makes its rows with."""
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
            _local.connection.row_factory = name_columns
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


class _Letters:
    """Reads of one letter what the program's two pages about it read, signing in and what may be seen aside."""

    def __init__(self, rows: _Reader) -> None:
        self.read = rows.read

    def with_demands(self, slug: str, number: int, *, of_letter: str, of_reply: str) -> dict[str, Any]:
        """Read campaign, letter, demands with every verdict, words linked, and replies; with the texts that are asked for."""
        [campaign] = self.read("SELECT * FROM campaign WHERE slug = :slug", slug=slug)
        [letter] = self.read(
            f"""SELECT l.*, d.name AS document_name, d.size, t.extractor, t.pages, {of_letter} FROM letter l
            LEFT JOIN text_version t ON t.id = l.text_version_id LEFT JOIN document d ON d.id = t.document_id
            WHERE l.campaign_id = :campaign AND l.number = :number""",
            campaign=campaign["id"], number=number,
        )  # fmt: skip
        here = {"letter": letter["id"]}
        return {
            "campaign": campaign,
            "letter": letter,
            "demands": self.read("SELECT * FROM demand WHERE letter_id = :letter ORDER BY position", **here),
            "verdicts": self.read(
                """SELECT v.*, coalesce(nullif(u.name, ''), u.email) AS who FROM demand d
                JOIN verdict_given v ON v.demand_id = d.id LEFT JOIN user u ON u.id = v.given_by_id
                WHERE d.letter_id = :letter ORDER BY v.sequence DESC""",
                **here,
            ),
            "links": self.read(
                """SELECT k.demand_id, p.*, t.extractor, r.number AS reply_number, r.text_start, r.text_end FROM demand d
                JOIN link k ON k.demand_id = d.id AND k.unlinked_at IS NULL JOIN passage p ON p.id = k.passage_id
                JOIN text_version t ON t.id = p.text_version_id JOIN reply r ON r.id = k.reply_id
                WHERE d.letter_id = :letter ORDER BY p.text_version_id, p.start""",
                **here,
            ),
            "replies": self.read(
                f"""SELECT r.*, d.name AS document_name, d.size, t.extractor, t.pages, {of_reply} FROM reply_letter l
                JOIN reply r ON r.id = l.reply_id LEFT JOIN text_version t ON t.id = r.text_version_id
                LEFT JOIN document d ON d.id = t.document_id WHERE l.letter_id = :letter ORDER BY r.came_on""",
                **here,
            ),
        }

    def signatories(self, letter: dict[str, Any]) -> list[dict[str, Any]]:
        """Read who signed."""
        return self.read(
            """SELECT s.*, o.name AS organisation FROM signatory s LEFT JOIN organisation o ON o.id = s.organisation_id
            WHERE s.letter_id = :letter ORDER BY s.id""",
            letter=letter["id"],
        )

    def acts(self, letter: dict[str, Any]) -> list[dict[str, Any]]:
        """Read the newest acts on a letter and its demands, with who did them."""
        return self.read(
            """SELECT a.*, coalesce(nullif(u.name, ''), u.email) AS who, d.number AS demand FROM activity a
            LEFT JOIN user u ON u.id = a.user_id LEFT JOIN demand d ON a.record = 'demand' AND d.id = a.record_id
            WHERE a.record = 'letter' AND a.record_id = :letter
            OR a.record = 'demand' AND a.record_id IN (SELECT id FROM demand WHERE letter_id = :letter)
            ORDER BY a.id DESC LIMIT 51""",
            letter=letter["id"],
        )


def make_bare(file: str) -> Flask:
    """Return the pages over a database of the program."""
    app, rows = Flask(__name__), _Reader(file)
    read, about, sections, letters_of = rows.read, rows.about, rows.sections, _Letters(rows)
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
    def letter(slug: str, number: int) -> str:
        found = letters_of.with_demands(slug, number, of_letter="t.text", of_reply="NULL AS text")
        return templates["letter"].render(
            **found,
            signatories=letters_of.signatories(found["letter"]),
            acts=letters_of.acts(found["letter"]),
        )

    @app.get("/campaigns/<slug>/letters/<int:number>/compare")
    def comparison(slug: str, number: int) -> str:
        found = letters_of.with_demands(slug, number, of_letter="NULL AS text", of_reply="t.text")
        return templates["letter"].render(**found, signatories=[], acts=[])

    return app


if "BENCHMARK_DATABASE" in os.environ:  # for gunicorn
    app = make_bare(os.environ["BENCHMARK_DATABASE"])

if __name__ == "__main__":
    waitress.serve(make_bare(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), threads=THREADS)
