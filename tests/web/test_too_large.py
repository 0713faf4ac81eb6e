"""What is too large is refused with our own page, by the server that the program runs on."""

import http.client
import threading
from collections.abc import Iterator

import pytest
import waitress
from bs4 import BeautifulSoup
from flask.sessions import SecureCookieSessionInterface
from flask_babel import force_locale
from waitress import wasyncore

from app.accounts.values import Language
from app.cli.web_server import RECEIVED_TIMES, _options
from app.i18n import gettext
from app.web.limits import FILES_AT_ONCE
from tests.factories import make_campaign, make_membership, make_user

MEGABYTE = 1024 * 1024
BOUNDARY = "grens"


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"upload_limit_mb": 1, "paste_limit_mb": 1})


@pytest.fixture
def port(app, settings) -> Iterator[int]:
    """The production server, with the options of `weerwoord serve`."""
    sockets: dict = {}
    server = waitress.create_server(app, host="127.0.0.1", port=0, map=sockets, **_options(settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    # Its loop ends with its last socket, and sockets are closed where they are watched.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
    thread.join(10)
    server.task_dispatcher.shutdown()
    assert not thread.is_alive()


@pytest.fixture
def cookie(app, session) -> str:
    """The sign-in of a coordinator who reads French."""
    user = make_user(session, language=Language.FR)
    make_membership(session, make_campaign(session, slug="proef"), user)
    session.commit()
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    return f"session={serializer.dumps({'_user_id': user.get_id(), '_fresh': True, '_permanent': True})}"


def upload(port: int, cookie: str, size: int, door: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Send a file as a browser does: all of it, before the answer is read. Return the answer and its page."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n\r\n'
    body = head.encode() + b"x" * size + f"\r\n--{BOUNDARY}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    connection.request("POST", door, body, headers)
    answer = connection.getresponse()
    page = answer.read()
    answer.close()
    connection.close()
    return answer, page


@pytest.mark.parametrize(
    ("megabytes", "door"),
    [
        (2, "/campaigns/proef/new/1"),
        # It takes many files at once.
        (FILES_AT_ONCE + 1, "/campaigns/proef/new"),
        (RECEIVED_TIMES - 1, "/campaigns/proef/new"),
    ],
)
def test_upload_that_is_too_large_gets_our_page_in_the_language_of_its_reader(
    app, port, cookie, megabytes, door
):
    answer, html = upload(port, cookie, megabytes * MEGABYTE, door)
    page = BeautifulSoup(html, "html.parser")
    with app.test_request_context(), force_locale("fr"):
        title = gettext("This is too large")
    assert answer.status == 413
    assert page.html["lang"] == "fr"
    assert page.h1.get_text(strip=True) == title
    assert answer.headers["Content-Security-Policy"]
