"""The headers of every kind of answer, as docs/decisions/0024 gives the reasons for them."""

import pytest

from app import create_app

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
ANSWERS = {
    "/sign-in": 200,
    "/": 302,
    "/nowhere": 404,
    "/healthz": 503,
    "/static/css/base.css": 200,
    "/sign-out": 405,
}


def headers_of(client, address, status=200):
    """Return the headers of an answer that is read to its end, for a file stays open until then."""
    with client.get(address) as answer:
        assert answer.status_code == status
        return answer.headers


@pytest.mark.parametrize(("address", "status"), ANSWERS.items())
def test_every_answer_has_them(client, address, status):
    headers = headers_of(client, address, status)
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert [word for word in ("unsafe", "data:", "*", "http") if word in policy] == []
    assert {"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(("base_url", "is_https"), [("http://localhost", False), ("https://localhost", True)])
def test_only_https_is_told_to_stay_https(settings, base_url, is_https):
    app = create_app(settings.model_copy(update={"base_url": base_url}))
    headers = headers_of(app.test_client(), "/static/favicon.svg")
    assert ("Strict-Transport-Security" in headers) is is_https
    assert ("upgrade-insecure-requests" in headers["Content-Security-Policy"]) is is_https
    app.extensions["database"].dispose()


def test_only_files_of_the_program_may_be_kept_by_a_browser(client):
    assert headers_of(client, "/sign-in")["Cache-Control"] == "no-store"
    assert headers_of(client, "/static/nothing.css", 404)["Cache-Control"] == "no-store"
    assert headers_of(client, "/static/css/base.css")["Cache-Control"] != "no-store"
