from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.services import record_activity
from app.answers.errors import (
    NothingSelectedError,
    PassageOfAnotherReplyError,
    PassageOutsideReplyError,
    ReplyWithoutTextError,
    VerdictConflictError,
)
from app.answers.models import Link, VerdictGiven
from app.answers.queries import has_passage, has_reply_to_judge, latest_sequence, list_standing_links
from app.answers.rules import Judgement, check_judgement
from app.documents.models import Passage, TextVersion
from app.documents.services import record_passage
from app.letters.models import Demand
from app.letters.queries import hold_letters
from app.replies.models import Reply
from app.replies.queries import hold_reply
from app.text.errors import PassageDoesNotMatchError


def link_passage(
    session: Session,
    reply: Reply,
    demands: Sequence[Demand],
    *,
    start: int,
    end: int,
    exact: str,
    actor: User | None,
    now: datetime,
) -> Passage:
    """Link words of a reply to the demands that they speak to; a link that stands already is left as it is.

    Offsets count code points of the text version. Raises NothingSelectedError, PassageOfAnotherReplyError,
    ReplyWithoutTextError, PassageOutsideReplyError, and what app.text.anchors raises for words that do not match.
    """
    if not demands:
        raise NothingSelectedError
    answered = {letter.id for letter in reply.letters}
    if any(demand.letter_id not in answered for demand in demands):
        raise PassageOfAnotherReplyError
    hold_letters(
        session, {demand.letter_id for demand in demands}
    )  # or two would link the same words at once
    version = _text_version_of(session, reply)
    if not _lies_inside(reply, start, end):
        raise PassageOutsideReplyError
    passage = record_passage(session, version, start=start, end=end, exact=exact, now=now)
    for demand in demands:
        _link(session, reply, demand, passage, actor, now)
    return passage


def _text_version_of(session: Session, reply: Reply) -> TextVersion:
    """Return the text that the words were chosen in, and let nobody read it anew before they are linked."""
    if reply.text_version is None or reply.text_start is None:
        raise ReplyWithoutTextError
    # Whoever reads the text anew, or cuts it otherwise, holds this row while the links are carried over.
    chosen_in = reply.text_version
    hold_reply(session, reply)
    if reply.text_version_id != chosen_in.id:
        raise PassageDoesNotMatchError
    return chosen_in


def _lies_inside(reply: Reply, start: int, end: int) -> bool:
    return (
        reply.text_start is not None
        and reply.text_end is not None
        and reply.text_start <= start
        and end <= reply.text_end
    )


def _link(
    session: Session, reply: Reply, demand: Demand, passage: Passage, actor: User | None, now: datetime
) -> None:
    if list_standing_links(session, demand, passage):
        return
    session.add(
        Link(
            demand_id=demand.id,
            passage_id=passage.id,
            reply_id=reply.id,
            linked_at=now,
            linked_by_id=actor.id if actor else None,
        )
    )
    session.flush()
    demand.letter.wake()
    _record(session, demand, "link_passage", actor, now, {"passage": passage.id})


def unlink_passage(session: Session, demand: Demand, passage: Passage, *, actor: User, now: datetime) -> None:
    """Take a passage away from a demand; the link stays on file as undone."""
    hold_letters(session, [demand.letter_id])
    links = list_standing_links(session, demand, passage)
    if not links:
        return
    for link in links:
        link.unlinked_at, link.unlinked_by_id = now, actor.id
    demand.letter.wake()
    _record(session, demand, "unlink_passage", actor, now, {"passage": passage.id})


def give_verdict(
    session: Session, demand: Demand, judgement: Judgement, *, version: int, actor: User | None, now: datetime
) -> VerdictGiven:
    """Judge a demand; the judgement is put behind those given before.

    `version` is the sequence of the verdict that the judge had in front of them (0: none). Raises VerdictConflictError
    when somebody else judged since, and what `check_judgement` raises.
    """
    latest = latest_sequence(session, demand)
    if latest != version:
        raise VerdictConflictError
    check_judgement(
        judgement,
        has_passage=has_passage(session, demand),
        has_reply=has_reply_to_judge(session, demand),
    )
    given = VerdictGiven(
        demand_id=demand.id,
        sequence=latest + 1,
        verdict=judgement.verdict,
        reasoning=judgement.reasoning.strip(),
        tactics=[tactic.value for tactic in judgement.tactics],
        is_implicit=judgement.is_implicit,
        read_whole_text=judgement.read_whole_text,
        given_at=now,
        given_by_id=actor.id if actor else None,
    )
    session.add(given)
    try:
        session.flush()
    except IntegrityError as error:  # two at the very same moment: the constraint let one through
        raise VerdictConflictError from error
    demand.letter.wake()
    verdict = {"from": _verdict_at(session, demand, latest), "to": judgement.verdict.value}
    _record(session, demand, "give_verdict", actor, now, {"verdict": verdict})
    return given


def _verdict_at(session: Session, demand: Demand, sequence: int) -> str | None:
    query = select(VerdictGiven.verdict).where(
        VerdictGiven.demand_id == demand.id, VerdictGiven.sequence == sequence
    )
    verdict = session.scalar(query)
    return verdict.value if verdict else None


def _record(
    session: Session, demand: Demand, act: str, actor: User | None, now: datetime, facts: dict[str, object]
) -> None:
    campaign_id = demand.letter.campaign_id
    record_activity(session, act, demand, actor=actor, now=now, campaign_id=campaign_id, facts=facts)
