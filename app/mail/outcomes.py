"""Writing down what became of a mail: each outcome is one fenced write, and its note for the report."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from app.db import Database
from app.mail import claims, rules
from app.mail.claims import Claim, ExpiredHandover
from app.mail.deadline import read_clock
from app.mail.models import OutgoingMail
from app.mail.reports import MailNote, Outcome
from app.mail.rules import Fate, HandoverFate, Judgement, Trouble, TroubleKind
from app.mail.services import lift_pause, pause_channel
from app.mail.values import Arrival, MailKind, MailState

log = structlog.get_logger()

# Message-IDs -> what the archive mailbox says about each; one that it leaves out cannot be told.
LookUp = Callable[[Collection[str]], Mapping[str, Arrival]]

OUTCOMES = {
    HandoverFate.SENT: Outcome.SENT,
    HandoverFate.AGAIN: Outcome.RETURNED,
    HandoverFate.ASK: Outcome.UNSURE,
}


def cannot_tell(message_ids: Collection[str]) -> Mapping[str, Arrival]:
    """Stand in for a look-up in the archive mailbox where there is none: nobody can tell what arrived."""
    return dict.fromkeys(message_ids, Arrival.CANNOT_TELL)


@dataclass
class Watch:
    """Since when this process sees each broken-off hand-over wait, in seconds of a clock that nobody sets.

    A database's clock that jumps ahead ends a lease under a sender that is still at work, and lets the grace pass at once.
    """

    first_seen: dict[str, float] = field(default_factory=dict)

    def limit(self, handovers: Sequence[ExpiredHandover]) -> tuple[ExpiredHandover, ...]:
        """Return the hand-overs, none of which has waited for longer than this process has seen it wait."""
        now = read_clock()
        self.first_seen = {one.token: self.first_seen.get(one.token, now) for one in handovers}
        return tuple(
            replace(one, since=min(one.since, timedelta(seconds=now - self.first_seen[one.token])))
            for one in handovers
        )


def settle_interrupted(
    database: Database,
    composed: Collection[MailKind],
    look_up: LookUp,
    *,
    grace: timedelta,
    watch: Watch | None = None,
) -> Iterator[MailNote]:
    """Take up what vanished senders left: give back what never left, look up or put down what may have left.

    `watch` is of a process that lives on; without one the database's clock alone tells how long something waited.
    """
    with database.writing() as session:
        returned = claims.take_back_expired_claims(session, composed)
        handovers = claims.list_expired_handovers(session)
    if watch is not None:
        handovers = watch.limit(handovers)
    for mail_id in returned:
        yield MailNote(mail_id, Outcome.RETURNED, rules.CLAIM_EXPIRED)
    # Asked outside a transaction: the archive mailbox is a server somewhere else.
    arrivals = _look_up(look_up, [one.message_id for one in handovers if one.has_archive_copy])
    for handover in handovers:
        arrival = arrivals.get(handover.message_id, Arrival.CANNOT_TELL)
        judgement = rules.judge_handover(
            arrival, handover.kind, handover.since, was_resent=handover.was_resent, grace=grace
        )
        with database.writing() as session:
            is_settled = claims.settle_handover(session, handover, judgement, composed)
        if is_settled:
            yield MailNote(handover.mail_id, OUTCOMES[judgement.fate], judgement.why)


def _look_up(look_up: LookUp, message_ids: list[str]) -> Mapping[str, Arrival]:
    if not message_ids:
        return {}
    try:
        return look_up(message_ids)
    except Exception:  # whatever an answer of the archive breaks, the mails that wait must leave
        log.exception("mail_look_up_failed")
        return dict.fromkeys(message_ids, Arrival.UNREACHABLE)


def note_unwritten(mail: OutgoingMail, at: datetime) -> MailNote:
    """Count a try for a locked mail whose content could not be written."""
    mail.attempts += 1
    mail.why = rules.NOT_WRITTEN
    delay = rules.find_next_delay(mail.attempts)
    if delay is None:
        mail.state = MailState.FAILED
        return MailNote(mail.id, Outcome.FAILED, mail.why)
    mail.next_attempt_at = at + delay
    return MailNote(mail.id, Outcome.RETRIED, mail.why)


def put_back_changed(session: Session, claim: Claim, at: datetime) -> MailNote:
    """Give a mail back whose words no longer hold, to be written anew or called off at its next claim.

    A little later, so that a letter that changes all the time does not keep the sender busy with one mail.
    """
    later = at + rules.FIRST_DELAYS[0]
    claims.put_back(session, claim, is_composed=True, why=rules.CHANGED_SINCE, next_attempt_at=later)
    return MailNote(claim.mail_id, Outcome.RETURNED, rules.CHANGED_SINCE)


def write_sent(database: Database, claim: Claim, receipt: str) -> MailNote:
    """Write that the server took the mail, which also shows that the way out is open."""
    with database.writing() as session:
        is_ours = claims.finish_sent(session, claim, server_answer=receipt)
        lift_pause(session)
    return MailNote(claim.mail_id, Outcome.SENT if is_ours else Outcome.TAKEN_BACK, server_answer=receipt)


def write_trouble(
    database: Database, claim: Claim, trouble: Trouble, at: datetime, *, is_composed: bool
) -> MailNote:
    """Write what the server's trouble means for the mail; `is_composed`: its content can be written anew."""
    judgement = rules.judge_trouble(trouble)
    # A server that is blocked or does not answer is not asked again for each mail that waits.
    is_blocked = judgement.fate is Fate.CONFIGURATION or trouble.kind is TroubleKind.NO_ANSWER
    stops = judgement.why if is_blocked else ""
    if judgement.fate is Fate.UNSURE:  # the row stays `handing`, with its lease, until it is looked up
        return MailNote(claim.mail_id, Outcome.HANDING, judgement.why, trouble.words, stops)
    with database.writing() as session:
        if judgement.fate is Fate.CONFIGURATION:
            outcome, why = Outcome.RETURNED, judgement.why
            is_ours = _write_blocked(session, claim, judgement, trouble.words, at, is_composed=is_composed)
        else:
            outcome, why, is_ours = _write_try(
                session, claim, judgement, trouble.words, at, is_composed=is_composed
            )
    if not is_ours:
        return MailNote(claim.mail_id, Outcome.TAKEN_BACK, rules.CLAIM_EXPIRED, trouble.words, stops)
    return MailNote(claim.mail_id, outcome, why, trouble.words, stops)


def _write_blocked(
    session: Session, claim: Claim, judgement: Judgement, words: str, at: datetime, *, is_composed: bool
) -> bool:
    pause_channel(session, why=judgement.why, now=at, until=at + rules.PAUSE, server_answer=words)
    return claims.put_back(session, claim, is_composed=is_composed)


def _write_try(
    session: Session, claim: Claim, judgement: Judgement, words: str, at: datetime, *, is_composed: bool
) -> tuple[Outcome, str, bool]:
    delay = rules.find_next_delay(claim.attempts + 1) if judgement.fate is Fate.RETRY else None
    if delay is not None:
        is_ours = claims.finish_retried(
            session,
            claim,
            next_attempt_at=at + delay,
            why=judgement.why,
            server_answer=words,
            is_composed=is_composed,
        )
        return Outcome.RETRIED, judgement.why, is_ours
    why = rules.GAVE_UP if judgement.fate is Fate.RETRY else judgement.why
    is_ours = claims.finish_failed(
        session,
        claim,
        why=why,
        server_answer=words,
        is_address_refused=judgement.is_address_refused,
        is_composed=is_composed,
    )
    return Outcome.FAILED, why, is_ours
