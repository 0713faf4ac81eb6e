"""What a campaign may be called and set to: pure rules on plain values."""

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache
from itertools import count
from zoneinfo import available_timezones

from app.campaigns.values import TermUnit

SLUG_LENGTH = 60
TITLE_LENGTH = 200
# The hours that a change to or from summer time doubles or skips lie outside.
FIRST_REMINDER_HOUR, LAST_REMINDER_HOUR = 5, 22
LONGEST_TERM = {TermUnit.DAY: 365, TermUnit.WEEK: 52}
COMMON_ZONES = (
    "Europe/Brussels",
    "Europe/Amsterdam",
    "Europe/Paris",
    "Europe/Luxembourg",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Madrid",
    "Europe/Lisbon",
    "Europe/Rome",
    "Europe/Zurich",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Stockholm",
    "Europe/Athens",
)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Addresses under /campaigns that are pages of their own.
_RESERVED_SLUGS = frozenset({"add", "import"})
# Letters that Unicode does not take apart into an ASCII letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def slug_from_title(title: str) -> str:
    """Return a short name made of a title: lower-case ASCII words with hyphens, 60 characters at most.

    Empty when the title has no letter or digit that can be written in ASCII.

    >>> slug_from_title("L'ambassade à La Havane: rouvrir!")
    'l-ambassade-a-la-havane-rouvrir'
    """
    plain = (
        unicodedata.normalize("NFKD", title.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    )
    # Only the marks that were taken off letters vanish; every other sign parts two words.
    return _cut(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"), SLUG_LENGTH)


def _cut(slug: str, length: int) -> str:
    if len(slug) <= length:
        return slug
    whole_words = slug[: length + 1].rpartition("-")[0]
    return (whole_words or slug[:length]).strip("-")


def is_slug(text: str) -> bool:
    """Tell whether a text can be a campaign's short name."""
    return len(text) <= SLUG_LENGTH and _SLUG.fullmatch(text) is not None and text not in _RESERVED_SLUGS


def free_slug(wanted: str, taken: Container[str]) -> str:
    """Return the short name, with the first number behind it that nobody has when it is taken or reserved."""
    if wanted not in taken and is_slug(wanted):
        return wanted
    numbered = (f"{_cut(wanted, SLUG_LENGTH - 5)}-{number}" for number in count(2))
    return next(slug for slug in numbered if slug not in taken)


def is_reminder_hour(hour: int) -> bool:
    """Tell whether reminders may go out at this full hour: 5 to 22."""
    return FIRST_REMINDER_HOUR <= hour <= LAST_REMINDER_HOUR


def is_reply_term(term: int, unit: TermUnit) -> bool:
    """Tell whether a term is one that a campaign may set: 1 to 365 days, or 1 to 52 weeks."""
    return 1 <= term <= LONGEST_TERM[unit]


def is_zone(name: str) -> bool:
    """Tell whether a time zone of this name exists."""
    return name in available_zones()


@lru_cache(maxsize=1)
def available_zones() -> frozenset[str]:
    """Return the names of all time zones, without the aliases that name no place."""
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith("Etc/")
    ) | {"UTC"}


def list_other_zones() -> list[str]:
    """Return the time zones that are not among the common ones, by name."""
    return sorted(available_zones() - set(COMMON_ZONES))


def may_lose_coordinator(*, is_coordinator: bool, other_coordinators: int, by_administrator: bool) -> bool:
    """Tell whether somebody may stop being a coordinator of a campaign (by leaving it, or in another role)."""
    # Somebody who is no coordinator takes none away.
    if not is_coordinator:
        return True
    # An administrator looks after a campaign that has no coordinator: reminders then go to the administrators.
    return other_coordinators > 0 or by_administrator


def clean_words(text: str) -> str:
    """Return a text in one line, without blanks around or doubled."""
    return " ".join(text.split())


def clean_names(names: Iterable[str], *, but: str = "") -> list[str]:
    """Return the names that say something, each once, in their order, without `but`."""
    seen = {but.casefold()}
    kept = []
    for name in map(clean_words, names):
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            kept.append(name)
    return kept
