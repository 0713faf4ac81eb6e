"""Read one file: its text, the documents in it, and what each of them says about itself. No database."""

import hashlib
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import PurePath

from app.documents.errors import TextTooLongError
from app.documents.extract.formats import refuse_other_formats
from app.documents.extract.plain import read_plain
from app.documents.values import CanonicalText
from app.text.cuts import MOST_DOCUMENTS, Cut, cut_documents
from app.text.dates import FoundDate
from app.text.demands import FoundDemand, find_demands
from app.text.kinds import DocumentKind
from app.text.language import detect_language
from app.text.parties import Party, find_addressee, find_sender
from app.text.references import FoundReference, find_references
from app.text.titles import find_document_date, find_title

MOST_REFERENCES = 2000
LONGEST_LETTER = 300_000
# As much as may be pasted: some two thousand pages. Reading ten times that would keep a server busy for minutes.
MOST_CHARACTERS = 6_000_000
TOO_MANY_REFERENCES = "more than 2,000 references: the others were left out"
TOO_MANY_DOCUMENTS = "50 documents in one file: what follows them was left with the last"
TOO_LONG_A_LETTER = "a letter of more than 300,000 characters: demands were looked for in its beginning only"
_MEDIA_TYPES = {".md": "text/markdown", ".csv": "text/csv"}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file as it came in."""

    name: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document of a file; all offsets count code points of the canonical text of the file."""

    kind: DocumentKind
    start: int
    end: int
    language: str | None
    title: str | None
    date: FoundDate | None
    sender: Party | None
    addressee: Party | None
    references: tuple[FoundReference, ...]
    demands: tuple[FoundDemand, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the document as in shape 1 of the command line's contract."""
        sender, addressee = self.sender, self.addressee
        return {
            "kind": self.kind.value,
            "start": self.start,
            "end": self.end,
            "language": self.language,
            "title": self.title,
            "date": asdict(self.date) if self.date else None,
            "sender": {"name": sender.name, "start": sender.start, "end": sender.end} if sender else None,
            "addressee": asdict(addressee) if addressee else None,
            "references": [_without_link(reference) for reference in self.references],
            "demands": [asdict(demand) for demand in self.demands],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one file."""

    file: FileFacts
    text: CanonicalText
    documents: tuple[ReadDocument, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return shape 1 of the command line's contract, ready for JSON."""
        text = self.text
        return {
            "file": {
                "name": self.file.name,
                "sha256": self.file.sha256,
                "media_type": self.file.media_type,
                "bytes": self.file.size,
            },
            "text": {
                "sha256": text.sha256,
                "characters": len(text.content),
                "language": text.language,
                "extractor": text.extractor,
                "ocr": False,
                "confidence": None,
                "pages": [asdict(page) for page in text.pages],
                "content": text.content,
            },
            "documents": [document.as_dict() for document in self.documents],
            "warnings": list(self.warnings),
        }


def read_document(name: str, data: bytes, language: str | None = None) -> Reading:
    """Read a file of plain text; `language` (nl, fr, en, de) overrules what is found.

    Raises UnreadableFormatError for PDF, DOCX and the like, BinaryContentError for other bytes that are no text,
    EmptyTextError for a file without words, and TextTooLongError.
    """
    refuse_other_formats(data)
    text = read_plain(data, language)
    if len(text.content) > MOST_CHARACTERS:
        raise TextTooLongError
    warnings = list(text.warnings)
    documents = tuple(_read_cut(text, cut, language, warnings) for cut in cut_documents(text.content))
    if len(documents) == MOST_DOCUMENTS:
        warnings.append(TOO_MANY_DOCUMENTS)
    suffix = PurePath(name).suffix.lower()
    facts = FileFacts(
        name, hashlib.sha256(data).hexdigest(), _MEDIA_TYPES.get(suffix, "text/plain"), len(data)
    )
    return Reading(facts, text, documents, tuple(dict.fromkeys(warnings)))


def _read_cut(text: CanonicalText, cut: Cut, language: str | None, warnings: list[str]) -> ReadDocument:
    content, start, end = text.content, cut.start, cut.end
    is_signed = cut.kind not in {DocumentKind.CLIPPING, DocumentKind.SCORECARD, DocumentKind.OTHER}
    return ReadDocument(
        kind=cut.kind,
        start=start,
        end=end,
        language=language or detect_language(content[start:end]),
        title=find_title(content, start, end, cut.kind),
        date=find_document_date(content, start, end, cut.kind),
        sender=find_sender(content, start, end) if is_signed else None,
        addressee=find_addressee(content, start, end) if is_signed else None,
        references=_references(content, start, end, warnings),
        demands=_demands(content, cut, warnings),
    )


def _references(content: str, start: int, end: int, warnings: list[str]) -> tuple[FoundReference, ...]:
    found = find_references(content[start:end])
    if len(found) > MOST_REFERENCES:
        warnings.append(TOO_MANY_REFERENCES)
    return tuple(
        FoundReference(hit.kind, hit.raw, hit.normal, hit.start + start, hit.end + start, hit.link)
        for hit in islice(found, MOST_REFERENCES)
    )


def _demands(content: str, cut: Cut, warnings: list[str]) -> tuple[FoundDemand, ...]:
    """Only a letter of ours asks; what a minister asks of others is no demand."""
    if cut.kind is not DocumentKind.LETTER:
        return ()
    end = min(cut.end, cut.start + LONGEST_LETTER)
    if end < cut.end:
        warnings.append(TOO_LONG_A_LETTER)
    return tuple(
        FoundDemand(hit.number, hit.text, hit.start + cut.start, hit.end + cut.start)
        for hit in find_demands(content[cut.start : end])
    )


def _without_link(reference: FoundReference) -> dict[str, object]:
    return {key: value for key, value in asdict(reference).items() if key != "link"}
