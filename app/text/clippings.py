"""Press articles and scorecards: what is the article, and what is the web page around it."""

import re
from bisect import bisect_left
from itertools import islice

from app.text.blocks import Line, is_date_line, is_prose, lines_between
from app.text.markers import find_marker

_WINDOW = 200_000
_JUNK = re.compile(
    r"^[*_# ]{0,6}(?:lees (?:ook|meer|verder)|meer (?:nieuws|lezen|over dit onderwerp)|populair nieuws|meest gelezen|gerelateerd\w{0,3}"
    r"|deel (?:dit )?(?:artikel|op)|deel via|reageer|reacties|nieuwsbrief|schrijf je in|aanbevolen|lire (?:aussi|également|plus)"
    r"|à lire aussi|sur le même sujet|les plus lus|partager|commentaires|newsletter|read (?:also|more|next)|related\b|most read"
    r"|most popular|share this|comments|sign up|lesen sie auch|mehr zum thema|meistgelesen|advertentie|publicité|advertisement"
    r"|cookie\w{0,20}|loading)(?: [^\n]{0,60})?[:.]?[*_ ]{0,6}$",
    re.IGNORECASE | re.MULTILINE,
)
_SOURCE = re.compile(r"^[*_# ]{0,6}\(?(?:bron(?:nen)?|sources?|quelle)\s?:\s?[^\n]{1,120}$", re.IGNORECASE)
_BYLINE = re.compile(
    r"^[*_# ]{0,6}(?:door|par|by|von|auteur|tekst|author|redactie)\s?:? (?-i:[A-ZÀ-Þ])[\w.'’-]{0,30}(?: [\w.'’-]{1,30}){0,4}[*_ ]{0,6}$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^[*_ ]{0,6}(?:©|\(c\)|(?:foto|photo|beeld|image|anp|belga|afp|reuters|getty|epa|shutterstock)\b)[^\n]{0,60}$",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:hln|het laatste nieuws|het nieuwsblad|de standaard|de morgen|de tijd|knack|mo\*|vrt nws|apache|gazet van antwerpen"
    r"|het belang van limburg|nrc|de volkskrant|trouw|het parool|algemeen dagblad|nos|le soir|la libre|rtbf|l['’]echo|le vif"
    r"|le monde|libération|le figaro|the guardian|bbc|the times|financial times|reuters|politico|der spiegel|die zeit|belga)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:[01]?\d|2[0-3])[:.hu][0-5]\d\b")
_FEWEST_SIGNS = 2
_FEWEST_WORDS_OF_TITLE = 4
_LONGEST_TITLE = 200
_LINES_ABOVE_ARTICLE = 12
_LINES_AT_TOP = 20
_LINES_OF_PUBLICATION = 3
_LONGEST_HEADING = 90
_SCORECARD_HEADING = re.compile(
    r"\b(?:scorecard|score card|tableau de bord|bulletin de notes|rapportkaart|promise tracker|voortgangstabel)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:^|\t)[*_ ]{0,6}(?:(?:niet|deels|nog niet|\(?voorlopig\)?|non|pas|partiellement|not|partly) )?"
    r"(?:uitgevoerd|exécutée?|réalisée?|executed|implemented|gerealiseerd|kept|broken)[ ✓✗*_.]{0,6}(?=\n|\t|$)",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_STATUSES = 4


def is_scorecard(text: str) -> bool:
    """Say whether a text is a scorecard: its heading says so, or a column of statuses does."""
    for index, line in enumerate(lines_between(text, 0, min(len(text), _WINDOW))):
        if index == _LINES_AT_TOP:
            break
        if len(line.words) <= _LONGEST_HEADING and _SCORECARD_HEADING.search(line.words):
            return True
    statuses = islice(_STATUS.finditer(text[:_WINDOW]), _FEWEST_STATUSES)
    return sum(1 for _ in statuses) == _FEWEST_STATUSES


def find_junk(text: str, start: int) -> int | None:
    """Return where the web page around a text begins after `start` ("Lees ook"), or None."""
    match = _JUNK.search(text, start)
    return match.start() if match else None


def find_article(text: str) -> tuple[int, int] | None:
    """Return start and end of a press article, from its title to its source, or None when the text is no article.

    Two signs are needed: a byline, a source, a photo credit, an hour beside the date, a newspaper's name, links to
    other articles.
    """
    lines = list(lines_between(text, 0, min(len(text), _WINDOW)))
    prose = [
        index for index, line in enumerate(lines) if is_prose(line.words) and not find_marker(line.words[:60])
    ]
    if not prose:
        return None
    junk = next(
        (index for index, line in enumerate(lines) if index > prose[0] and _JUNK.match(line.words)),
        len(lines),
    )
    first = _title(lines, prose[0])
    last = _last_line(lines, prose, junk)
    if (
        _signs(lines[max(0, first - _LINES_OF_PUBLICATION) : last + 1], has_junk=junk < len(lines))
        < _FEWEST_SIGNS
    ):
        return None
    return lines[first].start, lines[last].end


def _signs(lines: list[Line], *, has_junk: bool) -> int:
    top = lines[:_LINES_ABOVE_ARTICLE]
    short = [line.words for line in top if not is_prose(line.words)]
    return (
        has_junk
        + any(_BYLINE.match(words) for words in short)
        + any(_SOURCE.match(line.words) for line in lines[-2:])
        + any(_CREDIT.match(words) for words in short)
        + any(is_date_line(words) and _CLOCK.search(words) is not None for words in short)
        + any(_PRESS.search(words) is not None for words in short)
    )


def _title(lines: list[Line], first_prose: int) -> int:
    """Find the title: the line furthest above the article with nothing but short lines in between."""
    title = first_prose
    for index in range(first_prose - 1, max(-1, first_prose - 1 - _LINES_ABOVE_ARTICLE), -1):
        words = lines[index].words
        if len(words) > _LONGEST_TITLE or _JUNK.match(words):
            break
        if is_title(words):
            title = index
    return title


def is_title(words: str) -> bool:
    """Say whether a line above an article can be its title: four words, no date, byline or credit."""
    return (
        len(words.split()) >= _FEWEST_WORDS_OF_TITLE
        and not is_date_line(words)
        and not _BYLINE.match(words)
        and not _CREDIT.match(words)
        and not _SOURCE.match(words)
    )


def _last_line(lines: list[Line], prose: list[int], junk: int) -> int:
    last = prose[max(0, bisect_left(prose, junk) - 1)]
    for index in range(last + 1, min(junk, last + 4, len(lines))):
        if _SOURCE.match(lines[index].words):
            return index
    return last
