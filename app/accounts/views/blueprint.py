"""The blueprint, and what its pages share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.accounts.errors import LinkNotValidError, TooManyAttemptsError
from app.errors import DomainError
from app.web.faults import message_of
from app.web.paths import is_own_path

blueprint = Blueprint("accounts", __name__)


def show_error(error: DomainError, field: Any) -> None:
    """Show an error of a service at the field that it is about."""
    field.errors = [*field.errors, message_of(error)]


def go_on(wanted: str | None) -> Response:
    """Go on to the page that somebody wanted, if it is one of ours, else to the first page."""
    path = wanted if wanted is not None and is_own_path(wanted) else "/"
    return redirect(f"{request.script_root}{path}", 303)


def place_of_request() -> str:
    """Return the network address that this request came from."""
    return request.remote_addr or "unknown"


@contextmanager
def limited() -> Iterator[None]:
    """Answer with the page of too many attempts when a limit is reached in the block."""
    try:
        yield
    except TooManyAttemptsError:
        abort(429)


@blueprint.errorhandler(LinkNotValidError)
def _link_gone(_error: LinkNotValidError) -> tuple[str, int]:
    return render_template("accounts/link_gone.html"), 410
