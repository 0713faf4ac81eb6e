import pytest

from app.accounts.values import Language
from tests.client import sign_in
from tests.web.accounts.conftest import PASSWORD

NEW = "een nieuwe zin om te onthouden"
SETTINGS = {"name": "An Voorbeeld", "language": "fr", "zone": "Africa/Kinshasa"}


@pytest.fixture
def me(client, person):
    sign_in(client, person)
    return person


def test_settings_are_kept(client, session, me):
    assert client.submit("/account", SETTINGS).status_code == 303
    session.refresh(me)
    assert (me.name, me.language, me.zone) == ("An Voorbeeld", Language.FR, "Africa/Kinshasa")
    assert me.has_shortcuts is False  # the box was not ticked


def test_the_language_of_a_visit_gives_way_to_the_one_of_the_settings(client, me):
    client.submit("/language", {"language": "en"}, page="/account")
    assert 'html lang="en"' in client.get("/account").get_data(as_text=True)
    client.submit("/account", SETTINGS)
    assert 'html lang="fr"' in client.get("/account").get_data(as_text=True)


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("language", "de"), ("zone", "Europe/Nowhere"), ("name", "x" * 201)]
)
def test_settings_that_cannot_be_are_refused(client, session, me, field, value):
    response = client.submit("/account", {**SETTINGS, field: value})
    assert response.status_code == 200
    assert f'id="{field}-error"' in response.get_data(as_text=True)
    session.refresh(me)
    assert me.name == "An"


def test_a_changed_password_keeps_this_sign_in_and_ends_the_others(client, app, me):
    other = app.test_client()
    sign_in(other, me)
    assert client.submit("/account/password", {"old": PASSWORD, "password": NEW}).status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"old": "een verkeerde zin", "password": NEW}, "old"),
        ({"old": PASSWORD, "password": "kort"}, "password"),
        ({"old": PASSWORD, "password": "an@example.org"}, "password"),
        ({"old": "", "password": NEW}, "old"),
    ],
)
def test_a_password_change_that_cannot_be_is_said_at_its_field(client, session, me, form, field):
    before = me.session_nonce
    page = client.submit("/account/password", form).get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert NEW not in page
    session.refresh(me)
    assert me.session_nonce == before


def test_guessing_the_old_password_is_limited(client, me):
    for _ in range(5):
        client.submit("/account/password", {"old": "een verkeerde zin", "password": NEW})
    assert client.submit("/account/password", {"old": PASSWORD, "password": NEW}).status_code == 429


def test_blanks_around_a_password_belong_to_it(client, app, me):
    client.submit("/account/password", {"old": PASSWORD, "password": f" {NEW} "})
    other = app.test_client()
    assert other.submit("/sign-in", {"email": me.email, "password": NEW}).status_code == 200
    assert other.submit("/sign-in", {"email": me.email, "password": f" {NEW} "}).status_code == 303
