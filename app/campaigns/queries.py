from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, literal, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from app.accounts.models import User
from app.accounts.values import Language, Role
from app.campaigns.errors import (
    CampaignArchivedError,
    CampaignNotFoundError,
    MemberNotFoundError,
    OrganisationNotFoundError,
)
from app.campaigns.models import Campaign, CoalitionMember, Membership
from app.campaigns.values import CampaignSettings, DemandWord
from app.db import read_rows
from app.people.models import Organisation

# The most powerful first: somebody with several memberships counts as the first of these.
_RANK = [Role.ADMINISTRATOR, Role.COORDINATOR, Role.MEMBER, Role.READER]


def get_campaign(session: Session, slug: str) -> Campaign:
    """Return the campaign of this short name; CampaignNotFoundError when there is none."""
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise CampaignNotFoundError
    return campaign


def get_open_campaign(session: Session, slug: str) -> Campaign:
    """Return the campaign of this short name, to write in. Raises CampaignNotFoundError and CampaignArchivedError."""
    campaign = get_campaign(session, slug)
    if campaign.archived_at is not None:
        raise CampaignArchivedError
    return campaign


@dataclass(frozen=True)
class SeenCampaign:
    """What pages over several campaigns show of one, and what its reader is in it."""

    id: int
    slug: str
    title: str
    language: Language
    zone: str
    demand_word: DemandWord
    is_demonstration: bool
    archived_at: datetime | None
    role: Role | None


# Asked at every page; built once, for that takes longer than to answer them.
_IS_OWN = and_(Membership.campaign_id == Campaign.id, Membership.user_id == bindparam("user_id"))
_SEEN = [getattr(Campaign, name) for name in SeenCampaign.__dataclass_fields__ if name != "role"]
_IN_ORDER = (Campaign.archived_at.is_not(None), Campaign.title, Campaign.id)
_SEEN_BY_MEMBER = select(*_SEEN, Membership.role).join(Membership, _IS_OWN).order_by(*_IN_ORDER)
_SEEN_BY_ADMINISTRATOR = select(*_SEEN, literal(Role.ADMINISTRATOR, Membership.role.type)).order_by(
    *_IN_ORDER
)
_other, _own_part = aliased(Campaign), aliased(Membership)
_OTHERS = select(_other.id).where(_other.id != Campaign.id, _other.archived_at.is_(None)).correlate(Campaign)
_OTHERS_OF_MEMBER = _OTHERS.join(
    _own_part, and_(_own_part.campaign_id == _other.id, _own_part.user_id == bindparam("user_id"))
)
_HERE_TO_MEMBER, _HERE_TO_ADMINISTRATOR = (
    select(Campaign, Membership.role, others.exists())
    .outerjoin(Membership, _IS_OWN)
    .where(Campaign.slug == bindparam("slug"))
    for others in (_OTHERS_OF_MEMBER, _OTHERS)
)


def list_seen_campaigns(session: Session, user: User) -> list[SeenCampaign]:
    """Return the campaigns that somebody may see with their role there, those not archived first, by title."""
    query = _SEEN_BY_ADMINISTRATOR if user.is_administrator else _SEEN_BY_MEMBER
    return [_seen(row) for row in read_rows(session, query, {"user_id": user.id})]


def _seen(row: Row[*tuple[Any, ...]]) -> SeenCampaign:
    return SeenCampaign(*row)


class CampaignHere(NamedTuple):
    """The campaign of a page, what its reader is in it, and whether the reader sees another one that is not archived."""

    campaign: Campaign
    role: Role | None  # None: not theirs
    sees_others: bool


def find_campaign_here(session: Session, slug: str, user: User) -> CampaignHere | None:
    """Return the campaign of this short name as somebody finds it; None: there is none."""
    if "\0" in slug:  # PostgreSQL takes no such text
        return None
    query = _HERE_TO_ADMINISTRATOR if user.is_administrator else _HERE_TO_MEMBER
    found = session.execute(query, {"slug": slug, "user_id": user.id}).one_or_none()
    if found is None:
        return None
    campaign, role, sees_others = found
    return CampaignHere(campaign, Role.ADMINISTRATOR if user.is_administrator else role, sees_others)


def find_role(session: Session, user: User, campaign: Campaign) -> Role | None:
    """Return what somebody is in a campaign: administrators are administrators everywhere; None: not theirs."""
    if user.is_administrator:
        return Role.ADMINISTRATOR
    return session.scalar(
        select(Membership.role).where(Membership.campaign_id == campaign.id, Membership.user_id == user.id)
    )


def highest_of(roles: Collection[Role | None]) -> Role | None:
    """Return the most powerful of somebody's roles, for what concerns the whole installation."""
    return next((role for role in _RANK if role in roles), None)


def list_campaigns_of(session: Session, user: User) -> list[Campaign]:
    """Return the campaigns that somebody may see, those not archived first, by title."""
    query = select(Campaign).order_by(Campaign.archived_at.is_not(None), Campaign.title, Campaign.id)
    if not user.is_administrator:
        query = query.join(Membership).where(Membership.user_id == user.id)
    return list(session.scalars(query))


