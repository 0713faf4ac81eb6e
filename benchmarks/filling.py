"""Databases of any size for the benchmarks: letters with demands, replies, words and verdicts, put in by plain SQL.

Most letters are closed or answered, a share is overdue, a few stand under each heading of Today. Whatever the size,
every heading has more lines than Today shows, so that pages of all sizes show the same number of them.
"""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app import schema
from app.answers.keeping import refresh_unknown
from app.db import Database
from app.models import metadata
from app.search.kinds import SEARCHED
from app.search.services import put_entries

SMALL_CAMPAIGNS = 9
LEAST_OF_A_KIND = 60
# Of all letters; what remains is closed (three of four) or answered.
SHARES = {
    "overdue": 0.12,
    "to_judge": 0.01,
    "missing": 0.01,
    "soon": 0.005,
    "remind_today": 0.003,
    "undelivered": 0.002,
    "late_choice": 0.002,
    "to_place": 0.002,
}
VERDICTS = ("granted", "partly", "promised", "deflected", "refused", "not_answered")
SENTENCES = (
    "Wij vragen de regering om het nachtloket in elk station met meer dan duizend reizigers open te houden.",
    "Geef ons tegen het einde van het kwartaal een overzicht van alle uitgaven voor het onderhoud.",
    "Neem de aanbeveling van de raad over en leg uit waarom dat tot nu toe niet is gebeurd.",
    "De minister volgt dit dossier van nabij en neemt het op met de bevoegde diensten.",
    "Over dit punt bestaat op dit ogenblik geen akkoord binnen de regering.",
    "Een studie over de kosten wordt in het najaar aan het parlement bezorgd.",
)
NAMES = ("An Voorbeeld", "Bert Proef", "Carine Monster", "Driss Voorbeeld", "Els Staal")


@dataclass(frozen=True)
class Filled:
    """What was put in: where to look, and for whom."""

    size: int
    home: Path
    user_id: int
    nonce: str
    slug: str
    campaign_id: int
    letters: int  # of the large campaign
    letter_number: int  # one with five demands, judged, in the middle of it

    @property
    def file(self) -> Path:
        """Return the database."""
        return self.home / "weerwoord.sqlite"


class Rows:
    """Rows by table, written in portions; columns that a row leaves out get what the model gives them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin with nothing."""
        self.connection = connection
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        self.last_id: dict[str, int] = {}

    def add(self, table: str, **values: Any) -> int:
        """Add a row; return its id."""
        number = self.last_id[table] = self.last_id.get(table, 0) + 1
        if "id" in metadata.tables[table].columns:
            values["id"] = number
        self.waiting.setdefault(table, []).append(values)
        return number

    def write(self) -> None:
        """Put in what waits."""
        for table, rows in self.waiting.items():
            defaults = _defaults(table)
            names = sorted({name for row in rows for name in row} | set(defaults))
            places = ", ".join(f":{name}" for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            blank = dict.fromkeys(names) | defaults
            self.connection.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({places})', [blank | row for row in rows]
            )
        self.waiting.clear()


def _defaults(table: str) -> dict[str, Any]:
    found = {}
    for column in metadata.tables[table].columns:
        if column.default is not None and column.default.is_scalar:
            value = column.default.arg
            found[column.name] = getattr(value, "value", value)
        elif column.default is not None:
            found[column.name] = "[]" if column.name in ("tactics", "pages") else "{}"
    return found


