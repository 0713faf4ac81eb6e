"""Facts about what is due for one person -> the mail that tells it, in the reader's language."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from flask import current_app

from app.accounts.values import Language
from app.answers.values import DemandState
from app.campaigns.values import DemandWord, TermUnit
from app.i18n import force_locale
from app.mail.values import MailContent
from app.replies.values import ReplyKind


class DeadlineOrigin(Enum):
    """Where the day from which the reminders count comes from; never from a law."""

    OWN_TERM = "own_term"
    CHOSEN = "chosen"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class OpenDemand:
    """A demand to come back to, in the letter's exact words."""

    label: str
    text: str
    state: DemandState


@dataclass(frozen=True)
class Wished:
    """A day on which somebody wanted to hear of the letter, or of the demand of this label."""

    on: date
    label: str = ""


@dataclass(frozen=True)
class LastReply:
    """What came in last; of a confidential reply only that it came."""

    kind: ReplyKind
    came_on: date | None = None
    signer: str = ""
    expected_on: date | None = None
    is_confidential: bool = False


@dataclass(frozen=True)
class LastAct:
    """What somebody of ours did last."""

    act: str
    at: datetime
    by: str


@dataclass(frozen=True)
class SectionLinks:
    """Addresses: the letter's page, and what can be done from the mail. A confidential letter has the first alone."""

    letter: str
    door: str = ""
    snooze: str = ""
    extend: str = ""
    close: str = ""
    mute: str = ""


@dataclass(frozen=True)
class LetterSection:
    """What a mail tells of one letter. `days_over` and `step` are None where no clock step is due.

    A brief section says why it came and where to look, and no more.
    """

    letter_id: int
    is_confidential: bool
    links: SectionLinks
    is_brief: bool = False
    campaign: str = ""
    word: DemandWord = DemandWord.DEMAND
    title: str = ""
    language: str = ""
    addressee: str = ""
    office: str = ""
    sent_on: date | None = None
    reference: str = ""
    start_on: date | None = None
    origin: DeadlineOrigin | None = None
    term: int | None = None
    term_unit: TermUnit | None = None
    days_over: int | None = None
    step: int | None = None
    wishes: tuple[Wished, ...] = ()
    has_reply: bool = False
    demands: tuple[OpenDemand, ...] = ()
    last_reply: LastReply | None = None
    last_act: LastAct | None = None
    draft: str = ""


@dataclass(frozen=True)
class ReminderFacts:
    """Everything that one person is told on one day. `domain` ends the identifiers of the mail."""

    name: str
    zone: str
    sections: tuple[LetterSection, ...]
    links_work_until: date
    unsubscribe: str
    domain: str


def write_reminder(facts: ReminderFacts, language: Language) -> MailContent:
    """Return the mail, with the headers that thread it and that let its reader stop it in one click."""
    from app.reminders.wording import describe, subject_of  # noqa: PLC0415  it words the values above

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
        " ".join(subject.split()), _without_gaps(text), re.sub(r"\n\s*\n", "\n", html), _headers(facts)
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
