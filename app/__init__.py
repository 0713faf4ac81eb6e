"""Weerwoord: letters, demands, the words that answer them, verdicts and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the application: settings, database, access, pages. Importing `app` alone loads none of it."""
    from flask_wtf import CSRFProtect  # noqa: PLC0415  app.text must be importable without Flask

    from app import i18n, models, registry  # noqa: F401, PLC0415
    from app.campaigns.access import permit  # noqa: PLC0415
    from app.db import Database  # noqa: PLC0415
    from app.settings import ROOT, load_settings  # noqa: PLC0415
    from app.web import access, faults, headers, limits, logs, session  # noqa: PLC0415
    from app.web.application import Application  # noqa: PLC0415
    from app.web.numbers import RecordNumber  # noqa: PLC0415

    settings = settings or load_settings()
    app = Application(__name__, template_folder=str(ROOT / "templates"))
    app.extensions["settings"] = settings
    app.url_map.converters["int"] = RecordNumber
    if settings.trusted_proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: PLC0415

        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=settings.get_secret_key(),
        MAX_CONTENT_LENGTH=settings.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=settings.paste_limit_mb * 1024 * 1024,
        PERMANENT_SESSION_LIFETIME=settings.session_days * 86400,
        # A sign-in ends that many days after it began, so a cookie that is sent anew with each page would gain nothing.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a coordinator may leave a page open for a day; the token ends with the session
    )
    logs.init_app(app)
    session.init_app(app, Database(settings.database_address))
    i18n.init_app(app)
    limits.init_app(app)
    CSRFProtect(app)
    registry.register(app)
    access.init_app(app, permit)
    headers.init_app(app, is_https=settings.is_https)
    faults.init_app(app)
    return app
