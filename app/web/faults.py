"""What a user sees when something is refused or breaks: what happened, what was kept, what to do."""

import errno
import sqlite3

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from app.db import is_away
from app.errors import N_, DomainError, ForbiddenError, NotFoundError, StaleRecordError
from app.i18n import force_locale, gettext
from app.web.session import get_session

_BARE = (
    '<!doctype html><html lang="{{ language }}"><meta charset="utf-8"><title>{{ title }}</title>'
    "<h1>{{ title }}</h1><p>{{ advice }}</p>"
    "{% if kept %}<p><label for=kept>{{ label }}</label></p>"
    "<p><textarea id=kept rows=10 cols=60 readonly>{{ kept|join('\n\n') }}</textarea></p>{% endif %}"
    "<p>{{ request_id }}</p></html>"
)
_BAD_REQUEST, _CONFLICT, _SERVER_FAULT, _AWAY, _DISK_FULL = 400, 409, 500, 503, 507
# Errors that meet a form which was filled in; its words must not go with it.
_REFUSED_FORMS = (400, 401, 403, 409, 500, 503, 507)
_POSTGRESQL_DISK_FULL = "53100"
# Characters; shorter values are choices, numbers and names that are quickly typed again.
_WORTH_KEEPING = 12
_TEXTS = {
    400: (N_("This form could not be read"), N_("Go back, check what you typed and send it again.")),
    401: (
        N_("You are no longer signed in"),
        N_("Sign in in another window, then come back here: what you typed stands below."),
    ),
    403: (N_("You may not do this"), N_("Your role does not allow it. Ask a coordinator of the campaign.")),
    404: (N_("Nothing here"), N_("There is nothing at this address, or it is not yours to see.")),
    405: (N_("Nothing here"), N_("This address only takes a form. Go back and use its button.")),
    409: (
        N_("Somebody else was first"),
        N_("Go back: what you typed is still in the form. Then look what changed."),
    ),
    413: (N_("This is too large"), N_("Choose a smaller file, or paste the text of the letter.")),
    429: (N_("Too many attempts"), N_("Wait a quarter of an hour and try again.")),
    500: (
        N_("Something broke on our side"),
        N_(
            "Nothing you had saved is lost. Try again; if it stays, tell your administrator the number below."
        ),
    ),
    503: (
        N_("The database does not answer"),
        N_("Nothing you had saved is lost. Try again in a minute; if it stays, tell your administrator."),
    ),
    507: (
        N_("The disk is full"),
        N_(
            "This was not saved; nothing that was saved before is lost. Ask whoever looks after the machine to make room, "
            "then go back and send it again."
        ),
    ),
}
# Seconds after which a program may ask again.
_RETRY_AFTER = "30"


def message_of(error: DomainError) -> str:
    """Return the error's sentence in the language of the request."""
    return gettext(error.message, **error.facts)


def typed_words() -> list[str]:
    """Return what somebody typed into the form that was refused, to be shown so that it can be copied; no secrets."""
    return [
        value
        for name, values in request.form.lists()
        for value in values
        if "password" not in name
        and name != "csrf_token"
        and len(value) >= _WORTH_KEEPING
        and " " in value.strip()
    ]


def _page(status: int, explanation: str = "") -> tuple[str, int]:
    title, advice = _TEXTS.get(status, _TEXTS[_SERVER_FAULT if status >= _SERVER_FAULT else _BAD_REQUEST])
    page = render_template(
        "errors/error.html",
        title=gettext(title),
        explanation=explanation,
        advice=gettext(advice),
        request_id=g.get("request_id", ""),
        kept=typed_words() if status in _REFUSED_FORMS else [],
    )
    return page, status


def init_app(app: Flask) -> None:
    """Turn errors into pages."""

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> tuple[str, int]:
        return _page(
            400, gettext("The page was open for too long, or you signed in again in another window.")
        )

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
        if error.code is None or error.code < _BAD_REQUEST:
            return error
        return _page(error.code)

    @app.errorhandler(NotFoundError)
    def _not_found(_error: NotFoundError) -> tuple[str, int]:
        return _page(404)

    @app.errorhandler(ForbiddenError)
    def _forbidden(error: ForbiddenError) -> tuple[str, int]:
        return _page(403, message_of(error))

    @app.errorhandler(StaleRecordError)
    def _stale(error: StaleRecordError) -> tuple[str, int]:
        if isinstance(error.__cause__, DBAPIError):
            # The database saw it, and not a version: worth a line, should it be a rule that no service looks at.
            current_app.logger.warning("two at the same moment", exc_info=error)
        return _page(_CONFLICT, message_of(error))

    @app.errorhandler(ObjectDeletedError)
    def _gone(_error: ObjectDeletedError) -> tuple[str, int]:
        return _page(409, gettext(StaleRecordError.message))

    @app.errorhandler(DomainError)
    def _domain(error: DomainError) -> tuple[str, int]:
        return _page(400, message_of(error))

    app.register_error_handler(Exception, _broken)


def _broken(error: Exception) -> tuple[str, int] | tuple[str, int, dict[str, str]]:
    current_app.logger.error("request failed", exc_info=error)
    status = _status_of(error)
    try:
        get_session().rollback()  # whatever the request left half done, the page may read
        page = _page(status)[0]
    except Exception:
        # The page around the message asks the database who reads it; where that is gone, the message stands alone.
        current_app.logger.exception("the page of the error failed too")
        page = _bare_page(status)
    return (page, status, {"Retry-After": _RETRY_AFTER}) if status == _AWAY else (page, status)


def _status_of(error: Exception) -> int:
    if is_disk_full(error):
        return _DISK_FULL
    return _AWAY if is_away(error) else _SERVER_FAULT


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error of the file system or of either database means that there is no room left."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if isinstance(error, DBAPIError):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code == sqlite3.SQLITE_FULL or getattr(error.orig, "sqlstate", None) == _POSTGRESQL_DISK_FULL
    return False


def _bare_page(status: int) -> str:
    language = current_app.extensions["settings"].language
    title, advice = _TEXTS[status]
    with force_locale(language):
        words = {
            "title": gettext(title),
            "advice": gettext(advice),
            "label": gettext("What you typed, to copy"),
        }
    page = current_app.jinja_env.from_string(_BARE)
    return page.render(language=language, request_id=g.get("request_id", ""), kept=typed_words(), **words)
