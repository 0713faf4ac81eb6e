"""The measures of a scorecard: a table that gives an overview, and a section for each with the exact words agreed."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.text.blocks import Line, is_prose, lines_between
from app.text.footnotes import FoundFootnote, find_footnotes
from app.text.outcomes import Outcome, read_outcome, status_words
from app.text.overviews import NamedMinister, Row, find_rows, read_ministers

MOST_MEASURES = 500
_EDGE = "*_# \t"
_LONGEST_HEADING = 300
_LABELS = re.compile(
    r"^[*_# ]{0,6}(?:"
    r"(?P<text>exacte tekst(?: van (?:de|het) (?:overeenkomst|akkoord|verbintenis|engagement))?|tekst van (?:de|het) (?:overeenkomst|akkoord)"
    r"|texte (?:exact|intégral)(?: de (?:l['’]accord|l['’]engagement))?|texte de l['’]accord"
    r"|exact (?:text|wording)(?: of the (?:agreement|commitment|pledge))?|(?:agreed text|text of the agreement)"
    r"|genauer wortlaut(?: der vereinbarung)?|wortlaut der vereinbarung)"
    r"|(?P<ministers>(?:bevoegde|verantwoordelijke) minister(?:s|\(s\)|s\(s\))?|ministres?(?:\(s\))? (?:compétente?s?|responsables?)(?:\(s\))?"
    r"|(?:competent|responsible) minister(?:s|\(s\))?|minister(?:s|\(s\))? (?:responsible|in charge)|zuständige(?:r|\(r\))? minister(?:in)?)"
    r"|(?P<status>status|statut|état(?: d['’]exécution)?|stand(?: der umsetzung)?|stand van zaken|outcome)"
    r")[*_ ]{0,6}(?P<colon>[:：])?[*_ ]{0,6}(?P<rest>[^\n]{0,200})$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:(?:maatregel|mesure|measure|maßnahme|engagement|verbintenis|commitment)\s{1,2}(?:n[°ro]{1,2}\.?\s?)?)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,2})[.):]{0,2}(?:\s{1,4}[-–—:]?\s{0,2}|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundMeasure:
    """One measure as printed; text[start:end] == `text`, the exact words that were agreed.

    Where a scorecard has only a table, `text` is None and the place is that of the row. `title` is the overview's
    when it has one, `heading` the one above the section. `status` is None for words that name no outcome.
    """

    number: int | None
    title: str
    heading: str | None
    text: str | None
    status: Outcome | None
    status_raw: str | None
    ministers: tuple[NamedMinister, ...]
    start: int
    end: int
    section_start: int
    section_end: int
    footnotes: tuple[FoundFootnote, ...]


class _Field(StrEnum):
    TEXT = "text"
    MINISTERS = "ministers"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class _Label:
    """A line that announces a field; the value starts at `value_start`, on this line or below it."""

    field: _Field
    index: int
    value_start: int


@dataclass(frozen=True, slots=True)
class _Section:
    """The labels of one measure below its heading; `end` is where the next one starts."""

    heading: Line
    labels: tuple[_Label, ...]
    end: int


def find_measures(text: str, start: int, end: int) -> list[FoundMeasure]:
    """Return the measures of the scorecard at text[start:end] in order, at most 500.

    A footnote belongs to the measure whose section refers to it, wherever the note itself is printed.
    """
    footnotes = find_footnotes(text, start, end)  # takes memory of its own: before that of all lines
    lines = list(lines_between(text, start, end))
    sections = list(_sections(lines, end))
    rows = find_rows(lines)
    if not sections:
        return [_of_row(text, row) for row in rows[:MOST_MEASURES]]
    by_number = {row.number: row for row in rows if row.number is not None}
    notes = _notes_by_section(footnotes, sections)
    measures = []
    for section, own in zip(sections[:MOST_MEASURES], notes, strict=False):
        number, title = _numbered(section.heading)
        row = by_number.get(number) if number is not None else None
        measures.append(_measure(text, lines, section, (number, title), row, own))
    return measures


def _sections(lines: Sequence[Line], end: int) -> Iterator[_Section]:
    """Cut where a label comes again that the section has already; the heading is the line above its first label."""
    groups: list[list[_Label]] = []
    for label in _labels(lines):
        if not groups or any(label.field is known.field for known in groups[-1]):
            groups.append([])
        groups[-1].append(label)
    # A table's head or a lone word "Status" is no section: it takes a status and one field more below a heading.
    kept = [
        group
        for group in groups
        if group[0].index
        and len(group) > 1
        and any(label.field is _Field.STATUS for label in group)
        and len(lines[group[0].index - 1].words) <= _LONGEST_HEADING
    ]
    for group, after in zip(kept, [*kept[1:], None], strict=False):
        until = lines[after[0].index - 1].start if after else _end_of_last(lines, group, end)
        yield _Section(lines[group[0].index - 1], tuple(group), until)


def _labels(lines: Sequence[Line]) -> Iterator[_Label]:
    for index, line in enumerate(lines):
        match = _LABELS.match(line.words)
        if match is None or (match["rest"] and not match["colon"]) or "\t" in line.words:
            continue
        has_value = bool(match["rest"].strip(_EDGE))
        below = lines[index + 1].start if index + 1 < len(lines) else line.end
        field = next(field for field in _Field if match[field.value])
        yield _Label(field, index, line.start + match.start("rest") if has_value else below)


def _end_of_last(lines: Sequence[Line], group: Sequence[_Label], end: int) -> int:
    """End the last section at the next chapter: "4. CONCLUSIES" after "3.15 ..."."""
    number = _NUMBER.match(lines[group[0].index - 1].plain)
    depth = number["number"].count(".") if number else 0
    for line in lines[group[-1].index + 1 :]:
        chapter = _NUMBER.match(line.plain)
        is_heading = chapter and not is_prose(line.words) and not read_outcome(line.words)
        if depth and is_heading and chapter and chapter["number"].count(".") < depth and line.plain.isupper():
            return line.start
    return end


def _numbered(heading: Line) -> tuple[int | None, str]:
    """Read "3.7 Weigering van visa" as 7 and its title: the chapter's number stands before the measure's."""
    match = _NUMBER.match(heading.plain)
    if match is None:
        return None, heading.plain
    return int(match["number"].rpartition(".")[2]), heading.plain[match.end() :].strip(_EDGE) or heading.plain


def _notes_by_section(
    notes: Sequence[FoundFootnote], sections: Sequence[_Section]
) -> list[tuple[FoundFootnote, ...]]:
    """Give each footnote to the section of its first mark, else to the one where it stands."""
    starts = [section.heading.start for section in sections]
    own: list[list[FoundFootnote]] = [[] for _ in sections]
    for note in notes:
        place = note.marks[0] if note.marks else note.start
        index = bisect_right(starts, place) - 1
        if index >= 0 and place < sections[index].end:
            own[index].append(note)
    return [tuple(found) for found in own]


def _measure(
    text: str,
    lines: Sequence[Line],
    section: _Section,
    numbered: tuple[int | None, str],
    row: Row | None,
    notes: tuple[FoundFootnote, ...],
) -> FoundMeasure:
    number, heading = numbered
    values = {label.field: _value(text, lines, section, label) for label in section.labels}
    agreed = values.get(_Field.TEXT) or (section.heading.start, section.heading.end)
    status = values.get(_Field.STATUS)
    status_raw = _status(text, *status) if status else None
    return FoundMeasure(
        number=number,
        title=row.title if row else heading,
        heading=heading,
        text=text[slice(*agreed)] if _Field.TEXT in values else None,
        status=read_outcome(status_raw) if status_raw else None,
        status_raw=status_raw,
        ministers=_ministers(text, values.get(_Field.MINISTERS), row),
        start=agreed[0],
        end=agreed[1],
        section_start=section.heading.start,
        section_end=section.end,
        footnotes=notes,
    )


def _value(text: str, lines: Sequence[Line], section: _Section, label: _Label) -> tuple[int, int] | None:
    """Return the place of a field's words: up to the next label; the last field is one line, or lines of names."""
    later = [other.index for other in section.labels if other.index > label.index]
    first = next((i for i in range(label.index, len(lines)) if lines[i].end > label.value_start), None)
    if first is None or (later and first >= later[0]):
        return None
    last = later[0] - 1 if later else first
    if label.field is _Field.STATUS:
        last = first
    return label.value_start, label.value_start + len(text[label.value_start : lines[last].end].rstrip())


def _status(text: str, start: int, end: int) -> str | None:
    first, last = status_words(text[start:end])
    return text[start + first : start + last] or None


def _ministers(text: str, place: tuple[int, int] | None, row: Row | None) -> tuple[NamedMinister, ...]:
    printed = read_ministers(text[slice(*place)]) if place else ()
    return printed or (row.ministers if row else ())


def _of_row(text: str, row: Row) -> FoundMeasure:
    return FoundMeasure(
        number=row.number,
        title=row.title,
        heading=None,
        text=None,
        status=read_outcome(row.status_raw),
        status_raw=row.status_raw,
        ministers=row.ministers,
        start=row.start,
        end=row.end,
        section_start=row.start,
        section_end=row.start + len(text[row.start : row.end]),
        footnotes=(),
    )
