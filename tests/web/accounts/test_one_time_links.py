from datetime import timedelta

import pytest
import structlog
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts import services
from app.accounts.models import AccountToken, User
from app.accounts.tokens import make_token
from app.accounts.values import Language, TokenPurpose
from app.mail.models import OutgoingMail
from tests.factories import make_user
from tests.web.accounts.conftest import PASSWORD

NEW = "een nieuwe zin om te onthouden"
PERSON = {"name": "Bo", "password": NEW, "language": "fr"}


@pytest.fixture
def today():
    """Pages look at the real clock."""
    return clock.now()


@pytest.fixture
def set_up_path(app, session, today):
    with app.app_context():
        link = services.make_setup_link(session, today)
    session.commit()
    return link.removeprefix("http://localhost")


def path_for(session, purpose, user, moment):
    secret = make_token(session, purpose, user_id=user.id, now=moment)
    session.commit()
    paths = {
        TokenPurpose.INVITATION: "/invitation/",
        TokenPurpose.PASSWORD_RESET: "/reset-password/",
        TokenPurpose.SIGN_IN: "/sign-in/link/",
    }
    return paths[purpose] + secret


@pytest.fixture
def invitation_path(session, today):
    invited = make_user(session, email="bo@example.org", name="", language=Language.FR)
    return path_for(session, TokenPurpose.INVITATION, invited, today)


@pytest.fixture
def reset_path(session, person, today):
    return path_for(session, TokenPurpose.PASSWORD_RESET, person, today)


@pytest.fixture
def sign_in_path(session, person, today):
    return path_for(session, TokenPurpose.SIGN_IN, person, today)


def is_signed_in(client):
    return client.get("/account").status_code == 200


# ---- Set-up


def test_the_holder_of_the_set_up_link_becomes_administrator(client, session, set_up_path):
    response = client.submit(set_up_path, {**PERSON, "email": "bo@example.org"})
    assert response.status_code == 303
    user = session.scalars(select(User)).one()
    assert (user.email, user.name, user.language, user.is_administrator) == (
        "bo@example.org",
        "Bo",
        Language.FR,
        True,
    )
    assert client.get("/accounts").status_code == 200
    assert client.get(set_up_path).status_code == 410


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "bo"), ("password", "kort"), ("name", ""), ("language", "de"), ("password", "bo@example.org")],
)
def test_what_is_wrong_at_set_up_is_said_at_its_field_and_the_link_still_works(
    client, session, set_up_path, field, value
):
    form = {**PERSON, "email": "bo@example.org"}
    response = client.submit(set_up_path, {**form, field: value})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert f'id="{field}-error"' in page
    assert session.scalars(select(User)).all() == []
    assert client.submit(set_up_path, form).status_code == 303


@pytest.mark.parametrize("address", ["/set-up/guess", "/set-up/" + "a" * 43])
def test_a_stranger_who_comes_first_gets_nothing(client, session, set_up_path, address):
    assert client.get(address).status_code == 410
    assert client.get("/set-up/").status_code == 404
    assert client.get("/accounts").headers["Location"].startswith("/sign-in")


# ---- Invitation


def test_an_invited_person_takes_up_the_account(client, session, invitation_path):
    page = client.page(invitation_path)
    assert "bo@example.org" in page.get_text()
    assert page.find("option", selected=True)["value"] == "fr"
    assert client.submit(invitation_path, PERSON).status_code == 303
    assert is_signed_in(client)
    session.expire_all()
    assert session.scalars(select(User.name)).one() == "Bo"


def test_a_refused_password_keeps_what_was_typed(client, invitation_path):
    response = client.submit(invitation_path, {**PERSON, "password": "klein7"})
    page = response.get_data(as_text=True)
    assert 'value="Bo"' in page
    assert 'id="password-error"' in page
    assert "klein7" not in page
    assert client.submit(invitation_path, PERSON).status_code == 303


# ---- Reset


def test_forgotten_password_answers_the_same_for_everybody(client, session, person):
    answers = []
    for email in ("an@example.org", "nobody@example.org"):
        sent = client.submit("/forgotten-password", {"email": email})
        answers.append(
            (
                sent.status_code,
                sent.headers["Location"],
                client.get("/sign-in").get_data(as_text=True).count("notice-note"),
            )
        )
    assert answers == [(303, "/sign-in", 1), (303, "/sign-in", 1)]
    assert [mail.to_address for mail in session.scalars(select(OutgoingMail))] == ["an@example.org"]


def test_the_mailed_link_changes_the_password_and_ends_all_sign_ins(client, app, session, person):
    other = app.test_client()
    other.submit("/sign-in", {"email": person.email, "password": PASSWORD})
    client.submit("/forgotten-password", {"email": person.email})
    mail = session.scalars(select(OutgoingMail)).one()
    path = mail.text.split("http://localhost")[1].split()[0]
    assert client.submit(path, {"password": NEW}).headers["Location"] == "/sign-in"
    assert client.get(path).status_code == 410
    assert not is_signed_in(other)
    assert client.submit("/sign-in", {"email": person.email, "password": NEW}).status_code == 303


def test_what_is_no_address_is_said_at_the_field(client):
    page = client.submit("/forgotten-password", {"email": "an"}).get_data(as_text=True)
    assert 'id="email-error"' in page


def test_asking_for_links_is_limited(client):
    for number in range(20):
        client.submit("/forgotten-password", {"email": f"{number}@example.org"})
    assert client.submit("/forgotten-password", {"email": "21@example.org"}).status_code == 429


# ---- Sign-in link


def test_a_sign_in_link_signs_in_by_its_button_once(client, app, sign_in_path):
    client.page(sign_in_path)
    assert not is_signed_in(client)
    assert client.submit(sign_in_path).status_code == 303
    assert is_signed_in(client)
    assert app.test_client().get(sign_in_path).status_code == 410


def test_who_came_by_link_chooses_a_new_password_without_the_old_one(client, sign_in_path, person):
    client.submit(sign_in_path)
    assert client.submit("/account/password", {"password": NEW}).status_code == 303
    # Now the old one is asked for again.
    assert 'id="old"' in client.get("/account/password").get_data(as_text=True)


def test_an_hour_after_the_link_the_old_password_is_asked_for(client, sign_in_path, today):
    client.submit(sign_in_path)
    with client.session_transaction() as cookie:
        cookie["link_used_at"] = (today - timedelta(hours=1)).isoformat()
    assert 'id="old"' in client.get("/account/password").get_data(as_text=True)


# ---- All links


@pytest.mark.parametrize("name", ["set_up_path", "invitation_path", "reset_path", "sign_in_path"])
def test_a_scanner_that_opens_a_link_uses_nothing_up_and_the_log_holds_no_secret(app, request, name):
    path = request.getfixturevalue(name)
    client = FlaskClient(app, app.response_class)  # an answer to HEAD has no page to check
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200
        assert client.post(path).status_code == 400  # without the token of the page
    assert client.get(path).status_code == 200
    assert len(lines) == 7
    assert path.rsplit("/", 1)[1] not in str(lines)


@pytest.mark.parametrize("name", ["invitation_path", "reset_path", "sign_in_path"])
def test_a_link_that_is_too_old_says_what_to_do(client, session, request, name, today):
    path = request.getfixturevalue(name)
    token = session.scalars(select(AccountToken)).one()
    token.expires_at = today - timedelta(seconds=1)
    session.commit()
    assert client.get(path).status_code == 410


def test_a_link_is_not_told_to_other_sites(client, sign_in_path):
    headers = client.get(sign_in_path).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
