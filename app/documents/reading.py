"""Read one file: its text, the documents in it, and what each of them says about itself. No database."""

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import PurePath

from app.documents.errors import TextTooLongError
from app.documents.extract.errors import UnreadableFormatError
from app.documents.extract.formats import MEDIA_TYPES, format_of
from app.documents.extract.plain import read_plain
from app.documents.extract.sandbox import PRINT, SCANS, extract_in_child
from app.documents.recognition import ReadDocument, recognise
from app.documents.values import CanonicalText, ReadHow
from app.errors import N_
from app.text.cuts import MOST_DOCUMENTS, cut_documents
from app.text.language import detect_language

# As much as may be pasted: some two thousand pages. Reading ten times that would keep a server busy for minutes.
MOST_CHARACTERS = 6_000_000
PLAIN = "text/plain"
TOO_MANY_DOCUMENTS = N_("50 documents in one file: what follows them was left with the last")
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


def read_document(
    name: str, data: bytes, language: str | None = None, how: ReadHow = ReadHow.AS_IT_IS
) -> Reading:
    """Read a file of any kind; `language` (nl, fr, en, de) and `how` overrule what is found.

    What a file is tell its first bytes, never its name. Anything but plain text is read in a child process with
    limits. Raises what app.documents.extract.errors and app.text.errors name, each with what to do, and TextTooLongError.
    """
    text = _text_of(data, language, how)
    if len(text.content) > MOST_CHARACTERS:
        raise TextTooLongError
    warnings = list(text.warnings)
    documents = tuple(recognise(text.content, cut, language, warnings) for cut in cut_documents(text.content))
    if len(documents) == MOST_DOCUMENTS:
        warnings.append(TOO_MANY_DOCUMENTS)
    media_type = text.media_type
    if media_type == PLAIN:
        media_type = _TEXT_TYPES.get(PurePath(name).suffix.lower(), PLAIN)
    facts = FileFacts(name, hashlib.sha256(data).hexdigest(), media_type, len(data))
    return Reading(facts, text, documents, tuple(dict.fromkeys(warnings)))


def _text_of(data: bytes, language: str | None, how: ReadHow) -> CanonicalText:
    found = None if how is ReadHow.AS_TEXT else format_of(data)
    if found is None:
        return read_plain(data, language)
    if found not in MEDIA_TYPES:
        raise UnreadableFormatError(format=found)
    text = extract_in_child(
        found,
        data,
        language,
        SCANS if found in _MAY_BE_SCANNED else PRINT,
        from_pictures=how is ReadHow.AS_SCAN,
    )
    return replace(text, language=text.language or detect_language(text.content))
