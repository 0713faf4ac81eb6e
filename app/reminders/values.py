"""The vocabulary of reminders."""

from enum import Enum


class ReminderKind(Enum):
    """Why somebody is reminded."""

    OVERDUE = "overdue"
    REMIND_ON = "remind_on"


class ReminderState(Enum):
    """What became of one thing that somebody was to be told."""

    DUE = "due"
    MAILED = "mailed"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
