"""The bare pages of `make bench` read and show what the program's pages do: a ratio to a page that reads nothing says nothing."""

import sqlite3
from datetime import UTC, datetime

import pytest

from benchmarks.bare import make_bare
from benchmarks.bare_tick import make_page, tick_plainly
from benchmarks.filling import fill
from benchmarks.ticking import make_due

SIZE = 600
DUE = 40


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("bare") / "home", SIZE, datetime.now(UTC).date())


@pytest.fixture
def page(filled):
    client = make_bare(str(filled.file)).test_client()
    return lambda address: client.get(f"/campaigns/{filled.slug}{address}").text


def test_a_letter_is_shown_with_its_demands_verdicts_words_and_acts(filled, page):
    shown = page(f"/letters/{filled.letter_number}")

    assert (
        shown.count(f"van brief {filled.letter_number}.") == 2 * 5
    )  # each demand, and the text with all of them
    assert shown.count("Het antwoord zegt dit met zoveel woorden. Coördinator 1") == 5
    assert 0 < shown.count("<q>") <= 5
    assert "log_letter" in shown
    assert shown.count("brief.txt") == 2  # the letter's document and the reply's


def test_a_comparison_is_shown_with_the_whole_reply_and_without_acts(filled, page):
    shown = page(f"/letters/{filled.letter_number}/compare")

    [reply] = [part.partition("</pre>")[0] for part in shown.split("<pre>")[1:]]
    assert reply.count("Zo staat het ook bij punt") == 5
    assert "log_letter" not in shown


def test_lists_show_their_letters(filled, page):
    assert page("/letters").count("<tr>") == 50
    assert page("").count("<li>") > 50


def test_a_tick_is_measured_against_what_reads_each_letter_that_is_due(filled):
    connection = sqlite3.connect(filled.file, isolation_level=None)
    ids = make_due(connection, DUE)
    numbers = connection.execute(
        f"SELECT count(*) FROM demand WHERE letter_id IN ({', '.join(map(str, ids))})"
    ).fetchone()[0]

    shown = make_page(filled.file).test_client().get("/due").text
    assert shown.count("<h2>") == DUE
    assert shown.count("<li>") == numbers
    assert shown.count("Coördinator 2") == numbers

    looks = [("2030-01-01 00:00:00.000000", one) for one in ids]
    nothing = {
        table: (f"DELETE FROM {table} WHERE id = ?", []) for table in ("outgoing_mail", "reminder_due")
    }
    assert tick_plainly(connection, nothing, looks) > 0
    assert connection.execute("SELECT count(*) FROM letter WHERE look_at LIKE '2030%'").fetchone()[0] == DUE
    connection.close()
