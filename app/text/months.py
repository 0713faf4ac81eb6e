"""Names of months, days and parts of a year in nl, fr, en and de."""

from collections.abc import Iterable

from app.text.vocabulary import word_set

_NAMES = (
    "januari january janvier januar jänner jan janv",
    "februari february février fevrier februar feber feb febr févr fév",
    "maart march mars märz maerz mrt mar mär",
    "april avril apr avr",
    "mei may mai",
    "juni june juin jun",
    "juli july juillet jul juil",
    "augustus august août aout aug",
    "september septembre sept sep",
    "oktober october octobre okt oct",
    "november novembre nov",
    "december decembre décembre dezember dec déc dez",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
WEEKDAYS = word_set(
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag ma di wo do vr za zo mon tue wed thu fri sat sun mo mi fr sa so"
)


def longest_first(words: Iterable[str]) -> str:
    """Join words for a pattern so that "sept" does not win over "september"."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
