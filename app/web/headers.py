"""Security headers on every answer."""

from flask import Flask, request
from werkzeug.wrappers import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)


_FIRST_ERROR = 400


def init_app(app: Flask, *, is_https: bool) -> None:
    """Set the headers; letters are confidential, so nothing but static files may be cached."""

    @app.after_request
    def _set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if is_https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        is_file = request.endpoint == "static" and response.status_code < _FIRST_ERROR
        if not is_file:
            headers["Cache-Control"] = "no-store"
        return response