def fill(home: Path, size: int, today: date) -> Filled:
    """Make a database with so many letters in ten campaigns, and one person who coordinates them all."""
    home.mkdir(parents=True)
    database = Database(f"sqlite:///{home / 'weerwoord.sqlite'}")
    schema.upgrade(database, home)
    connection = sqlite3.connect(home / "weerwoord.sqlite", isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    maker = _Maker(Rows(connection), random.Random(size), today)  # noqa: S311  the same rows at each run
    filled = maker.make(home, size)
    connection.execute("COMMIT")
    connection.close()
    # The program's own way to work out what is derived.
    with database.writing() as session:
        refresh_unknown(session)
        # Nothing that is measured here searches: with one entry of each kind, no server makes a million when it starts.
        for searched in SEARCHED:
            put_entries(session, searched, [1])
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE letter SET look_at = NULL")
    with database.engine.connect() as raw:
        raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return filled


class _Maker:
    def __init__(self, rows: Rows, chance: random.Random, today: date) -> None:
        self.rows, self.chance, self.today = rows, chance, today
        self.now = datetime.combine(today, datetime.min.time(), UTC)

    def at(self, days_ago: int) -> str:
        return (self.now - timedelta(days=days_ago)).strftime("%Y-%m-%d %H:%M:%S.000000")

    def day(self, days_ahead: int) -> str:
        return (self.today + timedelta(days=days_ahead)).isoformat()

    def make(self, home: Path, size: int) -> Filled:
        users = [
            self.rows.add(
                "user", email=f"coordinator{at}@example.org", name=f"Coördinator {at}", folded_name=f"coordinator {at}",
                language="nl", zone="Europe/Brussels", session_nonce=f"nonce{at}", created_at=self.at(900),
            )
            for at in (1, 2)
        ]  # fmt: skip
        campaigns = [self._campaign(at, users) for at in range(1 + SMALL_CAMPAIGNS)]
        counts = dict.fromkeys(campaigns, 0)
        example = 0
        for done, kind in enumerate(self._kinds(size)):
            large = done % 10 != 0
            campaign = campaigns[0] if large else campaigns[1 + done // 10 % SMALL_CAMPAIGNS]
            counts[campaign] += 1
            is_example = not example and large and kind == "answered" and counts[campaign] > size * 0.45
            if is_example:
                example = counts[campaign]
            self._letter(campaign, counts[campaign], kind, demands=5 if is_example else None)
            if done % 2000 == 0:
                self.rows.write()
        self.rows.write()
        for campaign, count in counts.items():
            self.rows.connection.execute(
                "UPDATE campaign SET last_letter_number = ?, last_reply_number = ? WHERE id = ?",
                (count, count * 2, campaign),
            )
        return Filled(
            size, home, users[0], "nonce1", "campagne-0", campaigns[0], counts[campaigns[0]], example
        )

    def _kinds(self, size: int) -> Iterator[str]:
        kinds = [
            kind for kind, share in SHARES.items() for _ in range(max(LEAST_OF_A_KIND, round(size * share)))
        ]
        kinds += ["answered" if at % 4 == 0 else "closed" for at in range(size - len(kinds))]
        self.chance.shuffle(kinds)
        return iter(kinds)

    def _campaign(self, at: int, users: list[int]) -> int:
        campaign = self.rows.add(
            "campaign", slug=f"campagne-{at}", title=f"Campagne {at} voor het nachtloket", language="nl",
            zone="Europe/Brussels", created_at=self.at(900), demand_word="demand", reply_term_unit="week",
        )  # fmt: skip
        for user in users:
            self.rows.add(
                "membership", campaign_id=campaign, user_id=user, role="coordinator", created_at=self.at(900)
            )
        return campaign

    def _text(self, campaign: int, text: str) -> int:
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = self.rows.add(
            "document", campaign_id=campaign, sha256=digest, name="brief.txt", media_type="text/plain",
            size=len(text.encode()), received_at=self.at(100),
        )  # fmt: skip
        return self.rows.add(
            "text_version", document_id=document, sequence=1, extractor="plain", extractor_version="1",
            language="nl", sha256=digest, created_at=self.at(100), text=text,
        )  # fmt: skip

    def _letter(self, campaign: int, number: int, kind: str, demands: int | None) -> None:
        count = demands or self.chance.randint(3, 7)
        words = [f"{SENTENCES[at % 3]} Dit is punt {at + 1} van brief {number}." for at in range(count)]
        body = "Geachte mevrouw,\n\n" + "\n\n".join(words) + "\n\n" + " ".join(SENTENCES[:3] * 2)
        values = self._days(kind) | {
            "campaign_id": campaign, "number": number, "title": f"Brief {number} over het nachtloket",
            "language": "nl", "kind": "letter", "addressee_name": self.chance.choice(NAMES),
            "addressee_office": "minister van Proefzaken", "is_on_file": kind != "to_place",
            "created_at": self.at(90), "text_version_id": self._text(campaign, body), "text_start": 0,
            "text_end": len(body),
        }  # fmt: skip
        letter = self.rows.add("letter", **values)
        self.rows.add(
            "activity", at=self.at(90), act="log_letter", record="letter", record_id=letter,
            user_id=1, campaign_id=campaign,
        )  # fmt: skip
        ids = [
            self.rows.add("demand", letter_id=letter, position=at, number=str(at), text=text)
            for at, text in enumerate(words, start=1)
        ]
        has_answer = kind in ("to_judge", "remind_today", "answered") or (kind == "closed" and number % 2)
        if has_answer:
            self._answer(campaign, letter, ids, is_judged=kind != "to_judge")
        elif kind == "undelivered" or (kind == "overdue" and number % 3 == 0):
            self._reply(campaign, letter, "bounce" if kind == "undelivered" else "acknowledgement", None)

    def _days(self, kind: str) -> dict[str, Any]:
        ahead = {"soon": self.chance.randint(0, 7), "missing": 30, "undelivered": 30}
        deadline = ahead.get(kind, -self.chance.randint(1, 60))
        if kind in ("closed", "answered"):
            deadline = -self.chance.randint(1, 700)
        days: dict[str, Any] = {
            "sent_on": self.day(deadline - 42), "deadline_on": self.day(deadline), "deadline_source": "campaign",
            "term": 6, "term_unit": "week", "reference": f"CP/{-deadline}",
        }  # fmt: skip
        if kind == "to_place":
            days |= dict.fromkeys(("sent_on", "deadline_on", "deadline_source", "term", "term_unit"))
        if kind == "missing":
            days["reference"] = ""
        if kind == "late_choice":
            days["late_choice"] = "to_ask"
        if kind == "remind_today":
            days["remind_on"] = self.day(-self.chance.randint(0, 9))
        if kind == "closed":
            days |= {"closed_at": self.at(5), "closed_reason": "granted", "closed_by_id": 1}
        return days

    def _reply(self, campaign: int, letter: int, kind: str, text: str | None) -> tuple[int, int | None]:
        day = self.day(-self.chance.randint(1, 300))
        version = self._text(campaign, text) if text else None
        number = self.rows.last_id.get("reply", 0) + 1
        reply = self.rows.add(
            "reply", campaign_id=campaign, number=number, kind=kind, language="nl", dated_on=day, came_on=day,
            signer_name=self.chance.choice(NAMES), logged_at=self.at(50), text_version_id=version,
            text_start=0 if text else None, text_end=len(text) if text else None,
        )  # fmt: skip
        self.rows.add("reply_letter", reply_id=reply, letter_id=letter)
        return reply, version

    def _answer(self, campaign: int, letter: int, demands: list[int], *, is_judged: bool) -> None:
        parts = [f"{SENTENCES[3 + at % 3]} Zo staat het ook bij punt {at + 1}." for at in range(len(demands))]
        text = "\n\n".join(parts)
        reply, version = self._reply(campaign, letter, "substantive", text)
        if not is_judged:
            return
        for at, demand in enumerate(demands):
            verdict = VERDICTS[(demand + at) % len(VERDICTS)]
            if letter % 10 and verdict == "not_answered":
                verdict = "refused"  # else nearly every letter would wait for an answer still
            if verdict != "not_answered":
                start = text.index(parts[at])
                passage = self.rows.add(
                    "passage", text_version_id=version, start=start, end=start + len(parts[at]),
                    exact=parts[at], prefix=text[max(0, start - 64) : start], suffix="", occurrences=1,
                    created_at=self.at(40),
                )  # fmt: skip
                self.rows.add(
                    "link", demand_id=demand, passage_id=passage, reply_id=reply, linked_at=self.at(40),
                    linked_by_id=1,
                )  # fmt: skip
            self.rows.add(
                "verdict_given", demand_id=demand, sequence=1, verdict=verdict, given_by_id=1,
                reasoning="Het antwoord zegt dit met zoveel woorden.", tactics=json.dumps([]),
                read_whole_text=verdict == "not_answered", given_at=self.at(30),
            )  # fmt: skip
