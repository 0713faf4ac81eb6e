"""Every command of the main job, on invented letters."""

import csv
import io
import sqlite3

import pytest
from bs4 import BeautifulSoup

from app.demo.errors import DemonstrationLoadedError
from tests.samples import documents
from tests.samples.letters import DUTCH
from tests.samples.tesseract import needs_tesseract
from tests.services.intake.samples import BOTH, DEMANDS, LETTER, ODD_REPLY, REPLY, STUDY, UNDATED_LETTER


def test_letter_is_logged_and_said_in_full(letter):
    demands = letter.pop("demands")
    assert letter == {
        "letter": "proef/1",
        "number": 1,
        "campaign": "proef",
        "title": None,
        "language": "nl",
        "date": "2026-05-12",
        "date_raw": "12 mei 2026",
        "date_certainty": "certain",
        "addressee": {"name": "A. Voorbeeld", "office": "minister van Proefzaken"},
        "reference": "CP/2026/1",
        "due_on": "2026-06-23",
        "due_source": "campaign",
        "after_deadline": "follow_up",
        "missing": [],
    }
    assert [(one["label"], one["number"], one["text"]) for one in demands] == [
        (str(number), str(number), text) for number, text in enumerate(DEMANDS, start=1)
    ]
    for one in demands:
        assert LETTER[one["start"] : one["end"]] == one["text"]


def test_what_is_missing_is_said_and_null(run, write, campaign):
    told = run("letter", "add", write(UNDATED_LETTER), "--campaign", "proef", "--json")
    assert told.json["missing"] == ["date", "reference", "deadline"]
    assert (told.json["date"], told.json["date_certainty"], told.json["due_on"], told.json["reference"]) == (
        None,
    ) * 4
    plain = run("letter", "add", write(UNDATED_LETTER), "--campaign", "proef")
    assert plain.out.splitlines()[0] == "proef/2"
    assert "date, reference, deadline" in plain.err


def test_options_overrule_what_was_read(run, write, campaign):
    told = run(
        "letter", "add", write(LETTER), "--campaign", "proef", "--date", "5-6-2026", "--due", "2026-06-30",
        "--reference", "X/1", "--addressee", "Bo Anders", "--json",
    ).json  # fmt: skip
    assert (told["date"], told["due_on"], told["due_source"], told["reference"]) == (
        "2026-06-05",
        "2026-06-30",
        "typed",
        "X/1",
    )
    assert told["addressee"]["name"] == "Bo Anders"


def test_late_letter_is_archived_when_so_said(run, write, campaign):
    told = run("letter", "add", write(LETTER), "--campaign", "proef", "--archive", "--json").json
    assert told["after_deadline"] == "archive"


def test_reply_is_logged_and_said_in_full(reply):
    assert reply == {
        "reply": "proef/1",
        "number": 1,
        "kind": "substantive",
        "date": "2026-06-15",
        "date_raw": "15 juni 2026",
        "date_certainty": "certain",
        "signer": {"name": "An Voorbeeld", "office": None},
        "letters": ["proef/1"],
    }


def test_odd_date_is_a_guess_that_says_so(run, write, letter):
    told = run("reply", "add", write(ODD_REPLY), "--letter", "proef/1", "--json")
    assert (told.json["date"], told.json["date_raw"], told.json["date_certainty"]) == (
        "2026-06-05",
        "05 06 2026",
        "probable",
    )
    confirmed = run("reply", "add", write(ODD_REPLY), "--letter", "proef/1", "--date", "2026-06-05", "--json")
    assert confirmed.json["date_certainty"] == "certain"


def test_one_file_serves_both_commands(run, write, campaign):
    path = write(BOTH)
    letter = run("letter", "add", path, "--campaign", "proef", "--json").json
    reply = run("reply", "add", path, "--letter", letter["letter"], "--json").json
    assert len(letter["demands"]) == 3
    assert (reply["signer"]["name"], reply["kind"]) == ("An Voorbeeld", "substantive")


