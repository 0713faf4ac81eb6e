import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts.values import Language
from app.campaigns.errors import SlugTakenError
from app.campaigns.models import Campaign
from app.cli import weerwoord


@pytest.fixture
def run(app, settings, monkeypatch):
    monkeypatch.setenv("WEERWOORD_HOME", str(settings.home))
    monkeypatch.setenv("WEERWOORD_LOG_FORMAT", "text")

    def run(*arguments):
        return CliRunner().invoke(weerwoord, ["campaign", *arguments])

    return run


def test_campaign_is_added_from_the_command_line(run, session):
    added = run("add", "cuba", "--title", "Ambassade Havana", "--language", "fr", "--zone", "Europe/Paris")
    assert (added.exit_code, added.stdout) == (0, "cuba\n")
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.title, campaign.language, campaign.zone) == (
        "Ambassade Havana",
        Language.FR,
        "Europe/Paris",
    )
    assert run("list").stdout == "cuba\tAmbassade Havana\n"


def test_language_and_zone_are_those_of_the_installation_when_left_out(run, session):
    run("add", "cuba", "--title", "Cuba")
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.language, campaign.zone) == (Language.NL, "Europe/Brussels")


def test_name_that_is_taken_adds_nothing(run):
    run("add", "cuba", "--title", "Cuba")
    assert isinstance(run("add", "cuba", "--title", "Weer Cuba").exception, SlugTakenError)
    assert run("list").stdout == "cuba\tCuba\n"


@pytest.mark.parametrize(
    "arguments", [["add"], ["add", "cuba"], ["add", "cuba", "--title", "X", "--language", "de"]]
)
def test_wrong_use_is_exit_2(run, arguments):
    assert run(*arguments).exit_code == 2
