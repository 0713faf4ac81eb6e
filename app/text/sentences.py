"""Where sentences begin and end in nl, fr, en and de."""

import re
from collections.abc import Iterator

from app.text.vocabulary import word_set

# No sentence ends at the dot of these, whatever follows.
_TITLES = word_set(
    "dhr mevr mw mej dr drs ir ing mr mrs ms prof em st ste bv nr nrs art artt par blz p pp vgl cf m mm "
    "mme mmes mlle jr sr gen kol col cie zgn resp ca circa vs fig tab hfst tel nl bijv env av hr fr frl "
    "bzw z abs ziff ref réf dept gov sen rep hon rt jan febr feb apr aug sept okt oct nov dec déc févr "
    "janv juill mrt",
)
_DOTTED_TITLES = word_set(
    "m.b.t i.v.m t.a.v t.o.v d.w.z m.a.w o.m m.i.v n.a.v o.b.v i.p.v i.h.k.v t.g.v b.v p.ex c.-à-d i.e "
    "e.g z.b d.h u.a o.b i.o a.u.b s.v.p n.v j.-l h.e z.e s.e",
)
# These may stand inside a sentence or end it: a capital after them decides.
_ENDINGS = word_set(
    "enz etc c.s jl ll l.l a.s e.a o.a e.d e.v v.c a.m p.m u.s inc ltd co",
)
_GERMAN_AFTER_ORDINAL = re.compile(
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jahrhundert)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.?!…]{1,12}[\"'”’»)\]*_⁰¹²³⁴-⁹]{0,12}(?=\s)")
_LAST_WORD = re.compile(r"[\w.’'-]{1,24}$")
_WORD_WINDOW = 24
_OPENING = "\"'“‘«„([*_¿¡–—-"
_LINE = re.compile(r"[^\n]+")
_MARKER_AT_START = re.compile(r"[(*]{0,3}(?:\d{1,3}(?:\.\d{1,2}){0,2}|[a-z]|[IVXivx]{1,4})[.)]{1,2}\*{0,2}$")


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence in code points, in order, without outer white space.

    Every line end ends a sentence: in a canonical text a line is a paragraph, a heading or an item. The spans cover
    every character but white space.
    """
    return [
        span for line in _LINE.finditer(text) for span in _sentences_of_line(text, line.start(), line.end())
    ]


def _sentences_of_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = _skip_blanks(text, start, end)
    for stop in _STOP.finditer(text, position, end):
        if stop.end() <= position or not _ends_sentence(text, position, stop, end):
            continue
        yield position, stop.end()
        position = _skip_blanks(text, stop.end(), end)
    if position < end:
        yield position, end - _blanks_before(text, position, end)


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _blanks_before(text: str, start: int, end: int) -> int:
    blanks = 0
    while end - blanks > start and text[end - blanks - 1].isspace():
        blanks += 1
    return blanks


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    """Ask for a capital, a digit or an opening quote after the stop and no abbreviation before it."""
    following = _skip_blanks(text, stop.end(), end)
    if following >= end:
        return True
    if not _may_begin_sentence(text[following : following + _WORD_WINDOW]):
        return False
    mark = stop.group()
    if not mark.startswith(".") or mark.startswith(".."):
        return not text.startswith("(...)", stop.start() - 1)
    return not _is_abbreviation(text, start, stop, following)


def _may_begin_sentence(words: str) -> bool:
    first = words.lstrip(_OPENING)[:1]
    return bool(first) and not first.islower()


def _is_abbreviation(text: str, start: int, stop: re.Match[str], following: int) -> bool:
    before = text[max(start, stop.start() - _WORD_WINDOW) : stop.start()]
    match = _LAST_WORD.search(before)
    if match is None or len(stop.group().rstrip("*_")) > 1:
        return False
    word = match.group()
    lowered = word.lower()
    if lowered in _ENDINGS:
        return text[following] in "(["
    return (
        lowered in _TITLES
        or lowered in _DOTTED_TITLES
        or _is_initial(word)
        or _is_marker_or_ordinal(text, start, stop, following)
    )


def _is_initial(word: str) -> bool:
    """Say whether a word before a dot is "S.A" or "J", and not "WTO"."""
    parts = word.split(".")
    return all(len(part) == 1 and part.isupper() for part in parts)


def _is_marker_or_ordinal(text: str, start: int, stop: re.Match[str], following: int) -> bool:
    if text[stop.start() - 1].isdigit() and _GERMAN_AFTER_ORDINAL.match(text, following):
        return True
    is_at_start = stop.end() - start <= len("(100.10.10.)**")
    return is_at_start and _MARKER_AT_START.match(text[start : stop.end()]) is not None
