"""How long a search takes, beside FTS5 asked by hand for the same hits."""

import argparse
import hashlib
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app, schema
from app.db import Database
from app.search.finding import search
from app.search.values import EntryKind, Narrowing
from app.settings import load_settings
from app.web.logs import configure_logging
from benchmarks.filling import Filled, Rows
from benchmarks.servers import SECRET_KEY
from benchmarks.speed import sign_in
from benchmarks.table import print_table

LETTERS = 100_000
# As long as a short letter to a minister is: those of the seeds have 457 to 844.
WORDS_IN_LETTER = 450
REQUESTS = 60
WARM_UP = 5
FIRST_DAY = date(2016, 1, 1)
# word -> in one letter of so many; the first two stand side by side where both are.
WORDS = {"ambassade": 3, "sancties": 3, "dwarsligger": 500, "spoorstaaf": 20_000}
QUERIES = ("ambassade", "ambassade sancties", '"ambassade sancties"', "dwarsligger", "spoorstaaf")
Acts = dict[str, Callable[[], object]]
SYLLABLES = ("ba", "ko", "lu", "mi", "ne", "po", "ri", "so", "ta", "vu", "wa", "ze")
# The letters have their numbers in the order of their days, so that by rowid these are the very same hits.
BARE = """SELECT r.number, r.title, r.sent_on, snippet(bare, 1, '<mark>', '</mark>', ' … ', 24)
FROM bare JOIN letter r ON r.id = bare.rowid WHERE bare MATCH :wanted ORDER BY {order} LIMIT 20"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say how large it is to be."""
    parser.add_argument("--letters", type=int, default=LETTERS, help="letters, with two demands each")
    parser.add_argument("--words", type=int, default=WORDS_IN_LETTER, help="words of each letter")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="measured searches of each query")


def run(options: argparse.Namespace) -> None:
    """Make the database, measure, print."""
    configure_logging("json", "error")
    folder = Path(tempfile.mkdtemp(prefix="weerwoord-benchmark-"))
    try:
        _measure(folder, options)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, options: argparse.Namespace) -> None:
    filled = _fill(folder, options.letters, options.words)
    before, begun = filled.file.stat().st_size, time.perf_counter()
    database = Database(f"sqlite:///{filled.file}")
    schema.upgrade(database)  # the program's own way to make the entries of records that have none
    with database.engine.connect() as raw:
        raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    taken, after = time.perf_counter() - begun, filled.file.stat().st_size
    print(
        f"{options.letters} letters of {options.words} words: {before / 1e6:.0f} MB, index {(after - before) / 1e6:.0f} MB, made in {taken:.0f} s"
    )
    bare = _make_bare(filled.file)
    client = _client(filled)
    with database.reading() as session:
        rows = [_compare(session, client, bare, query, options.requests) for query in QUERIES]
    head = ["query", "rowid", "bm25", "search", "page", "search : bm25", "page : bm25"]
    print_table("20 letters with their words in context (medians, ms)", head, rows)
    database.dispose()
    bare.close()


def _compare(
    session: Session, client: FlaskClient, bare: sqlite3.Connection, query: str, requests: int
) -> list[str]:
    """Return the milliseconds of FTS5 by rowid and by bm25, of the search and of the whole page, and how they compare."""
    narrowing = Narrowing(None, kind=EntryKind.LETTER)

    def by_hand(order: str) -> list[tuple[object, ...]]:
        return bare.execute(BARE.format(order=order), {"wanted": query}).fetchall()

    acts: Acts = {
        "rowid": lambda: by_hand("bare.rowid DESC"),
        "bm25": lambda: by_hand("bare.rank"),
        "search": lambda: search(session, query, narrowing),
    }
    page: Acts = {"page": lambda: client.get("/search", query_string={"q": query, "kind": "letter"})}
    found = [hit.source.number for hit in search(session, query, narrowing).hits]
    assert found == [row[0] for row in by_hand("bare.rowid DESC")], f"other hits for {query}"
    times = _time(acts, requests) | _time(page, requests)
    ratios = (times["search"] / times["bm25"], times["page"] / times["bm25"])
    return [query, *(f"{one:.2f}" for one in times.values()), *(f"{one:.2f}" for one in ratios)]


