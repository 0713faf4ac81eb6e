"""What a reminder mail tells of one letter, read from the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.models import Activity
from app.answers.queries import list_verdicts, reply_facts
from app.answers.rules import belongs_in_follow_up, is_unanswered, state_of
from app.answers.sheets import without_bold_marks
from app.answers.values import Verdict
from app.letters.models import Demand, Letter, Signatory
from app.people.models import Organisation
from app.reminders.follow_up import FollowUpDemand, FollowUpFacts, draft_follow_up
from app.reminders.links import Links, Purpose
from app.reminders.planning import Due
from app.reminders.queries import Situation
from app.reminders.telling import (
    DeadlineOrigin,
    LastAct,
    LastReply,
    LetterSection,
    OpenDemand,
    SectionLinks,
    Wished,
)
from app.reminders.values import ReminderKind
from app.replies.models import Reply, ReplyLetter
from app.replies.rules import EFFECTS

# A person's wish to hear no more is nothing that happened to the letter.
_SILENCES = ("mute_reminders", "unmute_reminders")


@dataclass(frozen=True)
class Reading:
    """Who reads a mail that leaves at the moment `at`, and what it is written from."""

    session: Session
    reader: User
    links: Links
    at: datetime

    def read_section(
        self, situation: Situation, dues: Sequence[Due], *, is_brief: bool = False
    ) -> LetterSection:
        """Return what one letter's part of the mail tells; of a confidential letter nothing but a link."""
        letter = situation.letter
        page = self.links.letter_page(letter.campaign.slug, letter.number)
        start_on = _start_to_tell(self.session, situation)
        if letter.is_confidential or (start_on is None and situation.clock.start_on is not None):
            return LetterSection(letter.id, is_confidential=True, links=SectionLinks(page))
        told = LetterSection(
            letter.id,
            is_confidential=False,
            is_brief=is_brief,
            links=_links(letter, self.reader, self.links, self.at, page),
            campaign=letter.campaign.title,
            word=letter.campaign.demand_word,
            title=letter.title,
            language=letter.language,
            addressee=_addressee(letter),
            office=_office(letter, self.reader.language.value),
            sent_on=letter.sent_on,
            reference=letter.reference,
        )
        told = _with_clock(told, situation, dues, start_on)
        return told if is_brief else _with_file(self.session, told, situation, dues)


def _start_to_tell(session: Session, situation: Situation) -> date | None:
    # A day that only a confidential reply announced does not travel by mail; the letter's own deadline may.
    letter, start_on = situation.letter, situation.clock.start_on
    if start_on is None or start_on == letter.deadline_on:
        return start_on
    announcing = [
        reply
        for reply in _list_replies(session, letter)
        if EFFECTS[reply.kind].moves_deadline and reply.expected_on == start_on
    ]
    return letter.deadline_on if all(reply.is_confidential for reply in announcing) else start_on


def _with_clock(
    told: LetterSection, situation: Situation, dues: Sequence[Due], start_on: date | None
) -> LetterSection:
    overdue = next((due for due in dues if due.kind is ReminderKind.OVERDUE), None)
    letter = situation.letter
    # Only a demand's number needs the demands themselves.
    wishes = [due for due in dues if due.kind is ReminderKind.REMIND_ON]
    demands = {demand.id: demand for demand in letter.standing_demands} if wishes else {}
    return replace(
        told,
        wishes=tuple(Wished(wish.clock_start, _label_of(wish, demands)) for wish in wishes),
        start_on=start_on,
        origin=_origin_of(letter, start_on),
        term=letter.term,
        term_unit=letter.term_unit,
        days_over=(situation.standing.today - start_on).days if overdue and start_on else None,
        step=overdue.step if overdue else None,
    )


def _with_file(
    session: Session, told: LetterSection, situation: Situation, dues: Sequence[Due]
) -> LetterSection:
    letter = situation.letter
    demands = {demand.id: demand for demand in letter.standing_demands}
    replies = _list_replies(session, letter)
    told = replace(
        told,
        has_reply=_has_reply(situation),
        last_reply=_last_reply(replies),
        last_act=_last_act(session, letter, replies),
    )
    if any(reply.is_confidential for reply in replies):
        # Which demands were answered, and how, is what the confidential reply says.
        return replace(told, is_guarded=True, demands=_demands_nobody_closed(situation, demands))
    wishes = [due for due in dues if due.kind is ReminderKind.REMIND_ON]
    return replace(
        told,
        demands=_open_demands(session, situation, demands, wishes),
        draft=_draft(session, situation, demands, replies),
    )


def _links(letter: Letter, reader: User, links: Links, at: datetime, page: str) -> SectionLinks:
    made = {purpose: links.make(purpose, [letter.id], reader.id, at) for purpose in Purpose}
    return SectionLinks(
        letter=page,
        door=links.door(letter.campaign.slug, letter.number),
        snooze=made[Purpose.SNOOZE],
        extend=made[Purpose.EXTEND],
        close=made[Purpose.CLOSE],
        mute=made[Purpose.MUTE],
    )


