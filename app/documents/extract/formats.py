"""Recognise files that are no plain text, by their first bytes."""

from app.documents.extract.errors import UnreadableFormatError

_START = 4096
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x1f\x8b\x08", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!\x1a\x07", "RAR"),
)
_ZIPPED = (
    (b"word/", "DOCX"),
    (b"application/vnd.oasis.opendocument.text", "ODT"),
    (b"application/vnd.oasis.opendocument", "OpenDocument"),
    (b"xl/", "XLSX"),
    (b"ppt/", "PPTX"),
    (b"application/epub", "EPUB"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<?xml")


def format_of(data: bytes) -> str | None:
    """Return the name of a format that is no plain text ("PDF", "DOCX"), or None."""
    start = data[:_START]
    if b"%PDF-" in start[:1024]:
        return "PDF"
    if start.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _ZIPPED if mark in data), "ZIP")
    for signature, name in _SIGNATURES:
        if start.startswith(signature):
            return name
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "HTML" if markup.startswith(_MARKUP) else None


def refuse_other_formats(data: bytes) -> None:
    """Raise UnreadableFormatError when the bytes are a document whose words plain reading would miss."""
    found = format_of(data)
    if found is not None:
        raise UnreadableFormatError(format=found)
