"""The demonstration: an invented coalition and invented ministers, so that every page has something to show."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import User
from app.accounts.values import Language, Role
from app.activity.services import record_activity
from app.answers.finding import find_words_in_replies
from app.answers.queries import latest_sequence
from app.answers.rules import Judgement
from app.answers.services import give_verdict, link_passage
from app.answers.values import Tactic, Verdict
from app.campaigns.models import Campaign, CoalitionMember, Membership
from app.demo.errors import DemonstrationLoadedError
from app.documents.storage import Originals
from app.intake.from_file import log_letter_from_file, log_reply_from_file
from app.letters.demands import change_demand
from app.letters.facts import DemandChange
from app.letters.models import Letter
from app.letters.queries import get_demand_by_label
from app.letters.services import log_placeholder
from app.people.models import Mandate, Office, Organisation, OrganisationAlias, Person
from app.replies.models import Reply
from app.settings import ROOT

FOLDER = ROOT / "config" / "demonstration"
SLUG = "nachttrein"
KEY = "demonstration:"
COALITION = "Coalitie Nachttrein"
MEMBERS = (COALITION, "Reizigersbond Zandhove", "Jong op het Spoor", "Voyageurs du Soir")


@dataclass
class _Loading:
    """What every step of loading needs."""

    session: Session
    originals: Originals
    campaign: Campaign
    actor: User
    now: datetime

    @property
    def today(self) -> date:
        return clock.day_in(self.campaign.zone, self.now)


def find_demonstration(session: Session) -> Campaign | None:
    """Return the demonstration campaign, if it is there."""
    return session.scalar(select(Campaign).where(Campaign.is_demonstration))


def load_demonstration(session: Session, originals: Originals, *, actor: User, now: datetime) -> Campaign:
    """Load the demonstration campaign; its days count back from today, so that it is never out of date.

    Everything goes through the same services as a person's own work. Raises DemonstrationLoadedError.
    """
    if find_demonstration(session) is not None:
        raise DemonstrationLoadedError
    campaign = _add_campaign(session, actor, now)
    _add_people(session)
    loading = _Loading(session, originals, campaign, actor, now)
    earlier = log_placeholder(
        session, campaign, title="Brief over de loketten", addressee_name="H. Verbiest", actor=actor, now=now
    )
    _load_comparison(loading)
    _load_overdue(loading, earlier)
    _load_acknowledged(loading)
    _load_french(loading)
    session.flush()
    return campaign


def _add_campaign(session: Session, actor: User, now: datetime) -> Campaign:
    campaign = Campaign(
        slug=SLUG,
        title="Red de nachttrein",
        language=Language.NL,
        zone="Europe/Brussels",
        is_demonstration=True,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    record_activity(session, "load_demonstration", campaign, actor=actor, now=now, campaign_id=campaign.id)
    session.add(Membership(campaign_id=campaign.id, user_id=actor.id, role=Role.COORDINATOR, created_at=now))
    for name in MEMBERS:
        session.add(CoalitionMember(campaign_id=campaign.id, organisation_id=_organisation(session, name).id))
    return campaign


def _organisation(session: Session, name: str) -> Organisation:
    known = session.scalar(select(Organisation).where(Organisation.name == name))
    if known is not None:
        return known
    organisation = Organisation(name=name)
    if name == COALITION:
        organisation.aliases.append(OrganisationAlias(name="Coalition Train de Nuit"))
    session.add(organisation)
    session.flush()
    return organisation


def _add_people(session: Session) -> None:
    source = "Demonstratie: verzonnen persoon en ambt."
    offices = {
        "mobiliteit": ("minister van Mobiliteit", "ministre de la Mobilité", "Minister of Mobility"),
        "reizigers": (
            "staatssecretaris voor Reizigersrechten",
            "secrétaire d'État aux Droits des voyageurs",
            "State Secretary for Passenger Rights",
        ),
    }
    for (key, names), person in zip(offices.items(), ("Hanne Verbiest", "Joris Mertens"), strict=True):
        office = Office(
            key=KEY + key, jurisdiction="BE", name_nl=names[0], name_fr=names[1], name_en=names[2]
        )
        holder = Person(key=KEY + key, name=person)
        session.add(
            Mandate(key=KEY + key, person=holder, office=office, party="Partij Vooruitgang", source=source)
        )
    session.flush()


def _text(name: str, facts: dict[str, str]) -> bytes:
    text = (FOLDER / name).read_text(encoding="utf-8")
    for key, value in facts.items():
        text = text.replace("{" + key + "}", value)
    return text.encode()


def _in_words(day: date, language: str = "nl") -> str:
    return format_date(day, "long", locale=f"{language}_BE")


def _letter(loading: _Loading, name: str, facts: dict[str, str], *, sent_on: date | None) -> Letter:
    return log_letter_from_file(
        loading.session,
        loading.originals,
        loading.campaign,
        name=name,
        data=_text(name, facts),
        sent_on=sent_on,
        addressee=None,
        reference=None,
        due_on=None,
        is_archived_when_late=False,
        actor=loading.actor,
        now=loading.now,
    )


def _reply(loading: _Loading, letter: Letter, name: str, facts: dict[str, str], *, kind: str) -> Reply:
    return log_reply_from_file(
        loading.session,
        loading.originals,
        [letter],
        name=name,
        data=_text(name, facts),
        dated_on=None,
        kind=kind,
        actor=loading.actor,
        now=loading.now,
    )


def _load_comparison(loading: _Loading) -> None:
    """Load the letter without a date and the reply printed above it, judged demand by demand."""
    replied_on = loading.today - timedelta(days=12)
    facts = {"replied_on": replied_on.strftime("%d %m %Y")}
    letter = _letter(loading, "reply_and_letter.txt", facts, sent_on=None)
    letter.title = "Brief over de nachttrein"
    reply = _reply(loading, letter, "reply_and_letter.txt", facts, kind="substantive")
    reply.dated_on = replied_on
    loading.session.flush()
    judgements = tomllib.loads((FOLDER / "judgements.toml").read_text(encoding="utf-8"))
    for judgement in judgements["judgement"]:
        _judge(loading, letter, judgement)


def _judge(loading: _Loading, letter: Letter, told: dict[str, Any]) -> None:
    session = loading.session
    demand = get_demand_by_label(letter, told["demand"])
    change = DemandChange(
        text=demand.text, title=told["title"], number=demand.number, criterion=told["criterion"]
    )
    change_demand(session, demand, change, version=demand.version, actor=loading.actor, now=loading.now)
    # Written before the letter went out, as a coordinator should.
    demand.criterion_at_sending, demand.criterion_changed_at = told["criterion"], None
    for words in told["passages"]:
        reply, start, end = find_words_in_replies(session, letter, words)
        text = reply.text_version.text if reply.text_version else ""
        link_passage(
            session,
            reply,
            [demand],
            start=start,
            end=end,
            exact=text[start:end],
            actor=loading.actor,
            now=loading.now,
        )
    judgement = Judgement(
        verdict=Verdict(told["verdict"]),
        reasoning=told["because"],
        tactics=tuple(Tactic(tactic) for tactic in told["tactics"]),
        is_implicit=told.get("is_implicit", False),
        read_whole_text=True,
    )
    version = latest_sequence(session, demand)
    give_verdict(session, demand, judgement, version=version, actor=loading.actor, now=loading.now)


def _load_overdue(loading: _Loading, earlier: Letter) -> None:
    """Load a letter with a single demand, no reply, and a deadline that passed nine days ago."""
    sent_on = loading.today - timedelta(days=51)
    letter = _letter(loading, "single_demand.txt", {"sent_on": _in_words(sent_on)}, sent_on=sent_on)
    letter.refers_to_id = earlier.id


def _load_acknowledged(loading: _Loading) -> None:
    """Load a letter of which only the receipt was confirmed; its deadline is near."""
    sent_on = loading.today - timedelta(days=38)
    facts = {"sent_on": _in_words(sent_on), "number": "4"}
    letter = _letter(loading, "acknowledged_letter.txt", facts, sent_on=sent_on)
    receipt = {"sent_on": _in_words(sent_on + timedelta(days=6))}
    _reply(loading, letter, "acknowledgement.txt", receipt, kind="acknowledgement")


def _load_french(loading: _Loading) -> None:
    """Load a French letter whose reply waits to be judged."""
    sent_on = loading.today - timedelta(days=33)
    facts = {"sent_on": _in_words(sent_on, "fr"), "number": "2"}
    letter = _letter(loading, "french_letter.txt", facts, sent_on=sent_on)
    replied = {"sent_on": _in_words(loading.today - timedelta(days=3), "fr")}
    _reply(loading, letter, "french_reply.txt", replied, kind="substantive")
