"""The questions of a questionnaire, as printed: numbered or with bullets, or in a list that is called questions."""

import re
from dataclasses import dataclass

from app.text.lists import Line, find_lines
from app.text.markers import Marker, MarkerKind
from app.text.wording import CLOSING_MARKS, LABEL, is_closing, is_salutation

MOST_QUESTIONS = 1000
_ANNOUNCES = re.compile(
    r"\b(?:(?<!wij )(?<!we )(?<!ik )(?:deel)?vra(?:ag|gen)(?! (?:we|wij|ik|u|om|dat|aan|hem|haar)\b)|vragenlijst"
    r"|questions?|questionnaire|(?<!wir )(?<!ich )fragen?(?! (?:wir|ich|sie)\b)|fragebogen)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"[*_# ]{0,6}(?:(?:uw |votre |your )?antwoord(?:en)?|réponses?|answers?|repl(?:y|ies)|antwort(?:en)?)\b",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_WORDS_OF_HEADING = 6
_STARS = "*_ \t"


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """One question: text[start:end] == its `text`; `number` as printed without dots ("3", "3a"), None for a bullet."""

    number: str | None
    text: str
    start: int
    end: int


def find_questions(text: str, start: int = 0, end: int | None = None) -> list[FoundQuestion]:
    """Return the questions between two offsets in order, at most 1,000.

    An item that ends in a question mark is one; so is each item, and each line with a question mark, below a line
    that announces questions ("Vragen", "Wij stellen u volgende vragen:"). Questions in running text are rhetoric.
    """
    base = text[start : len(text) if end is None else end]
    found: list[FoundQuestion] = []
    is_announced, above = False, None
    for line in find_lines(base):
        words = base[line.start : line.end]
        if line.marker is None and not _is_asked(words):
            is_announced, above = _announces(words), None
            continue
        if is_salutation(words) or is_closing(words):
            is_announced = False
        elif _is_question(words, line, is_announced=is_announced):
            number, above = _number(line.marker, above)
            found.append(_question(base, number, line, start))
    return found[:MOST_QUESTIONS]


def _is_asked(words: str) -> bool:
    """Say whether words end in a question mark, quotes and stars set aside."""
    return words.rstrip(CLOSING_MARKS + " ").endswith("?")


def _announces(words: str) -> bool:
    """Say whether a line without a mark announces questions: it ends in a colon, or is a short heading."""
    if _ANSWERS.match(words) or not _ANNOUNCES.search(words[-200:]):
        return False
    plain = words.rstrip(_STARS)
    is_heading = len(plain) <= _LONGEST_HEADING and len(plain.split()) <= _WORDS_OF_HEADING
    return plain.endswith((":", "：")) or (
        is_heading and not plain.endswith((".", "!")) and not LABEL.match(words)
    )


def _is_question(words: str, line: Line, *, is_announced: bool) -> bool:
    marker = line.marker
    if marker is None:
        return is_announced
    is_labelled = marker.kind is MarkerKind.LABEL and _ANNOUNCES.match(words.lstrip(_STARS)) is not None
    return line.body < line.end and (is_announced or is_labelled or _is_asked(words))


def _number(marker: Marker | None, above: str | None) -> tuple[str | None, str | None]:
    """Return the number of a question, and the number that letters below it belong to."""
    printed = marker.printed if marker else None
    if marker is not None and marker.kind is MarkerKind.LETTER and above is not None:
        return f"{above}{printed}", above
    is_number = printed is not None and printed.isdigit()
    return printed, printed if is_number else above


def _question(base: str, number: str | None, line: Line, shift: int) -> FoundQuestion:
    words = base[line.body : line.end]
    first = line.body + len(words) - len(words.lstrip(_STARS))
    last = first + len(base[first : line.end].rstrip(_STARS))
    return FoundQuestion(number, base[first:last], first + shift, last + shift)
