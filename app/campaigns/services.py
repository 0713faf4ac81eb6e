from dataclasses import asdict, replace
from datetime import datetime
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Role
from app.activity.rules import difference
from app.activity.services import record_activity
from app.campaigns.errors import (
    AccountSwitchedOffError,
    AlreadyMemberError,
    InvalidSlugError,
    LastCoordinatorError,
    ReminderHourError,
    ReplyTermError,
    RoleNotOfCampaignError,
    SlugTakenError,
    TitleMissingError,
    TitleTooLongError,
    UnknownZoneError,
)
from app.campaigns.models import Campaign, Membership
from app.campaigns.queries import settings_of
from app.campaigns.rules import (
    TITLE_LENGTH,
    clean_words,
    free_slug,
    is_reminder_hour,
    is_reply_term,
    is_slug,
    is_zone,
    may_lose_coordinator,
    slug_from_title,
)
from app.campaigns.values import CampaignSettings
from app.errors import StaleRecordError


def add_campaign(
    session: Session,
    settings: CampaignSettings,
    *,
    actor: User | None,
    now: datetime,
    slug: str = "",
    is_demonstration: bool = False,
) -> Campaign:
    """Add a campaign. Its creator becomes coordinator; everybody with a standing role gets that role in it.

    Without a short name one is made from the title, numbered when another campaign has it. A short name that was typed
    is taken as it is: InvalidSlugError, SlugTakenError. `actor` is None on the command line.
    """
    settings = _checked(settings)
    campaign = Campaign(
        slug=_choose_slug(session, slug, settings.title),
        created_at=now,
        is_demonstration=is_demonstration,
        **asdict(settings),
    )
    session.add(campaign)
    session.flush()
    facts = {"slug": campaign.slug, **_plain(settings)}
    record_activity(session, "added", campaign, actor=actor, now=now, campaign_id=campaign.id, facts=facts)
    if actor is not None:
        _join(session, campaign, actor, Role.COORDINATOR, actor=actor, now=now)
    _join_those_standing(session, campaign, actor=actor, now=now)
    return campaign


def change_settings(
    session: Session,
    campaign: Campaign,
    settings: CampaignSettings,
    *,
    version: int,
    actor: User,
    now: datetime,
) -> None:
    """Change what a coordinator sets; StaleRecordError when somebody changed it after `version`.

    A new reply term counts for letters that are sent from now on: each letter keeps the term that it was sent with.
    """
    _refuse_stale(campaign, version)
    settings = _checked(settings)
    before = settings_of(campaign)
    if settings == before:
        return
    for name, value in asdict(settings).items():
        setattr(campaign, name, value)
    _record_change(
        session, campaign, "changed", actor, now=now, facts=difference(_plain(before), _plain(settings))
    )


def archive_campaign(
    session: Session, campaign: Campaign, *, version: int, actor: User, now: datetime
) -> None:
    """Put a campaign away: nothing is lost, and it can be reopened."""
    _refuse_stale(campaign, version)
    if campaign.archived_at is None:
        campaign.archived_at = now
        _record_change(session, campaign, "archived", actor, now=now)


def reopen_campaign(
    session: Session, campaign: Campaign, *, version: int, actor: User, now: datetime
) -> None:
    """Take an archived campaign up again."""
    _refuse_stale(campaign, version)
    if campaign.archived_at is not None:
        campaign.archived_at = None
        _record_change(session, campaign, "reopened", actor, now=now)


def add_member(
    session: Session, campaign: Campaign, user: User, role: Role, *, actor: User | None, now: datetime
) -> Membership:
    """Give somebody with an account a role in a campaign: coordinator, member or reader."""
    _refuse_administrator(role)
    if user.deactivated_at is not None:
        raise AccountSwitchedOffError(name=user.display_name)
    if _find_membership(session, campaign, user) is not None:
        raise AlreadyMemberError(name=user.display_name)
    return _join(session, campaign, user, role, actor=actor, now=now)


def change_role(session: Session, membership: Membership, role: Role, *, actor: User, now: datetime) -> None:
    """Give somebody another role in the campaign; LastCoordinatorError when nobody else coordinates it."""
    _refuse_administrator(role)
    if membership.role is role:
        return
    _keep_a_coordinator(session, membership, actor)
    changed = {"from": membership.role.value, "to": role.value}
    membership.role = role
    session.flush()
    facts = {"user": membership.user_id, "role": changed}
    record_activity(session, "role_changed", membership, actor=actor, now=now, facts=facts)


