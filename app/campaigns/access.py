"""Who may call a view: the one place where a request meets the table of permissions."""

from enum import Enum
from typing import Any, cast

from flask import g
from flask_login import current_user

from app.accounts.permissions import Permission, may
from app.accounts.values import Role
from app.campaigns.errors import CampaignArchivedError, CampaignNotFoundError, PermissionDeniedError
from app.campaigns.models import Campaign
from app.campaigns.queries import find_highest_role, find_role, get_campaign
from app.web.session import get_session

# An archived campaign stays readable, and its coordinators can open it again.
LEFT_WHEN_ARCHIVED = frozenset({Permission.READ_CAMPAIGN, Permission.MANAGE_CAMPAIGN})


def permit(permission: Enum, view_args: dict[str, Any]) -> None:
    """Check a permission in the campaign named by the address, or in the installation where none is named.

    Raises CampaignNotFoundError to somebody outside the campaign, so that its existence does not show,
    PermissionDeniedError to somebody inside whose role is too small, and CampaignArchivedError.
    """
    asked = cast("Permission", permission)
    session = get_session()
    if "slug" not in view_args:
        _demand(asked, find_highest_role(session, current_user))
        return
    campaign = get_campaign(session, view_args["slug"])
    role = find_role(session, current_user, campaign)
    if role is None:
        raise CampaignNotFoundError
    g.campaign, g.role = campaign, role
    _demand(asked, role)
    if _is_put_away(campaign, asked):
        raise CampaignArchivedError


def _demand(permission: Permission, role: Role | None) -> None:
    if not may(permission, role):
        raise PermissionDeniedError


def current_campaign() -> Campaign:
    """Return the campaign that this request was permitted for."""
    return cast("Campaign", g.campaign)


def may_here(permission: Permission) -> bool:
    """Tell whether the current user may do this in the campaign of this request."""
    return may(permission, g.get("role")) and not _is_put_away(g.get("campaign"), permission)


def _is_put_away(campaign: Campaign | None, permission: Permission) -> bool:
    is_archived = campaign is not None and campaign.archived_at is not None
    return is_archived and permission not in LEFT_WHEN_ARCHIVED
