"""What fails says why and is exit 1; wrong use is exit 2; nothing of it is logged."""

import pytest

from app.answers.errors import (
    NothingToJudgeError,
    PassageInTheWayError,
    PassageMissingError,
    ReasoningMissingError,
    WordsAmbiguousError,
    WordsNotFoundError,
)
from app.campaigns.errors import CampaignNotFoundError
from app.documents.extract.errors import DamagedFileError, UnreadableFormatError
from app.intake.errors import NotThisKindError
from app.letters.errors import (
    DayOutOfRangeError,
    DeadlineBeforeSendingError,
    DemandNotFoundError,
    LetterNotFoundError,
)
from app.replies.errors import ForeignLetterError
from app.text.errors import BinaryContentError, EmptyTextError
from tests.services.intake.samples import DEMANDS, LETTER, ODD_REPLY, REPLY, STUDY, UNDATED_LETTER


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("compare", "elders/1"), CampaignNotFoundError),
        (("compare", "proef/9"), LetterNotFoundError),
        (("compare", "proef/0"), LetterNotFoundError),
        (("passage", "link", "proef/1", "9", "--words", STUDY), DemandNotFoundError),
        (("passage", "link", "proef/1", "2", "--words", "Dit staat er niet."), WordsNotFoundError),
        (("passage", "link", "proef/1", "2", "--words", "de"), WordsAmbiguousError),
        (("passage", "link", "proef/1", "2", "--words", DEMANDS[1]), WordsNotFoundError),
        (("passage", "link", "proef/1", "2", "--words", STUDY, "--reply", "9"), WordsNotFoundError),
        (("verdict", "give", "proef/1", "9", "granted", "--because", "Ja."), DemandNotFoundError),
        (("verdict", "give", "proef/1", "1", "granted", "--because", "Ja."), PassageMissingError),
        (("verdict", "give", "proef/1", "1", "not_answered", "--because", " "), ReasoningMissingError),
    ],
)
def test_work_that_fails_says_why_and_is_exit_1(run, reply, arguments, problem):
    ran = run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert isinstance(ran.problem, problem)
    assert str(ran.problem)


def test_linked_words_stand_in_the_way_of_not_addressed(run, judged):
    ran = run("verdict", "give", "proef/1", "2", "not_answered", "--because", "Niets.")
    assert isinstance(ran.problem, PassageInTheWayError)


def test_there_is_nothing_to_judge_without_a_reply(run, letter):
    ran = run("verdict", "give", "proef/1", "1", "not_answered", "--because", "Niets.")
    assert isinstance(ran.problem, NothingToJudgeError)


@pytest.mark.parametrize("words", ["", " ", "*"])
def test_passage_that_spans_nothing_is_refused(run, reply, words):
    assert run("passage", "link", "proef/1", "1", "--words", words).code == 1
    assert run("compare", "proef/1", "--json").json["demands"][0]["passages"] == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--date", "1899-12-31"), DayOutOfRangeError),
        (("--date", "2101-01-01"), DayOutOfRangeError),
        (("--due", "2101-01-01"), DayOutOfRangeError),
        (("--due", "2026-05-11"), DeadlineBeforeSendingError),
    ],
)
def test_day_that_cannot_be_meant_logs_nothing(run, write, campaign, options, problem):
    ran = run("letter", "add", write(LETTER), "--campaign", "proef", *options)
    assert (ran.code, type(ran.problem)) == (1, problem)
    assert isinstance(run("compare", "proef/1").problem, LetterNotFoundError)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", EmptyTextError),
        (b" \n", EmptyTextError),
        (b"\x00\x01\x02\x03" * 99, BinaryContentError),
        (b"%PDF-1.7\n", DamagedFileError),
        (b"GIF89a", UnreadableFormatError),
    ],
)
@pytest.mark.parametrize(
    "command",
    [("letter", "add", "--campaign", "proef"), ("reply", "add", "--letter", "proef/1"), ("document", "read")],
)
def test_file_that_is_no_text_is_refused(run, write, letter, command, content, problem):
    ran = run(*command[:2], write(content, "raar.txt"), *command[2:])
    assert (ran.code, ran.out, type(ran.problem)) == (1, "", problem)