def remove_member(session: Session, membership: Membership, *, actor: User, now: datetime) -> None:
    """Take somebody out of the campaign; what this person wrote and judged stays. The log keeps who it was."""
    _keep_a_coordinator(session, membership, actor)
    facts = {"user": membership.user_id, "role": membership.role.value}
    record_activity(session, "left", membership, actor=actor, now=now, facts=facts)
    session.delete(membership)
    session.flush()


def join_standing(session: Session, user: User, now: datetime) -> list[Membership]:
    """Give somebody the standing role in every campaign where this person has none yet; return what was given."""
    if user.standing_role is None or user.standing_role is Role.ADMINISTRATOR:
        return []
    theirs = select(Membership.campaign_id).where(Membership.user_id == user.id)
    missing = session.scalars(select(Campaign).where(Campaign.id.not_in(theirs)).order_by(Campaign.id)).all()
    return [_join(session, campaign, user, user.standing_role, actor=None, now=now) for campaign in missing]


def _join_those_standing(session: Session, campaign: Campaign, *, actor: User | None, now: datetime) -> None:
    members = select(Membership.user_id).where(Membership.campaign_id == campaign.id)
    standing = select(User).where(
        User.standing_role.is_not(None),
        User.standing_role != Role.ADMINISTRATOR,
        User.deactivated_at.is_(None),
        User.id.not_in(members),
    )
    for user in session.scalars(standing.order_by(User.id)).all():
        if user.standing_role is not None:
            _join(session, campaign, user, user.standing_role, actor=actor, now=now)


def _join(
    session: Session, campaign: Campaign, user: User, role: Role, *, actor: User | None, now: datetime
) -> Membership:
    membership = Membership(campaign_id=campaign.id, user_id=user.id, role=role, created_at=now)
    session.add(membership)
    session.flush()
    facts = {"user": user.id, "role": role.value}
    record_activity(session, "joined", membership, actor=actor, now=now, facts=facts)
    return membership


def _find_membership(session: Session, campaign: Campaign, user: User) -> Membership | None:
    return session.scalar(
        select(Membership).where(Membership.campaign_id == campaign.id, Membership.user_id == user.id)
    )


def _keep_a_coordinator(session: Session, membership: Membership, actor: User) -> None:
    # Two coordinators who remove each other at the same moment wait for one another here.
    session.execute(
        select(Campaign.id).where(Campaign.id == membership.campaign_id).with_for_update(key_share=True)
    )
    others = session.scalar(
        select(func.count())
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.campaign_id == membership.campaign_id,
            Membership.role == Role.COORDINATOR,
            Membership.id != membership.id,
            User.deactivated_at.is_(None),
        )
    )
    is_allowed = may_lose_coordinator(
        is_coordinator=membership.role is Role.COORDINATOR,
        other_coordinators=others or 0,
        by_administrator=actor.is_administrator,
    )
    if not is_allowed:
        raise LastCoordinatorError


def _choose_slug(session: Session, typed: str, title: str) -> str:
    taken = set(session.scalars(select(Campaign.slug)))
    if typed:
        if not is_slug(typed):
            raise InvalidSlugError
        if typed in taken:
            raise SlugTakenError(slug=typed)
        return typed
    made = slug_from_title(title)
    if not made:
        raise InvalidSlugError
    return free_slug(made, taken)


def _checked(settings: CampaignSettings) -> CampaignSettings:
    title = clean_words(settings.title)
    if not title:
        raise TitleMissingError
    if len(title) > TITLE_LENGTH:
        raise TitleTooLongError(length=TITLE_LENGTH)
    if not is_zone(settings.zone):
        raise UnknownZoneError(zone=settings.zone)
    if not is_reply_term(settings.reply_term, settings.reply_term_unit):
        raise ReplyTermError
    if not is_reminder_hour(settings.reminder_hour):
        raise ReminderHourError
    return replace(settings, title=title)


def _refuse_administrator(role: Role) -> None:
    if role is Role.ADMINISTRATOR:
        raise RoleNotOfCampaignError


def _refuse_stale(campaign: Campaign, version: int) -> None:
    if campaign.version != version:
        raise StaleRecordError


def _plain(settings: CampaignSettings) -> dict[str, object]:
    values = asdict(settings).items()
    return {name: value.value if isinstance(value, Enum) else value for name, value in values}


def _record_change(
    session: Session,
    campaign: Campaign,
    act: str,
    actor: User,
    *,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    campaign.version += 1
    session.flush()
    record_activity(session, act, campaign, actor=actor, now=now, campaign_id=campaign.id, facts=facts)