def _time(acts: Acts, requests: int) -> dict[str, float]:
    """Return the median milliseconds of each act. They take turns, so that whatever else the machine does meets them all."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(WARM_UP + requests):
        for name, act in acts.items():
            begun = time.perf_counter()
            act()
            if turn >= WARM_UP:
                taken[name].append((time.perf_counter() - begun) * 1000)
    return {name: statistics.median(each) for name, each in taken.items()}


def _client(filled: Filled) -> FlaskClient:
    app = create_app(load_settings(home=filled.home, secret_key=SECRET_KEY, base_url="http://127.0.0.1"))
    client = app.test_client()
    sign_in(client, filled)
    return client


def _fill(home: Path, letters: int, words: int) -> Filled:
    """Make letters of so many words with two demands each, all on file before the index is made."""
    database = Database(f"sqlite:///{home / 'weerwoord.sqlite'}")
    schema.upgrade(database, home)
    database.dispose()
    connection = sqlite3.connect(home / "weerwoord.sqlite", isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    rows, chance = Rows(connection), random.Random(letters)  # noqa: S311  the same rows at each run
    moment = datetime(2026, 1, 1, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
    user = rows.add(
        "user", email="an@example.org", name="An", folded_name="an", language="nl", zone="Europe/Brussels",
        session_nonce="nonce", created_at=moment,
    )  # fmt: skip
    campaign = rows.add(
        "campaign", slug="campagne", title="Campagne", language="nl", zone="Europe/Brussels", created_at=moment,
        demand_word="demand", reply_term_unit="week",
    )  # fmt: skip
    rows.add("membership", campaign_id=campaign, user_id=user, role="reader", created_at=moment)
    for number in range(1, letters + 1):
        _letter(rows, campaign, number, moment, _words(chance, words))
        if number % 2000 == 0:
            rows.write()
    rows.write()
    connection.execute("COMMIT")
    connection.close()
    return Filled(letters, home, user, "nonce", "campagne", campaign, letters, 1)


def _letter(rows: Rows, campaign: int, number: int, moment: str, words: list[str]) -> None:
    body = "Geachte minister, " + " ".join(words) + ". Met vriendelijke groeten."
    digest = hashlib.sha256(f"{number}".encode()).hexdigest()
    document = rows.add(
        "document", campaign_id=campaign, sha256=digest, name="brief.txt", media_type="text/plain",
        size=len(body), received_at=moment,
    )  # fmt: skip
    version = rows.add(
        "text_version", document_id=document, sequence=1, extractor="plain", extractor_version="1",
        language="nl", sha256=digest, created_at=moment, text=body,
    )  # fmt: skip
    letter = rows.add(
        "letter", campaign_id=campaign, number=number, title=f"Brief {number}", language="nl", kind="letter",
        sent_on=(FIRST_DAY + timedelta(days=number // 30)).isoformat(), created_at=moment,
        text_version_id=version, text_start=0, text_end=len(body), has_standing=True,
    )  # fmt: skip
    for position in (1, 2):
        text = " ".join(words[position * 50 : position * 50 + 15])
        rows.add("demand", letter_id=letter, position=position, number=str(position), text=text)


def _words(chance: random.Random, many: int) -> list[str]:
    """Return invented words; few of them are frequent, as in any language."""
    words = [_spelled(int(chance.paretovariate(0.7)) % 20_000) for _each in range(many)]
    for place, (word, share) in enumerate(WORDS.items()):
        if chance.randrange(share) == 0:
            words[60 + place] = word
    return words


@cache
def _spelled(rank: int) -> str:
    """Return the word that is the `rank`-th most frequent."""
    syllables = []
    while True:
        rank, rest = divmod(rank, len(SYLLABLES))
        syllables.append(SYLLABLES[rest])
        if not rank:
            return "".join(syllables) + "k"


def _make_bare(file: Path) -> sqlite3.Connection:
    """Return a connection to the same rows with an FTS5 table over title and text, as its manual has it."""
    connection = sqlite3.connect(file.with_name("bare.sqlite"))
    connection.execute("ATTACH ? AS program", (str(file),))
    connection.execute("CREATE TABLE letter AS SELECT id, number, title, sent_on FROM program.letter")
    connection.execute("CREATE UNIQUE INDEX letter_id ON letter (id)")
    connection.execute("CREATE VIRTUAL TABLE bare USING fts5(title, text)")
    connection.execute(
        """INSERT INTO bare (rowid, title, text) SELECT l.id, l.title, t.text
        FROM program.letter l JOIN program.text_version t ON t.id = l.text_version_id"""
    )
    connection.commit()
    connection.execute("DETACH program")
    return connection
