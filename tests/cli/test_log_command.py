"""Whose act a command is, and whether the log is whole."""

import sqlite3

import pytest

from app.accounts.errors import AccountDeactivatedError, UnknownAddressError
from app.campaigns.errors import CampaignArchivedError
from tests.services.intake.samples import LETTER, REPLY, STUDY

AN = "an@example.org"
JUDGE = ("verdict", "give", "proef/1", "3", "not_answered", "--because", "Komt niet voor.")


@pytest.fixture
def execute(home):
    """Run SQL past the program."""

    def execute(statement):
        connection = sqlite3.connect(home / "weerwoord.sqlite")
        with connection:
            rows = connection.execute(statement).fetchall()
        connection.close()
        return rows

    return execute


@pytest.fixture
def an(run):
    """Somebody with an account."""
    assert run("user", "create", AN, "--role", "member", "--name", "An").code == 0
    return AN


def acts(execute):
    return execute("SELECT act, email FROM activity LEFT JOIN user ON user.id = user_id ORDER BY activity.id")


def test_the_command_line_acts_for_nobody_unless_told(run, an, reply, execute):
    before = len(acts(execute))
    run(*JUDGE)
    run(*JUDGE, "--as", "  AN@example.org ")
    assert acts(execute)[before:] == [("give_verdict", None), ("give_verdict", AN)]
    given = execute(
        "SELECT email FROM verdict_given LEFT JOIN user ON user.id = given_by_id ORDER BY sequence"
    )
    assert given == [(None,), (AN,)]


def test_whose_act_it_is_stands_with_each_writing_command(run, an, write, execute):
    assert run("campaign", "add", "proef", "--title", "Proef", "--as", an).code == 0
    assert run("letter", "add", write(LETTER), "--campaign", "proef", "--as", an).code == 0
    assert run("reply", "add", write(REPLY), "--letter", "proef/1", "--as", an).code == 0
    assert run("passage", "link", "proef/1", "2", "--words", STUDY, "--as", an).code == 0
    assert run(*JUDGE, "--as", an, "--json").json["by"] == AN
    assert run("user", "create", "bo@example.org", "--role", "reader", "--as", an).code == 0
    done = {act for act, email in acts(execute) if email == AN}
    assert done >= {"added", "log_letter", "log_reply", "link_passage", "give_verdict", "create_user"}


def test_nobody_acts_for_an_account_that_is_not_there_or_is_switched_off(run, an, reply, execute):
    before = len(acts(execute))
    assert isinstance(run(*JUDGE, "--as", "nobody@example.org").problem, UnknownAddressError)
    execute("UPDATE user SET deactivated_at = '2026-01-01 00:00:00.000000'")
    assert isinstance(run(*JUDGE, "--as", an).problem, AccountDeactivatedError)
    assert len(acts(execute)) == before


def test_nothing_is_written_in_an_archived_campaign(run, write, reply, execute):
    execute("UPDATE campaign SET archived_at = '2026-01-01 00:00:00.000000'")
    before = len(acts(execute))
    for command in (
        ("letter", "add", write(LETTER), "--campaign", "proef"),
        ("reply", "add", write(REPLY), "--letter", "proef/1"),
        ("passage", "link", "proef/1", "2", "--words", STUDY),
        JUDGE,
    ):
        assert isinstance(run(*command).problem, CampaignArchivedError), command
    assert len(acts(execute)) == before
    assert run("compare", "proef/1").code == 0


def test_a_whole_log_says_so_and_where_it_ends(run, reply, execute):
    told = run("log", "verify", "--json")
    assert (told.code, told.json["ok"], told.json["never_sealed"]) == (0, True, [])
    (chain,) = told.json["chains"]
    assert (chain["name"], chain["fault"]) == ("proef", None)
    [(sequence, digest)] = execute("SELECT sequence, hash FROM activity_head")
    assert chain["head"] == f"1:{sequence}:{digest}"
    plain = run("log", "verify", "--head", chain["head"])
    assert plain.code == 0
    assert plain.out.splitlines()[0] == f"whole    proef: {chain['entries']} entries"
    assert plain.out.splitlines()[-1].strip() == chain["head"]


def test_a_log_that_somebody_touched_is_told_with_exit_status_1(run, reply, execute):
    execute("DROP TRIGGER activity_no_update")
    execute("UPDATE activity SET act = 'invented' WHERE chain = 1 AND sequence = 2")
    told = run("log", "verify", "--json")
    assert (told.code, told.json["ok"]) == (1, False)
    (chain,) = told.json["chains"]
    assert (chain["head"], chain["fault"]["flaw"], chain["fault"]["sequence"]) == (None, "changed", 2)
    plain = run("log", "verify")
    assert plain.code == 1
    assert "Entry 2 was changed" in plain.out
    assert "To note" not in plain.out


def test_an_end_that_was_cut_off_shows_against_a_noted_head(run, reply, execute):
    noted = run("log", "verify", "--json").json["chains"][0]["head"]
    execute("DROP TRIGGER activity_no_delete")
    execute("DELETE FROM activity WHERE chain = 1 AND sequence > 1")
    execute(
        "UPDATE activity_head SET (sequence, hash) = (SELECT sequence, hash FROM activity WHERE chain = 1)"
    )
    assert run("log", "verify").code == 0
    told = run("log", "verify", "--head", noted, "--json")
    assert (told.code, told.json["chains"][0]["fault"]["flaw"]) == (1, "cut_off")


@pytest.mark.parametrize("head", ["", "1", "1:2", "1:2:abc", f"x:2:{'0' * 64}", f"1:0:{'0' * 64}"])
def test_what_is_no_head_is_wrong_use(run, head):
    assert run("log", "verify", "--head", head).code == 2