def list_members(session: Session, campaign: Campaign) -> list[Membership]:
    """Return the people of a campaign with their accounts, coordinators first."""
    memberships = session.scalars(
        select(Membership).where(Membership.campaign_id == campaign.id).options(joinedload(Membership.user))
    )
    return sorted(memberships, key=lambda member: (_RANK.index(member.role), member.user.display_name))


def list_memberships(session: Session, user_ids: Collection[int]) -> list[Membership]:
    """Return the part of some people in every campaign with the campaign, those not archived first, by title."""
    query = (
        select(Membership)
        .join(Campaign, Campaign.id == Membership.campaign_id)
        .where(Membership.user_id.in_(user_ids))
        .options(contains_eager(Membership.campaign))
        .order_by(Campaign.archived_at.is_not(None), Campaign.title, Campaign.id, Membership.id)
    )
    return list(session.scalars(query))


def list_coordinators(session: Session, campaign: Campaign) -> list[User]:
    """Return whom reminders of a campaign go to: its coordinators, or the administrators where it has none.

    A reminder must never be lost because the last coordinator left.
    """
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.campaign_id == campaign.id,
            Membership.role == Role.COORDINATOR,
            User.deactivated_at.is_(None),
        )
        .order_by(User.id)
    )
    coordinators = list(session.scalars(query))
    if coordinators:
        return coordinators
    administrators = (
        select(User).where(User.is_administrator, User.deactivated_at.is_(None)).order_by(User.id)
    )
    return list(session.scalars(administrators))


def get_campaign_with_coalition(session: Session, slug: str) -> Campaign:
    """Return the campaign with its coalition's organisations."""
    campaign = session.scalar(
        select(Campaign).where(Campaign.slug == slug).options(selectinload(Campaign.coalition))
    )
    if campaign is None:
        raise CampaignNotFoundError
    return campaign


def settings_of(campaign: Campaign) -> CampaignSettings:
    """Return what is set for a campaign as one value."""
    return CampaignSettings(
        title=campaign.title,
        language=campaign.language,
        zone=campaign.zone,
        demand_word=campaign.demand_word,
        reply_term=campaign.reply_term,
        reply_term_unit=campaign.reply_term_unit,
        reminder_hour=campaign.reminder_hour,
    )


def get_membership(session: Session, campaign: Campaign, membership_id: int) -> Membership:
    """Return somebody's part in this campaign with the account; MemberNotFoundError when it is not of this campaign."""
    query = select(Membership).where(Membership.id == membership_id, Membership.campaign_id == campaign.id)
    membership = session.scalar(query.options(joinedload(Membership.user)))
    if membership is None:
        raise MemberNotFoundError
    return membership


def list_coalition(session: Session, campaign: Campaign) -> list[Organisation]:
    """Return the organisations of a campaign's coalition with their aliases, by name."""
    query = (
        select(Organisation)
        .join(CoalitionMember, CoalitionMember.organisation_id == Organisation.id)
        .where(CoalitionMember.campaign_id == campaign.id)
        .options(selectinload(Organisation.aliases))
    )
    return sorted(
        session.scalars(query), key=lambda organisation: (organisation.name.casefold(), organisation.id)
    )


def get_coalition_organisation(session: Session, campaign: Campaign, organisation_id: int) -> Organisation:
    """Return an organisation of this campaign's coalition; OrganisationNotFoundError when it is not in it."""
    found = [one for one in list_coalition(session, campaign) if one.id == organisation_id]
    if not found:
        raise OrganisationNotFoundError
    return found[0]


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in somebody's list, with this person's role in it."""

    campaign: Campaign
    role: Role
    organisations: int


def find_just_begun(session: Session, user: User, title: str, now: datetime) -> Campaign | None:
    """Return the campaign with this title that somebody began within the last minute: a button was pressed twice."""
    query = (
        select(Campaign)
        .join(Membership, Membership.campaign_id == Campaign.id)
        .where(Membership.user_id == user.id, Membership.created_at == Campaign.created_at)
        .where(Campaign.title == title, Campaign.created_at > now - timedelta(minutes=1))
        .order_by(Campaign.id)
        .limit(1)
    )
    return session.scalar(query)


def list_campaign_rows(session: Session, user: User) -> list[CampaignRow]:
    """Return the campaigns that somebody may see with role and size of the coalition, those not archived first."""
    roles = {
        membership.campaign_id: membership.role
        for membership in session.scalars(select(Membership).where(Membership.user_id == user.id))
    }
    sizes = select(CoalitionMember.campaign_id, func.count()).group_by(CoalitionMember.campaign_id)
    counts = {row[0]: row[1] for row in session.execute(sizes)}
    return [
        CampaignRow(campaign, roles.get(campaign.id, Role.ADMINISTRATOR), counts.get(campaign.id, 0))
        for campaign in list_campaigns_of(session, user)
    ]


def list_open_slugs(session: Session) -> list[str]:
    """Return the short names of the campaigns that are not archived."""
    return list(
        session.scalars(select(Campaign.slug).where(Campaign.archived_at.is_(None)).order_by(Campaign.slug))
    )
