"""The demonstration, with beside it what a tour of every page needs: roles, links, half-done work, an empty campaign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.accounts.tokens import make_token
from app.accounts.values import Language, Role, TokenPurpose
from app.campaigns.models import Campaign
from app.demo.services import SLUG, load_demonstration
from app.documents.models import Document
from app.intake.services import Received, receive
from app.letters.models import Demand, Letter
from app.mail.models import OutgoingMail
from app.people.models import Mandate, Office, Organisation, Person
from app.reminders.links import Links, Purpose
from tests.browser.installation import Installation
from tests.browser.texts import REPLY_AND_LETTER
from tests.factories import make_campaign, make_membership, make_user

# Letters of the demonstration, by what they have to show.
PLACEHOLDER, COMPARED, OVERDUE, ACKNOWLEDGED, FRENCH = 1, 2, 3, 4, 5
EMPTY_CAMPAIGN = "leeg"


@dataclass(frozen=True)
class World:
    """The demonstration in a running installation; records are named by what addresses hold."""

    installation: Installation
    readers_of: dict[str, User]  # a coordinator for each language; the Dutch one is administrator
    member: User
    reader: User
    values: dict[str, Any]  # arguments of addresses: "person_id", "secret of accounts.set_up", ...
    demand_ids: dict[str, int]  # of the letter with the comparison, by label

    @property
    def coordinator(self) -> User:
        return self.readers_of["nl"]


def build_world(installation: Installation) -> World:
    """Load the demonstration and everything beside it."""
    now = clock.now()
    with installation.writing() as session:
        people = _add_people(session)
        campaign = load_demonstration(session, installation.originals, actor=people["nl"], now=now)
        for name, role in (
            ("fr", Role.COORDINATOR),
            ("en", Role.COORDINATOR),
            ("member", Role.MEMBER),
            ("reader", Role.READER),
        ):
            make_membership(session, campaign, people[name], role)
        empty = make_campaign(session, slug=EMPTY_CAMPAIGN, title="Nog leeg")
        for name in ("nl", "fr", "en"):
            make_membership(session, empty, people[name])
        _leave_half_done(session, installation, campaign, people["nl"], now)
    installation.tick(now)
    with installation.writing() as session:
        values = _values(session, installation, people, now)
        values |= _secrets(session, people["invited"], now)
        demands = _demands(session)
    readers = {language: people[language] for language in ("nl", "fr", "en")}
    return World(installation, readers, people["member"], people["reader"], values, demands)


def _add_people(session: Session) -> dict[str, User]:
    names = {
        "nl": "Noor Claes",
        "fr": "Aïcha Lambert",
        "en": "Sam Peeters",
        "member": "Wout Maes",
        "reader": "Ine Bos",
    }
    people = {
        key: make_user(
            session,
            name=name,
            email=f"{key}@example.org",
            language=Language(key if len(key) == 2 else "nl"),
            password_hash="$argon2id$",
            is_administrator=key == "nl",
        )
        for key, name in names.items()
    }
    return people | {"invited": make_user(session, name="", email="new@example.org")}


def _leave_half_done(
    session: Session, installation: Installation, campaign: Campaign, actor: User, now: datetime
) -> None:
    """Bring in a letter with its reply that nobody confirmed, and a file whose text cannot be read."""
    for name, data, media_type in (
        ("brief.txt", REPLY_AND_LETTER.encode(), "text/plain"),
        ("scan.pdf", b"%PDF-1.4 nothing that can be read", "application/pdf"),
    ):
        received = Received(name=name, data=data, text="", media_type=media_type)
        receive(session, installation.originals, campaign, received, actor=actor, now=now)


def _values(
    session: Session, installation: Installation, people: dict[str, User], now: datetime
) -> dict[str, Any]:
    letter = _letter(session, OVERDUE)
    links = Links(installation.app.config["SECRET_KEY"], installation.address)
    tokens = {
        f"token of reminders.{purpose.value}": links.make(purpose, [letter.id], people["nl"].id, now).rsplit(
            "/", 1
        )[1]
        for purpose in Purpose
    }
    campaign_id = letter.campaign_id
    return tokens | {
        "slug": SLUG,
        "number": COMPARED,
        "demand_id": _demands(session)["1"],
        "section": "overdue",
        "number of replies": 1,
        "number of intake": 1,
        "document_id": session.scalar(select(Document.id).where(Document.campaign_id == campaign_id)),
        "mail_id": session.scalar(select(OutgoingMail.id)),
        "organisation_id": session.scalar(select(Organisation.id)),
        "person_id": session.scalar(select(Person.id)),
        "user_id": people["nl"].id,
        "office_id": session.scalar(select(Office.id)),
        "mandate_id": session.scalar(select(Mandate.id)),
    }


def _secrets(session: Session, invited: User, now: datetime) -> dict[str, str]:
    views = {
        "accounts.set_up": (TokenPurpose.SET_UP, None),
        "accounts.accept_invitation": (TokenPurpose.INVITATION, invited.id),
        "accounts.reset_password": (TokenPurpose.PASSWORD_RESET, invited.id),
        "accounts.sign_in_by_link": (TokenPurpose.SIGN_IN, invited.id),
    }
    return {
        f"secret of {view}": make_token(session, purpose, user_id=user_id, now=now)
        for view, (purpose, user_id) in views.items()
    }


def _letter(session: Session, number: int) -> Letter:
    campaign_id = session.scalar(select(Campaign.id).where(Campaign.slug == SLUG))
    return session.scalars(
        select(Letter).where(Letter.campaign_id == campaign_id, Letter.number == number)
    ).one()


def _demands(session: Session) -> dict[str, int]:
    query = select(Demand).where(Demand.letter_id == _letter(session, COMPARED).id)
    return {demand.label: demand.id for demand in session.scalars(query)}
