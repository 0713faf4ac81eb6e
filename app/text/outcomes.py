"""The words of scorecards for what became of a measure, in nl, fr, en and de."""

import re
from enum import StrEnum

_LONGEST_STATUS = 60
# Ticks, crosses and stars around a status: "Niet uitgevoerd ✗", "**UITGEVOERD**", "Niet uitgevoerd **X**".
_MARKS = re.compile(r"(?:[\s*_:.–—✓✔✗✘✖❌✅☑☒🟢🔴🟠🟡-]|(?<!\w)[xXvV](?!\w)){1,20}")


class Outcome(StrEnum):
    """What was done about a measure; never what a reply says about it."""

    EXECUTED = "executed"
    EXECUTED_PROVISIONALLY = "executed_provisionally"
    PARTLY_EXECUTED = "partly_executed"
    NOT_EXECUTED = "not_executed"
    NOT_YET_ASSESSABLE = "not_yet_assessable"
    ABANDONED = "abandoned"


_DONE = (
    r"(?:uitgevoerd|gerealiseerd|nagekomen|vervuld|exécutée?s?|réalisée?s?|tenue?s?|mise?s? en œuvre|mise?s? en oeuvre|accomplie?s?"
    r"|executed|implemented|kept|fulfilled|delivered|done|umgesetzt|erfüllt)"
)
_PARTLY = (
    r"(?:deels|gedeeltelijk|ten dele|partiellement|en partie|partly|partially|in part|teilweise|zum teil)"
)
_PROVISIONALLY = (
    r"(?:voorlopig|tijdelijk|provisoirement|à titre provisoire|provisionally|temporarily|vorläufig)"
)
_NOT = r"(?:(?:nog |(?:pas|non) encore |noch )?(?:niet|nicht|non|pas|not(?: yet)?)|(?:pas|non) encore)"
_ASSESSABLE = r"(?:(?:te )?beoordelen|beoordeelbaar|evaluable|[ée]valuables?|évaluer|assessable|rateable|ratable|rated|bewertbar)"
# The first that fits the whole status decides.
_OUTCOMES = (
    (
        Outcome.NOT_YET_ASSESSABLE,
        rf"{_NOT} (?:à )?{_ASSESSABLE}|te vroeg om te beoordelen|trop tôt pour évaluer|too early to (?:say|tell)",
    ),
    (
        Outcome.ABANDONED,
        r"losgelaten|opgegeven|ingetrokken|abandonnée?s?|retirée?s?|abandoned|dropped|aufgegeven|aufgegeben",
    ),
    (Outcome.EXECUTED_PROVISIONALLY, rf"{_PROVISIONALLY} {_DONE}|{_DONE} {_PROVISIONALLY}"),
    (Outcome.PARTLY_EXECUTED, rf"{_PARTLY} {_DONE}|{_DONE} {_PARTLY}"),
    (Outcome.NOT_EXECUTED, rf"{_NOT} {_DONE}|broken|gebroken|geschonden|nicht umgesetzt"),
    (Outcome.EXECUTED, rf"{_DONE}|volledig {_DONE}|entièrement {_DONE}|fully {_DONE}"),
)
_PATTERNS = tuple((outcome, re.compile(pattern, re.IGNORECASE)) for outcome, pattern in _OUTCOMES)
_BRACKETS = str.maketrans("", "", "()[]")


def status_words(cell: str) -> tuple[int, int]:
    """Return start and end of the words of a status without ticks, crosses and stars; equal when none are left.

    >>> status_words("Niet uitgevoerd **X**")
    (0, 15)
    """
    before = _MARKS.match(cell)
    start, end = before.end() if before else 0, len(cell)
    for mark in _MARKS.finditer(cell, start):
        if mark.end() == len(cell):
            end = mark.start()
    return start, max(start, end)


def read_outcome(words: str) -> Outcome | None:
    """Return the outcome that a status names: "(Voorlopig) uitgevoerd"; None for other words.

    "In uitvoering" is None too: it is none of the outcomes, and a person says which.
    """
    if len(words) > _LONGEST_STATUS:
        return None
    start, end = status_words(words)
    plain = " ".join(words[start:end].translate(_BRACKETS).split())
    return next((outcome for outcome, pattern in _PATTERNS if pattern.fullmatch(plain)), None)
