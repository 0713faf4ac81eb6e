"""`weerwoord tick`: one run of all due work, in text and in JSON."""

import json

import pytest
from click.testing import CliRunner

from app.cli.tick import tick
from app.letters.values import ClosingReason
from tests.mail.support import Postbox, serve
from tests.services.reminders.support import DAY_1, DAY_15, morning


@pytest.fixture
def run(office, settings, monkeypatch):
    """Run the command on the test's own installation; the office's letter is in it."""
    monkeypatch.setenv("WEERWOORD_HOME", str(settings.home))
    monkeypatch.setenv("WEERWOORD_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WEERWOORD_LOG_FORMAT", "text")

    def run_command(*words):
        result = CliRunner().invoke(tick, list(words))
        assert result.exit_code == 0, result.output
        return result.stdout

    return run_command


def test_without_a_server_the_mail_is_kept_and_a_warning_says_so(run):
    report = json.loads(run("--at", "2026-02-24T08:30", "--json"))
    assert report["at"] == "2026-02-24T07:30:00+00:00"
    (queued,) = report["queued"]
    assert (queued["step"], queued["kind"], queued["due_on"], queued["mail"]) == (
        1,
        "overdue",
        "2026-02-24",
        1,
    )
    assert queued["letter"].endswith("/1")
    assert [kept["mail"] for kept in report["kept"]] == [1]
    assert report["sent"] == report["cancelled"] == report["superseded"] == []
    assert len(report["warnings"]) == 1


def test_a_second_run_queues_nothing(run):
    run("--at", "2026-02-24T08:30", "--json")
    report = json.loads(run("--at", "2026-02-24T08:30", "--json"))
    assert (report["queued"], len(report["kept"])) == ([], 1)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-02-24", "2026-02-24T22:59:00+00:00"),
        ("2026-02-24T09:00+02:00", "2026-02-24T07:00:00+00:00"),
        ("2026-02-24T09:00Z", "2026-02-24T09:00:00+00:00"),
        ("2026-02-24 09:00", "2026-02-24T08:00:00+00:00"),
        ("2026-07-01T09:00", "2026-07-01T07:00:00+00:00"),
    ],
)
def test_a_moment_without_a_zone_is_in_that_of_the_settings(run, at, moment):
    assert json.loads(run("--at", at, "--json"))["at"] == moment


def test_what_is_no_moment_is_wrong_use(run):
    assert CliRunner().invoke(tick, ["--at", "tomorrow"]).exit_code == 2


def test_half_a_year_later_the_earlier_steps_are_superseded_with_the_reason(run):
    report = json.loads(run("--at", "2026-08-24", "--json"))
    assert [line["step"] for line in report["queued"]] == [29]
    assert [(line["step"], line["why"]) for line in report["superseded"]] == [
        (1, "A later reminder took its place."),
        (15, "A later reminder took its place."),
    ]


def test_a_closed_letter_is_cancelled_with_the_reason(run, office):
    run("--at", "2026-02-24")
    office.change(closed_at=morning(DAY_1), closed_reason=ClosingReason.GIVEN_UP)
    report = json.loads(run("--at", "2026-02-25", "--json"))
    assert [(line["step"], line["why"]) for line in report["cancelled"]] == [(1, "The letter is closed.")]


def test_the_text_says_the_same_in_words(run):
    assert "Nothing was due." in run("--at", "2026-02-01")
    words = run("--at", "2026-02-24")
    assert "queued:" in words
    assert "overdue 2026-02-24" in words
    assert "warning: No mail server is set" in words


def test_with_a_server_the_mail_is_sent_once(run, office, allow_smtp, monkeypatch):
    postbox = Postbox()
    with serve(postbox) as port:
        for name, value in (("HOST", "127.0.0.1"), ("PORT", str(port)), ("SECURITY", "none")):
            monkeypatch.setenv(f"WEERWOORD_MAIL_{name}", value)
        first = json.loads(run("--at", "2026-02-24", "--json"))
        second = json.loads(run("--at", "2026-02-24", "--json"))
        third = json.loads(run("--at", "2026-03-10", "--json"))
    assert [line["step"] for line in first["sent"]] == [1]
    assert (second["queued"], second["sent"]) == ([], [])
    assert [line["step"] for line in third["sent"]] == [15]
    assert (first["kept"], first["warnings"]) == ([], [])
    assert len(postbox.messages) == 2
    assert office.rows() == [(1, "mailed"), (15, "mailed")]
    assert {message["References"] for message in postbox.messages} == {"<letter-1.reminders@localhost>"}
    assert DAY_15.isoformat() == third["sent"][0]["due_on"]
