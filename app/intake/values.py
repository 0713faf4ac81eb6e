"""The vocabulary of the one door."""

from enum import Enum


class IntakeState(Enum):
    """How far something that came in has got."""

    RECEIVED = "received"
    PARSED = "parsed"
    FILED = "filed"
    FAILED = "failed"
    SET_ASIDE = "set_aside"


class IntakeStep(Enum):
    """A step of reading, at which something that came in may fail."""

    FETCH = "fetch"
    READ = "read"
    PROPOSE = "propose"
    CARRY = "carry"  # of a text that takes the place of another


class Manner(Enum):
    """What something is brought in for by somebody who came from the page of a letter, or of a text."""

    ANSWERS_LETTER = "answers_letter"
    FILLS_LETTER = "fills_letter"
    FOLLOWS_LETTER = "follows_letter"
    RENEWS_TEXT = "renews_text"  # its document is on file already: only its text is read again


class PartKind(Enum):
    """What a person makes of one part of what came in."""

    LETTER = "letter"
    REPLY = "reply"
    NEITHER = "neither"
