import hashlib

import pytest
from sqlalchemy import select

from app.accounts.values import Language
from app.documents.models import Document, TextVersion
from app.intake.drafts import draft_from_json
from app.intake.errors import AlreadyFiledError, IntakeItemNotFoundError, NothingReceivedError
from app.intake.models import IntakeItem
from app.intake.queries import get_item, list_unfiled
from app.intake.services import put_text_beside, read_pasted, set_aside
from app.intake.values import IntakeState, PartKind
from app.text.errors import EmptyTextError
from tests.factories import make_campaign
from tests.services.intake.samples import BOTH, DEMANDS, LETTER, ODD_REPLY, REPLY

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


def part_of(item, index=0):
    return draft_from_json(item.draft).parts[index]


def test_letter_is_proposed_with_what_was_recognised(take_in):
    item = take_in(LETTER)
    part = part_of(item)
    assert item.state is IntakeState.PARSED
    assert (part.kind, part.day, part.is_day_odd, part.name, part.office, part.reference) == (
        PartKind.LETTER,
        "2026-05-12",
        False,
        "A. Voorbeeld",
        "minister van Proefzaken",
        "CP/2026/1",
    )
    assert tuple(demand.text for demand in part.demands) == DEMANDS
    for demand in part.demands:
        assert item.text_version.text[demand.start : demand.end] == demand.text


def test_what_was_not_recognised_stays_empty(take_in):
    part = part_of(take_in("Geachte heer,\n\nWij vragen u om het loket te openen.\n\nDank u."))
    assert (part.day, part.reference, part.deadline, part.name) == ("", "", "", "")


def test_reply_and_letter_in_one_file_are_two_parts_that_belong_together(take_in):
    reply, letter = draft_from_json(take_in(BOTH).draft).parts
    assert (reply.kind, reply.answers_own_letter) == (PartKind.REPLY, True)
    assert (letter.kind, letter.answers_own_letter) == (PartKind.LETTER, False)


def test_odd_date_is_not_decided(take_in):
    part = part_of(take_in(ODD_REPLY))
    assert (part.day, part.is_day_odd, part.day_raw, part.day_other) == (
        "",
        True,
        "05 06 2026",
        "2026-06-05,2026-05-06",
    )


@pytest.mark.parametrize(
    ("encoding", "start"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("cp1252", b""),
        ("utf-16", b""),
        ("utf-16-le", b"\xff\xfe"),
    ],
)
def test_text_file_in_any_usual_encoding_is_read_and_kept_byte_for_byte(take_in, originals, encoding, start):
    text = LETTER.replace("het loket in", "het café „Één” in")
    data = start + text.encode(encoding)
    item = take_in(data=data, name="brief.txt", media_type="text/plain")
    assert "het café „Één” in" in item.text_version.text
    assert originals.get(item.document.sha256) == data
    assert (item.document.name, item.document.size) == ("brief.txt", len(data))


@pytest.mark.parametrize("data", [PDF, b"\x00\x01\x02" * 50, b" \n\t ", b"\xef\xbb\xbf"])
def test_file_that_cannot_be_read_is_kept_with_the_reason(take_in, originals, data):
    item = take_in(data=data, name="scan.pdf")
    assert (item.state, item.text_version) == (IntakeState.FAILED, None)
    assert item.why
    assert originals.get(item.document.sha256) == data


def test_text_that_was_pasted_is_named_in_the_language_of_its_campaign(session, take_in, campaign):
    names = [take_in(LETTER).document.name]
    campaign.language = Language.FR
    session.commit()
    names.append(take_in(REPLY).document.name)
    assert names == ["tekst.txt", "texte.txt"]


def test_text_pasted_beside_a_file_is_its_text(session, take_in, originals):
    item = take_in(LETTER, data=PDF, name="scan.pdf")
    assert (item.state, item.text_version.extractor) == (IntakeState.PARSED, "typed")
    assert item.document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert len(session.scalars(select(Document)).all()) == 1


def test_text_is_pasted_beside_an_unreadable_file_later(take_in, session, actor, now):
    item = take_in(data=PDF, name="scan.pdf")
    put_text_beside(session, item, read_pasted(LETTER), actor=actor, now=now)
    assert (item.state, item.why, part_of(item).kind) == (IntakeState.PARSED, "", PartKind.LETTER)


def test_blank_text_beside_a_file_is_refused(take_in, session, actor, now):
    item = take_in(data=PDF, name="scan.pdf")
    with pytest.raises(EmptyTextError):
        put_text_beside(session, item, read_pasted(" \n"), actor=actor, now=now)
    assert item.state is IntakeState.FAILED


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_empty_hands_are_said(session, take_in, text):
    with pytest.raises(NothingReceivedError):
        take_in(text)
    assert session.scalars(select(IntakeItem)).all() == []


def test_empty_file_is_said(session, take_in):
    with pytest.raises(NothingReceivedError):
        take_in(data=b"", name="leeg.txt")
    assert session.scalars(select(Document)).all() == []


def test_paste_of_5_mb_is_taken_in_whole(take_in, originals):
    text = LETTER + "Nog een zin over het loket. " * 180_000
    assert len(text) > 5_000_000
    item = take_in(text)
    assert item.state is IntakeState.PARSED
    assert originals.get(item.document.sha256) == text.encode()


def test_form_sent_twice_takes_in_once(session, take_in):
    first = take_in(LETTER, form_key="sleutel")
    assert take_in(LETTER, form_key="sleutel") is first
    assert len(session.scalars(select(IntakeItem)).all()) == 1


def test_same_text_brought_twice_on_purpose_is_one_document_with_one_reading(session, take_in):
    first, second = take_in(LETTER, form_key="een"), take_in(LETTER, form_key="twee")
    assert first.number != second.number
    assert first.document_id == second.document_id
    assert len(session.scalars(select(TextVersion)).all()) == 1


def test_what_waits_stands_in_the_list_until_it_is_filed_or_put_aside(
    session, campaign, take_in, confirm, actor, now
):
    filed, aside, failed = take_in(LETTER), take_in(REPLY), take_in(data=PDF, name="scan.pdf")
    confirm(filed)
    set_aside(session, aside, actor=actor, now=now)
    session.flush()
    [row] = list_unfiled(session, [campaign.id]).rows
    assert (row.campaign_id, row.number, row.name, row.state) == (
        campaign.id,
        failed.number,
        "scan.pdf",
        IntakeState.FAILED,
    )


def test_filed_item_is_neither_put_aside_nor_read_again(session, take_in, confirm, actor, now):
    item = take_in(LETTER)
    confirm(item)
    with pytest.raises(AlreadyFiledError):
        set_aside(session, item, actor=actor, now=now)
    with pytest.raises(AlreadyFiledError):
        put_text_beside(session, item, read_pasted(REPLY), actor=actor, now=now)
    assert item.state is IntakeState.FILED


def test_item_is_found_only_in_its_own_campaign(session, campaign, take_in):
    item = take_in(LETTER)
    assert get_item(session, campaign, item.number) is item
    with pytest.raises(IntakeItemNotFoundError):
        get_item(session, make_campaign(session), item.number)
