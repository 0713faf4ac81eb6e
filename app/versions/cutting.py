"""The numbered lines of a document, as a person chooses among them where a letter or reply begins and ends."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.letters.models import Letter
from app.replies.models import Reply
from app.versions.queries import list_letters_of, list_replies_of
from app.versions.rules import line_at, number_lines

LINES_ON_A_PAGE = 100


@dataclass(frozen=True)
class CutLine:
    """A line of a document: its number, its words, and what else of ours stands in it, as ("letter", 3)."""

    number: int
    text: str
    others: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class LinePage:
    """One page of the lines of a document, as the pager takes it; `total` counts all lines."""

    number: int
    count: int
    total: int
    rows: tuple[CutLine, ...]

    @property
    def has_previous(self) -> bool:
        """Tell whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page stands behind this one."""
        return self.number < self.count


def lines_of(record: Letter | Reply) -> list[tuple[int, int]]:
    """Return the places of the lines of a record's document; none where it has no text."""
    return number_lines(record.text_version.text) if record.text_version is not None else []


def present_range(record: Letter | Reply) -> tuple[int, int]:
    """Return where a record begins and ends now; all of its document for one that was filed without its text."""
    length = len(record.text_version.text) if record.text_version is not None else 0
    return record.text_start or 0, length if record.text_end is None else record.text_end


def lines_now(record: Letter | Reply) -> tuple[int, int]:
    """Return the numbers of the lines in which a record begins and ends now; 0 and 0 in a document without words."""
    lines, (start, end) = lines_of(record), present_range(record)
    return (line_at(lines, start), line_at(lines, max(start, end - 1))) if lines else (0, 0)


def page_of_line(number: int) -> int:
    """Return the page on which a line stands."""
    return (max(number, 1) - 1) // LINES_ON_A_PAGE + 1


def list_lines(session: Session, record: Letter | Reply, number: int) -> LinePage:
    """Return a page of the lines of a record's document; the last one for a number behind it."""
    version, lines = record.text_version, lines_of(record)
    if version is None:
        return LinePage(1, 1, 0, ())
    count = page_of_line(len(lines))
    page = min(max(number, 1), count)
    skipped = (page - 1) * LINES_ON_A_PAGE
    others = _others_of(session, record)
    rows = tuple(
        CutLine(
            line,
            version.text[start:end],
            tuple(label for label, low, high in others if low < end and start < high),
        )
        for line, (start, end) in enumerate(lines[skipped : skipped + LINES_ON_A_PAGE], skipped + 1)
    )
    return LinePage(page, count, len(lines), rows)


def _others_of(session: Session, record: Letter | Reply) -> list[tuple[tuple[str, int], int, int]]:
    """Return the other letters and replies that are read from the same text, with their ranges."""
    version = record.text_version
    if version is None:
        return []
    records: list[Letter | Reply] = [
        *list_letters_of(session, version.document),
        *list_replies_of(session, version.document),
    ]
    return [
        ((one.__tablename__, one.number), one.text_start, one.text_end)
        for one in records
        if one is not record
        and one.text_version_id == version.id
        and one.text_start is not None
        and one.text_end is not None
    ]
