from datetime import timedelta

import pytest
from sqlalchemy import event

from app.accounts.values import Language
from app.activity.models import Activity
from app.activity.queries import PAGE
from app.activity.services import record_activity
from app.letters.closing import close_letter
from app.letters.services import extend_deadline
from app.letters.values import ClosingReason, DeadlineSource
from tests.factories import make_campaign, make_letter, make_membership, make_user

LOG = "/campaigns/proef/log"


@pytest.fixture
def letter(session, campaign, now):
    deadline = {"deadline_on": now.date(), "deadline_source": DeadlineSource.TYPED}
    letter = make_letter(session, campaign, title="Geheime zaak", is_confidential=True, **deadline)
    session.commit()
    return letter


def entries(page):
    return [" ".join(one.get_text(" ", strip=True).split()) for one in page.select(".log > li")]


def write_many(session, campaign, user, now, count):
    for number in range(count):
        row = Activity(
            at=now + timedelta(seconds=number), user_id=user.id, campaign_id=campaign.id, act="close_letter",
            record="letter", record_id=1, facts={"reason": "granted"},
        )  # fmt: skip
        session.add(row)
    session.commit()


def test_the_log_tells_who_did_what_with_old_and_new_value(client, session, letter, coordinator, now):
    extend_deadline(session, letter, now.date() + timedelta(days=30), actor=coordinator, now=now)
    close_letter(session, letter, ClosingReason.OVERTAKEN, note="Zeer geheim.", actor=None, now=now)
    facts = {"verdict": {"from": None, "to": "refused"}}
    record_activity(
        session, "give_verdict", letter.demands[0], actor=coordinator, now=now, campaign_id=letter.campaign_id, facts=facts
    )  # fmt: skip
    session.commit()
    page = client.page(LOG)
    verdict, closing, extension = entries(page)
    assert verdict.startswith("An beoordeelde eis 1 van brief 1 Beoordeling: Afgewezen")
    assert closing.startswith("De opdrachtregel sloot brief 1 af Reden: Door de feiten ingehaald")
    assert "Deadline: was 1 juli 2026 → is nu 31 juli 2026" in extension
    assert page.select_one(".log a")["href"] == f"/campaigns/proef/letters/1#demand-{letter.demands[0].id}"
    assert "eheim" not in page.get_text()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.FR, "a évalué la demande 1 de la lettre 1"),
        (Language.EN, "gave a verdict on demand 1 of letter 1"),
    ],
)
def test_the_log_speaks_the_readers_language(client, session, letter, sign_in_as, now, language, words):
    user = sign_in_as("reader", name="An", language=language)
    record_activity(
        session, "give_verdict", letter.demands[0], actor=user, now=now, campaign_id=letter.campaign_id
    )
    session.commit()
    assert words in entries(client.page(LOG))[0]


def test_what_changed_in_words_is_named_and_not_told(client, session, letter, coordinator, now):
    record_activity(
        session, "change_letter", letter, actor=coordinator, now=now, facts={"unsaid": ["title", "reference"]}
    )
    session.commit()
    assert "Gewijzigd: Titel, Kenmerk" in entries(client.page(LOG))[0]


def test_a_name_is_shown_as_text(client, session, letter, sign_in_as, now):
    user = sign_in_as("reader", name="<script>alert(1)</script>")
    record_activity(session, "close_letter", letter, actor=user, now=now)
    session.commit()
    assert "<script>alert(1)</script> sloot" in entries(client.page(LOG))[0]


def test_one_persons_acts_are_shown_alone(client, session, letter, coordinator, person, now):
    bo = person("member", name="Bo")
    for user in (coordinator, bo, bo):
        record_activity(session, "close_letter", letter, actor=user, now=now)
    session.commit()
    page = client.page(LOG)
    assert [option.get_text() for option in page.select("#person option")] == ["Iedereen", "An", "Bo"]
    alone = client.page(f"{LOG}?person={bo.id}")
    assert [entry.split()[0] for entry in entries(alone)] == ["Bo", "Bo"]
    assert alone.select_one("#person option[selected]").get_text() == "Bo"


def test_a_long_log_has_pages_without_gap_or_repetition(client, session, campaign, letter, coordinator, now):
    write_many(session, campaign, coordinator, now, 2 * PAGE + 3)
    seen, address = [], LOG
    while address:
        page = client.page(address)
        seen += [one["datetime"] for one in page.select(".log time")]
        older = page.select_one("a[rel=next]")
        address = older["href"] if older else None
    assert len(seen) == len(set(seen)) == 2 * PAGE + 3
    assert seen == sorted(seen, reverse=True)


def test_another_campaigns_acts_are_not_shown(client, session, letter, coordinator, now):
    other = make_letter(session, make_campaign(session), number=77)
    record_activity(session, "close_letter", other, actor=coordinator, now=now)
    session.commit()
    assert entries(client.page(LOG)) == []
    assert client.get(f"/campaigns/{other.campaign.slug}/log").status_code == 404


def test_records_show_what_was_done_to_them(client, session, letter, coordinator, now):
    close_letter(session, letter, ClosingReason.GRANTED, note="", actor=coordinator, now=now)
    record_activity(
        session, "void_demand", letter.demands[0], actor=coordinator, now=now, campaign_id=letter.campaign_id
    )
    session.commit()
    shown = entries(client.page("/campaigns/proef/letters/1"))
    assert ["schrapte eis 1" in shown[0], "sloot brief 1 af" in shown[1]] == [True, True]
    assert len(entries(client.page(f"/campaigns/proef/letters/1/demands/{letter.demands[0].id}"))) == 1


def test_own_acts_are_shown_without_those_in_campaigns_that_one_left(
    client, session, letter, sign_in_as, now
):
    user = sign_in_as("member", name="An")
    left = make_letter(session, make_campaign(session, title="Verlaten"), number=77)
    for one in (letter, left):
        record_activity(session, "close_letter", one, actor=user, now=now)
    record_activity(session, "deactivate", user, actor=make_user(session, name="Bo"), now=now)
    session.commit()
    page = client.page("/account/log")
    done_to, did = entries(page)
    assert done_to.startswith("Bo sloot de toegang af voor An")
    assert did.startswith("An sloot brief 1 af")
    assert "Verlaten" not in page.get_text()


def test_administrators_see_what_somebody_did_everywhere(client, session, letter, sign_in_as, person, now):
    bo = person("member", name="Bo")
    elsewhere = make_campaign(session, title="Elders")
    make_membership(session, elsewhere, bo)
    for one in (letter, make_letter(session, elsewhere)):
        record_activity(session, "close_letter", one, actor=bo, now=now)
    session.commit()
    sign_in_as("administrator")
    page = client.page(f"/accounts/{bo.id}/log")
    assert len(entries(page)) == 2
    assert "Elders" in page.get_text()
    assert client.page("/accounts").select_one(f"a[href='/accounts/{bo.id}/log']") is not None


@pytest.mark.parametrize("address", [LOG, "/account/log"])
def test_a_page_of_the_log_asks_as_often_for_ten_entries_as_for_a_thousand(
    client, app, session, campaign, letter, coordinator, now, address
):
    engine, counts = app.extensions["database"].engine, []

    def count():
        statements = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        client.page(address)
        event.remove(engine, "before_cursor_execute", listener)
        return len(statements)

    for entries_more in (10, 990):
        write_many(session, campaign, coordinator, now, entries_more)
        counts.append(count())
    assert counts[0] == counts[1] <= 12
