"""Who is meant by a name, and when a mandate holds: pure rules on plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.people.values import Closeness, Holding, Span
from app.text.folding import fold

_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘`´ʼ"))


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_OFFICE_TITLES = _set_of(
    "minister ministre eersteminister staatssecretaris secretaire detat premier premiere prime secretary"
)
_TITLES = _OFFICE_TITLES | _set_of(
    "geachte heer meneer mijnheer dhr mevrouw mevr mw monsieur madame mme mlle mr mrs ms sir madam dear cher chere "
    "vice eerste excellentie zijne hare excellence prof professor dr ir ing"
)
# "de heer", "aan de minister", "le ministre": no part of a name when a title follows.
_LINKS = _set_of("aan de den het le la les the to a tav")
_OFFICE_LINKS = _set_of("van voor de des du of for")
_PARTICLES = _set_of(
    "van von vanden vander vande de den der des di du da dos del della le la el ten ter te t"
)
_OFFICE_FILLERS = _TITLES | _set_of(
    "van voor de den het en et and of for the in met belast charge chargee in la le les l d du des aux au a"
)


@dataclass(frozen=True)
class _Word:
    text: str
    is_short: bool  # an initial, or an abbreviation with its dot: "M.", "Th."


@dataclass(frozen=True)
class _Reading:
    """One way to read a text as a name: given names, then the surname with its particles glued on."""

    words: tuple[_Word, ...]
    has_office: bool = (
        False  # "minister van Justitie A. Voorbeeld": what stands before the surname is no given name
    )


def closeness_of_name(asked: str, known: str) -> Closeness | None:
    """Tell how closely a name in a letter fits somebody's name; None: it is somebody else's.

    Accents, capitals and titles play no part. "M. Prévot", "de heer M. Prévot", "minister Prévot" and "Prévot, Maxime"
    fit Maxime Prévot. A Dutch name may hold the name of daily use in brackets: "S.A. (Stef) Blok".
    """
    found = (
        _compare(reading, _glue(_split_words(name)))
        for text in _spellings(asked)
        for reading in _readings(text)
        for name in _spellings(known)
    )
    return min((closeness for closeness in found if closeness is not None), default=None)


def _compare(asked: _Reading, known: tuple[_Word, ...]) -> Closeness | None:
    if known and asked.words == known:
        return Closeness.FULL
    shared = _shared_ending(asked.words, known)
    if shared == 0:
        return None
    asked_given = asked.words[: len(asked.words) - shared]
    known_given = known[: len(known) - shared]
    if not known_given and asked.has_office:
        return Closeness.FULL
    # Nothing but the surname stands there, or nothing but the surname is known.
    if not asked_given or not known_given or asked.has_office:
        return Closeness.SURNAME
    pairs = list(zip(asked_given, known_given, strict=False))
    if not all(_is_same_given(one, other) for one, other in pairs):
        # "M. Quintin" in a French letter is Monsieur Quintin.
        return Closeness.SURNAME if asked_given == (_Word("m", is_short=True),) else None
    return (
        Closeness.INITIALS
        if any(one.is_short or other.is_short for one, other in pairs[:1])
        else Closeness.FULL
    )


def _shared_ending(one: tuple[_Word, ...], other: tuple[_Word, ...]) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left.text != right.text or left.is_short:
            break
        count += 1
    return count


def _is_same_given(one: _Word, other: _Word) -> bool:
    if one.is_short and other.text.startswith(one.text):
        return True
    return one.text == other.text or (other.is_short and one.text.startswith(other.text))


def _readings(text: str) -> list[_Reading]:
    parts = [part for part in (_split_words(part) for part in re.split(r"[,;\n]", text)) if part]
    match parts:
        case [surname, given] if not any(word.text in _TITLES for word in (*surname, *given)):
            return [_Reading(_glue([*given, *surname]))]  # "Prévot, Maxime"
    return [reading for part in parts for reading in _without_titles(part)]


def _without_titles(words: list[_Word]) -> list[_Reading]:
    places = [place for place, word in enumerate(words) if word.text in _TITLES]
    if not places:
        return [_Reading(_glue(words))]
    before, after = words[: places[0]], words[places[-1] + 1 :]
    is_office = words[places[-1]].text in _OFFICE_TITLES and bool(after) and after[0].text in _OFFICE_LINKS
    readings = [_Reading(_glue(after), has_office=is_office)]
    if any(word.text not in _LINKS and not word.is_short for word in before):
        readings.append(_Reading(_glue(before)))
    return readings


def _spellings(name: str) -> list[str]:
    """Return a name without and with the name of daily use.

    >>> _spellings("S.A. (Stef) Blok")
    ['S.A. Blok', 'Stef Blok']
    """
    before, opening, behind = name.partition("(")
    in_brackets, _closing, after = behind.partition(")")
    return [f"{before.strip()} {after.strip()}", f"{in_brackets} {after.strip()}"] if opening else [name]


def _split_words(text: str) -> list[_Word]:
    found = re.findall(r"([^\W\d_]+)(\.?)", fold(text).translate(_APOSTROPHES))
    return [_Word(word, is_short=bool(dot) or len(word) == 1) for word, dot in found]


def _glue(words: Iterable[_Word]) -> tuple[_Word, ...]:
    # "Van den Bossche", "Vanden Bossche" and "Vandenbossche" are written for one another.
    glued: list[_Word] = []
    waiting = ""
    for word in words:
        if word.text in _PARTICLES:
            waiting += word.text
        else:
            glued.append(_Word(waiting + word.text, is_short=word.is_short and not waiting))
            waiting = ""
    return tuple([*glued, _Word(waiting, is_short=False)] if waiting else glued)


def is_office_meant(hint: str, names: Iterable[str]) -> bool | None:
    """Tell whether the words of `hint` ("minister Buitenlandse Zaken") name the office; None: the hint says nothing."""
    wanted = _office_words(hint)
    if not wanted:
        return None
    return any(wanted <= _office_words(name) for name in names)


def _office_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", fold(text))) - _OFFICE_FILLERS


def holding_on(from_on: date | None, until_on: date | None, day: date | None) -> Holding:
    """Tell whether a mandate of these days, both included, holds on `day`.

    No first day: it may hold. No last day: it has not ended as far as we know. No `day`: every mandate may be meant.
    """
    if day is None:
        return Holding.MAY_HOLD
    if (from_on is not None and day < from_on) or (until_on is not None and day > until_on):
        return Holding.DOES_NOT_HOLD
    return Holding.MAY_HOLD if from_on is None else Holding.HOLDS


def do_overlap(one: Span, other: Span) -> bool:
    """Tell whether two mandates share a day; the day on which one ends and the other begins is not shared.

    A first day that is not known lies before everything, a last one behind everything.
    """
    one_begins, one_ends = one.from_on or date.min, one.until_on or date.max
    other_begins, other_ends = other.from_on or date.min, other.until_on or date.max
    return one_begins < other_ends and other_begins < one_ends


def pick_successor(left_on: date | None, others: Iterable[Span], on: date) -> int | None:
    """Return which of the other mandates in an office took over, seen on the day `on`; None: nobody that we can name.

    Nobody succeeds a holder who has not left. Two who took over at once (an office with many holders): nobody is guessed.
    """
    if left_on is None or left_on > on:
        return None
    took_over = [
        other.id
        for other in others
        if other.from_on is not None
        and other.from_on >= left_on
        and holding_on(other.from_on, other.until_on, on) is Holding.HOLDS
    ]
    return took_over[0] if len(took_over) == 1 else None


def are_days_in_order(from_on: date | None, until_on: date | None) -> bool:
    """Tell whether a mandate ends on or after the day on which it begins; days not known are in order."""
    return from_on is None or until_on is None or from_on <= until_on
