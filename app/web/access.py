"""Deny by default: a view says who may call it, and one that says nothing is refused to everybody."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])
Permit = Callable[[Enum, dict[str, Any]], None]

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Let everybody call this view, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Let everybody who is signed in call this view."""
    view.access = SIGNED_IN  # type: ignore[attr-defined]
    return view


def requires(permission: Enum) -> Callable[[View], View]:
    """Let those call this view who have the permission, in the campaign named by its address if there is one."""

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> object:
    """Return what a route's view says about who may call it; None when it says nothing."""
    return getattr(app.view_functions[endpoint], "access", None)


def init_app(app: Flask, permit: Permit) -> None:
    """Check each request before its view runs; `permit(permission, view_args)` raises when it is refused."""
    public(app.view_functions["static"])

    @app.before_request
    def _check_access() -> Response | None:
        if request.endpoint is None:  # no such page: the 404 page says so to everybody
            return None
        access = access_of(current_app, request.endpoint)
        if access == PUBLIC:
            return None
        if access is None:
            current_app.logger.error("view %s says nothing about access", request.endpoint)
            abort(403)
        if not current_user.is_authenticated and request.method == "POST" and request.form:
            abort(401)  # its page keeps what was typed; a redirect would lose it
        if not current_user.is_authenticated:
            return redirect(url_for("accounts.sign_in", next=_next_address()))
        if isinstance(access, Enum):
            permit(access, request.view_args or {})
        return None


def _next_address() -> str | None:
    # A form that was sent while signed out cannot be repeated by a redirect; its page can be shown again.
    return request.full_path.rstrip("?") if request.method == "GET" else None
