"""The log in words: who did what to which record, old and new value; for the log's own pages and those of records."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from app.accounts.values import Role
from app.activity.queries import ActivityRow, list_log_of, list_user_names
from app.activity.words import FACTS, NOBODY, OTHER_SENTENCE, SENTENCES
from app.answers.words import VERDICT_LABELS
from app.campaigns.values import DemandWord, TermUnit
from app.i18n import DOCUMENT_LANGUAGES, current_language, day_in_words, gettext
from app.i18n import lazy_gettext as _l
from app.letters.choices import CHANNEL_LABELS, CLOSING_LABELS, KIND_LABELS
from app.letters.rules import label_for
from app.letters.values import LateChoice
from app.mail.words import STATE_LABELS
from app.replies.choices import REPLY_KIND_LABELS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROLES = {
    Role.ADMINISTRATOR.value: _l("Administrator"),
    Role.COORDINATOR.value: _l("Coordinator"),
    Role.MEMBER.value: _l("Member"),
    Role.READER.value: _l("Reader"),
}
_VALUES: dict[str, dict[Any, Any]] = {
    "verdict": {verdict.value: label for verdict, label in VERDICT_LABELS.items()},
    "reason": CLOSING_LABELS,
    "kind": KIND_LABELS | REPLY_KIND_LABELS,
    "channel": CHANNEL_LABELS,
    "language": dict(DOCUMENT_LANGUAGES),
    "role": _ROLES,
    "choice": {LateChoice.FOLLOW_UP.value: _l("Follow up"), LateChoice.ARCHIVE.value: _l("Archive")},
    "state": {state.value: label for state, label in STATE_LABELS.items()},
    "direction": {"up": _l("up"), "down": _l("down")},
    "demand_word": {DemandWord.DEMAND.value: _l("Demand"), DemandWord.QUESTION.value: _l("Question")},
    "reply_term_unit": {TermUnit.WEEK.value: _l("weeks"), TermUnit.DAY.value: _l("days")},
}
_LANGUAGES = ("nl", "fr", "en")


@dataclass(frozen=True)
class LogFact:
    """A value that an entry holds; `was` is None where there was none before."""

    label: str
    was: str | None
    value: str


@dataclass(frozen=True)
class LogLine:
    """One entry as a page shows it."""

    at: datetime
    sentence: Markup
    facts: tuple[LogFact, ...]
    unsaid: tuple[str, ...]  # what changed beside these, without its words
    campaign: str
    campaign_language: str


def in_words(session: Session, rows: Sequence[ActivityRow]) -> list[LogLine]:
    """Return entries as pages show them, in the language of the page."""
    members = {row.facts["user"] for row in rows if row.record == "membership" and "user" in row.facts}
    names = list_user_names(session, members)
    return [_line(row, names) for row in rows]


def log_of(session: Session, *records: tuple[str, Collection[int]]) -> list[LogLine]:
    """Return the latest that was done to the records of a page: ("letter", [3]), ("demand", [5, 6])."""
    return in_words(session, list_log_of(session, *records))


def _line(row: ActivityRow, names: dict[int, str]) -> LogLine:
    template = SENTENCES.get(f"{row.record}.{row.act}") or SENTENCES.get(row.act) or OTHER_SENTENCE
    what = _what(row, names)
    address = _address(row)
    if address:
        what = Markup('<a href="{}">{}</a>').format(address, what)
    who = Markup("<b>{}</b>").format(row.who or str(NOBODY))
    unsaid = row.facts.get("unsaid")
    return LogLine(
        at=row.at,
        sentence=escape(str(template)) % {"who": who, "what": what},
        facts=tuple(_facts(row.facts)),
        unsaid=tuple(str(FACTS[name]) for name in unsaid if name in FACTS)
        if isinstance(unsaid, list)
        else (),
        campaign=row.campaign_title,
        campaign_language=row.campaign_language,
    )


def _what(row: ActivityRow, names: dict[int, str]) -> str:
    """Return what something was done to, by its number or by a name that everybody may read; never a letter's title."""
    if row.record == "letter" and row.number:
        return gettext("letter %(number)s", number=row.number)
    if row.record == "demand" and row.number:
        label = label_for(row.demand_number, row.demand_position or 0)
        if row.demand_word == DemandWord.QUESTION.value:
            return gettext("question %(label)s of letter %(number)s", label=label, number=row.number)
        return gettext("demand %(label)s of letter %(number)s", label=label, number=row.number)
    if row.record == "reply" and row.number:
        return gettext("reply %(number)s", number=row.number)
    if row.record == "intake_item" and row.number:
        return gettext("what came in as number %(number)s", number=row.number)
    if row.record == "campaign":
        return gettext("the campaign")
    if row.record == "membership":
        return names.get(row.facts.get("user", 0), gettext("somebody"))
    if row.record == "outgoing_mail":
        return gettext("mail %(number)s", number=row.record_id)
    office = row.office[_LANGUAGES.index(current_language())]
    return ", ".join(part for part in (row.name, office) if part) or gettext("something that is gone")


def _address(row: ActivityRow) -> str:
    if row.record in ("letter", "demand") and row.number:
        anchor = f"demand-{row.record_id}" if row.record == "demand" else None
        return url_for("letters.show", slug=row.campaign_slug, number=row.number, _anchor=anchor)
    if row.record == "reply" and row.number:
        return url_for("replies.show", slug=row.campaign_slug, number=row.number)
    return ""


def _facts(facts: dict[str, Any]) -> Iterable[LogFact]:
    for name, value in facts.items():
        if name not in FACTS:
            continue
        if isinstance(value, dict):
            was = value.get("from")
            before = None if was in (None, "") else _value(name, was)
            yield LogFact(str(FACTS[name]), before, _value(name, value.get("to")))
        elif value not in (None, "", []):
            yield LogFact(str(FACTS[name]), None, _value(name, value))


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if value in (None, ""):
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day_in_words(date.fromisoformat(value), current_language())
    return str(_VALUES.get(name, {}).get(value, value))
