"""No test reaches a mail server by accident: only one that asks for `allow_smtp` may open a connection."""

import smtplib

import pytest

from app.mail import conversation


@pytest.fixture
def allow_smtp() -> None:
    """Let this test (or the fixture that asks for this one) speak SMTP with a server of its own."""


@pytest.fixture(autouse=True)
def forbid_smtp(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail every test that opens an SMTP connection without having asked for `allow_smtp`."""
    if "allow_smtp" in request.fixturenames:
        return

    def refuse(_smtp: smtplib.SMTP, host: str, port: int, _timeout: float) -> None:
        pytest.fail(f"this test tried to reach the mail server {host}:{port} without the fixture allow_smtp")

    # The program's own client connects by itself; whoever takes the library's is caught too.
    for client in (smtplib.SMTP, smtplib.SMTP_SSL, conversation._Timed, conversation._TimedTls):
        monkeypatch.setattr(client, "_get_socket", refuse)