def test_reply_of_a_kind_that_is_told(run, write, letter):
    told = run(
        "reply", "add", write(REPLY), "--letter", "proef/1", "--kind", "acknowledgement", "--json"
    ).json
    assert told["kind"] == "acknowledgement"


def test_one_reply_to_two_letters(run, write, letter):
    run("letter", "add", write(UNDATED_LETTER), "--campaign", "proef")
    told = run("reply", "add", write(REPLY), "--letter", "proef/1", "--letter", "proef/2", "--json").json
    assert told["letters"] == ["proef/1", "proef/2"]


def test_words_are_linked_judged_and_compared(run, reply):
    linked = run(
        "passage", "link", "proef/1", "2", "--words", "Wij volgen  de studie op de voet.", "--json"
    ).json
    start = REPLY.index(STUDY)
    assert linked == {
        "letter": "proef/1",
        "demand": "2",
        "reply": 1,
        "start": start,
        "end": start + len(STUDY),
        "exact": STUDY,
    }
    given = run(
        "verdict", "give", "proef/1", "2", "deflected", "--because", "Volgt, maar publiceert niet.",
        "--tactic", "monitoring", "--json",
    ).json  # fmt: skip
    assert given == {
        "letter": "proef/1",
        "demand": "2",
        "verdict": "deflected",
        "because": "Volgt, maar publiceert niet.",
        "by": None,
    }
    run("verdict", "give", "proef/1", "3", "not_answered", "--because", "De prijs komt niet voor.")
    told = run("compare", "proef/1", "--json").json
    assert [one["state"] for one in told["demands"]] == ["pending", "deflected", "not_answered"]
    assert told["demands"][1]["passages"] == [
        {"reply": 1, "start": start, "end": start + len(STUDY), "exact": STUDY, "standing": "present"}
    ]
    assert (told["demands"][1]["tactics"], told["demands"][1]["given_by"]) == (["monitoring"], None)


def test_second_judgement_is_put_on_top(run, reply):
    for because in ("Eerst.", "Bij nader inzien."):
        run("verdict", "give", "proef/1", "3", "not_answered", "--because", because)
    third = run("compare", "proef/1", "--json").json["demands"][2]
    assert (third["because"], third["earlier"]) == (
        "Bij nader inzien.",
        [{"verdict": "not_answered", "because": "Eerst."}],
    )


def test_comparison_as_text(run, judged):
    lines = run("compare", "proef/1").out.splitlines()
    assert lines[0].startswith("proef/1")
    assert f"2. {DEMANDS[1]}" in lines
    assert f"   “{STUDY}” (reply 1)" in lines


def test_comparison_as_csv(run, judged):
    written = run("compare", "proef/1", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [(row["demand"], row["verdict"], row["passages"]) for row in rows] == [
        ("1", "", ""),
        ("2", "deflected", STUDY),
        ("3", "", ""),
    ]


def test_comparison_as_a_page_that_stands_by_itself(run, judged):
    html = run("compare", "proef/1", "--format", "html").out
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == "nl"
    assert len(page.find_all("h1")) == 1
    assert STUDY in page.get_text()
    assert "Volgt & <wacht>." in page.get_text()
    assert not page.find_all("script")
    assert [link["href"] for link in page.find_all("link", rel="stylesheet")] == []


CUT = "UPDATE reply SET text_end = 10"
READ_AGAIN = """
    INSERT INTO text_version (document_id, sequence, extractor, extractor_version, text, sha256, pages, created_at)
    SELECT document_id, sequence + 1, extractor, extractor_version, 'Anders.', sha256, pages, created_at FROM text_version
    WHERE id = (SELECT text_version_id FROM reply);
    UPDATE reply SET text_version_id = (SELECT max(id) FROM text_version), text_start = 0, text_end = 7;
"""


def page_after(change, run, home):
    """Return the page of the letter, once its reply was changed in the database."""
    connection = sqlite3.connect(home / "weerwoord.sqlite")
    connection.executescript(change)
    connection.close()
    return BeautifulSoup(run("compare", "proef/1", "--format", "html").out, "html.parser")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (CUT, "Deze woorden staan buiten het antwoord zoals het nu is afgebakend."),
        (READ_AGAIN, "Deze woorden zijn in de nieuwere tekst anders gelezen."),
    ],
    ids=["cut off", "read otherwise"],
)
def test_page_that_stands_by_itself_keeps_words_that_are_no_longer_in_the_reply_and_says_so(
    run, judged, home, change, said
):
    page = page_after(change, run, home)

    [quote] = page.find_all("blockquote")
    assert quote.get_text() == STUDY
    assert quote.find_next_sibling("p").get_text() == said
    assert STUDY not in page.find("h2").find_next_sibling("div").get_text()
    assert "Volgt & <wacht>." in quote.find_parent("tr").get_text()


