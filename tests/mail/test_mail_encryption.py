"""Encrypted connections and sign-in, against a server with a certificate made for the test."""

import shutil
import ssl
import subprocess

import pytest
from aiosmtpd.smtp import AuthResult

from app.mail import rules
from app.mail.sender import send_due
from tests.mail.support import WEDNESDAY, Postbox, get, make_settings, queue, serve

pytestmark = [
    pytest.mark.usefixtures("allow_smtp"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the command openssl for a certificate"),
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "certificate.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-out", paths[0], "-keyout", paths[1], "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  our own words
    return paths


@pytest.fixture
def server_side(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def database(mail_database):
    queue(mail_database)
    return mail_database


def check_password(_server, _session, _envelope, _mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"campagne", b"geheim"))


def test_starttls_and_sign_in(database, server_side, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))  # the client trusts this certificate
    postbox = Postbox()
    with serve(
        postbox,
        tls_context=server_side,
        require_starttls=True,
        authenticator=check_password,
        auth_required=True,
    ) as port:
        settings = make_settings(port, mail_security="starttls", mail_user="campagne", mail_password="geheim")
        report = send_due(database, settings, {}, WEDNESDAY, "node")

    assert len(report.sent) == 1
    assert len(postbox.raw) == 1


def test_tls_from_the_first_byte(database, server_side, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    postbox = Postbox()
    with serve(postbox, ssl_context=server_side) as port:
        report = send_due(database, make_settings(port, mail_security="tls"), {}, WEDNESDAY, "node")

    assert len(report.sent) == 1


def test_a_certificate_that_nobody_trusts_pauses_the_channel(database, server_side):
    with serve(Postbox(), tls_context=server_side) as port:
        report = send_due(database, make_settings(port, mail_security="starttls"), {}, WEDNESDAY, "node")

    assert report.stopped == rules.NO_ENCRYPTION
    assert get(database, 1).attempts == 0


def test_a_server_that_wants_a_sign_in_which_is_not_set_pauses_the_channel(
    database, server_side, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with serve(
        Postbox(),
        tls_context=server_side,
        require_starttls=True,
        authenticator=check_password,
        auth_required=True,
    ) as port:
        report = send_due(database, make_settings(port, mail_security="starttls"), {}, WEDNESDAY, "node")

    assert report.stopped == rules.SIGN_IN_REFUSED
    assert get(database, 1).attempts == 0
