from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.values import Role
from app.answers.comparison import compare
from app.campaigns.models import Membership
from app.intake.drafts import DraftDemand, draft_from_json
from app.intake.errors import AlreadyFiledError, DayToChooseError, NothingToFileError
from app.intake.values import IntakeState, PartKind
from app.letters.errors import DayOutOfRangeError, DeadlineBeforeSendingError, LetterNotFoundError
from app.letters.models import Letter
from app.letters.values import DeadlineSource, LateChoice
from app.replies.errors import ReplyWithoutLetterError
from app.replies.models import Reply
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter, make_organisation
from tests.services.intake.samples import BOTH, DEMANDS, LETTER, REPLY, UNDATED_LETTER

JUNE_5 = {"day": "2026-06-05"}


def all_of(session, model):
    return session.scalars(select(model).order_by(model.id)).all()


def test_letter_is_filed_with_its_demands_and_their_places(take_in, confirm):
    item = take_in(LETTER)
    filed = confirm(item)
    [letter] = filed.letters
    assert (letter.sent_on, letter.reference, letter.addressee_name) == (
        date(2026, 5, 12),
        "CP/2026/1",
        "A. Voorbeeld",
    )
    assert (letter.deadline_on, letter.deadline_source) == (date(2026, 6, 23), DeadlineSource.CAMPAIGN)
    assert [(demand.number, demand.text) for demand in letter.demands] == list(
        zip(("1", "2", "3"), DEMANDS, strict=True)
    )
    for demand in letter.demands:
        assert letter.text_start <= demand.start < demand.end <= letter.text_end
        assert letter.text_version.text[demand.start : demand.end] == demand.text
    assert item.state is IntakeState.FILED


def test_what_is_missing_is_filed_as_missing(take_in, confirm):
    [letter] = confirm(take_in(UNDATED_LETTER)).letters
    assert (letter.sent_on, letter.sent_on_raw, letter.reference, letter.deadline_on) == (None, "", "", None)


def test_both_in_one_are_filed_and_belong_together(session, take_in, confirm):
    filed = confirm(take_in(BOTH), {0: JUNE_5})
    [letter], [reply] = filed.letters, filed.replies
    assert reply.letters == [letter]
    assert (reply.dated_on, reply.dated_on_raw, reply.signer_name) == (
        date(2026, 6, 5),
        "05 06 2026",
        "An Voorbeeld",
    )
    assert reply.text_version is letter.text_version
    assert reply.text_end <= letter.text_start
    assert len(compare(session, letter).rows) == 3


@pytest.mark.parametrize(
    ("role", "joins"), [(Role.COORDINATOR, True), (Role.MEMBER, False)], ids=["coordinator", "member"]
)
def test_organisation_joins_the_coalition_at_the_word_of_who_may_change_it(
    session, campaign, actor, take_in, confirm, role, joins
):
    session.scalars(select(Membership).where(Membership.user_id == actor.id)).one().role = role
    known = make_organisation(session, name="Vreemde Vereniging")
    signed = {"sender": known.name, "organisation_id": None, "adds_organisation": True}
    [letter] = confirm(take_in(LETTER), {0: signed}).letters
    assert [one.organisation_id for one in letter.signatories] == [known.id]
    assert (known in campaign.coalition) is joins


def test_late_letter_that_came_with_its_reply_does_not_ask(take_in, confirm):
    filed = confirm(take_in(BOTH), {0: JUNE_5, 1: {"day": "2026-01-12"}})
    assert filed.letters[0].late_choice is None


def test_late_letter_alone_asks(take_in, confirm):
    assert confirm(take_in(LETTER)).letters[0].late_choice is LateChoice.TO_ASK


def test_odd_date_must_be_chosen_before_anything_is_filed(session, take_in, confirm):
    item = take_in(BOTH)
    with pytest.raises(DayToChooseError):
        confirm(item)
    session.rollback()
    assert (all_of(session, Letter), all_of(session, Reply)) == ([], [])


def test_odd_date_may_stay_unknown_when_a_person_says_so(take_in, confirm):
    filed = confirm(take_in(BOTH), {0: {"is_day_odd": False}})
    assert (filed.replies[0].dated_on, filed.replies[0].dated_on_raw) == (None, "05 06 2026")


def test_form_sent_twice_files_once(session, take_in, confirm):
    item = take_in(LETTER)
    confirm(item)
    with pytest.raises(AlreadyFiledError):
        confirm(item)
    assert len(all_of(session, Letter)) == 1


def test_nothing_marked_is_said(take_in, confirm):
    with pytest.raises(NothingToFileError):
        confirm(take_in(LETTER), {0: {"kind": PartKind.NEITHER}})


