"""The draft of a follow-up letter's text, in the language of the letter that it follows."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date

from app.answers.values import Verdict

WORDS = Path(__file__).resolve().parent.parent.parent / "config" / "follow_up.toml"
_REGIONS = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}

# How an office is addressed, by words of its name in the three languages; the first that fits counts.
_OFFICES = (
    ("salutation_secretary", r"staatssecretaris|secrétaire d['’]état|secretary of state"),
    ("salutation_minister_president", r"minister-president|ministre-présidente?"),
    ("salutation_prime_minister", r"eerste ?minister|(premi[eè]re?|prime) minist(re|er)"),
    ("salutation_minister", r"minist(er|re)"),
)


@dataclass(frozen=True)
class FollowUpDemand:
    """A demand that the follow-up letter names: number, exact words, and what the reply said of it (None: no reply)."""

    label: str
    text: str
    verdict: Verdict | None = None


@dataclass(frozen=True)
class FollowUpFacts:
    """What the draft needs to know; unknown is None or empty, and is then not mentioned.

    `announced_on` is the day by which a holding reply announced an answer; `senders` are organisations, never persons.
    """

    language: str
    demands: tuple[FollowUpDemand, ...]
    office: str = ""
    sent_on: date | None = None
    reference: str = ""
    has_reply: bool = False
    replied_on: date | None = None
    announced_on: date | None = None
    senders: tuple[str, ...] = ()


def draft_follow_up(facts: FollowUpFacts) -> str:
    """Return the text of a follow-up letter, paragraphs parted by empty lines.

    It names the demands that got no answer, got no commitment or were met in part, each with its number and in the
    words of the first letter, and asks when a reply may be expected. Dutch, French or English.
    """
    language = facts.language if facts.language in _REGIONS else "en"
    words = _read_words()[language]
    vocative = words[_salutation_for(facts.office)]
    paragraphs = [
        f"{vocative},",
        *(
            _after_reply(facts, words, language)
            if facts.has_reply
            else _without_reply(facts, words, language)
        ),
        words["ask"] if facts.has_reply else f"{words['ask']} {words['crossing']}",
        words["closing"].format(vocative=vocative),
        "\n".join(facts.senders),
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


@lru_cache(maxsize=1)
def _read_words() -> dict[str, dict[str, str]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def _salutation_for(office: str) -> str:
    fitting = (name for name, pattern in _OFFICES if re.search(pattern, office, re.IGNORECASE))
    return next(fitting, "salutation")


def _our_letter(facts: FollowUpFacts, words: dict[str, str], language: str) -> str:
    letter = words["letter_undated"]
    if facts.sent_on is not None:
        letter = words["letter_dated"].format(date=_in_words(facts.sent_on, language))
    return letter + (words["reference"].format(reference=facts.reference) if facts.reference else "")


def _without_reply(facts: FollowUpFacts, words: dict[str, str], language: str) -> list[str]:
    opening = words[_for_number("no_reply", facts.demands)].format(letter=_our_letter(facts, words, language))
    if facts.announced_on is not None:
        announced = words["announced"].format(date=_in_words(facts.announced_on, language))
        opening = f"{opening} {announced}"
    return [opening, *_listed(facts.demands)]


def _after_reply(facts: FollowUpFacts, words: dict[str, str], language: str) -> list[str]:
    of_reply = ""
    if facts.replied_on is not None:
        of_reply = words["of_reply"].format(date=_in_words(facts.replied_on, language))
    paragraphs = [words["thanks"].format(of_reply=of_reply, letter=_our_letter(facts, words, language))]
    for name, verdicts in (
        ("unanswered", (None, Verdict.NOT_ANSWERED)),
        ("deflected", (Verdict.DEFLECTED,)),
        ("partly", (Verdict.PARTLY,)),
    ):
        demands = [demand for demand in facts.demands if demand.verdict in verdicts]
        if demands:
            paragraphs += [words[_for_number(name, demands)], *_listed(demands)]
    return paragraphs


def _for_number(name: str, demands: Sequence[FollowUpDemand]) -> str:
    if not demands:
        return f"{name}_none"
    return f"{name}_one" if len(demands) == 1 else f"{name}_many"


def _listed(demands: Sequence[FollowUpDemand]) -> list[str]:
    return (
        ["\n".join(f"{numbered(demand.label)} {demand.text.strip()}" for demand in demands)]
        if demands
        else []
    )


def numbered(label: str) -> str:
    """Return a demand's number as it stands before its words: with a dot, unless a sign of its own closes it."""
    return label if label.endswith((".", ")", ":")) else f"{label}."


def _in_words(day: date, language: str) -> str:
    words = format_date(day, "long", locale=_REGIONS[language])
    # French writes the first of a month as an ordinal number, which the locale data does not.
    return f"1er{words.removeprefix('1')}" if language == "fr" and day.day == 1 else words
