"""Two campaigns that know nothing of each other, each with a record in every state, and somebody in every role.

All that is written in the foreign campaign holds a word that stands nowhere else, and its numbers are far from ours.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.accounts.tokens import make_token
from app.accounts.values import Role, TokenPurpose
from app.campaigns.models import Campaign
from app.documents.storage import Originals
from app.letters.models import Letter
from app.mail.models import OutgoingMail
from app.reminders.links import Links, Purpose
from tests.doors.records import Place, add, fill
from tests.factories import (
    LONG_AGO,
    make_campaign,
    make_mandate,
    make_membership,
    make_user,
)

OWN, FOREIGN = "eigen-campagne", "onbekend-qzvreemd"
# Stands in every word of the foreign campaign, its short name included, and nowhere else.
FOREIGN_WORD = "qzvreemd"
_OWN_WORD = "loket"
# Ids and numbers of the foreign campaign begin here, so that none of ours is one of theirs.
_FAR = 70_000
# And ours here: PostgreSQL counts from 1 for records whose id nobody gave.
_NEAR = 1_000

STRANGER = "stranger"
SHUT_OUT = "shut out"
OUTSIDER = "coordinator of another campaign"
NEWCOMER = "nobody's member"
# Who knocks, and the role that they have in each campaign; the first two are not signed in.
ROLES: dict[str, dict[str, Role]] = {
    STRANGER: {},
    SHUT_OUT: {OWN: Role.COORDINATOR},
    "reader": {OWN: Role.READER},
    "member": {OWN: Role.MEMBER},
    "coordinator": {OWN: Role.COORDINATOR},
    "administrator": {OWN: Role.ADMINISTRATOR, FOREIGN: Role.ADMINISTRATOR},
    OUTSIDER: {FOREIGN: Role.COORDINATOR},
    NEWCOMER: {},
}
OUTSIDE = (STRANGER, SHUT_OUT)


@dataclass
class World:
    """Both campaigns, who knocks (by name, with the cookie of the sign-in), and what belongs to no campaign."""

    places: dict[str, Place]
    users: dict[str, User]
    cookies: dict[str, str]
    mails: dict[str, int]  # whose mail -> its id
    secrets: dict[str, str]  # by purpose of a one-time link
    tokens: dict[str, str]  # by purpose of a reminder's link
    ids: dict[str, int] = field(default_factory=dict)  # of what all campaigns share


def build_world(app: Flask, session: Session) -> World:
    """Make both campaigns and everybody who knocks."""
    originals = Originals(app.extensions["settings"].originals_folder)
    mandate = make_mandate(session)
    own, foreign = make_campaign(session, slug=OWN, **_counted_from(_NEAR)), _make_foreign(session)
    users = _make_knockers(session, {OWN: own, FOREIGN: foreign})
    inviter = make_user(session, name="", is_administrator=False)
    places = {
        OWN: fill(session, originals, own, users["coordinator"], _OWN_WORD, _NEAR),
        FOREIGN: fill(session, originals, foreign, users[OUTSIDER], FOREIGN_WORD, _FAR),
    }
    world = World(
        places=places,
        users=users,
        cookies={who: _cookie(app, user) for who, user in users.items()},
        mails=_make_mails(session, users),
        secrets={
            purpose.value: make_token(session, purpose, user_id=inviter.id, now=clock.now())
            for purpose in TokenPurpose
        },
        tokens=_make_tokens(app, session, own, users["coordinator"]),
        ids={
            "person": mandate.person_id,
            "office": mandate.office_id,
            "mandate": mandate.id,
            "account": users["reader"].id,
            "account shut out": users[SHUT_OUT].id,
        },
    )
    session.commit()
    return world


def _make_foreign(session: Session) -> Campaign:
    return make_campaign(
        session,
        id=_FAR,
        slug=FOREIGN,
        title=f"Plan {FOREIGN_WORD}",
        **_counted_from(_FAR),
    )


def _counted_from(number: int) -> dict[str, int]:
    return {"last_letter_number": number, "last_reply_number": number, "last_intake_number": number}


def _make_knockers(session: Session, campaigns: dict[str, Campaign]) -> dict[str, User]:
    users = {}
    for who, roles in ROLES.items():
        if who == STRANGER:
            continue
        name = f"Coordinator {FOREIGN_WORD}" if who == OUTSIDER else f"Iemand {len(users)}"
        user = make_user(
            session,
            name=name,
            email=f"{FOREIGN_WORD if who == OUTSIDER else 'own'}{len(users)}@example.org",
            is_administrator=Role.ADMINISTRATOR in roles.values(),
            password_hash="$argon2id$",
            deactivated_at=LONG_AGO if who == SHUT_OUT else None,
        )
        for slug, role in roles.items():
            if role is not Role.ADMINISTRATOR:
                make_membership(session, campaigns[slug], user, role)
        users[who] = user
    return users


def _make_mails(session: Session, users: dict[str, User]) -> dict[str, int]:
    mails = {}
    for who, user in users.items():
        word = FOREIGN_WORD if who == OUTSIDER else _OWN_WORD
        mail = OutgoingMail(
            kind="test",
            user_id=user.id,
            to_address=user.email,
            language="nl",
            message_id=f"<{len(mails)}@example.org>",
            subject=f"Post over {word}",
            text=f"Post over {word}",
            frozen_at=LONG_AGO,
            state="failed",
            next_attempt_at=datetime.now(UTC) + timedelta(days=1),
            created_at=LONG_AGO,
        )
        mails[who] = add(session, mail).id
    return mails


def _make_tokens(app: Flask, session: Session, campaign: Campaign, reader: User) -> dict[str, str]:
    letter_id = (
        session.query(Letter.id).filter_by(campaign_id=campaign.id).order_by(Letter.id).limit(1).scalar()
    )
    links = Links(app.config["SECRET_KEY"], "http://localhost")
    return {
        purpose.value: links.make(purpose, [letter_id], reader.id, clock.now()).rsplit("/", 1)[1]
        for purpose in Purpose
    }


def _cookie(app: Flask, user: User) -> str:
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    facts = {"_user_id": f"{user.id}.{user.session_nonce}", "_fresh": True, "_permanent": True}
    return f"session={serializer.dumps(facts)}"
