"""What one run of the sender did, for the log, the command line and tests."""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """What became of one mail in one run."""

    SENT = "sent"
    RETRIED = "retried"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNSURE = "unsure"  # nobody can tell whether it arrived: a person decides
    HANDING = "handing"  # the connection broke after the hand-over: looked up when its lease ends
    RETURNED = (
        "returned"  # its sender vanished, the way out is blocked, or its words no longer hold: waits again
    )
    TAKEN_BACK = "taken_back"  # this sender was too slow: somebody else holds the mail now


@dataclass(frozen=True)
class MailNote:
    """One mail, what became of it, and why (a msgid, or the composer's own words).

    `stops_because` is set when no other mail should be tried in this run.
    """

    mail_id: int
    outcome: Outcome
    why: str = ""
    server_answer: str = ""
    stops_because: str = ""


@dataclass(frozen=True)
class SendReport:
    """What became of each mail that a run touched; `stopped` says why the run ended before all were done."""

    notes: tuple[MailNote, ...] = ()
    stopped: str = ""

    def select(self, outcome: Outcome) -> tuple[MailNote, ...]:
        """Return the notes with this outcome, in the order in which it happened."""
        return tuple(note for note in self.notes if note.outcome is outcome)

    @property
    def sent(self) -> tuple[MailNote, ...]:
        """Mails that the server took."""
        return self.select(Outcome.SENT)

    @property
    def retried(self) -> tuple[MailNote, ...]:
        """Mails that will be tried again."""
        return self.select(Outcome.RETRIED)

    @property
    def failed(self) -> tuple[MailNote, ...]:
        """Mails that will not be tried again."""
        return self.select(Outcome.FAILED)

    @property
    def cancelled(self) -> tuple[MailNote, ...]:
        """Mails that were no longer due."""
        return self.select(Outcome.CANCELLED)

    @property
    def unsure(self) -> tuple[MailNote, ...]:
        """Mails of which a person has to say whether they arrived."""
        return self.select(Outcome.UNSURE)

    @property
    def handing(self) -> tuple[MailNote, ...]:
        """Mails whose hand-over broke off in this run."""
        return self.select(Outcome.HANDING)

    @property
    def returned(self) -> tuple[MailNote, ...]:
        """Mails that wait again without having been tried."""
        return self.select(Outcome.RETURNED)
