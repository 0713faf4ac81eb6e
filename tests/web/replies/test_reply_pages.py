from datetime import date

import pytest

from app.answers.values import Verdict
from app.replies.models import Reply
from app.replies.values import ReplyKind
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import judge, make_reply
from tests.web.letters.support import filled, form_at, soup, words

REPLY = "/campaigns/proef/replies/1"


@pytest.fixture
def letter(session, campaign):
    letter = make_letter(session, campaign)
    session.commit()
    return letter


@pytest.fixture
def reply(session, campaign, letter):
    reply = make_reply(session, campaign, letter, signer_name="An Voorbeeld", dated_on=date(2026, 6, 5))
    session.commit()
    return reply


@pytest.fixture
def save(client, coordinator, reply):
    """Open the reply's form, change fields, send it."""

    def save(**changes):
        values = filled(form_at(client.page(f"{REPLY}/edit"), "/edit"))
        return client.post(f"{REPLY}/edit", data={**values, **changes})

    return save


def test_page_says_what_it_is_and_what_that_does_to_the_clock(client, coordinator, reply):
    text = words(client.page(REPLY))
    for shown in ("An Voorbeeld", "5 juni 2026", "Wij volgen de studie op de voet."):
        assert shown in text


@pytest.mark.parametrize("kind", list(ReplyKind))
def test_kind_is_corrected(client, fresh, save, kind):
    assert save(kind=kind.value, expected_on="1-9-2026").status_code == 303
    assert fresh(Reply)[0].kind is kind
    client.page(REPLY)
    client.page("/campaigns/proef/letters/1/compare")


@pytest.mark.parametrize("field", ["dated_on", "received_on", "expected_on"])
@pytest.mark.parametrize("day", ["1-1-0", "1-1-99999", "31-2-2026", "gisteren"])
def test_day_that_cannot_be_is_said_and_kept(fresh, save, field, day):
    response = save(**{field: day, "note": "Blijft staan"})
    assert response.status_code == 400
    values = filled(form_at(soup(response), "/edit"))
    assert (values[field], values["note"]) == (day, "Blijft staan")
    assert fresh(Reply)[0].note == ""


@pytest.mark.parametrize(
    "changes",
    [{"kind": "raar"}, {"kind": ""}, {"language": "xx"}, {"mandate_id": "999"}, {"letter_ids": "999"}],
)
def test_forged_field_saves_nothing(fresh, save, changes):
    assert save(**changes).status_code == 400
    assert fresh(Reply)[0].version == 1


def test_reply_to_nothing_is_said(client, fresh, coordinator, reply):
    values = filled(form_at(client.page(f"{REPLY}/edit"), "/edit"))
    del values["letter_ids"]
    assert client.post(f"{REPLY}/edit", data=values).status_code == 400
    assert len(fresh(Reply)[0].letters) == 1


def test_letter_of_another_campaign_is_not_taken(session, fresh, letter, save):
    elsewhere = make_letter(session, make_campaign(session))
    session.commit()
    assert save(letter_ids=[str(letter.id), str(elsewhere.id)]).status_code == 400
    assert [one.id for one in fresh(Reply)[0].letters] == [letter.id]


def test_one_reply_is_put_to_two_letters(client, session, campaign, fresh, letter, save):
    second = make_letter(session, campaign)
    session.commit()
    assert save(letter_ids=[str(letter.id), str(second.id)]).status_code == 303
    assert [one.number for one in fresh(Reply)[0].letters] == [1, 2]
    assert "An Voorbeeld" in words(client.page("/campaigns/proef/letters/2"))


def test_two_people_change_a_reply_the_second_sees_it_and_keeps_what_was_typed(
    client, colleague, fresh, coordinator, reply
):
    mine = filled(form_at(client.page(f"{REPLY}/edit"), "/edit"))
    theirs = filled(form_at(colleague.page(f"{REPLY}/edit"), "/edit"))
    colleague.post(f"{REPLY}/edit", data={**theirs, "signer_name": "Getikt door Bo"})
    conflict = client.post(f"{REPLY}/edit", data={**mine, "signer_name": "Getikt door An"})
    assert conflict.status_code == 409
    assert "Getikt door Bo" in words(soup(conflict).select_one("main"))
    kept = filled(form_at(soup(conflict), "/edit"))
    assert kept["signer_name"] == "Getikt door An"
    assert fresh(Reply)[0].signer_name == "Getikt door Bo"
    assert client.post(f"{REPLY}/edit", data=kept).status_code == 303


def test_untouched_form_keeps_everything(fresh, save):
    before = fresh(Reply)[0]
    kept = (
        before.kind,
        before.dated_on,
        before.signer_name,
        before.text_start,
        [one.id for one in before.letters],
    )
    assert save().status_code == 303
    after = fresh(Reply)[0]
    assert kept == (
        after.kind,
        after.dated_on,
        after.signer_name,
        after.text_start,
        [one.id for one in after.letters],
    )


@pytest.fixture
def bare(session, campaign, letter):
    reply = make_reply(session, campaign, letter, text=None)
    session.commit()
    return reply


def test_text_is_pasted_beside_a_reply_without_one(client, fresh, coordinator, bare):
    sent = client.submit(f"{REPLY}/text", {"text": "Het loket\r\nblijft dicht."}, page=REPLY)
    assert sent.status_code == 303
    [reply] = fresh(Reply)
    assert reply.text_version.text[reply.text_start : reply.text_end] == "Het loket\nblijft dicht."
    client.page("/campaigns/proef/letters/1/sentences")


@pytest.mark.parametrize("text", ["", " ", "\r\n\t"])
def test_blank_text_is_said(client, fresh, coordinator, bare, text):
    assert client.submit(f"{REPLY}/text", {"text": text}, page=REPLY).status_code == 400
    assert fresh(Reply)[0].text_version_id is None


def test_text_form_sent_twice_keeps_the_first(client, fresh, coordinator, bare):
    values = {**filled(form_at(client.page(REPLY), "/text")), "text": "Het eerste."}
    assert client.post(f"{REPLY}/text", data=values).status_code == 303
    assert client.post(f"{REPLY}/text", data={**values, "text": "Het tweede."}).status_code == 400
    assert fresh(Reply)[0].text_version.text == "Het eerste."


def test_second_reply_is_said_to_change_nothing(
    client, session, campaign, fresh, coordinator, letter, reply, now
):
    for demand in letter.demands:
        judge(session, demand, Verdict.NOT_ANSWERED)
    make_reply(session, campaign, letter, logged_at=now)
    session.commit()
    second = "/campaigns/proef/replies/2"
    sent = client.submit(f"{second}/reviewed", page=second)
    assert sent.location == "/campaigns/proef/letters/1/compare"
    assert [one.reviewed_at for one in fresh(Reply)] == [None, now]


@pytest.mark.parametrize("number", ["0", "9", "9" * 25])
def test_reply_that_is_not_there(client, coordinator, number):
    for page in ("", "/edit"):
        assert client.get(f"/campaigns/proef/replies/{number}{page}").status_code == 404


def test_reply_of_another_campaign_is_out_of_reach(client, sign_in_as, reply):
    sign_in_as("outsider")
    assert client.get(REPLY).status_code == 404


def test_reader_reads_and_changes_nothing(client, sign_in_as, reply):
    sign_in_as("reader")
    page = client.page(REPLY)
    assert not page.select("form[action$='/reviewed'], form[action$='/text']")
    assert client.get(f"{REPLY}/edit").status_code == 403
