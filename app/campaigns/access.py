"""Who may call a view: the one place where a request meets the table of permissions."""

from enum import Enum
from typing import Any, cast

from flask import g
from flask_login import current_user

from app.accounts.permissions import Permission, may
from app.accounts.values import Role
from app.campaigns.errors import CampaignArchivedError, CampaignNotFoundError, PermissionDeniedError
from app.campaigns.models import Campaign
from app.campaigns.queries import SeenCampaign, find_campaign_here, highest_of, list_seen_campaigns
from app.web.session import get_session

# An archived campaign stays readable, and its coordinators can open it again.
LEFT_WHEN_ARCHIVED = frozenset({Permission.READ_CAMPAIGN, Permission.MANAGE_CAMPAIGN})


def permit(permission: Enum, view_args: dict[str, Any]) -> None:
    """Check a permission in the campaign named by the address, or in the installation where none is named.

    Raises CampaignNotFoundError to somebody outside the campaign, so that its existence does not show,
    PermissionDeniedError to somebody inside whose role is too small, and CampaignArchivedError.
    """
    asked = cast("Permission", permission)
    if "slug" not in view_args:
        _demand(asked, highest_role())
        return
    found = find_campaign_here(get_session(), view_args["slug"], current_user)
    if found is None or found.role is None:
        raise CampaignNotFoundError
    g.campaign, g.role, g.sees_other_campaigns = found
    _demand(asked, found.role)
    if _is_put_away(found.campaign, asked):
        raise CampaignArchivedError


def _demand(permission: Permission, role: Role | None) -> None:
    if not may(permission, role):
        raise PermissionDeniedError


def seen_campaigns() -> list[SeenCampaign]:
    """Return the campaigns that whoever is signed in may see, those not archived first; read once a request."""
    if not current_user.is_authenticated:
        return []
    if "seen_campaigns" not in g:
        g.seen_campaigns = list_seen_campaigns(get_session(), current_user)
    return cast("list[SeenCampaign]", g.seen_campaigns)


def highest_role() -> Role | None:
    """Return the most powerful role of whoever is signed in, for what concerns the whole installation."""
    if current_user.is_administrator:
        return Role.ADMINISTRATOR
    return highest_of([one.role for one in seen_campaigns()])


def current_campaign() -> Campaign:
    """Return the campaign that this request was permitted for."""
    return cast("Campaign", g.campaign)


def has_campaigns_to_choose() -> bool:
    """Tell whether a list of campaigns leads anywhere that the links to the one of this page, or the only one, do not."""
    if "sees_other_campaigns" in g:
        return cast("bool", g.sees_other_campaigns)
    return len(open_campaigns()) != 1


def open_campaigns() -> list[SeenCampaign]:
    """Return the campaigns that whoever is signed in may see and that are not archived."""
    return [one for one in seen_campaigns() if one.archived_at is None]


def role_here() -> Role | None:
    """Return what the current user is in the campaign of this request; None: outside one, or it is archived."""
    return None if _is_put_away(g.get("campaign"), Permission.WRITE_LETTERS) else g.get("role")


def may_here(permission: Permission) -> bool:
    """Tell whether the current user may do this in the campaign of this request."""
    here = g._get_current_object()
    return may(permission, here.get("role")) and not _is_put_away(here.get("campaign"), permission)


def _is_put_away(campaign: Campaign | None, permission: Permission) -> bool:
    is_archived = campaign is not None and campaign.archived_at is not None
    return is_archived and permission not in LEFT_WHEN_ARCHIVED
