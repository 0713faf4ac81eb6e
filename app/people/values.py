"""The vocabulary of people and offices."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum


class Closeness(IntEnum):
    """How much of somebody's name a text gives; the smaller, the closer."""

    FULL = 1
    INITIALS = 2
    SURNAME = 3


class Holding(IntEnum):
    """Whether a mandate holds on a day; the smaller, the surer."""

    HOLDS = 1
    MAY_HOLD = 2
    DOES_NOT_HOLD = 3


class Fact(Enum):
    """A part of a mandate that has a source."""

    OFFICE = "office"
    PARTY = "party"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"


class Tense(Enum):
    """Which mandates a list shows, seen from one day."""

    ALL = "all"
    NOW = "now"
    EARLIER = "earlier"


@dataclass(frozen=True)
class OfficeNames:
    """An office's name in each language; a name that is left out is that of another language."""

    nl: str
    fr: str
    en: str


@dataclass(frozen=True)
class MandateFacts:
    """What is known of a mandate, apart from who holds it; days that nobody has confirmed are None."""

    office_id: int
    party: str = ""
    from_on: date | None = None
    until_on: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Span:
    """The days of a mandate, both ends included; None: not known, or for the end: not ended as far as we know."""

    id: int
    from_on: date | None
    until_on: date | None
