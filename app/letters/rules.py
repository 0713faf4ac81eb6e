"""Rules about letters: the deadline, what is missing, what was fixed when it was sent."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.campaigns.values import TermUnit
from app.letters.errors import DayOutOfRangeError, DeadlineBeforeSendingError
from app.letters.values import DeadlineSource, LateChoice

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)


@dataclass(frozen=True)
class Deadline:
    """The day by which we want a reply, and where it comes from. Never a legal term: a minister owes us none."""

    on: date
    source: DeadlineSource
    term: int | None = None
    unit: TermUnit | None = None


def count_deadline(sent_on: date | None, typed: date | None, term: int, unit: TermUnit) -> Deadline | None:
    """Return the deadline of a letter; None while it cannot be counted.

    >>> count_deadline(date(2026, 1, 13), None, 6, TermUnit.WEEK).on
    datetime.date(2026, 2, 24)
    """
    # "The deadline is the campaign's own unless a date is typed."
    if typed is not None:
        return Deadline(typed, DeadlineSource.TYPED)
    # Without a day of sending there is nothing to count from, and no day is invented.
    if sent_on is None:
        return None
    days = term * (7 if unit is TermUnit.WEEK else 1)
    return Deadline(sent_on + timedelta(days=days), DeadlineSource.CAMPAIGN, term, unit)


def check_days(sent_on: date | None, deadline_on: date | None) -> None:
    """Raise DayOutOfRangeError or DeadlineBeforeSendingError for days that cannot be meant."""
    for day in (sent_on, deadline_on):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise DayOutOfRangeError
    if sent_on is not None and deadline_on is not None and deadline_on < sent_on:
        raise DeadlineBeforeSendingError


def late_choice_when_logged(deadline_on: date | None, today: date, *, has_reply: bool) -> LateChoice | None:
    """Return whether to ask what becomes of a letter that is logged now.

    "A letter logged after its deadline asks: follow up, or archive?" One whose reply came in with it needs no asking.
    """
    if deadline_on is None or deadline_on >= today or has_reply:
        return None
    return LateChoice.TO_ASK


def label_for(number: str, position: int) -> str:
    """Return how a demand is named: its number as printed, else its place in the list."""
    return number or str(position)


def certainty_of(day: date | None, *, is_unsure: bool) -> str | None:
    """Return how sure a day is: `certain`, `probable` while nobody confirmed it, None where there is no day."""
    if day is None:
        return None
    return "probable" if is_unsure else "certain"


def list_missing(sent_on: date | None, reference: str, deadline_on: date | None) -> list[str]:
    """Return what is not known about a letter, by name: `date`, `reference`, `deadline`. Shown as missing, never guessed."""
    known = {"date": sent_on is not None, "reference": bool(reference), "deadline": deadline_on is not None}
    return [name for name, is_known in known.items() if not is_known]
