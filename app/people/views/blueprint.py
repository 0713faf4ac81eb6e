"""The blueprint, and what its pages share."""

from datetime import date
from typing import Any

from flask import Blueprint

from app import clock
from app.accounts.permissions import Permission, may
from app.campaigns.access import highest_role
from app.errors import DomainError
from app.i18n import current_language, select_zone
from app.web.faults import message_of

blueprint = Blueprint("people", __name__, url_prefix="/people")


def show_error(error: DomainError, field: Any) -> None:
    """Show an error of a service at the field that it is about."""
    field.errors = [*field.errors, message_of(error)]


def today() -> date:
    """Return the day that the reader has."""
    return clock.day_in(select_zone(), clock.now())


@blueprint.context_processor
def _reader() -> dict[str, object]:
    return {"language": current_language(), "may_edit": may(Permission.EDIT_PEOPLE, highest_role())}
