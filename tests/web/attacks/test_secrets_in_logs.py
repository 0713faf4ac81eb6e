"""A whole story with logging at its loudest: no secret, no word of a letter, no address of a person in any line."""

import logging

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from structlog import configure as restore_structlog
from structlog import get_config, get_logger

from app import clock
from app.accounts.models import User
from app.accounts.services import make_setup_link
from app.accounts.tokens import make_token
from app.accounts.values import TokenPurpose
from app.db import Database
from app.jobs.work import make_reminder_composer, send_waiting
from app.models import metadata
from app.reminders.links import Purpose
from app.web.logs import configure_logging
from tests.mail.support import Postbox, refuse_sign_in, serve

# The server's library says so when it takes a sign-in without encryption.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
PASSWORD, WRONG, MAIL_PASSWORD = "zeven-groene-fietsen-0", "verkeerd-woord-12345", "geheim-van-de-post"
LETTER = "Brussel, 3 juni 2026\n\nGeachte minister,\n\n1. Open het purperen loket.\n"
WORDS = "purperen loket"
OWN, INVITED = "anna.persoon@example.org", "bert.gast@example.org"


@pytest.fixture
def settings(settings, allow_smtp):
    logging.getLogger("mail.log").disabled = True  # the server's side of the conversation, not ours
    options = {"authenticator": refuse_sign_in, "auth_required": True, "auth_require_tls": False}
    with serve(Postbox(), **options) as port:
        mail = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none"}
        sender = {"mail_user": "post", "mail_from": "weerwoord@example.org"}
        given = type(settings)(
            mail_password=MAIL_PASSWORD, **mail, **sender, home=settings.home, secret_key="for tests"
        )
        yield given.model_copy(update={"base_url": "http://localhost"})
    logging.getLogger("mail.log").disabled = False


@pytest.fixture(params=["json", "text"])
def said(request, capsys):
    """Log as the program does, and give all that was written so far."""
    root, before = logging.getLogger(), get_config()
    handlers, level = root.handlers[:], root.level
    configure_logging(request.param, "debug")
    written: list[str] = []

    def said() -> str:
        captured = capsys.readouterr()
        written.append(captured.out + captured.err)
        return "".join(written)

    yield said
    root.handlers[:], root.level = handlers, level
    restore_structlog(**before)


class Visitor:
    """A browser that sends forms, and remembers each token and cookie that it was given."""

    def __init__(self, app: Flask) -> None:
        self.client = FlaskClient(app, app.response_class)
        self.secrets: set[str] = set()

    def send(self, address: str, page: str | None = None, **fields: object) -> str:
        """Fill in the form of a page; return where it leads, or nothing."""
        html = self.client.get(page or address).get_data(as_text=True)
        token = BeautifulSoup(html, "html.parser").find("input", {"name": "csrf_token"})["value"]
        answer = self.client.post(address, data={"csrf_token": token, **fields})
        cookie = self.client.get_cookie("session")
        self.secrets |= {token, *([cookie.value] if cookie else [])}
        return answer.headers.get("Location", "")


def _one_time_links(app: Flask, user_id: int) -> dict[str, str]:
    with app.app_context(), app.extensions["database"].writing() as session:
        return {
            "/reset-password/": make_token(
                session, TokenPurpose.PASSWORD_RESET, user_id=user_id, now=clock.now()
            ),
            "/sign-in/link/": make_token(session, TokenPurpose.SIGN_IN, user_id=user_id, now=clock.now()),
        }


def _break(app: Flask, visitor: Visitor) -> None:
    """Meet an error with secrets in its local variables, and one of the database with values in its statement."""

    def broken() -> str:
        password, letter = PASSWORD, LETTER
        raise RuntimeError("broken on purpose" if password and letter else "")

    def refused() -> str:
        with app.extensions["database"].writing() as session:
            session.execute(
                insert(User).values(email=OWN, name=WORDS, language="nl", zone="x", session_nonce=PASSWORD)
            )
        return ""

    for view in (broken, refused):
        view.access = "signed in"
        app.view_functions["overview.today"] = view
        assert visitor.client.get("/today").status_code == 500


def _live_through_everything(app: Flask) -> set[str]:
    """Return the secrets of the story: from setting the installation up to a mail server that refuses us."""
    database: Database = app.extensions["database"]
    visitor = Visitor(app)
    with app.app_context(), database.writing() as session:
        set_up = make_setup_link(session, clock.now()).removeprefix("http://localhost")
    visitor.send(set_up, name="Anna", email=OWN, password=PASSWORD, language="nl")
    visitor.send("/sign-out", "/account")
    visitor.send("/sign-in", email=OWN, password=WRONG)
    visitor.send("/sign-in", email=OWN, password=PASSWORD)
    visitor.send("/campaigns/add", title="Proef", slug="proef", language="nl", zone="Europe/Brussels",
                 demand_word="demand", reply_term="6", reply_term_unit="week", reminder_hour="8")  # fmt: skip
    review = visitor.send("/campaigns/proef/new", text=LETTER)
    assert "/new/" in review
    visitor.send("/accounts/invite", email=INVITED, language="nl", role="member", campaign="")
    visitor.send("/mail/test", "/mail")
    with database.reading() as session:
        user = session.query(User).filter_by(email=OWN).one()
    links = _one_time_links(app, user.id)
    for path, secret in links.items():
        visitor.client.get(path + secret)
        visitor.client.get(path + secret + "x")
    reminder = make_reminder_composer(app).links.make(Purpose.CLOSE, [1], user.id, clock.now())
    visitor.client.get(reminder.removeprefix("http://localhost"))
    Visitor(app).send("/forgotten-password", email=OWN)
    send_waiting(app, clock.now())
    _break(app, visitor)
    tokens = {set_up.rsplit("/", 1)[1], reminder.rsplit("/", 1)[1], *links.values()}
    return {*visitor.secrets, *tokens, user.session_nonce, user.password_hash or PASSWORD}


def test_no_secret_and_no_word_of_a_letter_reaches_the_log(app, said):
    secrets = _live_through_everything(app)
    lines = said()
    assert len(secrets) > 8
    assert [word for word in ("broken on purpose", "mail_tried", "IntegrityError") if word not in lines] == []
    told = {*secrets, PASSWORD, WRONG, MAIL_PASSWORD, "for tests", WORDS, OWN, INVITED}
    assert sorted(secret for secret in told if secret in lines) == []


def test_postgresql_does_not_repeat_the_row_that_it_refuses(postgresql_address, said):
    database = Database(postgresql_address)
    metadata.create_all(database.engine)
    values = {
        "email": OWN,
        "name": WORDS,
        "folded_name": "",
        "language": "nl",
        "zone": "x",
        "session_nonce": "n",
        "created_at": clock.now(),
    }
    with database.writing() as session:
        session.execute(insert(User).values(values))
    with pytest.raises(IntegrityError) as caught, database.engine.begin() as connection:
        connection.execute(insert(User).values(values))
    get_logger().error("refused", exc_info=caught.value)
    database.dispose()
    lines = said()
    assert "duplicate key" in lines
    assert [value for value in (OWN, WORDS) if value in lines] == []
