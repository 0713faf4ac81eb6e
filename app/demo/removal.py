"""Removing the demonstration: the one place where rows are deleted, and only those of a demonstration."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.activity.models import Activity, ActivityHead
from app.activity.rules import chain_of
from app.activity.services import record_activity
from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign, CoalitionMember, Membership
from app.demo.errors import NotADemonstrationError
from app.demo.services import KEY, MEMBERS
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.intake.models import IntakeItem
from app.letters.models import Demand, Letter, Signatory
from app.people.models import Mandate, Office, Organisation, OrganisationAlias, Person
from app.reminders.models import ReminderDue, ReminderMute
from app.replies.models import Reply, ReplyLetter
from app.search.services import take_away_campaign


def remove_demonstration(session: Session, campaign: Campaign, *, actor: User, now: datetime) -> None:
    """Delete the demonstration campaign with all that hangs on it, and its invented people.

    Mails that were written about it stay, as a record of what left. Raises NotADemonstrationError.
    """
    if not campaign.is_demonstration:
        raise NotADemonstrationError
    # In the installation's log: the campaign's own goes with it.
    record_activity(
        session, "remove_demonstration", campaign, actor=actor, now=now, facts={"slug": campaign.slug}
    )
    take_away_campaign(session, campaign)
    letters = select(Letter.id).where(Letter.campaign_id == campaign.id)
    demands = select(Demand.id).where(Demand.letter_id.in_(letters))
    replies = select(Reply.id).where(Reply.campaign_id == campaign.id)
    documents = select(Document.id).where(Document.campaign_id == campaign.id)
    versions = select(TextVersion.id).where(TextVersion.document_id.in_(documents))
    taking_part = _list_organisations(session, campaign)
    for statement in (
        delete(ReminderDue).where(ReminderDue.letter_id.in_(letters)),
        delete(ReminderMute).where(ReminderMute.letter_id.in_(letters)),
        delete(VerdictGiven).where(VerdictGiven.demand_id.in_(demands)),
        delete(Link).where(Link.demand_id.in_(demands)),
        delete(ReplyLetter).where(ReplyLetter.reply_id.in_(replies)),
        delete(Reply).where(Reply.campaign_id == campaign.id),
        delete(Signatory).where(Signatory.letter_id.in_(letters)),
        delete(IntakeItem).where(IntakeItem.campaign_id == campaign.id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    _delete_letters(session, campaign, demands)
    for statement in (
        delete(Passage).where(Passage.text_version_id.in_(versions)),
        delete(TextVersion).where(TextVersion.document_id.in_(documents)),
        delete(Provenance).where(Provenance.document_id.in_(documents)),
        delete(Document).where(Document.campaign_id == campaign.id),
        delete(Membership).where(Membership.campaign_id == campaign.id),
        delete(CoalitionMember).where(CoalitionMember.campaign_id == campaign.id),
        delete(Activity).where(Activity.campaign_id == campaign.id),
        delete(ActivityHead).where(ActivityHead.chain == chain_of(campaign.id)),
        delete(Campaign).where(Campaign.id == campaign.id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    _delete_people(session, taking_part)
    session.expire_all()


def _list_organisations(session: Session, campaign: Campaign) -> set[int]:
    """Return the organisations that signed a letter of the campaign or take part in its coalition."""
    signed = select(Signatory.organisation_id).join(Letter, Letter.id == Signatory.letter_id)
    here = signed.where(Letter.campaign_id == campaign.id, Signatory.organisation_id.is_not(None))
    member = select(CoalitionMember.organisation_id).where(CoalitionMember.campaign_id == campaign.id)
    return {one for one in session.scalars(here) if one is not None} | set(session.scalars(member))


def _delete_letters(session: Session, campaign: Campaign, demands: Select[int]) -> None:
    """Take away what points from one row to another of the same table, then the rows."""
    letters = Letter.campaign_id == campaign.id
    for statement in (
        update(Demand).where(Demand.id.in_(demands)).values(parent_id=None, ancestor_id=None, lineage=None),
        update(Letter).where(letters).values(refers_to_id=None),
        delete(Demand).where(Demand.letter_id.in_(select(Letter.id).where(letters))),
        delete(Letter).where(letters),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _delete_people(session: Session, taking_part: Collection[int]) -> None:
    """Delete the invented people, and the organisations that nothing else has come to use."""
    addressed = select(Letter.mandate_id).where(Letter.mandate_id.is_not(None))
    replied = select(Reply.mandate_id).where(Reply.mandate_id.is_not(None))
    signed = select(Signatory.organisation_id).where(Signatory.organisation_id.is_not(None))
    member = select(CoalitionMember.organisation_id)
    mandates = select(Mandate.id).where(
        Mandate.key.startswith(KEY), Mandate.id.not_in(addressed), Mandate.id.not_in(replied)
    )
    invented = select(Organisation.id).where(
        or_(Organisation.name.in_(MEMBERS), Organisation.id.in_(taking_part)),
        Organisation.id.not_in(signed),
        Organisation.id.not_in(member),
    )
    for statement in (
        delete(Mandate).where(Mandate.id.in_(mandates)),
        delete(Person).where(Person.key.startswith(KEY), Person.id.not_in(select(Mandate.person_id))),
        delete(Office).where(Office.key.startswith(KEY), Office.id.not_in(select(Mandate.office_id))),
        delete(OrganisationAlias).where(OrganisationAlias.organisation_id.in_(invented)),
        delete(Organisation).where(Organisation.id.in_(invented)),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
