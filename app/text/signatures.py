"""The lines below a letter that say who signed it."""

from app.text.blocks import Line, is_prose, lines_between, starts_letterhead
from app.text.wording import CLOSING, ends_sentence

_TAIL = 3000
_MOST_LINES = 40
_LONGEST_LINE = 120
_LONGEST_CLOSING_LINE = 60
_MOST_WORDS_OF_NAME = 4
_FEWEST_WORDS_OF_SENTENCE = 5


def find_signature(text: str, start: int, end: int) -> list[Line]:
    """Return the signature lines of the document at text[start:end], in order; empty when it is not signed.

    They follow the last closing; without one they are the short lines below the last paragraph of running text.
    """
    first = max(start, end - _TAIL)
    closing = None
    for closing in CLOSING.finditer(text, first, end):  # noqa: B007  the last one counts
        pass
    if closing is None:
        return _below_running_text(text, first, end)
    lines = []
    inline = _name_in_closing_line(closing.group())
    if inline:
        place = closing.start() + closing.group().rindex(inline)
        lines.append(Line(place, place + len(inline), inline, blank_before=False))
    return lines + _until_prose(text, closing.end(), end)


def is_sentence(words: str) -> bool:
    """Say whether a short line is a sentence ("Ik dank u nogmaals voor uw betrokkenheid.") and no name."""
    return ends_sentence(words) and len(words.split()) >= _FEWEST_WORDS_OF_SENTENCE


def _name_in_closing_line(line: str) -> str:
    """Return the name behind a closing on the same line: "Hoogachtend, Jan Jansen"."""
    rest = line.rpartition(",")[2].strip(" *_.")
    is_name = "," in line and rest[:1].isupper() and 1 < len(rest.split()) <= _MOST_WORDS_OF_NAME
    return rest if is_name and len(line) < _LONGEST_CLOSING_LINE else ""


def _until_prose(text: str, start: int, end: int) -> list[Line]:
    lines: list[Line] = []
    for line in lines_between(text, start, end):
        if is_prose(line.words) or len(lines) == _MOST_LINES or (lines and starts_letterhead(line.words)):
            break
        lines.append(line)
    return lines


def _below_running_text(text: str, start: int, end: int) -> list[Line]:
    lines: list[Line] = []
    has_text_above = False
    for line in lines_between(text, start, end):
        if is_prose(line.words) or is_sentence(line.plain):
            has_text_above, lines = True, []
        else:
            lines.append(line)
    if not has_text_above:
        return []
    return [line for line in lines if len(line.words) <= _LONGEST_LINE][:_MOST_LINES]
