from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.activity.rules import difference
from app.activity.services import record_activity
from app.campaigns.models import Campaign
from app.campaigns.numbers import Counted, next_number
from app.campaigns.values import TermUnit
from app.documents.services import keep_document
from app.documents.storage import Originals
from app.documents.values import Way
from app.errors import StaleRecordError
from app.letters.demands import add_demands
from app.letters.errors import (
    PlaceTakenError,
)
from app.letters.facts import DemandFacts, LetterFacts, SignatoryFacts, TextRange
from app.letters.models import Letter, Signatory
from app.letters.rules import check_days, count_deadline, late_choice_when_logged
from app.letters.values import DeadlineSource, LateChoice

# What somebody wrote about a letter stays with it: the log is read by more people, and nothing in it can be taken back.
_UNSAID = frozenset({"title", "addressee", "reference", "proof", "refers_to", "signatories"})


def log_letter(
    session: Session,
    campaign: Campaign,
    facts: LetterFacts,
    *,
    demands: tuple[DemandFacts, ...] = (),
    text: TextRange | None = None,
    has_reply: bool = False,
    actor: User | None,
    now: datetime,
) -> Letter:
    """Put a letter on file under the campaign's next number, with its demands.

    `has_reply`: its reply is logged in the same act, so a deadline that is over needs no asking.
    Raises DayOutOfRangeError, DeadlineBeforeSendingError, EmptyDemandError.
    """
    letter = _add_letter(
        session, campaign, facts, demands=demands, text=text, has_reply=has_reply, actor=actor, now=now
    )
    record_activity(session, "log_letter", letter, actor=actor, now=now)
    return letter


def _add_letter(
    session: Session,
    campaign: Campaign,
    facts: LetterFacts,
    *,
    demands: tuple[DemandFacts, ...] = (),
    text: TextRange | None = None,
    has_reply: bool = False,
    actor: User | None,
    now: datetime,
) -> Letter:
    number = next_number(session, campaign, Counted.LETTER)
    letter = Letter(campaign=campaign, number=number, created_at=now)
    letter.created_by_id = actor.id if actor else None
    if text is not None:
        letter.text_version_id, letter.text_start, letter.text_end = (
            text.text_version_id,
            text.start,
            text.end,
        )
    _put_facts(letter, facts, campaign)
    session.add(letter)
    session.flush()
    _put_signatories(session, letter, facts.signatories)
    add_demands(session, letter, demands)
    if facts.is_sent:
        _fix_at_sending(letter, now)
    today = clock.day_in(campaign.zone, now)
    letter.late_choice = late_choice_when_logged(letter.deadline_on, today, has_reply=has_reply)
    letter.wake()
    return letter


def change_letter(
    session: Session, letter: Letter, facts: LetterFacts, *, version: int, actor: User | None, now: datetime
) -> None:
    """Change what is on file about a letter; StaleRecordError when somebody else did so since `version`."""
    if letter.version != version:
        raise StaleRecordError
    letter.version += 1
    before = _on_file(letter)
    _put_facts(letter, facts, letter.campaign)
    for signatory in list(letter.signatories):
        session.delete(signatory)
    session.flush()
    _put_signatories(session, letter, facts.signatories)
    if facts.is_sent and letter.marked_sent_at is None:
        _fix_at_sending(letter, now)
    if not letter.is_on_file and letter.sent_on is not None:
        _put_on_file(letter, now)
    _settle_late_choice(letter, now)
    letter.wake()
    record_activity(
        session,
        "change_letter",
        letter,
        actor=actor,
        now=now,
        facts=difference(before, _on_file(letter), unsaid=_UNSAID),
    )


def _put_on_file(letter: Letter, now: datetime) -> None:
    """Fill the place that was kept for a letter: with its day its clock begins, as for one that is logged now."""
    letter.is_on_file = True
    today = clock.day_in(letter.campaign.zone, now)
    letter.late_choice = late_choice_when_logged(letter.deadline_on, today, has_reply=False)


def _put_facts(letter: Letter, facts: LetterFacts, campaign: Campaign) -> None:
    check_days(facts.sent_on, facts.typed_deadline_on)
    deadline = count_deadline(facts.sent_on, facts.typed_deadline_on, *_term_of(letter, facts, campaign))
    letter.title, letter.language, letter.kind = facts.title, facts.language, facts.kind
    letter.mandate_id = facts.mandate_id
    letter.addressee_name, letter.addressee_office = facts.addressee_name, facts.addressee_office
    letter.channel, letter.reference, letter.proof = facts.channel, facts.reference, facts.proof
    letter.refers_to_id, letter.is_confidential = facts.refers_to_id, facts.is_confidential
    letter.sent_on, letter.sent_on_raw = facts.sent_on, facts.sent_on_raw
    letter.is_sent_on_unsure = facts.is_sent_on_unsure
    letter.deadline_on = deadline.on if deadline else None
    letter.deadline_source = deadline.source if deadline else None
    letter.term = deadline.term if deadline else None
    letter.term_unit = deadline.unit if deadline else None


def _term_of(letter: Letter, facts: LetterFacts, campaign: Campaign) -> tuple[int, TermUnit]:
    # A day that stays was counted with the term of then: correcting a title must not move the deadline.
    if letter.sent_on == facts.sent_on and letter.term is not None and letter.term_unit is not None:
        return letter.term, letter.term_unit
    return campaign.reply_term, campaign.reply_term_unit


