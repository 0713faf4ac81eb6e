"""How large a request may be. One that takes many files at once may be larger than one file may be."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

# Times the largest file; what the servers in front let through is a little more.
FILES_AT_ONCE = 8


def takes_many_files(view: View) -> View:
    """Let a view be sent so many of the largest files at once; it looks at the size of each itself."""
    view.takes_many_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Widen the limit before anything reads the form: to be called before the CSRF token is checked."""

    @app.before_request
    def _widen() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_many_files", False):
            request.max_content_length = FILES_AT_ONCE * current_app.config["MAX_CONTENT_LENGTH"]
