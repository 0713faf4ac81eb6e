"""The vocabulary of letters and demands."""

from enum import Enum


class LetterKind(Enum):
    """What we sent."""

    LETTER = "letter"
    REMINDER = "reminder"
    QUESTIONNAIRE = "questionnaire"
    PETITION = "petition"


class Channel(Enum):
    """How a letter went out."""

    EMAIL = "email"
    POST = "post"
    REGISTERED = "registered"
    BY_HAND = "by_hand"


class DeadlineSource(Enum):
    """Where a letter's deadline comes from; never a legal term, for a political letter to a minister has none."""

    CAMPAIGN = "campaign"
    TYPED = "typed"


class ClosingReason(Enum):
    """Why a person closed a letter or a demand."""

    GRANTED = "granted"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"
    GIVEN_UP = "given_up"
    NO_REPLY = "no_reply"


class LateChoice(Enum):
    """What becomes of a letter that was logged after its deadline."""

    TO_ASK = "to_ask"
    FOLLOW_UP = "follow_up"
    ARCHIVE = "archive"


class Lineage(Enum):
    """How a demand relates to an older one."""

    REPEATS = "repeats"
    NARROWS = "narrows"
    WIDENS = "widens"
    REPLACES = "replaces"
    SPLITS = "splits"


class Pressing(Enum):
    """What about a letter comes before every day: it is answered first, whatever its deadline."""

    TO_PLACE = "to_place"
    LATE_CHOICE = "late_choice"
    TO_JUDGE = "to_judge"


class Fallback(Enum):
    """What is said about a letter that nothing else is to be said about today."""

    UNDELIVERED = "undelivered"
    MISSING = "missing"
