"""THE table: which role may do what. Deny by default; every view names one of these permissions."""

from enum import Enum

from app.accounts.values import Role

READERS = frozenset({Role.READER, Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR})
MEMBERS = frozenset({Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR})
COORDINATORS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class Permission(Enum):
    """Something that a role may do, in a campaign unless said otherwise."""

    READ_CAMPAIGN = "read_campaign"
    WRITE_LETTERS = "write_letters"
    LOG_REPLIES = "log_replies"
    LINK_PASSAGES = "link_passages"
    GIVE_VERDICTS = "give_verdicts"
    CLOSE_LETTERS = "close_letters"
    CUT_TEXTS = "cut_texts"
    PLAN_REMINDERS = "plan_reminders"
    MANAGE_CAMPAIGN = "manage_campaign"
    # In the whole installation:
    ADD_CAMPAIGN = "add_campaign"
    EDIT_PEOPLE = "edit_people"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_MAIL = "manage_mail"


PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.READ_CAMPAIGN: READERS,
    Permission.WRITE_LETTERS: MEMBERS,
    Permission.LOG_REPLIES: MEMBERS,
    Permission.LINK_PASSAGES: MEMBERS,
    Permission.GIVE_VERDICTS: MEMBERS,
    Permission.CLOSE_LETTERS: COORDINATORS,
    Permission.CUT_TEXTS: COORDINATORS,
    Permission.PLAN_REMINDERS: MEMBERS,
    Permission.MANAGE_CAMPAIGN: COORDINATORS,
    Permission.ADD_CAMPAIGN: COORDINATORS,
    Permission.EDIT_PEOPLE: MEMBERS,
    Permission.MANAGE_ACCOUNTS: ADMINISTRATORS,
    Permission.MANAGE_MAIL: ADMINISTRATORS,
}


def may(permission: Permission, role: Role | None) -> bool:
    """Tell whether a role (None: no role here) has a permission."""
    return role is not None and role in PERMISSIONS[permission]
