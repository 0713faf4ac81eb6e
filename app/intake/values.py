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


class Manner(Enum):
    """What somebody who came from a letter's page means what they bring in for."""

    ANSWERS_LETTER = "answers_letter"
    FILLS_LETTER = "fills_letter"
    FOLLOWS_LETTER = "follows_letter"


class PartKind(Enum):
    """What a person makes of one part of what came in."""

    LETTER = "letter"
    REPLY = "reply"
    NEITHER = "neither"
