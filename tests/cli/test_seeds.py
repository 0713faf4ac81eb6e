"""The real documents by the command line: what comes out is what the facts beside them say."""

import csv
import io
import re

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.cli.conftest import SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the real documents are not beside the project (../shared/seeds)"
)


def facts_of(number):
    [path] = (SHARED / "seeds" / "facts").glob(f"{number}_*.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def flat(text):
    """Words as they are compared: without stars, with single blanks."""
    return re.sub(r"\s+", " ", text.replace("**", "")).strip()


@pytest.fixture
def read(run, seed):
    """Read a seed, and hold every place in it to the text."""

    def read(number):
        told = run("document", "read", seed(number), "--json").json
        content = told["text"]["content"]
        assert told["text"]["characters"] == len(content)
        for document in told["documents"]:
            found = [document["date"], *document["references"], *document["demands"]]
            for one in filter(None, found):
                printed = one.get("raw", one.get("text"))
                assert content[one["start"] : one["end"]] == printed
                assert document["start"] <= one["start"] < one["end"] <= document["end"]
        return told

    return read


def dates_of(facts):
    return {entry["raw"]: str(entry["iso"])[:10] for entry in facts["dates"]}


def test_seed_000_is_read_as_its_facts_say(read):
    facts, told = facts_of("000"), read("000")
    reply, letter = told["documents"]
    expected = {document["id"]: document for document in facts["documents"]}
    assert (reply["kind"], letter["kind"]) == ("reply", "letter")
    assert (reply["date"]["raw"], reply["date"]["iso"]) == ("05 06 2026", dates_of(facts)["05 06 2026"])
    assert (reply["date"]["certainty"], reply["date"]["other_reading"]) == ("probable", "2026-05-06")
    assert letter["date"] is expected["d000_letter"]["date"] is None
    assert letter["addressee"]["name"] == "M. Prévot"
    assert letter["addressee"]["office"] == "minister van Buitenlandse Zaken"
    assert reply["sender"]["name"] == "Maxime Prévot"
    assert [one for one in letter["references"] if one["kind"] == "our_reference"] == []
    printed = [one for one in expected["d000_letter"]["demands"] if one["number_as_printed"]]
    assert [one["number"] for one in letter["demands"]] == [one["number_as_printed"] for one in printed]
    for found, one in zip(letter["demands"], printed, strict=True):
        assert flat(found["text"]).startswith(flat(one["quote"]))
    assert reply["demands"] == []


def test_seed_001_is_read_as_its_facts_say(read):
    [expected] = facts_of("001")["documents"]
    [letter] = read("001")["documents"]
    assert letter["kind"] == "letter"
    assert (letter["date"]["raw"], letter["date"]["iso"]) == (
        expected["date"]["raw"],
        str(expected["date"]["iso"]),
    )
    assert flat(letter["title"]).rstrip(".") == expected["title"].rstrip(".")
    assert letter["addressee"]["name"].endswith("M. Prévot")
    [demand] = letter["demands"]
    assert expected["demands"][0]["quote"] in flat(demand["text"])


def test_seed_002_is_read_as_its_facts_say(read):
    facts, told = facts_of("002"), read("002")
    [clipping] = [one for one in told["documents"] if one["kind"] == "clipping"]
    assert clipping["title"] == facts["title"]
    assert clipping["date"]["iso"][:10] == "2025-10-06"
    assert clipping["demands"] == []
    article = flat(told["text"]["content"][clipping["start"] : clipping["end"]])
    for claim in facts["claims"]:
        assert flat(claim["quote"]) in article
    assert "POPULAIR NIEUWS" not in article


def test_seed_004_is_read_as_its_facts_say(read):
    facts, told = facts_of("004"), read("004")
    [letter] = [one for one in told["documents"] if one["kind"] == "parliament_letter"]
    assert letter["date"]["iso"] == str(facts["date"]["iso"])
    assert "Voorzitter van de Tweede Kamer" in letter["addressee"]["office"] or "Voorzitter" in (
        letter["addressee"]["name"] or ""
    )
    found = {one["normal"] for one in letter["references"]}
    assert found >= {one["normal"] for one in facts["dossier_references"]}
    assert letter["demands"] == []


@pytest.fixture
def campaign(run):
    run("campaign", "add", "cuba", "--title", "Ambassade Havana")
    run("user", "create", "an@example.org", "--role", "coordinator", "--name", "An")


@pytest.fixture
def answered(run, seed, campaign):
    """Seed 000 on file, linked and judged as its facts say."""
    run("letter", "add", seed("000"), "--campaign", "cuba")
    run("reply", "add", seed("000"), "--letter", "cuba/1", "--date", "2026-06-05")
    [reply] = [one for one in facts_of("000")["documents"] if one["kind"] == "reply_in"]
    judged = [one for one in reply["verdicts"] if one["demand"] != "d0"]
    for one in judged:
        number = one["demand"].removeprefix("d")
        for passage in one["passages"]:
            assert run("passage", "link", "cuba/1", number, "--words", passage["quote"]).code == 0
        tactics = [part for tactic in one.get("tactics", ()) for part in ("--tactic", tactic)]
        implicit = ["--implicit"] if one.get("explicitness") == "implicit" else []
        given = run(
            "verdict", "give", "cuba/1", number, one["verdict"], "--because", one["why"], *tactics, *implicit
        )
        assert given.code == 0, given.problem
    return judged


def test_seed_000_is_logged_with_what_is_missing(run, seed, campaign):
    letter = run("letter", "add", seed("000"), "--campaign", "cuba", "--json").json
    assert (letter["date"], letter["due_on"], letter["reference"]) == (None, None, None)
    assert letter["missing"] == ["date", "reference", "deadline"]
    assert [one["label"] for one in letter["demands"]] == ["1", "2", "3", "4", "5"]
    reply = run("reply", "add", seed("000"), "--letter", "cuba/1", "--json").json
    assert (reply["date"], reply["date_raw"], reply["date_certainty"]) == (
        "2026-06-05",
        "05 06 2026",
        "probable",
    )
    assert (reply["kind"], reply["signer"]["name"]) == ("substantive", "Maxime Prévot")


def test_seed_000_gives_the_comparison(run, read, answered):
    told = run("compare", "cuba/1", "--json").json
    assert set(told) == {
        "letter", "title", "language", "date", "date_certainty", "addressee", "reference", "due_on", "due_source", "confidential",
        "replies", "demands", "tally",
    }  # fmt: skip
    assert (told["letter"], told["language"], told["date"], told["due_on"]) == ("cuba/1", "nl", None, None)
    assert told["replies"] == [
        {
            "number": 1,
            "kind": "substantive",
            "date": "2026-06-05",
            "date_certainty": "certain",
            "received_on": None,
            "signer": "Maxime Prévot",
            "language": "nl",
        }
    ]
    content = read("000")["text"]["content"]
    for demand, expected in zip(told["demands"], answered, strict=True):
        assert demand["verdict"] == demand["state"] == expected["verdict"]
        assert demand["because"] == expected["why"]
        assert demand["tactics"] == expected.get("tactics", [])
        assert demand["implicit"] is (expected.get("explicitness") == "implicit")
        assert demand["earlier"] == []
        assert len(demand["passages"]) == len(expected["passages"])
        for passage in demand["passages"]:
            assert content[passage["start"] : passage["end"]] == passage["exact"]
        quotes = {flat(passage["quote"]) for passage in expected["passages"]}
        assert {flat(passage["exact"]) for passage in demand["passages"]} == quotes
    tally = facts_tally()
    assert {name: told["tally"][name] for name in tally} == tally


def facts_tally():
    [reply] = [one for one in facts_of("000")["documents"] if one["kind"] == "reply_in"]
    return {name: count for name, count in reply["tally"].items() if name != "numbered_demands"}


def test_seed_000_gives_the_comparison_in_all_other_forms(run, answered):
    quote = answered[0]["passages"][0]["quote"]
    text = run("compare", "cuba/1").out
    assert quote in text
    assert "1 partly" in text.splitlines()[-1]
    rows = list(
        csv.DictReader(io.StringIO(run("compare", "cuba/1", "--format", "csv").out.removeprefix("\ufeff")))
    )
    assert [row["verdict"] for row in rows] == [one["verdict"] for one in answered]
    assert quote in rows[0]["passages"]
    page = BeautifulSoup(run("compare", "cuba/1", "--format", "html").out, "html.parser")
    assert quote in page.get_text()
    assert len(page.select("blockquote")) == sum(len(one["passages"]) for one in answered)


def test_seed_000_without_a_date_reminds_nobody(run, answered):
    assert run("tick", "--at", "2030-01-01T12:00", "--json").json["queued"] == []


@pytest.fixture
def unanswered(run, seed, campaign):
    return run("letter", "add", seed("001"), "--campaign", "cuba", "--json").json


def test_seed_001_is_logged_with_the_campaigns_own_deadline(unanswered):
    assert (unanswered["date"], unanswered["date_raw"]) == ("2026-01-13", "13 01 26")
    assert (unanswered["due_on"], unanswered["due_source"]) == ("2026-02-24", "campaign")
    assert len(unanswered["demands"]) == 1


def test_seed_001_compares_to_no_reply_in_our_file(run, unanswered):
    told = run("compare", "cuba/1", "--json").json
    assert (told["replies"], [one["state"] for one in told["demands"]]) == ([], ["no_reply"])
    assert told["tally"]["no_reply"] == 1


def test_seed_001_gives_one_reminder_and_none_when_run_again(run, unanswered):
    on_the_day = run("tick", "--at", "2026-02-24T23:00", "--json").json
    assert on_the_day["queued"] == []
    first = run("tick", "--at", "2026-02-25T09:00", "--json").json
    assert [(one["letter"], one["recipient"], one["step"]) for one in first["queued"]] == [
        ("cuba/1", "an@example.org", 1)
    ]
    assert len(first["kept"]) == 1  # no mail server: kept, not lost
    again = run("tick", "--at", "2026-02-25T09:00", "--json").json
    later_that_week = run("tick", "--at", "2026-03-01T09:00", "--json").json
    assert (again["queued"], later_that_week["queued"]) == ([], [])
    assert len(later_that_week["kept"]) == 1


def test_seed_001_reminds_again_after_14_and_28_days(run, unanswered):
    days = ("2026-02-25", "2026-03-10", "2026-03-11", "2026-03-24", "2026-03-25", "2026-06-01")
    told = [run("tick", "--at", f"{day}T09:00", "--json").json["queued"] for day in days]
    assert [[one["step"] for one in queued] for queued in told] == [[1], [], [15], [], [29], []]


def test_acknowledgement_does_not_silence_seed_001(run, write, unanswered):
    receipt = "Geachte,\n\nWij bevestigen de goede ontvangst van uw brief.\n\nMet vriendelijke groeten,\n\nHet secretariaat\n"
    run("reply", "add", write(receipt), "--letter", "cuba/1", "--kind", "acknowledgement")
    assert len(run("tick", "--at", "2026-02-25T09:00", "--json").json["queued"]) == 1


def test_substantive_reply_pauses_seed_001_until_it_is_judged(run, write, unanswered):
    run(
        "reply",
        "add",
        write("Geachte,\n\nDe ambassade blijft dicht.\n\nHet kabinet\n"),
        "--letter",
        "cuba/1",
        "--kind",
        "substantive",
    )
    assert run("tick", "--at", "2026-02-25T09:00", "--json").json["queued"] == []
    run(
        "verdict",
        "give",
        "cuba/1",
        unanswered["demands"][0]["label"],
        "not_answered",
        "--because",
        "Gaat over iets anders.",
    )
    assert len(run("tick", "--at", "2026-02-26T09:00", "--json").json["queued"]) == 1
