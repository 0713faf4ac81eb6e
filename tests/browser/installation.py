"""The real application behind a real server, on a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from app import clock, create_app
from app.accounts.models import User
from app.accounts.services import make_setup_link
from app.documents.storage import Originals
from app.jobs.work import read_what_came_in, send_waiting, write_down_due
from app.models import metadata
from app.settings import ROOT, load_settings
from tests.web_server import serving

CATALOGUES = ROOT / "app" / "translations"


@cache
def _load_catalogue(folder: Path, language: str) -> NullTranslations:
    return Translations.load(folder, [language])


@dataclass(frozen=True)
class Installation:
    """A running installation: its application, its address, and the texts of its pages."""

    app: Flask
    address: str
    catalogues: Path

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), self.app.extensions["database"].writing() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.app.app_context(), self.app.extensions["database"].reading() as session:
            yield session

    @property
    def originals(self) -> Originals:
        return Originals(self.app.extensions["settings"].originals_folder)

    def make_set_up_link(self) -> str:
        with self.writing() as session:
            link = make_setup_link(session, clock.now())
        assert link is not None
        return link

    def tick(self, at: datetime) -> None:
        """Do all due work once, as the clockwork does."""
        write_down_due(self.app, at)
        send_waiting(self.app, at)
        read_what_came_in(self.app, at)

    def say(self, language: str, text: str, **facts: str) -> str:
        """Return a text of the pages in a language; the English one where it has no translation yet."""
        words: str = _load_catalogue(self.catalogues, language).gettext(text)
        return words % facts if facts else words

    def make_cookie(self, user: User) -> dict[str, str]:
        """Return the cookie of somebody's sign-in, as the sign-in page would set it."""
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer is not None
        facts = {"_user_id": f"{user.id}.{user.session_nonce}", "_fresh": True, "_permanent": True}
        return {"name": "session", "value": serializer.dumps(facts), "url": self.address}


@contextmanager
def run_installation(home: Path, catalogues: Path) -> Iterator[Installation]:
    """Serve an empty installation until the block ends."""
    settings = load_settings(home=home, secret_key="for tests only", language="nl", log_format="text")
    app = create_app(settings)
    # A file that is asked for again and has not changed stays open in the development server: let the browser keep it.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.extensions["babel"].translation_directories = [str(catalogues)]
    database = app.extensions["database"]
    metadata.create_all(database.engine)
    with serving(app) as port:
        settings.base_url = f"http://127.0.0.1:{port}"
        yield Installation(app, settings.base_url, catalogues)
    database.dispose()


def compile_catalogues(folder: Path) -> None:
    """Compile the translations into `folder`, whatever was compiled beside them before."""
    for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"):
        target = folder / path.relative_to(CATALOGUES).with_suffix(".mo")
        target.parent.mkdir(parents=True)
        with path.open("rb") as source, target.open("wb") as compiled:
            write_mo(compiled, read_po(source, locale=path.parts[-3]))
