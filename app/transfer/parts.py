"""What belongs to a campaign, table by table, and what of it stays behind and why.

A new table or column cannot be forgotten: a table is a part, shared or excluded, and a column of a part travels unless it
is named in `left_out`; a test asks every table of the program.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Select, Table, select

from app.accounts import models as accounts
from app.accounts.models import User
from app.activity.models import Activity
from app.answers.models import Link, VerdictGiven
from app.campaigns.models import Campaign, CoalitionMember, Membership
from app.db import Base
from app.documents.models import Document, Passage, Provenance, TextVersion
from app.intake.models import IntakeItem
from app.letters.models import LONG_AGO, Demand, Letter, Signatory
from app.people import models as people
from app.people.models import Mandate, Office, Organisation, OrganisationAlias, Person
from app.reminders.models import ReminderDue, ReminderMute
from app.replies.models import Reply, ReplyLetter
from app.transfer import references
from app.transfer.references import Rewrite
from app.versions.models import CarriedPassage

ID = "id"


@dataclass(frozen=True)
class LeftOut:
    """Why a column does not travel; `fill` gives what an import puts there, where the table has no default for it."""

    why: str
    fill: Callable[[Mapping[str, Any], datetime], Any] | None = None


@dataclass(frozen=True)
class Part:
    """A table of which a campaign's own rows travel. Numbers in `rewrites` columns are translated by their function."""

    model: type[Base]
    within: Callable[[int], ColumnElement[bool]]
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Return the table."""
        return cast("Table", self.model.__table__)


@dataclass(frozen=True)
class Shared:
    """A table whose rows several campaigns use: those that the campaign refers to travel.

    A row is found again by `key`, where it has one, else by `content`.
    """

    model: type[Base]
    content: tuple[str, ...]
    key: str | None = None
    left_out: Mapping[str, LeftOut] = field(default_factory=dict)
    rewrites: Mapping[str, Rewrite] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """Return the table."""
        return cast("Table", self.model.__table__)


def _letters(campaign_id: int) -> Select[int]:
    return select(Letter.id).where(Letter.campaign_id == campaign_id)


def _demands(campaign_id: int) -> Select[int]:
    return select(Demand.id).where(Demand.letter_id.in_(_letters(campaign_id)))


def _replies(campaign_id: int) -> Select[int]:
    return select(Reply.id).where(Reply.campaign_id == campaign_id)


def _documents(campaign_id: int) -> Select[int]:
    return select(Document.id).where(Document.campaign_id == campaign_id)


def _versions(campaign_id: int) -> Select[int]:
    return select(TextVersion.id).where(TextVersion.document_id.in_(_documents(campaign_id)))


def _subject(row: Mapping[str, Any], _now: datetime) -> str:
    """Return what a reminder is about, as app.reminders.services.subject_of writes it."""
    return f"letter:{row['letter_id']}" if row["demand_id"] is None else f"demand:{row['demand_id']}"


_OF_THE_ACCOUNT = LeftOut("belongs to the account, not to the campaign")

# The databases sort and search by it; a file need not be believed about it.
_FOLDED = "worked out from the name"

_SEALED_THERE = LeftOut("the installation that takes the campaign in seals its log anew")

# Those that others point to come first.
SHARED = (
    Shared(
        User,
        content=("email",),
        left_out={
            "password_hash": LeftOut("a password opens every campaign of an installation"),
            "session_nonce": LeftOut("ends sign-ins there", lambda _row, _now: secrets.token_urlsafe(24)),
            "is_administrator": LeftOut("a power over the whole installation"),
            "standing_role": LeftOut("a power over the whole installation"),
            "has_shortcuts": _OF_THE_ACCOUNT,
            "folded_name": LeftOut(
                _FOLDED, lambda row, _now: accounts.folded_name_of(row["name"], row["email"])
            ),
            "created_at": LeftOut("belongs to the account, not to the campaign", lambda _row, now: now),
        },
    ),
    Shared(Organisation, content=("name",)),
    Shared(OrganisationAlias, content=("organisation_id", "name")),
    Shared(
        Person,
        key="key",
        content=("name",),
        left_out={
            "folded_name": LeftOut(_FOLDED, lambda row, _now: people.folded_name_of(row["name"])),
        },
    ),
    Shared(
        Office,
        key="key",
        content=("jurisdiction", "name_nl", "name_fr", "name_en"),
        left_out={
            "folded_names": LeftOut(
                _FOLDED,
                lambda row, _now: people.folded_names_of(row["name_nl"], row["name_fr"], row["name_en"]),
            ),
        },
    ),
    Shared(
        Mandate,
        key="key",
        content=("person_id", "office_id", "party", "from_on", "until_on", "source"),
        left_out={"version": LeftOut("tells whether a form is stale, for a row that others change too")},
    ),
)

PARTS = (
    Part(Campaign, lambda campaign_id: Campaign.id == campaign_id),
    Part(Membership, lambda campaign_id: Membership.campaign_id == campaign_id),
    Part(CoalitionMember, lambda campaign_id: CoalitionMember.campaign_id == campaign_id),
    Part(Document, lambda campaign_id: Document.campaign_id == campaign_id),
    Part(Provenance, lambda campaign_id: Provenance.document_id.in_(_documents(campaign_id))),
    Part(TextVersion, lambda campaign_id: TextVersion.document_id.in_(_documents(campaign_id))),
    Part(Passage, lambda campaign_id: Passage.text_version_id.in_(_versions(campaign_id))),
    Part(
        Letter,
        lambda campaign_id: Letter.campaign_id == campaign_id,
        left_out={
            "look_at": LeftOut("the next tick looks at every letter", lambda _row, _now: LONG_AGO),
            "has_standing": LeftOut("worked out anew where the letter arrives", lambda _row, _now: False),
            **{
                name: LeftOut("worked out from what is on file")
                for name in ("pressing", "waits_until_on", "recall_on", "fallback")
            },
        },
    ),
    Part(Signatory, lambda campaign_id: Signatory.letter_id.in_(_letters(campaign_id))),
    Part(Demand, lambda campaign_id: Demand.letter_id.in_(_letters(campaign_id))),
    Part(Reply, lambda campaign_id: Reply.campaign_id == campaign_id),
    Part(ReplyLetter, lambda campaign_id: ReplyLetter.reply_id.in_(_replies(campaign_id))),
    Part(Link, lambda campaign_id: Link.demand_id.in_(_demands(campaign_id))),
    Part(CarriedPassage, lambda campaign_id: CarriedPassage.reply_id.in_(_replies(campaign_id))),
    Part(VerdictGiven, lambda campaign_id: VerdictGiven.demand_id.in_(_demands(campaign_id))),
    Part(
        IntakeItem,
        lambda campaign_id: IntakeItem.campaign_id == campaign_id,
        left_out={
            "form_key": LeftOut("recognises a form that a browser sends twice, for an hour at most"),
            **dict.fromkeys(("claimed_by", "lease_until"), LeftOut("who reads it now, at one installation")),
        },
        rewrites={"draft": references.rewrite_draft},
    ),
    Part(
        ReminderDue,
        lambda campaign_id: ReminderDue.letter_id.in_(_letters(campaign_id)),
        left_out={
            "mail_id": LeftOut("mails stay behind; told_on keeps the day of the one that told it"),
            "subject": LeftOut("follows from the letter and the demand", _subject),
        },
    ),
    Part(ReminderMute, lambda campaign_id: ReminderMute.letter_id.in_(_letters(campaign_id))),
    Part(
        Activity,
        lambda campaign_id: Activity.campaign_id == campaign_id,
        left_out=dict.fromkeys(("chain", "sequence", "hash"), _SEALED_THERE),
        rewrites={"record_id": references.rewrite_record_id, "facts": references.rewrite_facts},
    ),
)

# Tables of which nothing travels.
EXCLUDED = {
    "activity_head": "where a chain ends follows from the log that an installation sealed",
    "account_token": "secrets of one installation",
    "attempt": "counts wrong passwords at one installation",
    "backup_made": "backups of one installation",
    "ended_sign_in": "sign-ins at one installation",
    "heartbeat": "the work of one installation",
    "mail_channel": "the mail server of one installation",
    "search_entry": "made anew from the records where they arrive",
    "store_check": "the files of one installation",
    "outgoing_mail": "what left stays where it left; reminder_due keeps who was told what, and when",
}

TABLES = (*SHARED, *PARTS)
BY_NAME = {part.table.name: part for part in TABLES}


def columns_of(part: Part | Shared) -> list[Column[Any]]:
    """Return the columns that travel, by name."""
    travelling = (column for column in part.table.columns if column.name != ID)
    return sorted((one for one in travelling if one.name not in part.left_out), key=lambda one: one.name)


def target_of(column: Column[Any]) -> str | None:
    """Return the table that a column points to; None for a plain value."""
    key = next(iter(column.foreign_keys), None)
    return key.column.table.name if key is not None else None
