"""docs/admin/access.md, from the routes and the table of permissions."""

from enum import Enum

from flask import Flask

from app.accounts.permissions import may
from app.accounts.values import Role
from app.web.access import PUBLIC, SIGNED_IN, access_of
from tests.doors.table import list_rules

_INTRODUCTION = """# Who may open what

Every address of the program, and who may call it. This page is generated: a test fails when it is not current, and
`WEERWOORD_WRITE_SNAPSHOTS=1 .venv/bin/pytest tests/doors/test_routes.py -k document` writes it anew.

- An address with `<slug>` asks for the role in that campaign; to anybody without a role there it says that there is
  nothing, as it does for a number of another campaign. Other addresses ask for the highest role in any campaign.
- Administrators are administrators of every campaign.
- In an archived campaign only what asks for `read_campaign` and `manage_campaign` is left.
- *everybody* needs no sign-in: the pages to sign in, and the links in mails, whose address is the permission.
- *signed in* shows each person what is theirs: their campaigns, their mail, their settings.

| address | method | permission | reader | member | coordinator | administrator |
|---|---|---|---|---|---|---|
"""


def write_document(app: Flask) -> str:
    """Return the page as it should be."""
    lines = [
        f"| `{rule.rule}` | {method} | {_permission(access)} | {' | '.join(_marks(access))} |"
        for rule, method in list_rules(app)
        for access in (access_of(app, rule.endpoint),)
    ]
    return _INTRODUCTION + "\n".join(lines) + "\n"


def _permission(access: object) -> str:
    if isinstance(access, Enum):
        return f"`{access.value}`"
    return {PUBLIC: "everybody", SIGNED_IN: "signed in"}[str(access)]


def _marks(access: object) -> list[str]:
    roles = (Role.READER, Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR)
    return ["yes" if not isinstance(access, Enum) or may(access, role) else "–" for role in roles]
