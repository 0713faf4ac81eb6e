"""Read one file: its text, the documents in it, and what each of them says about itself. No database."""

import hashlib
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import PurePath

from app.documents.extract.errors import UnreadableFormatError
from app.documents.extract.formats import MEDIA_TYPES, format_of
from app.documents.extract.plain import read_plain
from app.documents.extract.sandbox import PRINT, SCANS, extract_in_child
from app.documents.values import CanonicalText
from app.errors import N_
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
PLAIN = "text/plain"
TOO_MANY_REFERENCES = N_("more than 2,000 references: the others were left out")
TOO_MANY_DOCUMENTS = N_("50 documents in one file: what follows them was left with the last")
TOO_LONG_A_LETTER = N_(
    "a letter of more than 300,000 characters: demands were looked for in its beginning only"
)
_TEXT_TYPES = {".md": "text/markdown", ".csv": "text/csv"}
# They may hold pages to be read from their pictures.
_MAY_BE_SCANNED = {"PDF", "PNG", "JPEG", "TIFF", "EML"}


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
                "ocr": text.ocr,
                "confidence": text.confidence,
                "pages": [
                    {"number": page.number, "start": page.start, "end": page.end} for page in text.pages
                ],
                "repeated": [asdict(one) for one in text.repeated],
                "content": text.content,
            },
            "documents": [document.as_dict() for document in self.documents],
            "warnings": list(self.warnings),
        }


def read_document(name: str, data: bytes, language: str | None = None) -> Reading:
    """Read a file of any kind; `language` (nl, fr, en, de) overrules what is found.

    What a file is tell its first bytes, never its name. Anything but plain text is read in a child process with
    limits. Raises what app.documents.extract.errors and app.text.errors name, each with what to do.
    """
    text = _text_of(data, language)
    warnings = list(text.warnings)
    documents = tuple(_read_cut(text, cut, language, warnings) for cut in cut_documents(text.content))
    if len(documents) == MOST_DOCUMENTS:
        warnings.append(TOO_MANY_DOCUMENTS)
    media_type = text.media_type
    if media_type == PLAIN:
        media_type = _TEXT_TYPES.get(PurePath(name).suffix.lower(), PLAIN)
    facts = FileFacts(name, hashlib.sha256(data).hexdigest(), media_type, len(data))
    return Reading(facts, text, documents, tuple(dict.fromkeys(warnings)))


def _text_of(data: bytes, language: str | None) -> CanonicalText:
    found = format_of(data)
    if found is None:
        return read_plain(data, language)
    if found not in MEDIA_TYPES:
        raise UnreadableFormatError(format=found)
    text = extract_in_child(found, data, language, SCANS if found in _MAY_BE_SCANNED else PRINT)
    return replace(text, language=text.language or detect_language(text.content))


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
