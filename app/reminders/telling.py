"""What a reminder tells: plain facts about each letter, gathered before any word is chosen."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from app.answers.values import DemandState
from app.campaigns.values import DemandWord, TermUnit
from app.replies.values import ReplyKind


class DeadlineOrigin(Enum):
    """Where the day from which the reminders count comes from; never from a law."""

    OWN_TERM = "own_term"
    CHOSEN = "chosen"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class OpenDemand:
    """A demand to come back to, in the letter's exact words; without a state where only the file may tell it."""

    label: str
    text: str
    state: DemandState | None


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

    A brief section says why it came and where to look, and no more. Of a letter with a confidential reply (`is_guarded`)
    it tells nothing that follows from a reply: no state of a demand, no draft.
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
    is_guarded: bool = False
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
