"""Installations, and a campaign in which every table and every column holds something, nasty texts included."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Role
from app.activity.models import Activity
from app.answers.models import Link, VerdictGiven
from app.answers.values import Verdict
from app.campaigns.models import Campaign, CoalitionMember
from app.db import Database
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.documents.storage import Originals
from app.documents.values import Way
from app.intake.drafts import Draft, Part
from app.intake.models import IntakeItem
from app.intake.values import IntakeState, IntakeStep, Manner, PartKind
from app.letters.models import Demand, Letter, Signatory
from app.letters.values import Channel, ClosingReason, DeadlineSource, LateChoice, Lineage
from app.mail.models import OutgoingMail
from app.mail.values import MailKind, MailState
from app.models import metadata
from app.people.models import Mandate, Office, OrganisationAlias, Person
from app.reminders.models import ReminderDue, ReminderMute
from app.reminders.values import ReminderKind, ReminderState
from app.replies.models import Reply, ReplyLetter
from app.replies.values import ReplyKind
from app.text.carry import CarryState
from app.transfer.importing import choose_slug, read_campaign, store_originals
from app.transfer.services import checked_export, export_campaign
from app.transfer.values import Exported, Imported
from app.versions.models import CarriedPassage
from app.versions.values import Decision
from tests.factories import (
    make_campaign,
    make_letter,
    make_mandate,
    make_membership,
    make_organisation,
    make_user,
)
from tests.migrations.rows import NASTY

REVISION = "of-this-test"
MOMENT = datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
DAY = date(2026, 2, 23)


@dataclass(frozen=True)
class Installation:
    """A database with all tables, and its originals."""

    database: Database
    originals: Originals

    def export(self, slug: str, path: Path) -> Exported:
        return export_campaign(self.database, self.originals, slug, path, revision=REVISION)

    def take_in(self, path: Path, *, slug: str | None = None, now: datetime = MOMENT) -> Imported:
        with checked_export(path, revision=REVISION) as export:
            store_originals(self.originals, export)
            with self.database.writing() as session:
                chosen = choose_slug(session, export, slug)
                return read_campaign(session, export, slug=chosen, now=now)


def open_installation(address: str, folder: Path) -> Installation:
    """Open an installation of its own, without a single row."""
    database = Database(address)
    metadata.create_all(database.engine)
    return Installation(database, Originals(folder))


def fill(session: Session, originals: Originals, *, slug: str = "vol") -> Campaign:
    """Make a campaign in which every column that travels holds something."""
    campaign = make_campaign(
        session, slug=slug, title=NASTY[:200], archived_at=MOMENT, is_demonstration=False, last_reply_number=1
    )
    coordinator, judge = _make_people(session, campaign)
    version, passage = _make_text(session, campaign, originals, coordinator)
    mandate = _make_mandates(session, slug)
    first, second = _make_letters(session, campaign, version, mandate, judge)
    reply = _make_reply(session, campaign, version, mandate, judge, (first, second))
    _judge(session, second.demands[0], passage, reply, judge)
    _make_item(session, campaign, version, first, mandate, coordinator)
    _make_reminders(session, second, coordinator)
    _log(session, campaign, second, passage, coordinator)
    return campaign


def _make_people(session: Session, campaign: Campaign) -> tuple[User, User]:
    coordinator = make_user(session, email=f"coordinator-{campaign.slug}@example.org", name=NASTY[:200])
    judge = make_user(
        session, email=f"judge-{campaign.slug}@example.org", deactivated_at=MOMENT, is_administrator=True
    )
    make_membership(session, campaign, coordinator)
    make_membership(session, campaign, judge, Role.READER)
    for name in (f"Zij van {campaign.slug}", f"Wij van {campaign.slug} {NASTY[:100]}"):
        organisation = make_organisation(session, name=name)
        organisation.aliases.append(OrganisationAlias(name=name + " vzw"))
        session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=organisation.id))
    session.flush()
    return coordinator, judge


def _make_text(
    session: Session, campaign: Campaign, originals: Originals, by: User
) -> tuple[TextVersion, Passage]:
    text = f"Voor. {NASTY} Na. " * 5
    data = text.encode() + bytes(range(256))
    document = Document(
        campaign_id=campaign.id,
        sha256=originals.put(data),
        name=NASTY[:100],
        media_type="application/octet-stream",
        size=len(data),
        received_at=LAST_MOMENT,
        received_by_id=by.id,
    )
    version = TextVersion(
        document=document,
        sequence=1,
        extractor="plain",
        extractor_version="1",
        language="nl",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        pages=[{"number": 1, "start": 0, "end": len(text)}],
        created_at=MOMENT,
        text=text,
        layout={
            "ocr": True,
            "confidence": 0.5,
            "sheets": [[595.3, 841.9, -1.2]],
            "lines": [],
            "repeated": [],
        },
    )
    session.add(version)
    session.flush()
    start = text.index(NASTY)
    passage = Passage(
        text_version_id=version.id,
        start=start,
        end=start + len(NASTY),
        exact=NASTY,
        prefix="Voor. ",
        suffix=" Na.",
        occurrences=5,
        created_at=MOMENT,
    )
    session.add(passage)
    session.flush()
    return version, passage


def _make_mandates(session: Session, key: str) -> Mandate:
    """Put one person with a key and one without in office; the latter twice, word for word."""
    for _time in range(2):
        make_mandate(session, "Bo Anders", from_on=DAY, until_on=DAY, party=NASTY[:80], source=NASTY[:400])
    office = Office(key=f"be:{key}", jurisdiction="BE", name_nl="proef", name_fr="essai", name_en="test")
    mandate = Mandate(key=f"be:{key}:an", person=Person(key=f"an:{key}", name="An"), office=office, version=7)
    session.add(mandate)
    session.flush()
    return mandate


def _make_letters(
    session: Session, campaign: Campaign, version: TextVersion, mandate: Mandate, closer: User
) -> tuple[Letter, Letter]:
    # The first points to the second, which comes later: an export knows no order of pointing.
    first = make_letter(session, campaign, demands=("Doe dit.",))
    unkeyed = session.query(Mandate).filter(Mandate.key.is_(None)).order_by(Mandate.id.desc()).first()
    second = make_letter(
        session,
        campaign,
        title=NASTY,
        mandate_id=unkeyed.id,
        addressee_office=NASTY[:300],
        channel=Channel.REGISTERED,
        reference=NASTY[:120],
        proof=NASTY,
        proof_document_id=version.document_id,
        refers_to_id=first.id,
        sent_on_raw="12 januari",
        deadline_on=DAY,
        deadline_source=DeadlineSource.TYPED,
        term=6,
        term_unit=campaign.reply_term_unit,
        late_choice=LateChoice.ARCHIVE,
        text_version_id=version.id,
        text_start=0,
        text_end=20,
        closed_at=MOMENT,
        closed_by_id=closer.id,
        closed_reason=ClosingReason.OVERTAKEN,
        closed_note=NASTY,
        remind_on=DAY,
        snoozed_until_on=DAY,
        look_at=MOMENT,
        created_by_id=closer.id,
        version=9,
    )
    first.refers_to_id, first.mandate_id = second.id, mandate.id
    session.add(Signatory(letter_id=second.id, organisation_id=campaign_organisation(session, campaign)))
    session.add(Signatory(letter_id=second.id, person_name=NASTY[:200], is_public=True))
    _fill_demands(second, first, closer)
    session.flush()
    return first, second


def campaign_organisation(session: Session, campaign: Campaign) -> int:
    """Return an organisation of the coalition."""
    found = session.query(CoalitionMember).filter_by(campaign_id=campaign.id).first()
    assert found is not None
    return found.organisation_id


def _fill_demands(letter: Letter, older: Letter, by: User) -> None:
    child, parent = letter.demands
    child.parent_id, child.ancestor_id, child.lineage = parent.id, older.demands[0].id, Lineage.NARROWS
    child.start, child.end, child.title, child.text = 3, 9, NASTY[:200], NASTY
    child.criterion = child.criterion_at_sending = child.closed_note = NASTY
    child.criterion_fixed_at = child.criterion_changed_at = child.closed_at = child.voided_at = MOMENT
    child.closed_by_id, child.closed_reason, child.remind_on = by.id, ClosingReason.GRANTED, DAY


def _make_reply(
    session: Session,
    campaign: Campaign,
    version: TextVersion,
    mandate: Mandate,
    by: User,
    letters: tuple[Letter, ...],
) -> Reply:
    reply = Reply(
        campaign_id=campaign.id,
        number=1,
        kind=ReplyKind.SUBSTANTIVE,
        language="nl",
        dated_on=DAY,
        received_on=DAY,
        came_on=DAY,
        expected_on=DAY,
        mandate_id=mandate.id,
        note=NASTY,
        text_version_id=version.id,
        text_start=0,
        text_end=len(version.text),
        reviewed_at=MOMENT,
        reviewed_by_id=by.id,
        logged_at=MOMENT,
        logged_by_id=by.id,
    )
    session.add(reply)
    session.flush()
    session.add_all([ReplyLetter(reply_id=reply.id, letter_id=letter.id) for letter in letters])
    session.flush()
    return reply


def _judge(session: Session, demand: Demand, passage: Passage, reply: Reply, by: User) -> None:
    session.add(
        Link(
            demand_id=demand.id,
            passage_id=passage.id,
            reply_id=reply.id,
            linked_at=MOMENT,
            linked_by_id=by.id,
            unlinked_at=MOMENT,
            unlinked_by_id=by.id,
        )
    )
    session.add(
        CarriedPassage(
            reply_id=reply.id,
            from_passage_id=passage.id,
            text_version_id=passage.text_version_id,
            to_passage_id=passage.id,
            state=CarryState.CHANGED,
            changes=[{"old": NASTY, "new": "", "kind": "negation"}],
            candidates=[{"start": 0, "end": 5, "similarity": 0.9}],
            carried_at=MOMENT,
            carried_by_id=by.id,
            decision=Decision.CONFIRMED,
            decided_at=MOMENT,
            decided_by_id=by.id,
        )
    )
    session.add(
        VerdictGiven(
            demand_id=demand.id,
            sequence=1,
            verdict=Verdict.PARTLY,
            reasoning=NASTY,
            tactics=["monitoring"],
            given_at=MOMENT,
            given_by_id=by.id,
        )
    )


def _make_item(
    session: Session, campaign: Campaign, version: TextVersion, letter: Letter, mandate: Mandate, by: User
) -> None:
    part = Part(
        kind=PartKind.REPLY,
        start=0,
        end=20,
        language="nl",
        title=NASTY,
        mandate_id=mandate.id,
        organisation_id=campaign_organisation(session, campaign),
        refers_to_id=letter.id,
        fills_letter_id=letter.id,
        letter_ids=(letter.id,),
    )
    session.add(
        IntakeItem(
            campaign_id=campaign.id,
            number=1,
            document_id=version.document_id,
            provenance=Provenance(
                document_id=version.document_id,
                way=Way.UPLOAD,
                name=NASTY,
                path=f"{campaign.slug}/x",
                came_at=MOMENT,
                came_by_id=by.id,
            ),
            text_version_id=version.id,
            step=IntakeStep.READ,
            last_attempt_at=MOMENT,
            read_language="nl",
            manner=Manner.ANSWERS_LETTER,
            meant_letter_id=letter.id,
            state=IntakeState.PARSED,
            draft=Draft((part,), (NASTY,)).as_json(),
            why_facts={"name": NASTY},
            received_at=MOMENT,
            received_by_id=by.id,
            filed_at=MOMENT,
            form_key=f"form of {campaign.slug}",
        )
    )


def _make_reminders(session: Session, letter: Letter, user: User) -> None:
    mail = OutgoingMail(
        kind=MailKind.REMINDER,
        state=MailState.SENT,
        user_id=user.id,
        to_address=user.email,
        language=user.language,
        message_id=f"<{letter.id}@example.org>",
        local_day=DAY,
        text="A body that must not travel.",
        frozen_at=MOMENT,
        next_attempt_at=MOMENT,
        created_at=MOMENT,
        sent_at=MOMENT,
    )
    session.add(mail)
    session.flush()
    demand = letter.demands[0]
    for step, about in ((1, None), (0, demand.id)):
        subject = f"letter:{letter.id}" if about is None else f"demand:{about}"
        session.add(
            ReminderDue(
                kind=ReminderKind.OVERDUE if about is None else ReminderKind.REMIND_ON,
                subject=subject,
                step=step,
                clock_start=DAY,
                due_on=DAY,
                letter_id=letter.id,
                demand_id=about,
                user_id=user.id,
                mail_id=mail.id,
                state=ReminderState.MAILED,
                created_at=MOMENT,
            )
        )
    session.add(ReminderMute(user_id=user.id, letter_id=letter.id, muted_at=MOMENT))


def _log(session: Session, campaign: Campaign, letter: Letter, passage: Passage, user: User) -> None:
    gone = 4_000
    told = (
        ("log_letter", "letter", letter.id, {"text": NASTY, "10": 1, "2": [None, True, 1.5]}),
        ("attach_proof", "letter", letter.id, {"document": letter.proof_document_id}),
        ("remind_on", "letter", letter.id, {"day": None, "demand": letter.demands[0].id}),
        ("moved", "letter", letter.id, {"demand": {"from": None, "to": [letter.demands[0].id]}}),
        ("link_passage", "demand", letter.demands[0].id, {"passage": passage.id}),
        ("left", "membership", gone, {"user": user.id, "role": "member"}),
        ("joined", "membership", gone + 1, {"user": user.id}),
        ("left", "membership", gone, {"user": user.id}),
        ("joined", "organisation", campaign_organisation(session, campaign), {}),
    )
    for act, record, record_id, facts in told:
        entry = {"act": act, "record": record, "record_id": record_id, "facts": facts}
        session.add(Activity(**entry, at=MOMENT, user_id=user.id, campaign_id=campaign.id))
    session.flush()
