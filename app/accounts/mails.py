from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from app.accounts.values import Language
from app.i18n import force_locale, moment_in_words
from app.mail.values import MailContent


@dataclass(frozen=True)
class InvitationFacts:
    """What an invitation tells: who invites, to which campaign if any, where the link leads and until when."""

    inviter: str
    campaign: str | None
    link: str
    works_until: datetime
    zone: str


@dataclass(frozen=True)
class PasswordResetFacts:
    """What a mail about a forgotten password tells: where the link leads and until when."""

    name: str
    link: str
    works_until: datetime
    zone: str


def write_invitation(facts: InvitationFacts, language: Language) -> MailContent:
    """Return the invitation to an installation, and to a campaign if one is named, in a language."""
    return _write("invitation", facts, language)


def write_password_reset(facts: PasswordResetFacts, language: Language) -> MailContent:
    """Return the mail with the link to choose a new password, in a language."""
    return _write("password_reset", facts, language)


def _write(name: str, facts: InvitationFacts | PasswordResetFacts, language: Language) -> MailContent:
    until = moment_in_words(facts.works_until, language.value, facts.zone)
    with force_locale(language.value):
        # The pages' context (menu, signed-in person) is left out: a mail is the same whoever causes it.
        subject, text, html = (
            current_app.jinja_env.get_template(f"mail/{name}/{part}").render(
                facts=facts, until=until, language=language.value
            )
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return MailContent(subject=" ".join(subject.split()), text=text.strip() + "\n", html=html)
