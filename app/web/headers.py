"""Security headers on every answer."""

from flask import Flask, request
from werkzeug.wrappers import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)

# Nothing here uses any of these, so no page that breaks out of the policy above may either.
_UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in _UNUSED)

_FIRST_ERROR = 400


def init_app(app: Flask, *, is_https: bool) -> None:
    """Set the headers; letters are confidential, so nothing but static files may be cached."""
    policy = CONTENT_SECURITY_POLICY + ("; upgrade-insecure-requests" if is_https else "")

    @app.after_request
    def _set_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        headers["Permissions-Policy"] = PERMISSIONS_POLICY
        if is_https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        is_file = request.endpoint == "static" and response.status_code < _FIRST_ERROR
        if not is_file:
            headers["Cache-Control"] = "no-store"
        return response
