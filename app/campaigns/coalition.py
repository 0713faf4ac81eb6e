"""The organisations of a campaign: who takes part in the coalition, and under which names.

An organisation is one record for all campaigns; only those whose coalition it takes part in may change it.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.values import Role
from app.activity.rules import difference
from app.activity.services import record_activity
from app.campaigns.errors import (
    AlreadyInCoalitionError,
    OrganisationNameMissingError,
    OrganisationNameTakenError,
    OrganisationNotFoundError,
    OrganisationSharedError,
)
from app.campaigns.models import Campaign, CoalitionMember, Membership
from app.campaigns.rules import clean_names, clean_words
from app.errors import StaleRecordError
from app.people.models import Organisation, OrganisationAlias
from app.people.queries import find_organisation_by_name


def add_organisation(
    session: Session,
    campaign: Campaign,
    *,
    name: str,
    aliases: Iterable[str] = (),
    actor: User | None,
    now: datetime,
) -> Organisation:
    """Let an organisation take part in the coalition; one that is known by this name or alias already is taken up.

    Raises AlreadyInCoalitionError, OrganisationNameTakenError for an alias that is somebody else's, and
    OrganisationSharedError for a new alias of an organisation of other people's campaigns.
    """
    organisation = keep_organisation(session, name=name)
    if session.get(CoalitionMember, (campaign.id, organisation.id)) is not None:
        raise AlreadyInCoalitionError(name=organisation.name)
    for alias in clean_names(aliases, but=organisation.name):
        if find_organisation_by_name(session, alias) is not organisation:
            _refuse_shared(session, organisation, actor)
            _add_alias(session, organisation, alias)
    session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=organisation.id))
    session.flush()
    session.expire(campaign, ["coalition"])
    _record(
        session, campaign, organisation, "joined", actor=actor, now=now, facts={"name": organisation.name}
    )
    return organisation


def keep_organisation(session: Session, *, name: str) -> Organisation:
    """Return the organisation of this name or alias, put on file when there is none; it joins no coalition."""
    name = _clean(name)
    return find_organisation_by_name(session, name) or _make_organisation(session, name)


def rename_organisation(
    session: Session,
    campaign: Campaign,
    organisation: Organisation,
    *,
    name: str,
    was: str,
    actor: User,
    now: datetime,
) -> None:
    """Change an organisation's name, everywhere; StaleRecordError when it is not `was` any more."""
    _refuse_stranger(session, campaign, organisation)
    _refuse_shared(session, organisation, actor)
    if organisation.name != was:
        raise StaleRecordError
    name = _clean(name)
    if name == was:
        return
    _refuse_taken(session, name, organisation)
    # An alias that becomes the name is no alias any more.
    organisation.aliases[:] = [alias for alias in organisation.aliases if alias.name != name]
    organisation.name = name
    session.flush()
    _record(
        session,
        campaign,
        organisation,
        "renamed",
        actor=actor,
        now=now,
        facts=difference({"name": was}, {"name": name}),
    )


def add_alias(
    session: Session,
    campaign: Campaign,
    organisation: Organisation,
    *,
    alias: str,
    actor: User,
    now: datetime,
) -> None:
    """Add another name that the organisation goes by in letters; nothing happens when it has this one already."""
    _refuse_stranger(session, campaign, organisation)
    alias = _clean(alias)
    if find_organisation_by_name(session, alias) is organisation:
        return
    _refuse_shared(session, organisation, actor)
    _add_alias(session, organisation, alias)
    _record(session, campaign, organisation, "alias_added", actor=actor, now=now, facts={"alias": alias})


def remove_alias(
    session: Session,
    campaign: Campaign,
    organisation: Organisation,
    alias: OrganisationAlias,
    *,
    actor: User,
    now: datetime,
) -> None:
    """Take a name off the organisation's aliases; letters that it signed stay its own."""
    _refuse_stranger(session, campaign, organisation)
    _refuse_shared(session, organisation, actor)
    facts: dict[str, object] = {"alias": alias.name}
    organisation.aliases.remove(alias)
    session.flush()
    _record(session, campaign, organisation, "alias_removed", actor=actor, now=now, facts=facts)


def leave_coalition(
    session: Session, campaign: Campaign, organisation: Organisation, *, actor: User, now: datetime
) -> None:
    """End an organisation's part in the coalition; the organisation and its letters stay."""
    place = _refuse_stranger(session, campaign, organisation)
    session.delete(place)
    session.flush()
    session.expire(campaign, ["coalition"])
    _record(session, campaign, organisation, "left", actor=actor, now=now, facts={"name": organisation.name})


def _make_organisation(session: Session, name: str) -> Organisation:
    organisation = Organisation(name=name)
    session.add(organisation)
    session.flush()
    return organisation


def _add_alias(session: Session, organisation: Organisation, alias: str) -> None:
    _refuse_taken(session, alias, organisation)
    organisation.aliases.append(OrganisationAlias(name=alias))
    session.flush()


def _refuse_taken(session: Session, name: str, organisation: Organisation) -> None:
    other = find_organisation_by_name(session, name)
    if other is not None and other is not organisation:
        raise OrganisationNameTakenError(name=name, organisation=other.name)


def _refuse_stranger(session: Session, campaign: Campaign, organisation: Organisation) -> CoalitionMember:
    place = session.get(CoalitionMember, (campaign.id, organisation.id))
    if place is None:
        raise OrganisationNotFoundError
    return place


def _refuse_shared(session: Session, organisation: Organisation, actor: User | None) -> None:
    """Refuse to change names that letters of other people's campaigns carry too; the command line (None) may."""
    if actor is None or actor.is_administrator:
        return
    own = select(Membership.campaign_id).where(
        Membership.user_id == actor.id, Membership.role == Role.COORDINATOR
    )
    elsewhere = select(CoalitionMember.campaign_id).where(
        CoalitionMember.organisation_id == organisation.id, CoalitionMember.campaign_id.not_in(own)
    )
    if session.scalar(elsewhere.limit(1)) is not None:
        raise OrganisationSharedError


def _clean(name: str) -> str:
    cleaned = clean_words(name)
    if not cleaned:
        raise OrganisationNameMissingError
    return cleaned


def _record(
    session: Session,
    campaign: Campaign,
    organisation: Organisation,
    act: str,
    *,
    actor: User | None,
    now: datetime,
    facts: dict[str, object],
) -> None:
    record_activity(session, act, organisation, actor=actor, now=now, campaign_id=campaign.id, facts=facts)