def test_one_part_that_cannot_be_filed_files_nothing(session, take_in, confirm):
    item = take_in(BOTH)
    session.commit()
    with pytest.raises(ReplyWithoutLetterError):
        confirm(item, {0: {**JUNE_5, "answers_own_letter": False}})
    session.rollback()
    assert (all_of(session, Letter), item.state) == ([], IntakeState.PARSED)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"day": "0001-01-01"}, DayOutOfRangeError),
        ({"day": "9999-12-31"}, DayOutOfRangeError),
        ({"deadline": "9999-12-31"}, DayOutOfRangeError),
        ({"deadline": "2026-05-11"}, DeadlineBeforeSendingError),
    ],
)
def test_day_that_cannot_be_meant_files_nothing(session, take_in, confirm, values, error):
    item = take_in(LETTER)
    session.commit()
    with pytest.raises(error):
        confirm(item, {0: values})
    session.rollback()
    assert (all_of(session, Letter), item.state) == ([], IntakeState.PARSED)


def test_typed_and_forged_demands_are_held_to_the_text(take_in, confirm):
    demands = (
        DraftDemand(DEMANDS[0], "1", start=0, end=5),
        DraftDemand("Zelf getypt.", "2", start=3, end=15),
        DraftDemand("  "),
        DraftDemand("Nog iets.", start=10**9, end=10**9 + 9),
    )
    [letter] = confirm(take_in(LETTER), {0: {"demands": demands}}).letters
    text = letter.text_version.text
    assert [demand.text for demand in letter.demands] == [DEMANDS[0], "Zelf getypt.", "Nog iets."]
    assert text[letter.demands[0].start : letter.demands[0].end] == DEMANDS[0]
    assert [(demand.start, demand.is_implied) for demand in letter.demands[1:]] == [
        (None, True),
        (None, True),
    ]


def test_earlier_letter_that_is_not_on_file_keeps_a_place(take_in, confirm):
    [letter] = confirm(take_in(LETTER), {0: {"earlier_letter": "Brief van het voorjaar"}}).letters
    earlier = letter.refers_to
    assert (earlier.is_on_file, earlier.title, earlier.addressee_name) == (
        False,
        "Brief van het voorjaar",
        "A. Voorbeeld",
    )
    assert (earlier.number, letter.number) == (1, 2)


def test_reply_to_letters_on_file(session, campaign, take_in, confirm):
    first, second = make_letter(session, campaign), make_letter(session, campaign)
    filed = confirm(take_in(REPLY), {0: {"letter_ids": (second.id, first.id)}})
    assert filed.replies[0].letters == [first, second]
    assert filed.letters == ()


def test_reply_to_a_letter_of_another_campaign_is_refused(session, take_in, confirm):
    elsewhere = make_letter(session, make_campaign(session))
    with pytest.raises(ReplyWithoutLetterError):
        confirm(take_in(REPLY), {0: {"letter_ids": (elsewhere.id,)}})
    assert all_of(session, Reply) == []


def test_reply_to_nothing_is_refused_and_may_keep_a_place(session, take_in, confirm):
    item = take_in(REPLY)
    with pytest.raises(ReplyWithoutLetterError):
        confirm(item)
    [reply] = confirm(item, {0: {"keeps_place": True}}).replies
    assert [letter.is_on_file for letter in reply.letters] == [False]


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_reply_of_every_kind_is_filed(session, campaign, take_in, confirm, kind):
    letter = make_letter(session, campaign)
    values = {
        "reply_kind": kind.value,
        "letter_ids": (letter.id,),
        "received": "2026-06-16",
        "expected": "2026-09-01",
    }
    [reply] = confirm(take_in(REPLY), {0: values}).replies
    assert (reply.kind, reply.received_on, reply.expected_on) == (kind, date(2026, 6, 16), date(2026, 9, 1))


def test_confidential_part_is_filed_as_confidential(take_in, confirm):
    filed = confirm(take_in(BOTH), {0: {**JUNE_5, "is_confidential": True}, 1: {"is_confidential": True}})
    assert (filed.letters[0].is_confidential, filed.replies[0].is_confidential) == (True, True)


def test_letter_refers_only_to_letters_of_its_campaign(session, take_in, confirm):
    elsewhere = make_letter(session, make_campaign(session))
    with pytest.raises(LetterNotFoundError):
        confirm(take_in(LETTER), {0: {"refers_to_id": elsewhere.id}})


def test_place_in_another_part_of_the_file_is_not_the_letters(take_in, confirm):
    item = take_in(BOTH)
    _, letter = draft_from_json(item.draft).parts
    words = "Wij volgen de studie op de voet."
    start = item.text_version.text.index(words)
    assert start < letter.start
    forged = (DraftDemand(words, start=start, end=start + len(words)),)
    [filed] = confirm(item, {0: JUNE_5, 1: {"demands": forged}}).letters
    assert (filed.demands[0].start, filed.demands[0].is_implied) == (None, True)
