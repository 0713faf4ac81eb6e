"""Facts about what is due for one person -> the mail that tells it, in the reader's language."""

import re

from flask import current_app

from app.accounts.values import Language
from app.i18n import force_locale
from app.mail.compose import tidy_line
from app.mail.values import MailContent
from app.reminders.telling import ReminderFacts
from app.reminders.wording import describe, subject_of


def write_reminder(facts: ReminderFacts, language: Language) -> MailContent:
    """Return the mail, with the headers that thread it and that let its reader stop it in one click."""
    with force_locale(language.value):
        context = {
            "facts": facts,
            "language": language.value,
            "subject": subject_of(facts.sections),
            "sections": [describe(section, language.value, facts.zone) for section in facts.sections],
            "campaigns": sorted({section.campaign for section in facts.sections if section.campaign}),
        }
        # The pages' context (menu, signed-in person) is left out: a mail is the same whoever causes it.
        subject, text, html = (
            current_app.jinja_env.get_template(f"mail/reminder/{part}").render(context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return MailContent(
        tidy_line(subject), _without_gaps(text), re.sub(r"\n\s*\n", "\n", html), _headers(facts)
    )


def _without_gaps(text: str) -> str:
    # What a template leaves out leaves empty lines behind.
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def _headers(facts: ReminderFacts) -> dict[str, str]:
    headers = {
        "List-Unsubscribe": f"<{facts.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if len(facts.sections) == 1:
        root = thread_root(facts.sections[0].letter_id, facts.domain)
        headers |= {"In-Reply-To": root, "References": root}
    return headers


def thread_root(letter_id: int, domain: str) -> str:
    """Return the Message-ID that all reminders of a letter answer, so that they stand together in a mailbox.

    >>> thread_root(12, "example.org")
    '<letter-12.reminders@example.org>'
    """
    return f"<letter-{letter_id}.reminders@{domain}>"
