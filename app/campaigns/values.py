"""The vocabulary of campaigns."""

from dataclasses import dataclass
from enum import Enum

from app.accounts.values import Language


class DemandWord(Enum):
    """What a campaign calls what it asks for: "eis" or "vraag"."""

    DEMAND = "demand"
    QUESTION = "question"


class TermUnit(Enum):
    """Unit of a campaign's own reply term."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True)
class CampaignSettings:
    """What a coordinator sets for a campaign.

    `zone` is an IANA name; `reply_term` counts calendar days or weeks from the day of sending; `reminder_hour` is a full
    hour in that zone. Six weeks is the organisation's own term: a political letter to a minister has no legal one.
    """

    title: str
    language: Language
    zone: str
    demand_word: DemandWord = DemandWord.DEMAND
    reply_term: int = 6
    reply_term_unit: TermUnit = TermUnit.WEEK
    reminder_hour: int = 8
