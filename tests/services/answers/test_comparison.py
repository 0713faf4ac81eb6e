import csv
import io
import json

import pytest

from app.answers.comparison import compare
from app.answers.export import as_csv, as_dict, as_text
from app.answers.values import DemandState, Tactic, Verdict
from app.letters.demands import add_demands, void_demand
from app.letters.facts import DemandFacts
from app.replies.values import ReplyKind
from tests.factories import make_letter
from tests.services.answers.support import judge, link, make_reply

STUDY = "Wij volgen de studie op de voet."


@pytest.fixture
def judged(session, letter, reply, actor):
    link(session, reply, STUDY, letter.demands[1], actor=actor)
    judge(
        session,
        letter.demands[1],
        Verdict.REFUSED,
        because="Geen woord over publiceren.",
        actor=actor,
        tactics=(Tactic.MONITORING,),
        is_implicit=True,
    )
    judge(session, letter.demands[2], Verdict.NOT_ANSWERED, because="De prijs komt niet voor.")
    return letter


def tally(comparison):
    return {entry.state: entry.count for entry in comparison.tally}


def test_rows_stand_in_the_order_of_the_letter_with_their_parts(session, campaign):
    letter = make_letter(session, campaign, demands=())
    asked = ("1", False), ("1a", True), ("1b", True), ("2", False)
    add_demands(
        session, letter, tuple(DemandFacts("Doe.", number, is_sub_demand=sub) for number, sub in asked)
    )
    rows = compare(session, letter).rows
    assert [(row.label, row.position, row.is_sub_demand) for row in rows] == [
        ("1", 1, False),
        ("1a", 2, True),
        ("1b", 3, True),
        ("2", 4, False),
    ]


def test_tally_counts_whole_demands_and_keeps_zeros(session, judged):
    assert tally(compare(session, judged)) == {
        DemandState.GRANTED: 0,
        DemandState.PARTLY: 0,
        DemandState.PROMISED: 0,
        DemandState.DEFLECTED: 0,
        DemandState.REFUSED: 1,
        DemandState.NOT_ANSWERED: 1,
        DemandState.PENDING: 1,
    }


def test_without_a_reply_it_says_no_reply_in_our_file(session, letter):
    comparison = compare(session, letter)
    assert {row.state for row in comparison.rows} == {DemandState.NO_REPLY}
    assert (comparison.sheets, tally(comparison)[DemandState.NO_REPLY]) == ((), 3)


def test_acknowledgement_is_shown_and_answers_nothing(session, campaign, letter):
    make_reply(session, campaign, letter, kind=ReplyKind.ACKNOWLEDGEMENT)
    comparison = compare(session, letter)
    assert [sheet.kind for sheet in comparison.sheets] == ["acknowledgement"]
    assert {row.state for row in comparison.rows} == {DemandState.NO_REPLY}


def test_voided_demand_is_left_out(session, judged, actor, now):
    void_demand(session, judged.demands[1], "fout", actor=actor, now=now)
    assert [row.label for row in compare(session, judged).rows] == ["1", "3"]


def test_parts_propose_a_verdict_that_a_person_may_take(session, campaign):
    letter = make_letter(session, campaign, demands=())
    asked = ("1", False), ("1a", True), ("1b", True)
    add_demands(
        session, letter, tuple(DemandFacts("Doe.", number, is_sub_demand=sub) for number, sub in asked)
    )
    reply = make_reply(session, campaign, letter)
    whole, first, second = letter.demands
    link(session, reply, STUDY, first)
    judge(session, first, Verdict.PARTLY)
    assert compare(session, letter).rows[0].proposed is None
    judge(session, second, Verdict.NOT_ANSWERED)
    row = compare(session, letter).rows[0]
    assert (row.proposed, row.verdict, row.state) == (Verdict.PARTLY, None, DemandState.PENDING)
    judge(session, whole, Verdict.PARTLY)
    row = compare(session, letter).rows[0]
    assert (row.proposed, row.state) == (None, DemandState.PARTLY)


def test_sheet_is_the_replys_own_text_and_marks_what_is_linked(session, judged, reply):
    [sheet] = compare(session, judged).sheets
    parts = [segment for paragraph in sheet.paragraphs for segment in paragraph.segments]
    assert [segment.text for segment in parts if segment.positions] == [STUDY]
    text = "".join(segment.text for segment in parts)
    assert "Kop van de bladzijde" not in text
    assert "Aan mevrouw" not in text


def test_reply_without_a_text_is_on_the_page(session, campaign, letter):
    make_reply(session, campaign, letter, text=None, signer_name="Het kabinet")
    [sheet] = compare(session, letter).sheets
    assert (sheet.signer, sheet.paragraphs) == ("Het kabinet", ())


def test_several_replies_stand_below_each_other_oldest_first(session, campaign, letter):
    make_reply(session, campaign, letter)
    make_reply(session, campaign, letter, kind=ReplyKind.HOLDING)
    assert [sheet.number for sheet in compare(session, letter).sheets] == [1, 2]


def test_dict_holds_everything_for_another_program(session, judged, reply, actor):
    told = as_dict(judged, compare(session, judged))
    assert json.loads(json.dumps(told)) == told
    second = told["demands"][1]
    assert second["passages"] == [
        {
            "reply": 1,
            "start": (start := reply.text_version.text.index(STUDY)),
            "end": start + len(STUDY),
            "exact": STUDY,
            "standing": "present",
        }
    ]
    assert (
        second["verdict"],
        second["because"],
        second["tactics"],
        second["implicit"],
        second["given_by"],
    ) == (
        "refused",
        "Geen woord over publiceren.",
        ["monitoring"],
        True,
        "An",
    )
    assert (told["demands"][0]["state"], told["demands"][0]["verdict"]) == ("pending", None)
    assert (told["letter"], told["reference"], told["title"]) == ("proef/1", None, "Brief over de proef")
    assert told["tally"]["refused"] == 1


def test_offsets_of_the_export_cut_the_exact_words_out_of_the_text(session, campaign, letter):
    text = "Wij **volgen** de studie."
    reply = make_reply(session, campaign, letter, text=text)
    link(session, reply, "Wij **volgen** de studie.", letter.demands[1])
    [passage] = as_dict(letter, compare(session, letter))["demands"][1]["passages"]
    assert text[passage["start"] : passage["end"]] == passage["exact"]


def test_text_reads_in_a_terminal(session, judged):
    lines = as_text(judged, compare(session, judged)).splitlines()
    assert lines[0] == "proef/1  Brief over de proef"
    assert f"   “{STUDY}” (reply 1)" in lines
    assert "   refused: Geen woord over publiceren." in lines
    assert "1 refused" in lines[-1]


def test_csv_has_a_row_for_each_demand(session, judged):
    written = as_csv(compare(session, judged))
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert written.startswith("\ufeff")
    assert [(row["demand"], row["verdict"], row["passages"]) for row in rows] == [
        ("1", "", ""),
        ("2", "refused", STUDY),
        ("3", "not_answered", ""),
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_the_csv_is_a_formula(session, campaign, sign):
    letter = make_letter(session, campaign, demands=(f'{sign}HYPERLINK("x")',))
    [row] = csv.DictReader(io.StringIO(as_csv(compare(session, letter)).removeprefix("\ufeff")))
    assert row["text"] == f'\'{sign}HYPERLINK("x")'
