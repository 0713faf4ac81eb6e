from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.rules import difference
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from app.campaigns.numbers import Counted, next_number
from app.errors import StaleRecordError
from app.letters.facts import TextRange
from app.letters.models import Letter
from app.letters.rules import check_days
from app.replies.errors import ForeignLetterError, ReplyWithoutLetterError
from app.replies.models import Reply
from app.replies.values import ReplyKind

# What somebody wrote about a reply stays with it; see `app.activity.services.record_activity`.
_UNSAID = frozenset({"letters", "signer", "reference", "note"})


@dataclass(frozen=True)
class ReplyFacts:
    """What a reply's form holds; unknown is None or empty."""

    kind: ReplyKind
    language: str
    dated_on: date | None = None
    dated_on_raw: str = ""
    is_dated_on_unsure: bool = False
    received_on: date | None = None
    expected_on: date | None = None
    reference: str = ""
    mandate_id: int | None = None
    signer_name: str = ""
    signer_office: str = ""
    note: str = ""
    is_confidential: bool = False


def log_reply(
    session: Session,
    campaign: Campaign,
    letters: Sequence[Letter],
    facts: ReplyFacts,
    *,
    text: TextRange | None,
    actor: User | None,
    now: datetime,
) -> Reply:
    """Put a reply on file for one or several letters of the campaign; what it does to their clocks its kind says.

    Raises ReplyWithoutLetterError, ForeignLetterError, DayOutOfRangeError.
    """
    _check_letters(campaign, letters)
    number = next_number(session, campaign, Counted.REPLY)
    reply = Reply(campaign=campaign, number=number, logged_at=now)
    reply.logged_by_id = actor.id if actor else None
    if text is not None:
        reply.text_version_id, reply.text_start, reply.text_end = text.text_version_id, text.start, text.end
    _put_facts(reply, facts)
    reply.letters = list(letters)
    session.add(reply)
    session.flush()
    _wake(letters)
    record_activity(session, "log_reply", reply, actor=actor, now=now, facts={"kind": facts.kind.value})
    return reply


def change_reply(
    session: Session,
    reply: Reply,
    letters: Sequence[Letter],
    facts: ReplyFacts,
    *,
    version: int,
    actor: User,
    now: datetime,
) -> None:
    """Change what is on file about a reply; StaleRecordError when somebody else did so since `version`."""
    if reply.version != version:
        raise StaleRecordError
    _check_letters(reply.campaign, letters)
    reply.version += 1
    before = _on_file(reply)
    _wake(reply.letters)
    _put_facts(reply, facts)
    reply.letters = list(letters)
    _wake(letters)
    record_activity(
        session,
        "change_reply",
        reply,
        actor=actor,
        now=now,
        facts=difference(before, _on_file(reply), unsaid=_UNSAID),
    )


def _on_file(reply: Reply) -> dict[str, object]:
    """Return what the log compares: of `_UNSAID` it tells that they changed, and no more."""
    days = {"dated_on": reply.dated_on, "received_on": reply.received_on, "expected_on": reply.expected_on}
    return {
        "kind": reply.kind.value,
        "language": reply.language,
        "is_confidential": reply.is_confidential,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "letters": sorted(letter.id for letter in reply.letters),
        "signer": (reply.mandate_id, reply.signer_name, reply.signer_office),
        "reference": reply.reference,
        "note": reply.note,
    }


def mark_reviewed(session: Session, reply: Reply, *, actor: User, now: datetime) -> None:
    """Say that a reply changes nothing about the demands that were judged before it came."""
    reply.reviewed_at, reply.reviewed_by_id = now, actor.id
    _wake(reply.letters)
    record_activity(session, "mark_reviewed", reply, actor=actor, now=now)


def _check_letters(campaign: Campaign, letters: Sequence[Letter]) -> None:
    if not letters:
        raise ReplyWithoutLetterError
    if any(letter.campaign_id != campaign.id for letter in letters):
        raise ForeignLetterError


def _put_facts(reply: Reply, facts: ReplyFacts) -> None:
    for day in (facts.dated_on, facts.received_on, facts.expected_on):
        check_days(day, None)
    reply.kind, reply.language, reply.note = facts.kind, facts.language, facts.note
    reply.dated_on, reply.dated_on_raw = facts.dated_on, facts.dated_on_raw
    reply.is_dated_on_unsure = facts.is_dated_on_unsure
    reply.received_on, reply.expected_on = facts.received_on, facts.expected_on
    reply.came_on = facts.received_on or facts.dated_on
    reply.reference, reply.mandate_id = facts.reference, facts.mandate_id
    reply.signer_name, reply.signer_office = facts.signer_name, facts.signer_office
    reply.is_confidential = facts.is_confidential


def _wake(letters: Sequence[Letter]) -> None:
    for letter in letters:
        letter.wake()
