"""The demands of a letter, as printed: numbered, lettered, with bullets, or a single request in prose.

What is found is proposed; a person confirms, splits and merges.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.text.lists import Item, ItemList, Line, find_lines, find_lists
from app.text.markers import MarkerKind
from app.text.requests import (
    asks,
    asks_for_an_answer,
    find_requests,
    introduces_demands,
    is_vague,
    states_duty,
)
from app.text.sentences import find_sentences
from app.text.wording import is_closing, is_salutation

_FEWEST_ITEMS = 2
_HALF = 0.5
_HEADING_LENGTH = 80
_DEMAND_LABEL = re.compile(
    r"[* ]{0,4}(?:eis|demande|demand|request|ask|forderung|vraag|question|frage)\b", re.IGNORECASE
)
_INLINE_MARKER = re.compile(r"(?<![\w.])\(?(?P<number>\d{1,2}|[a-h])\)[ \t]{1,3}(?=\S)")
_INLINE_TAIL = re.compile(r"[\s,;:]{0,3}(?:\b(?:en|et|and|und|alsook|ainsi que))?[\s,;:.]{0,3}$")


@dataclass(frozen=True, slots=True)
class FoundDemand:
    """One demand: text[start:end] == its `text`; `number` as printed without dots ("1", "1a"), None without one.

    `parent` is the number of the demand that it is a part of: "2" for "2a", "2.1" and for a bullet below "2.".
    """

    number: str | None
    text: str
    start: int
    end: int
    parent: str | None = None


def find_demands(text: str) -> list[FoundDemand]:
    """Return the demands of one document in the order of the text, none overlapping.

    A list counts when its introduction asks for something or announces demands, or when at least half of its items
    ask or say what has to be done. Requests for an answer, for attention or thanks are none, and a general request
    ("de nodige initiatieven te nemen") is one only where the letter asks nothing else.
    """
    lines = find_lines(text)
    listed: list[FoundDemand] = []
    spoken_for: set[int] = set()
    for found in find_lists(text, lines):
        spoken_for.update(line.start for line in lines[found.first : found.last + 1] if line.marker)
        if _is_demand_list(text, lines, found):
            listed += [demand for item in found.items for demand in _demands_of(text, item)]
            spoken_for.update(_announcing_sentence(text, lines, found.first))
    for first, last in _unmarked_lists(text, lines):
        listed += [_demand(text, None, line.start, line.end) for line in lines[first:last]]
        spoken_for.update(line.start for line in lines[first:last])
        spoken_for.update(_announcing_sentence(text, lines, first))
    in_prose = list(_in_prose(text, lines, spoken_for))
    specific = [demand for demand in in_prose if not is_vague(demand.text)]
    chosen = listed + specific or in_prose[:1]
    return sorted(chosen, key=lambda demand: demand.start)


def _is_demand_list(text: str, lines: list[Line], found: ItemList) -> bool:
    label = found.items[0].line.marker
    if label is not None and label.kind is MarkerKind.LABEL:
        return _DEMAND_LABEL.match(text, found.items[0].line.start) is not None
    introduction = _introduction(text, lines, found.first)
    if introduction and any(
        introduces_demands(words) and not asks_for_an_answer_only(words) for words in introduction
    ):
        return True
    items = [text[item.line.body : item.line.end] for item in found.items]
    asking = sum(asks(words) or states_duty(words) for words in items)
    return len(items) >= _FEWEST_ITEMS and asking > len(items) * _HALF


def asks_for_an_answer_only(introduction: str) -> bool:
    """Say whether a sentence before a list asks for an answer and names no questions or demands."""
    return (
        asks(introduction)
        and asks_for_an_answer(introduction)
        and not introduces_demands(f"{_nouns(introduction)}:")
    )


def _nouns(introduction: str) -> str:
    """Return an introduction from its request phrase on: "een antwoord op volgende vragen"."""
    starts = list(find_requests(introduction))
    return introduction[starts[0] :].split(" ", 1)[-1] if starts else introduction


def _introduction(text: str, lines: list[Line], first: int) -> list[str]:
    """Return the last sentence before a list, and the heading above the list."""
    before = lines[max(0, first - 2) : first]
    if not before:
        return []
    nearest = before[-1]
    sentences = find_sentences(text[nearest.start : nearest.end])
    start, end = sentences[-1]
    words = [text[nearest.start + start : nearest.start + end]]
    if len(before) > 1 and before[0].end - before[0].start <= _HEADING_LENGTH:
        words.append(text[before[0].start : before[0].end])
    return words


def _announcing_sentence(text: str, lines: list[Line], first: int) -> Iterator[int]:
    """Yield where the sentence starts that announces a list: it is no demand of its own."""
    if first:
        line = lines[first - 1]
        sentences = find_sentences(text[line.start : line.end])
        yield line.start + sentences[-1][0]


def _demands_of(text: str, item: Item) -> Iterator[FoundDemand]:
    marker = item.line.marker
    number = marker.printed if marker else None
    if item.line.body < item.line.end:
        yield _demand(text, number, item.line.body, item.line.end)
    for line in item.below:
        printed = line.marker.printed if line.marker else None
        is_own = printed is None or number is None or printed[0].isdigit()
        own = printed if is_own else f"{number}{printed}"
        yield _demand(text, own, line.body, line.end, _parent(number, own))


def _parent(number: str | None, own: str | None) -> str | None:
    """Return the number that one below it is a part of: bullets, "2a" and "2.1" are of "2", "1b" is not of "1a"."""
    if own is None or number is None:
        return number
    return number if own.startswith(number) and not own[len(number) :][:1].isdigit() else None


def _demand(text: str, number: str | None, start: int, end: int, parent: str | None = None) -> FoundDemand:
    """Build a demand without the stars that make the whole of it bold."""
    words = text[start:end]
    if words.count("**") % 2 or (
        words.count("**") == len("**") and words.startswith("**") and words.endswith("**")
    ):
        start += len("**") * words.startswith("**")
        end -= len("**") * words.endswith("**")
    return FoundDemand(number, text[start:end], start, end, parent)


def _unmarked_lists(text: str, lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Yield first and end index of lines without marks after "Wij vragen u:", each but the last ending in ";"."""
    index = 0
    while index < len(lines):
        words = text[lines[index].start : lines[index].end]
        index += 1
        if not words.rstrip(" *_").endswith(":") or not introduces_demands(words):
            continue
        last = index
        while last < len(lines) and lines[last].marker is None and text[lines[last].end - 1] in ";,":
            last += 1
        if last > index and last < len(lines) and lines[last].marker is None:
            yield index, last + 1
            index = last + 1


