from datetime import UTC, datetime

import pytest

from app.accounts.mails import InvitationFacts, PasswordResetFacts, write_invitation, write_password_reset
from app.accounts.values import Language

LINK = "http://localhost/invitation/secret"
UNTIL = datetime(2026, 7, 15, 7, 0, tzinfo=UTC)


def invitation(campaign=None):
    return InvitationFacts(
        inviter="An Voorbeeld", campaign=campaign, link=LINK, works_until=UNTIL, zone="Europe/Brussels"
    )


def reset():
    return PasswordResetFacts(name="Bo", link=LINK, works_until=UNTIL, zone="Europe/Brussels")


def test_an_invitation_in_words(session):
    content = write_invitation(invitation(), Language.EN)
    assert content.subject == "Invitation to Weerwoord"
    assert content.text == (
        "Hello,\n"
        "\n"
        "An Voorbeeld invites you to Weerwoord, where letters, their demands and the answers are kept together.\n"
        "\n"
        "Open this link and choose a password:\n"
        "http://localhost/invitation/secret\n"
        "\n"
        "The link works once, until 15 July 2026, 09:00. Did it expire? Ask for a new one.\n"
        "If you did not expect this mail, you need not do anything.\n"
    )


def test_a_reset_in_words(session):
    content = write_password_reset(reset(), Language.EN)
    assert content.subject == "Choose a new password for Weerwoord"
    assert content.text == (
        "Hello Bo,\n"
        "\n"
        "Somebody, probably you, asked for a new password. Open this link to choose one:\n"
        "http://localhost/invitation/secret\n"
        "\n"
        "The link works once, until 15 July 2026, 09:00.\n"
        "If you did not ask for this, you need not do anything: your password stays as it is.\n"
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    "write",
    [
        lambda language: write_invitation(invitation("Stop"), language),
        lambda language: write_password_reset(reset(), language),
    ],
)
def test_each_language_names_itself_and_holds_the_link(session, language, write):
    content = write(language)
    assert f'<html lang="{language.value}">' in content.html
    assert f'href="{LINK}"' in content.html
    assert LINK in content.text
    assert "\n" not in content.subject
    assert "&" not in content.subject


def test_a_campaign_with_markup_in_its_title_stays_text(session):
    content = write_invitation(invitation('<b>"Stop" & go</b>'), Language.EN)
    assert "<b>" not in content.html
    assert '<b>"Stop" & go</b>' in content.subject
    assert '<b>"Stop" & go</b>' in content.text
