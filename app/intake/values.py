"""The vocabulary of the one door."""

from enum import Enum


class IntakeState(Enum):
    """How far something that came in has got."""

    RECEIVED = "received"
    PARSED = "parsed"
    FILED = "filed"
    FAILED = "failed"
    SET_ASIDE = "set_aside"


class PartKind(Enum):
    """What a person makes of one part of what came in."""

    LETTER = "letter"
    REPLY = "reply"
    NEITHER = "neither"