def _in_prose(text: str, lines: list[Line], spoken_for: set[int]) -> Iterator[FoundDemand]:
    for line in lines:
        words = text[line.start : line.end]
        if line.start in spoken_for or is_salutation(words) or is_closing(words) or not asks(words):
            continue
        for start, end in find_sentences(words):
            if line.start + start not in spoken_for:
                yield from _in_sentence(text, line.start + start, line.start + end)


def _in_sentence(text: str, start: int, end: int) -> Iterator[FoundDemand]:
    """Yield the clause from the request phrase up to the full stop; "(1) ... (2) ..." inside it is split."""
    for place in find_requests(text, start, end):
        if asks_for_an_answer(text[place:end]):
            continue
        last = place + len(text[place:end].rstrip(" *_”’\"'»)").rstrip(".!…"))
        parts = list(_inline_items(text, place, last))
        if parts:
            yield from parts
        else:
            yield FoundDemand(None, text[place:last], place, last)
        return


def _inline_items(text: str, start: int, end: int) -> Iterator[FoundDemand]:
    marks = list(_INLINE_MARKER.finditer(text, start, end))
    printed = [mark["number"] for mark in marks]
    expected = [str(place) for place in range(1, len(marks) + 1)]
    letters = [chr(ord("a") + place) for place in range(len(marks))]
    if len(marks) < _FEWEST_ITEMS or printed not in (expected, letters):
        return
    ends = [mark.start() for mark in marks[1:]] + [end]
    for mark, until in zip(marks, ends, strict=True):
        words = text[mark.end() : until]
        tail = _INLINE_TAIL.search(words)
        last = mark.end() + (tail.start() if tail else len(words))
        yield FoundDemand(mark["number"], text[mark.end() : last], mark.end(), last)
