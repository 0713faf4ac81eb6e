"""Read one file: its text, the documents in it, and what each of them says about itself. No database."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import PurePath

from app.documents.errors import TextTooLongError
from app.documents.extract.formats import refuse_other_formats
from app.documents.extract.plain import read_plain
from app.documents.recognition import ReadDocument, recognise
from app.documents.values import CanonicalText, ReadHow
from app.text.cuts import MOST_DOCUMENTS, cut_documents

# As much as may be pasted: some two thousand pages. Reading ten times that would keep a server busy for minutes.
MOST_CHARACTERS = 6_000_000
TOO_MANY_DOCUMENTS = "50 documents in one file: what follows them was left with the last"
_MEDIA_TYPES = {".md": "text/markdown", ".csv": "text/csv"}


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
                "ocr": False,
                "confidence": None,
                "pages": [asdict(page) for page in text.pages],
                "content": text.content,
            },
            "documents": [document.as_dict() for document in self.documents],
            "warnings": list(self.warnings),
        }


def read_document(
    name: str, data: bytes, language: str | None = None, how: ReadHow = ReadHow.AS_IT_IS
) -> Reading:
    """Read a file of plain text; `language` (nl, fr, en, de) and `how` overrule what is found.

    Raises UnreadableFormatError for PDF, DOCX and the like, BinaryContentError for other bytes that are no text,
    EmptyTextError for a file without words, and TextTooLongError.
    """
    if how is not ReadHow.AS_TEXT:
        refuse_other_formats(data)
    text = read_plain(data, language)
    if len(text.content) > MOST_CHARACTERS:
        raise TextTooLongError
    warnings = list(text.warnings)
    documents = tuple(recognise(text.content, cut, language, warnings) for cut in cut_documents(text.content))
    if len(documents) == MOST_DOCUMENTS:
        warnings.append(TOO_MANY_DOCUMENTS)
    suffix = PurePath(name).suffix.lower()
    facts = FileFacts(
        name, hashlib.sha256(data).hexdigest(), _MEDIA_TYPES.get(suffix, "text/plain"), len(data)
    )
    return Reading(facts, text, documents, tuple(dict.fromkeys(warnings)))
