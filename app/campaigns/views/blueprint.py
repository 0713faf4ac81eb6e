"""The blueprint, and what its pages share."""

from typing import Any

from flask import Blueprint

from app.errors import DomainError
from app.web.faults import message_of

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")


def show_error(error: DomainError, field: Any) -> None:
    """Show an error of a service at the field that it is about."""
    field.errors = [*field.errors, message_of(error)]
