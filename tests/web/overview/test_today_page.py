from datetime import date, timedelta

import pytest

from app.accounts.values import Language
from app.heartbeats.services import beat
from app.intake.models import IntakeItem
from app.letters.values import DeadlineSource, LateChoice
from tests.factories import make_campaign, make_letter
from tests.services.answers.support import make_reply
from tests.web.letters.support import words


@pytest.fixture
def overdue(session, campaign, now):
    letter = make_letter(
        session,
        campaign,
        deadline_on=now.date() - timedelta(days=9),
        deadline_source=DeadlineSource.TYPED,
        reference="CP/1",
    )
    session.commit()
    return letter


def steps(page):
    """The next step in each line, by the letter that it is about."""
    return {
        line.select_one(".list-title")["href"]: [link["href"] for link in line.select("a.button")]
        for line in page.select(".today-line")
    }


def test_door_leads_to_today(client, coordinator):
    assert client.get("/").location == "/today"


def test_stranger_is_led_to_sign_in(client):
    assert "sign-in" in client.get("/").location
    assert "sign-in" in client.get("/today").location


def test_overdue_letter_has_its_next_step(client, coordinator, overdue):
    page = client.page("/today")
    assert steps(page) == {"/campaigns/proef/letters/1": ["/campaigns/proef/letters/1/follow-up"]}
    text = words(page)
    assert "9" in text
    assert "1, 2" in text


def test_reply_to_judge_leads_to_the_comparison(client, session, campaign, coordinator, overdue):
    make_reply(session, campaign, overdue)
    session.commit()
    assert steps(client.page("/today")) == {
        "/campaigns/proef/letters/1": ["/campaigns/proef/letters/1/compare"]
    }


def test_every_section_has_its_line(client, session, campaign, coordinator, now):
    far = {
        "deadline_on": now.date() + timedelta(days=60),
        "deadline_source": DeadlineSource.TYPED,
        "reference": "X",
    }
    make_letter(session, campaign, late_choice=LateChoice.TO_ASK)
    make_letter(session, campaign, is_on_file=False, sent_on=None)
    make_letter(session, campaign, sent_on=None)
    make_letter(session, campaign, **far, remind_on=now.date())
    make_letter(session, campaign, **{**far, "deadline_on": now.date()})
    session.commit()
    page = client.page("/today")
    assert {section["aria-labelledby"] for section in page.select("main section[aria-labelledby]")} >= {
        "late_choice",
        "to_place",
        "missing",
        "remind_today",
        "soon",
    }
    assert all(len(links) == 1 for links in steps(page).values())


def test_remind_me_on_of_a_demand_comes_up(client, session, campaign, coordinator, now):
    letter = make_letter(
        session, campaign, deadline_on=date(2026, 12, 1), deadline_source=DeadlineSource.TYPED, reference="X"
    )
    letter.demands[1].remind_on = now.date()
    session.commit()
    assert "/campaigns/proef/letters/1" in steps(client.page("/today"))


def test_what_came_in_and_failed_stands_there_with_its_reason(client, fresh, coordinator):
    client.submit("/campaigns/proef/new", {"text": "Geachte heer, wij vragen u om hulp."})
    [item] = fresh(IntakeItem)
    assert f"/campaigns/proef/new/{item.number}" in steps(client.page("/today"))


def test_banner_says_that_no_mail_leaves(client, coordinator):
    assert (
        client.page("/today").select_one("main .notice a[href='/mail'], main .notice a[href*='mail']")
        is not None
    )


def test_quiet_day_says_so(client, session, campaign, coordinator):
    assert client.page("/today").select_one(".empty") is not None


def test_person_without_a_campaign_is_told_what_to_do(client, session):
    from tests.client import sign_in
    from tests.factories import make_user

    user = make_user(session)
    session.commit()
    sign_in(client, user)
    assert client.page("/today").select_one(".empty") is not None


def test_letters_of_another_campaign_do_not_show(client, session, coordinator, overdue):
    other = make_campaign(session, slug="elders")
    make_letter(session, other)
    session.commit()
    assert all(address.startswith("/campaigns/proef/") for address in steps(client.page("/today")))


@pytest.mark.parametrize("language", list(Language))
def test_today_is_in_the_readers_language(client, sign_in_as, overdue, language):
    sign_in_as("coordinator", language=language)
    assert client.page("/today").html["lang"] == language.value


def test_health_names_nobody(client, overdue):
    response = client.get("/healthz")
    assert response.status_code in (200, 503)
    assert set(response.get_json()) >= {"database", "heartbeats"}
    assert "example.org" not in response.get_data(as_text=True)


def test_campaign_page_shows_its_letters_and_replies(client, session, campaign, coordinator, overdue):
    make_reply(session, campaign, overdue, dated_on=date(2026, 6, 5))
    session.commit()
    links = [link.get("href") for link in client.page("/campaigns/proef").select("main a")]
    assert "/campaigns/proef/letters/1" in links
    assert any(link and link.startswith("/campaigns/proef/replies/1") for link in links)


STOPPED = "Het uurwerk staat stil."


@pytest.mark.parametrize(
    ("tick_ago", "send_ago", "silent"),
    [
        (timedelta(seconds=70), timedelta(seconds=20), []),
        (timedelta(minutes=6), timedelta(seconds=20), ["tick"]),
        (timedelta(seconds=70), timedelta(minutes=6), ["send"]),
        (timedelta(days=7), timedelta(days=7), ["tick", "send"]),
        (None, None, ["tick", "send"]),
    ],
    ids=["both beat", "tick stopped", "send stopped", "off for a week", "never started"],
)
def test_work_that_fell_silent_shows_on_today_and_alarms_the_monitor(
    client, session, coordinator, now, tick_ago, send_ago, silent
):
    well = timedelta(seconds=5)
    for name, ago in (("tick", tick_ago), ("send", send_ago), ("read", well), ("check", well)):
        if ago is not None:
            beat(session, name, "node", now - ago)
    session.commit()

    health = client.get("/healthz")
    page = client.page("/today")

    assert (health.status_code, health.get_json()["silent"]) == (503 if silent else 200, silent)
    assert (STOPPED in words(page)) is bool(silent)