def _addressee(letter: Letter) -> str:
    return letter.addressee_name or (letter.mandate.person.name if letter.mandate else "")


def _office(letter: Letter, language: str) -> str:
    return letter.addressee_office or (letter.mandate.office.name_in(language) if letter.mandate else "")


def _origin_of(letter: Letter, start_on: date | None) -> DeadlineOrigin | None:
    if start_on is None:
        return None
    if start_on != letter.deadline_on:
        return DeadlineOrigin.ANNOUNCED
    return DeadlineOrigin.OWN_TERM if letter.term is not None else DeadlineOrigin.CHOSEN


def _has_reply(situation: Situation) -> bool:
    return any(EFFECTS[reply.kind].is_answer for reply in situation.replies)


def _label_of(wish: Due, demands: Mapping[int, Demand]) -> str:
    demand = demands.get(wish.demand_id) if wish.demand_id is not None else None
    return demand.label if demand else ""


def _demands_nobody_closed(situation: Situation, demands: Mapping[int, Demand]) -> tuple[OpenDemand, ...]:
    standing = [demands[facts.demand_id] for facts in situation.demands if not facts.is_closed]
    return tuple(OpenDemand(one.label, without_bold_marks(one.text), None) for one in standing)


def _open_demands(
    session: Session, situation: Situation, demands: Mapping[int, Demand], wishes: Sequence[Due]
) -> tuple[OpenDemand, ...]:
    replies = reply_facts(situation.replies)
    wished = {wish.demand_id for wish in wishes}
    shown = {
        facts.demand_id: facts.verdict
        for facts in situation.demands
        if is_unanswered(facts, replies)
        # Asked to be reminded of the letter: of all that was not granted, answered or not.
        or (None in wished and not facts.is_closed and facts.verdict is not Verdict.GRANTED)
    }
    asked_for = [demand_id for demand_id in demands if demand_id in wished and demand_id not in shown]
    for demand_id, given in list_verdicts(session, asked_for).items():
        shown[demand_id] = given[0].verdict if given else None
    return tuple(
        OpenDemand(demand.label, without_bold_marks(demand.text), state_of(shown[demand.id], replies))
        for demand in demands.values()
        if demand.id in shown
    )


def _list_replies(session: Session, letter: Letter) -> list[Reply]:
    query = (
        select(Reply)
        .join(ReplyLetter, ReplyLetter.reply_id == Reply.id)
        .where(ReplyLetter.letter_id == letter.id)
        .order_by(Reply.id)
    )
    return list(session.scalars(query))


def _last_reply(replies: Sequence[Reply]) -> LastReply | None:
    if not replies:
        return None
    last = replies[-1]
    if last.is_confidential:
        return LastReply(kind=last.kind, is_confidential=True)
    return LastReply(
        kind=last.kind,
        came_on=last.received_on or last.dated_on,
        signer=last.signer_name,
        expected_on=last.expected_on,
    )


def _last_act(session: Session, letter: Letter, replies: Sequence[Reply]) -> LastAct | None:
    query = (
        select(Activity, User)
        .outerjoin(User, User.id == Activity.user_id)
        .where(
            Activity.act.not_in(_SILENCES),
            or_(
                (Activity.record == "letter") & (Activity.record_id == letter.id),
                (Activity.record == "demand")
                & Activity.record_id.in_([demand.id for demand in letter.demands]),
                (Activity.record == "reply") & Activity.record_id.in_([reply.id for reply in replies]),
            ),
        )
        .order_by(Activity.id.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    activity, user = row
    return LastAct(act=activity.act, at=activity.at, by=user.display_name if user else "")


def _draft(
    session: Session, situation: Situation, demands: Mapping[int, Demand], replies: Sequence[Reply]
) -> str:
    letter, facts = situation.letter, reply_facts(situation.replies)
    named = tuple(
        FollowUpDemand(one.label, without_bold_marks(demands[one.demand_id].text), one.verdict)
        for one in situation.demands
        if belongs_in_follow_up(one, facts)
    )
    if situation.demands and not named:
        return ""
    answers = [reply.dated_on for reply in replies if EFFECTS[reply.kind].is_judged]
    return draft_follow_up(
        FollowUpFacts(
            language=letter.language,
            demands=named,
            office=_office(letter, letter.language),
            sent_on=letter.sent_on,
            reference=letter.reference,
            has_reply=_has_reply(situation),
            replied_on=answers[-1] if answers else None,
            announced_on=_announced_before(situation.standing.today, replies),
            senders=_list_senders(session, letter),
        )
    )


def _announced_before(today: date, replies: Sequence[Reply]) -> date | None:
    announced = (reply.expected_on for reply in replies if EFFECTS[reply.kind].moves_deadline)
    return max((day for day in announced if day is not None and day < today), default=None)


def _list_senders(session: Session, letter: Letter) -> tuple[str, ...]:
    query = (
        select(Organisation.name)
        .join(Signatory, Signatory.organisation_id == Organisation.id)
        .where(Signatory.letter_id == letter.id)
        .order_by(Signatory.id)
    )
    return tuple(session.scalars(query))
