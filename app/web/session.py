"""The database session of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from sqlalchemy.orm import Session

from app import db


def get_database() -> db.Database:
    """Return the application's database."""
    return cast("db.Database", current_app.extensions["database"])


def get_session() -> Session:
    """Return the session of this request; it reads until `transaction()` is entered."""
    here = (
        g._get_current_object()
    )  # asked for a dozen times a page; through the proxy each look costs two microseconds
    if "session" not in here:
        here.session = get_database().make_session()
    return cast("Session", here.session)


@contextmanager
def transaction() -> Iterator[Session]:
    """Run the block in one write transaction of the request's session and commit it."""
    with db.transaction(get_session()) as session:
        yield session


class PageSessions(SecureCookieSessionInterface):
    """Sets the cookie with pages only: a late style sheet must not bring back the session of before."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Leave files without a cookie."""
        return request.endpoint != "static" and super().should_set_cookie(app, session)


def init_app(app: Flask, database: db.Database) -> None:
    """Give each request a session and end it afterwards."""
    app.extensions["database"] = database
    app.session_interface = PageSessions()

    @app.teardown_appcontext
    def _end_session(_error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.close()
