"""Flask, with the addresses of pages kept once they were built: a page of ours holds forty."""

from functools import lru_cache
from typing import Any

from flask import Flask, has_request_context, request

from app.web.templates import Templates

_KEPT = 8192


class Application(Flask):
    """The web application."""

    jinja_environment = Templates

    def __init__(self, *given: Any, **options: Any) -> None:
        """Make it, with no address built yet."""
        super().__init__(*given, **options)
        # Typed: 1 and True are the same key otherwise, and not the same address.
        self._kept = lru_cache(maxsize=_KEPT, typed=True)(self._build)

    def url_for(self, endpoint: str, /, **values: Any) -> str:  # type: ignore[override]  # the same names
        """Return the address of a page, as Flask does, in half the time where it was asked for before."""
        if not has_request_context() or endpoint[0] == "." or "_external" in values or "_scheme" in values:
            return super().url_for(endpoint, **values)  # which depends on the host, or on the page that asks
        asking = request._get_current_object()  # type: ignore[attr-defined]  # looked up once
        try:
            return self._kept(asking.root_path, asking.method, endpoint, **values)
        except TypeError:  # several values under one name are a list, which cannot be looked up
            return super().url_for(endpoint, **values)

    def _build(self, _root: str, _method: str, endpoint: str, /, **values: Any) -> str:
        return super().url_for(endpoint, **values)
