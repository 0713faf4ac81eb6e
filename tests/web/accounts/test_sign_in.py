from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import func, select

from app.accounts import passwords
from app.accounts.models import Attempt
from tests.client import sign_in
from tests.web.accounts.conftest import PASSWORD

FORM = {"email": "an@example.org", "password": PASSWORD}
WRONG = {**FORM, "password": "een verkeerde zin"}
REFUSED = "notice-problem"


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_the_right_password_signs_in(client, person):
    response = client.submit("/sign-in", {**FORM, "email": " AN@example.org"})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert is_signed_in(client)


def test_the_sign_in_is_kept_in_a_session_cookie_with_an_end_and_nowhere_else(client, person):
    cookies = client.submit("/sign-in", FORM).headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["session"]
    assert "Expires=" in cookies[0]
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]


@pytest.mark.parametrize(
    "form",
    [WRONG, {**FORM, "email": "nobody@example.org"}, {**FORM, "email": "no address"}],
    ids=["password", "address", "form"],
)
def test_a_refusal_does_not_tell_what_was_wrong(client, person, form):
    response = client.submit("/sign-in", form)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert REFUSED in page
    assert form["email"] in page
    assert form["password"] not in page
    assert not is_signed_in(client)


def test_an_address_without_account_costs_the_same_work(client, person, monkeypatch):
    checked = []
    right = passwords.is_password_right
    monkeypatch.setattr(
        "app.accounts.authentication.is_password_right",
        lambda kept, password: checked.append(kept is None) or right(kept, password),
    )
    client.submit("/sign-in", WRONG)
    client.submit("/sign-in", {**WRONG, "email": "nobody@example.org"})
    client.submit("/sign-in", {**WRONG, "email": "no address"})
    assert checked == [False, True, True]


def test_a_deactivated_person_cannot_sign_in(client, session, person, now):
    person.deactivated_at = now
    session.commit()
    assert REFUSED in client.submit("/sign-in", FORM).get_data(as_text=True)


def test_who_asked_for_a_page_comes_to_it(client, person):
    asked = client.get("/account?tab=1")
    assert asked.status_code == 302
    response = client.submit(asked.headers["Location"], {**FORM, "next": "/account?tab=1"})
    assert response.headers["Location"] == "/account?tab=1"
    assert client.get("/sign-in?next=/account").headers["Location"] == "/account"


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "elsewhere"]
)
def test_nobody_is_led_away_from_our_pages(client, person, target):
    response = client.submit("/sign-in", {**FORM, "next": target})
    assert response.headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": target}).headers["Location"] == "/"


def test_a_session_planted_before_the_sign_in_is_worth_nothing(client, person):
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    client.submit("/sign-in", FORM)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.permanent


def test_the_sixth_attempt_is_refused_even_with_the_right_password(client, person, app):
    for _ in range(5):
        client.submit("/sign-in", WRONG)
    assert client.submit("/sign-in", FORM).status_code == 429
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert elsewhere.submit("/sign-in", FORM).status_code == 303


def test_a_success_forgets_the_failures(client, person, session):
    for _ in range(4):
        client.submit("/sign-in", WRONG)
    client.submit("/sign-in", FORM)
    assert session.scalar(select(func.count()).select_from(Attempt)) == 4  # of the place; none of the address


def test_sign_out_takes_a_form_and_ends_the_sign_in(client, person):
    sign_in(client, person)
    assert client.get("/sign-out").status_code == 405
    assert client.submit("/sign-out", page="/account").status_code == 303
    assert not is_signed_in(client)


def test_a_form_without_its_token_is_refused(client, person):
    assert client.post("/sign-in", data=FORM).status_code == 400
    sign_in(client, person)
    assert client.post("/sign-out").status_code == 400
    assert is_signed_in(client)


@pytest.mark.parametrize("change", ["nonce", "deactivated"])
def test_an_open_sign_in_ends_when_the_account_changes(client, session, person, now, change):
    sign_in(client, person)
    assert is_signed_in(client)
    if change == "nonce":
        person.session_nonce = "another"
    else:
        person.deactivated_at = now
    session.commit()
    assert not is_signed_in(client)


@pytest.mark.parametrize("identity", ["", "1", "1.", "x.nonce", "999.nonce", "²." + "n", "1.nonce.more"])
def test_a_session_that_names_nobody_is_a_stranger_s(client, person, identity):
    with client.session_transaction() as cookie:
        cookie["_user_id"] = identity
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("age", "lasts"), [(timedelta(days=13, hours=23), True), (timedelta(days=14, minutes=1), False)]
)
def test_a_sign_in_ends_after_the_days_that_are_set_however_much_it_is_used(client, person, age, lasts):
    sign_in(client, person)
    with client.session_transaction() as cookie:
        cookie["signed_in_at"] = (datetime.now(UTC) - age).isoformat()
    assert is_signed_in(client) is lasts


def test_a_page_sends_the_cookie_of_a_sign_in_when_something_in_it_changed_and_no_more(client, person):
    client.submit("/sign-in", FORM)
    client.get("/today")
    assert "Set-Cookie" not in client.get("/today").headers


def test_the_log_holds_no_password_and_no_address(client, person):
    with structlog.testing.capture_logs() as lines:
        client.submit("/sign-in", WRONG)
        client.submit("/sign-in", FORM)
    assert lines
    assert PASSWORD not in str(lines)
    assert "an@example.org" not in str(lines)


def test_a_stranger_s_sign_in_page_follows_the_browser_s_language(client):
    assert client.get("/sign-in", headers={"Accept-Language": "fr"}).status_code == 200
    assert 'lang="fr"' in client.get("/sign-in", headers={"Accept-Language": "fr"}).get_data(as_text=True)