def test_letter_in_an_old_encoding_is_read(run, write, campaign):
    path = write(LETTER.replace("het loket in", "het café „Één” in").encode("cp1252"))
    told = run("document", "read", path, "--json").json
    assert "café „Één”" in told["text"]["content"]
    assert run("letter", "add", path, "--campaign", "proef").code == 0


def test_file_without_a_letter_is_said(run, write, campaign):
    ran = run("letter", "add", write(f"{REPLY}\n{ODD_REPLY}"), "--campaign", "proef")
    assert (ran.code, ran.out, type(ran.problem)) == (1, "", NotThisKindError)


def test_single_document_is_what_its_owner_says(run, write, campaign):
    assert run("letter", "add", write(REPLY), "--campaign", "proef").code == 0


def test_reply_to_letters_of_two_campaigns_is_refused(run, write, letter):
    run("campaign", "add", "elders", "--title", "Elders")
    run("letter", "add", write(UNDATED_LETTER), "--campaign", "elders")
    ran = run("reply", "add", write(REPLY), "--letter", "proef/1", "--letter", "elders/1")
    assert (ran.code, type(ran.problem)) == (1, ForeignLetterError)
    assert run("compare", "proef/1", "--json").json["replies"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("letter", "add"),
        ("letter", "add", "x.txt"),
        ("letter", "add", "x.txt", "--campaign", "proef", "--date", "99999-01-01"),
        ("letter", "add", "x.txt", "--campaign", "proef", "--date", "0000-01-01"),
        ("letter", "add", "x.txt", "--campaign", "proef", "--date", "31-2-2026"),
        ("letter", "add", "x.txt", "--campaign", "proef", "--due", "morgen"),
        ("reply", "add", "x.txt"),
        ("reply", "add", "x.txt", "--letter", "proef"),
        ("reply", "add", "x.txt", "--letter", "proef/een"),
        ("reply", "add", "x.txt", "--letter", "proef/1", "--kind", "misschien"),
        ("passage", "link", "proef/1", "1"),
        ("verdict", "give", "proef/1", "1", "misschien", "--because", "Ja."),
        ("verdict", "give", "proef/1", "1", "granted"),
        ("verdict", "give", "proef/1", "1", "granted", "--because", "Ja.", "--tactic", "misschien"),
        ("compare", "proef"),
        ("compare", "/1"),
        ("compare", "proef/1", "--format", "pdf"),
        ("tick", "--at", "gisteren"),
        ("tick", "--at", "99999-01-01"),
        ("document", "read", "x.txt", "--language", "xx"),
        ("nonsens",),
    ],
)
def test_wrong_use_is_exit_2_and_says_so(run, arguments):
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage:" in ran.err


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 400])
def test_number_that_no_letter_can_have_is_wrong_use(run, campaign, number):
    assert run("compare", f"proef/{number}").code == 2


def test_file_that_is_not_there_is_said(run, campaign, tmp_path):
    ran = run("letter", "add", tmp_path / "weg.txt", "--campaign", "proef")
    assert (ran.code, ran.out) == (1, "")
    assert "weg.txt" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("campaign", "list"),
        ("compare", "proef/1"),
        ("demo", "load"),
        ("tick",),
        ("user", "link", "an@example.org"),
    ],
)
def test_command_without_a_database_says_what_to_do(bare_run, arguments):
    ran = bare_run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert "weerwoord db upgrade" in str(ran.problem)


def test_db_upgrade_makes_a_database_that_works(bare_run, write):
    assert bare_run("db", "upgrade").code == 0
    assert bare_run("db", "current").out.strip() not in ("", "empty")
    assert bare_run("campaign", "add", "proef", "--title", "Proef").code == 0
    assert bare_run("letter", "add", write(LETTER), "--campaign", "proef").code == 0
