"""Logging straight from a file, as the command line does: the part that is a letter, or the part that is a reply."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.campaigns.models import Campaign
from app.documents.models import TextVersion
from app.documents.reading import read_document
from app.documents.services import add_text_version, keep_document
from app.documents.storage import Originals
from app.documents.uploads import media_type_of
from app.documents.values import Way
from app.intake.drafts import Draft, Part, chosen_day
from app.intake.errors import NotThisKindError
from app.intake.filing import file_letter, file_reply
from app.intake.proposals import propose
from app.intake.services import find_mandate, list_known
from app.intake.values import PartKind
from app.letters.closing import choose_when_late
from app.letters.models import Letter
from app.letters.values import LateChoice
from app.replies.errors import ForeignLetterError
from app.replies.models import Reply


def log_letter_from_file(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    *,
    name: str,
    data: bytes,
    sent_on: date | None,
    addressee: str | None,
    reference: str | None,
    due_on: date | None,
    is_archived_when_late: bool,
    actor: User | None,
    now: datetime,
) -> Letter:
    """Log the letter that a file holds; what is given overrules what was recognised.

    A letter whose deadline is over is followed up, or archived if so said: a command cannot be asked. Raises what
    reading and logging raise, and NotThisKindError when nothing in the file can be a letter of ours.
    """
    draft, version = _read(session, originals, campaign, name, data, actor, now)
    part = _part_of_kind(draft, PartKind.LETTER)
    part = _with_day(part, sent_on)
    part = replace(part, deadline=due_on.isoformat() if due_on else "", reference=reference or part.reference)
    part = replace(part, name=addressee or part.name)
    # A name binds to the mandate of the letter's own day, whichever of the two was given here.
    part = replace(part, mandate_id=find_mandate(session, part.name, part.office, chosen_day(part)))
    letter = file_letter(session, campaign, part, version, actor=actor, now=now)
    if letter.late_choice is LateChoice.TO_ASK:
        choice = LateChoice.ARCHIVE if is_archived_when_late else LateChoice.FOLLOW_UP
        choose_when_late(session, letter, choice, actor=actor, now=now)
    return letter


def log_reply_from_file(
    session: Session,
    originals: Originals,
    letters: Sequence[Letter],
    *,
    name: str,
    data: bytes,
    dated_on: date | None,
    kind: str | None,
    actor: User | None,
    now: datetime,
) -> Reply:
    """Log the reply that a file holds for letters of one campaign; what is given overrules what was recognised."""
    campaign = letters[0].campaign
    if any(letter.campaign_id != campaign.id for letter in letters):
        raise ForeignLetterError
    draft, version = _read(session, originals, campaign, name, data, actor, now)
    part = _part_of_kind(draft, PartKind.REPLY)
    part = replace(
        _with_day(part, dated_on),
        reply_kind=kind or part.reply_kind,
        letter_ids=tuple(letter.id for letter in letters),
        answers_own_letter=False,
    )
    return file_reply(session, campaign, part, version, [], actor=actor, now=now)


def _read(
    session: Session,
    originals: Originals,
    campaign: Campaign,
    name: str,
    data: bytes,
    actor: User | None,
    now: datetime,
) -> tuple[Draft, TextVersion]:
    reading = read_document(name, data)
    document = keep_document(
        session,
        originals,
        campaign,
        name=name,
        data=data,
        media_type=media_type_of(data),
        way=Way.COMMAND_LINE,
        actor=actor,
        now=now,
    ).document
    version = add_text_version(session, document, reading.text, now=now)
    return propose(reading, list_known(session, campaign)), version


def _part_of_kind(draft: Draft, kind: PartKind) -> Part:
    """Return the first part of this kind; of a file with a single part, that part, for its owner knows what it is."""
    for part in draft.parts:
        if part.kind is kind:
            return part
    if len(draft.parts) == 1:
        return replace(draft.parts[0], kind=kind)
    raise NotThisKindError(kind=kind.value)


def _with_day(part: Part, given: date | None) -> Part:
    """Return a part with the day that was given, else the most likely reading, marked as confirmed by nobody."""
    if given is not None:
        return replace(part, day=given.isoformat(), is_day_odd=False)
    if not part.is_day_odd:
        return part
    return replace(part, day=part.day_other.partition(",")[0], is_day_odd=False, is_day_unsure=True)
