"""Reads documents as they are searched: their name, and those of their words that stand in no letter and no reply."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, union_all
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import Campaign
from app.documents.models import Document, TextVersion
from app.letters.models import Letter
from app.replies.models import Reply
from app.search.sources import day_of
from app.search.values import EntryKind, Field, Part, Source

_DOCUMENTS = select(
    Document.id, Document.campaign_id, Document.name, Document.received_at, Campaign.zone, Campaign.language
).join(Campaign, Campaign.id == Document.campaign_id)
_VERSIONS = select(
    TextVersion.id,
    TextVersion.document_id,
    TextVersion.sequence,
    TextVersion.language,
    func.length(TextVersion.text).label("length"),
)


@dataclass(frozen=True)
class _Reading:
    """The text version by which a document is searched, and its ranges that are searched as letters and replies."""

    version: Row[*tuple[Any, ...]]
    taken: list[tuple[int, int]]

    @property
    def free(self) -> list[tuple[int, int]]:
        return list(_between(self.taken, self.version.length))


def _between(taken: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text that lie outside those that are taken."""
    at = 0
    for start, end in sorted(taken):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def read_documents(session: Session, ids: Collection[int]) -> list[Source]:
    """Return documents: their words outside all letters and replies, which are found as such, and their name."""
    readings = _readings(session, ids)
    wanted = [reading.version.id for reading in readings.values() if reading.free]
    texts: dict[int, str] = {}
    if wanted:
        query = select(TextVersion.id, TextVersion.text).where(TextVersion.id.in_(wanted))
        texts = {version_id: words for version_id, words in session.execute(query)}  # noqa: C416  its rows are no pairs to mypy
    rows = session.execute(_DOCUMENTS.where(Document.id.in_(ids)))
    return [_document(row, readings.get(row.id), texts) for row in rows]


def find_searched_version(session: Session, document: Document) -> TextVersion | None:
    """Return the text version by which a document is searched, with its text and layout; None where nothing was read from it."""
    reading = _readings(session, [document.id]).get(document.id)
    return (
        None
        if reading is None
        else session.get(
            TextVersion, reading.version.id, options=[undefer(TextVersion.text), undefer(TextVersion.layout)]
        )
    )


def _readings(session: Session, ids: Collection[int]) -> dict[int, _Reading]:
    """Return each document's newest version that letters or replies are read from, or its newest."""
    taken = _taken(session, ids)
    chosen: dict[int, Row[*tuple[Any, ...]]] = {}
    query = _VERSIONS.where(TextVersion.document_id.in_(ids)).order_by(TextVersion.sequence)
    for version in session.execute(query):
        known = chosen.get(version.document_id)
        if known is None or version.id in taken or known.id not in taken:
            chosen[version.document_id] = version
    return {document: _Reading(version, taken[version.id]) for document, version in chosen.items()}


def _taken(session: Session, ids: Collection[int]) -> defaultdict[int, list[tuple[int, int]]]:
    ranges = union_all(
        *(
            select(record.text_version_id, record.text_start, record.text_end, func.length(TextVersion.text))
            .join(TextVersion, TextVersion.id == record.text_version_id)
            .where(TextVersion.document_id.in_(ids))
            for record in (Letter, Reply)
        )
    )
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for version_id, start, end, length in session.execute(ranges):
        taken[version_id].append((start or 0, length if end is None else end))
    return taken


def _document(row: Row[*tuple[Any, ...]], reading: _Reading | None, texts: dict[int, str]) -> Source:
    written = row.language.value
    fields = []
    if reading is not None and reading.free:
        text, language = texts[reading.version.id], reading.version.language or written
        ranges = [(start, text[start:end]) for start, end in reading.free]
        fields = [Field(Part.TEXT, words, language, start) for start, words in ranges if words.strip()]
    return Source(
        EntryKind.DOCUMENT,
        row.id,
        row.campaign_id,
        day_of(row.zone, row.received_at),
        row.id,
        row.name,
        written,
        (*fields, Field(Part.NAME, row.name, written)),
    )