def _put_signatories(session: Session, letter: Letter, signatories: tuple[SignatoryFacts, ...]) -> None:
    for facts in signatories:
        session.add(
            Signatory(
                letter_id=letter.id,
                organisation_id=facts.organisation_id,
                person_name=facts.person_name,
                signed_as=facts.signed_as,
                # Organisations stand under their letters in public; persons do not unless they say so.
                is_public=facts.organisation_id is not None,
            )
        )
    session.flush()
    session.expire(letter, ["signatories"])


def _fix_at_sending(letter: Letter, now: datetime) -> None:
    letter.marked_sent_at = now
    for demand in letter.demands:
        demand.criterion_at_sending, demand.criterion_fixed_at = demand.criterion, now


def _on_file(letter: Letter) -> dict[str, object]:
    """Return what the log compares: of `_UNSAID` it tells that they changed, and no more."""
    return {
        "sent_on": letter.sent_on.isoformat() if letter.sent_on else None,
        "deadline_on": letter.deadline_on.isoformat() if letter.deadline_on else None,
        "kind": letter.kind.value,
        "language": letter.language,
        "channel": letter.channel.value if letter.channel else None,
        "is_confidential": letter.is_confidential,
        "is_sent": letter.marked_sent_at is not None,
        "title": letter.title,
        "addressee": (letter.mandate_id, letter.addressee_name, letter.addressee_office),
        "reference": letter.reference,
        "proof": letter.proof,
        "refers_to": letter.refers_to_id,
        "signatories": sorted((one.organisation_id or 0, one.person_name) for one in letter.signatories),
    }


def log_placeholder(
    session: Session,
    campaign: Campaign,
    *,
    title: str,
    addressee_name: str,
    actor: User | None,
    now: datetime,
) -> Letter:
    """Keep a place for an earlier letter that is mentioned but not on file, to be filled later. It has no clock."""
    facts = LetterFacts(
        title=title, language=campaign.language.value, addressee_name=addressee_name, is_sent=False
    )
    letter = _add_letter(session, campaign, facts, actor=actor, now=now)
    letter.is_on_file = False
    letter.look_at = None
    record_activity(session, "keep_place", letter, actor=actor, now=now)
    return letter


def fill_place(
    session: Session,
    letter: Letter,
    facts: LetterFacts,
    *,
    demands: tuple[DemandFacts, ...],
    text: TextRange | None,
    actor: User | None,
    now: datetime,
) -> None:
    """Put the letter itself in the place that was kept for it; it keeps its number and the replies to it.

    Raises PlaceTakenError for a letter that is on file already, and what `change_letter` raises.
    """
    if letter.is_on_file:
        raise PlaceTakenError
    if text is not None:
        letter.text_version_id, letter.text_start, letter.text_end = (
            text.text_version_id,
            text.start,
            text.end,
        )
    add_demands(session, letter, demands)
    change_letter(session, letter, facts, version=letter.version, actor=actor, now=now)
    if not letter.is_on_file:
        _put_on_file(letter, now)


def attach_proof(
    session: Session,
    originals: Originals,
    letter: Letter,
    *,
    name: str,
    data: bytes,
    media_type: str,
    actor: User | None,
    now: datetime,
) -> None:
    """Keep a file as the proof of sending; one that was there before stays among the campaign's documents."""
    document = keep_document(
        session,
        originals,
        letter.campaign,
        name=name,
        data=data,
        media_type=media_type,
        way=Way.UPLOAD,
        actor=actor,
        now=now,
    ).document
    letter.proof_document = document
    record_activity(session, "attach_proof", letter, actor=actor, now=now, facts={"document": document.id})


def extend_deadline(
    session: Session, letter: Letter, deadline_on: date, *, actor: User | None, now: datetime
) -> None:
    """Move a letter's deadline to a day that somebody chose."""
    check_days(letter.sent_on, deadline_on)
    before = _on_file(letter)
    letter.deadline_on, letter.deadline_source = deadline_on, DeadlineSource.TYPED
    letter.term = letter.term_unit = None
    _settle_late_choice(letter, now)
    letter.wake()
    record_activity(
        session,
        "extend_deadline",
        letter,
        actor=actor,
        now=now,
        facts=difference(before, _on_file(letter), unsaid=_UNSAID),
    )


def _settle_late_choice(letter: Letter, now: datetime) -> None:
    """Whoever moves a passed deadline into the future wants an answer: there is nothing to ask any more."""
    is_ahead = letter.deadline_on is not None and letter.deadline_on >= clock.day_in(
        letter.campaign.zone, now
    )
    if letter.late_choice is LateChoice.TO_ASK and is_ahead:
        letter.late_choice = LateChoice.FOLLOW_UP


def facts_of(letter: Letter) -> LetterFacts:
    """Return what is on file about a letter, in the shape that a form changes."""
    return LetterFacts(
        title=letter.title,
        language=letter.language,
        kind=letter.kind,
        mandate_id=letter.mandate_id,
        addressee_name=letter.addressee_name,
        addressee_office=letter.addressee_office,
        channel=letter.channel,
        reference=letter.reference,
        proof=letter.proof,
        refers_to_id=letter.refers_to_id,
        sent_on=letter.sent_on,
        sent_on_raw=letter.sent_on_raw,
        is_sent_on_unsure=letter.is_sent_on_unsure,
        typed_deadline_on=letter.deadline_on if letter.deadline_source is DeadlineSource.TYPED else None,
        is_confidential=letter.is_confidential,
        is_sent=letter.marked_sent_at is not None,
        signatories=tuple(
            SignatoryFacts(signatory.organisation_id, signatory.person_name, signatory.signed_as)
            for signatory in letter.signatories
        ),
    )
