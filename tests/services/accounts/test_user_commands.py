import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts.errors import (
    AccountDeactivatedError,
    AddressNotValidError,
    AddressTakenError,
    UnknownAddressError,
)
from app.accounts.models import User
from app.accounts.values import Role
from app.campaigns.models import Membership
from app.cli.user import user as user_commands
from tests.factories import make_campaign, make_user


@pytest.fixture
def run(settings, database, monkeypatch):
    """Run a command on the test's own installation."""
    monkeypatch.setenv("WEERWOORD_HOME", str(settings.home))
    monkeypatch.setenv("WEERWOORD_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("WEERWOORD_BASE_URL", "https://weerwoord.example")

    def run_command(*words):
        return CliRunner().invoke(user_commands, list(words))

    return run_command


def path_in(result):
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1  # the link and nothing else
    return result.stdout.strip().removeprefix("https://weerwoord.example")


def test_create_prints_a_link_to_set_the_password(run, client, session):
    path = path_in(run("create", "Bo@example.org", "--role", "administrator", "--language", "fr"))
    response = client.submit(path, {"name": "Bo", "password": "een lange zin", "language": "nl"})
    assert response.status_code == 303
    assert client.get("/accounts").status_code == 200
    assert session.scalars(select(User.email)).all() == ["bo@example.org"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MEMBER, Role.READER])
def test_a_role_counts_in_every_campaign_that_there_is(run, session, role):
    campaigns = [make_campaign(session), make_campaign(session)]
    session.commit()
    path_in(run("create", "bo@example.org", "--role", role.value))
    memberships = session.scalars(select(Membership)).all()
    assert {(one.campaign_id, one.role) for one in memberships} == {
        (campaign.id, role) for campaign in campaigns
    }
    assert session.scalars(select(User.standing_role)).one() is role


def test_link_signs_in_once(run, client, session):
    make_user(session, email="an@example.org")
    session.commit()
    path = path_in(run("link", " AN@example.org"))
    assert client.submit(path).status_code == 303
    assert client.get("/account").status_code == 200
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("create", "an@example.org", "--role", "reader"), AddressTakenError),
        (("create", "no address", "--role", "reader"), AddressNotValidError),
        (("link", "nobody@example.org"), UnknownAddressError),
        (("link", "gone@example.org"), AccountDeactivatedError),
    ],
)
def test_what_cannot_be_done_prints_no_link(run, session, now, words, refusal):
    make_user(session, email="an@example.org")
    make_user(session, email="gone@example.org", deactivated_at=now)
    session.commit()
    result = run(*words)
    assert isinstance(result.exception, refusal)  # the command line's main says it and exits with 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ("create", "bo@example.org"),
        ("create", "bo@example.org", "--role", "king"),
        ("create", "bo@example.org", "--role", "reader", "--zone", "Mars/Olympus"),
        ("link",),
    ],
)
def test_wrong_use_is_told_from_failure(run, words):
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