GIVEN_UP = (
    READ_AGAIN
    + """
    INSERT INTO carried_passage (reply_id, from_passage_id, text_version_id, state, changes, candidates, carried_at, decision, decided_at)
    SELECT reply_id, passage_id, (SELECT max(id) FROM text_version), 'lost', '[]', '[]', linked_at, 'gone', linked_at FROM link;
    UPDATE link SET unlinked_at = linked_at;
"""
)


def test_page_that_stands_by_itself_shows_words_that_somebody_gave_up(run, judged, home):
    page = page_after(GIVEN_UP, run, home)

    [quote] = page.find_all("blockquote")
    assert quote.get_text() == STUDY
    assert quote.find_previous_sibling("p").get_text() == "Verdwenen uit de nieuwere tekst:"
    assert "Volgt & <wacht>." in quote.find_parent("tr").get_text()


def test_format_json_and_json_are_the_same(run, judged):
    assert run("compare", "proef/1", "--format", "json").out == run("compare", "proef/1", "--json").out


def test_user_gets_a_link_of_each_kind(run):
    made = run("user", "create", "an@example.org", "--role", "coordinator")
    link = run("user", "link", "an@example.org")
    assert made.out.startswith("http://127.0.0.1:8000/")
    assert len(made.out.splitlines()) == len(link.out.splitlines()) == 1
    assert made.out != link.out


def test_demonstration_is_loaded_once(run):
    first, again = run("demo", "load"), run("demo", "load")
    assert (first.code, again.code) == (0, 1)
    assert "http" in first.out
    assert isinstance(again.problem, DemonstrationLoadedError)
    told = run("compare", "nachttrein/2", "--json").json
    assert [one["verdict"] for one in told["demands"]] == [
        "partly",
        "deflected",
        "deflected",
        "not_answered",
        "refused",
    ]


def test_demonstration_reminds_of_its_overdue_letter_once(run):
    run("demo", "load")
    first, again = run("tick", "--json").json, run("tick", "--json").json
    assert [one["letter"] for one in first["queued"]] == ["nachttrein/3"]
    assert again["queued"] == []


def test_doctor_says_what_it_looked_at(run):
    told = run("doctor", "--json")
    assert told.code in (0, 1)
    assert told.json


def test_doctor_says_how_to_get_what_reads_scans_and_old_word_files(run, campaign, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    checks = {check["name"]: check for check in run("doctor", "--json").json["checks"]}

    assert "tesseract-ocr-nld" in checks["OCR languages"]["mend"]
    assert "libreoffice-writer-nogui" in checks["LibreOffice"]["mend"]
    assert not checks["LibreOffice"]["fatal"]


@needs_tesseract
def test_document_read_names_what_a_scan_was_read_with(run, write):
    scan = documents.packed(documents.picture(DUTCH), "PNG")
    path = write(scan, "scan.png")
    read = run("document", "read", path, "--json").json

    assert read["file"]["media_type"] == "image/png"
    assert (read["text"]["extractor"], read["text"]["ocr"]) == ("tesseract", True)
    assert 0.8 < read["text"]["confidence"] <= 1
    assert read["text"]["pages"] == [{"number": 1, "start": 0, "end": read["text"]["characters"]}]
