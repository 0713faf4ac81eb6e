"""From a confirmed draft to letters and replies on file."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.permissions import Permission, may
from app.activity.services import record_activity
from app.campaigns.coalition import add_organisation, keep_organisation
from app.campaigns.models import Campaign
from app.campaigns.queries import find_role
from app.documents.models import TextVersion
from app.intake.drafts import Part, chosen_day, draft_from_json, with_places
from app.intake.errors import AlreadyFiledError, NothingToFileError
from app.intake.models import IntakeItem
from app.intake.values import IntakeState, PartKind
from app.letters.errors import LetterNotFoundError
from app.letters.facts import DemandFacts, LetterFacts, SignatoryFacts, TextRange
from app.letters.models import Letter
from app.letters.services import fill_place, log_letter, log_placeholder
from app.letters.values import Channel, LetterKind
from app.replies.models import Reply
from app.replies.services import ReplyFacts, log_reply
from app.replies.values import ReplyKind


@dataclass(frozen=True)
class Filed:
    """What became of what came in."""

    letters: tuple[Letter, ...]
    replies: tuple[Reply, ...]


def file_item(session: Session, item: IntakeItem, *, actor: User | None, now: datetime) -> Filed:
    """Log the letters and replies of the draft. Nothing is logged when one part of it cannot be.

    Raises AlreadyFiledError, NothingToFileError, DayToChooseError, and what logging a letter or a reply raises.
    """
    if item.state is IntakeState.FILED:
        raise AlreadyFiledError
    draft = draft_from_json(item.draft)
    letters = [part for part in draft.parts if part.kind is PartKind.LETTER]
    replies = [part for part in draft.parts if part.kind is PartKind.REPLY]
    if not letters and not replies:
        raise NothingToFileError
    has_own_reply = any(part.answers_own_letter for part in replies)
    version = item.text_version
    logged = [
        file_letter(session, item.campaign, part, version, has_reply=has_own_reply, actor=actor, now=now)
        for part in letters
    ]
    answered = [
        file_reply(session, item.campaign, part, version, logged, actor=actor, now=now) for part in replies
    ]
    item.state, item.filed_at = IntakeState.FILED, now
    numbers = {"letters": [one.number for one in logged], "replies": [one.number for one in answered]}
    record_activity(session, "file", item, actor=actor, now=now, facts=numbers)
    return Filed(tuple(logged), tuple(answered))


def file_letter(
    session: Session,
    campaign: Campaign,
    part: Part,
    version: TextVersion | None,
    *,
    has_reply: bool = False,
    actor: User | None,
    now: datetime,
) -> Letter:
    """Log one part as a letter of ours."""
    placeholder_id = None
    if part.refers_to_id is not None:
        placeholder_id = _get_letter_here(session, campaign, part.refers_to_id).id
    elif part.earlier_letter:
        placeholder = log_placeholder(
            session, campaign, title=part.earlier_letter, addressee_name=part.name, actor=actor, now=now
        )
        placeholder_id = placeholder.id
    facts = LetterFacts(
        title=part.title,
        kind=LetterKind(part.letter_kind),
        language=part.language,
        mandate_id=part.mandate_id,
        addressee_name=part.name,
        addressee_office=part.office,
        channel=Channel(part.channel) if part.channel else None,
        reference=part.reference,
        refers_to_id=placeholder_id,
        sent_on=chosen_day(part),
        sent_on_raw=part.day_raw,
        is_sent_on_unsure=part.is_day_unsure,
        typed_deadline_on=date.fromisoformat(part.deadline) if part.deadline else None,
        is_confidential=part.is_confidential,
        signatories=_signatories(session, campaign, part, actor=actor, now=now),
    )
    content = version.text if version is not None else ""
    demands, text = tuple(_demand_facts(with_places(part, content))), _range(part, version)
    if part.fills_letter_id is not None:
        place = _get_letter_here(session, campaign, part.fills_letter_id)
        fill_place(session, place, facts, demands=demands, text=text, actor=actor, now=now)
        return place
    return log_letter(
        session,
        campaign,
        facts,
        demands=demands,
        text=text,
        has_reply=has_reply,
        actor=actor,
        now=now,
    )


def _get_letter_here(session: Session, campaign: Campaign, letter_id: int) -> Letter:
    letter = session.scalar(select(Letter).where(Letter.id == letter_id, Letter.campaign_id == campaign.id))
    if letter is None:
        raise LetterNotFoundError
    return letter


def _signatories(
    session: Session, campaign: Campaign, part: Part, *, actor: User | None, now: datetime
) -> tuple[SignatoryFacts, ...]:
    """Return who signed: the organisation chosen, or the one printed, which joins the coalition if so said.

    Who may not change the coalition elsewhere does not change it here either: the organisation is kept on file. The name stays as it was printed, whatever the organisation is called on file.
    """
    if part.organisation_id is not None and any(one.id == part.organisation_id for one in campaign.coalition):
        return (SignatoryFacts(part.organisation_id, signed_as=part.sender),)
    if not part.sender:
        return ()
    known = keep_organisation(session, name=part.sender)
    if part.adds_organisation and known not in campaign.coalition and _may_manage(session, campaign, actor):
        add_organisation(session, campaign, name=known.name, actor=actor, now=now)
    return (SignatoryFacts(known.id, signed_as=part.sender),)


def _may_manage(session: Session, campaign: Campaign, actor: User | None) -> bool:
    return actor is None or may(Permission.MANAGE_CAMPAIGN, find_role(session, actor, campaign))


def _demand_facts(part: Part) -> list[DemandFacts]:
    return [
        DemandFacts(
            text=demand.text,
            number=demand.number,
            title=demand.title,
            start=demand.start,
            end=demand.end,
            is_implied=demand.start is None,
            is_sub_demand=demand.is_sub_demand,
            criterion=demand.criterion,
        )
        for demand in part.demands
        if demand.text.strip()
    ]


def file_reply(
    session: Session,
    campaign: Campaign,
    part: Part,
    version: TextVersion | None,
    own_letters: list[Letter],
    *,
    actor: User | None,
    now: datetime,
) -> Reply:
    """Log one part as a reply, to the letters chosen and, if so said, to those that came in with it."""
    letters = _chosen_letters(session, campaign, part)
    if part.answers_own_letter:
        letters += own_letters
    if part.keeps_place:
        letters.append(
            log_placeholder(session, campaign, title="", addressee_name=part.name, actor=actor, now=now)
        )
    facts = ReplyFacts(
        kind=ReplyKind(part.reply_kind),
        language=part.language,
        dated_on=chosen_day(part),
        dated_on_raw=part.day_raw,
        is_dated_on_unsure=part.is_day_unsure,
        received_on=date.fromisoformat(part.received) if part.received else None,
        expected_on=date.fromisoformat(part.expected) if part.expected else None,
        reference=part.reference,
        mandate_id=part.mandate_id,
        signer_name=part.name,
        signer_office=part.office,
        is_confidential=part.is_confidential,
    )
    return log_reply(session, campaign, letters, facts, text=_range(part, version), actor=actor, now=now)


def _chosen_letters(session: Session, campaign: Campaign, part: Part) -> list[Letter]:
    if not part.letter_ids:
        return []
    query = select(Letter).where(Letter.id.in_(part.letter_ids), Letter.campaign_id == campaign.id)
    return list(session.scalars(query.order_by(Letter.number)))


def _range(part: Part, version: TextVersion | None) -> TextRange | None:
    if version is None:
        return None
    if part.end <= part.start:
        # The original belongs to the record all the same.
        return TextRange(version.id, None, None)
    return TextRange(version.id, part.start, part.end)
