"""Recognise files that are no plain text, by their first bytes and never by their names."""

import re

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
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<!--", b"<head", b"<body")
# Lines of a head before the first blank one, two of them of the kind that every mail has.
_HEAD_LINE = re.compile(rb"(?:[!-9;-~]{1,76}:|[ \t]|From )[^\n]*\n")
_MAIL_LINES = re.compile(
    rb"^(?:from|to|subject|date|message-id|received|mime-version|return-path|content-type|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)
_FEWEST_MAIL_LINES = 3
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)

MEDIA_TYPES = {
    "PDF": "application/pdf",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ODT": "application/vnd.oasis.opendocument.text",
    "DOC": "application/msword",
    "RTF": "application/rtf",
    "HTML": "text/html",
    "EML": "message/rfc822",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
}


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
    markup = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if markup[:1] == b"<" and _SVG.search(markup) and b"<html" not in markup.lower():
        return "SVG"
    if markup.lower().startswith(_MARKUP):
        return "HTML"
    return "EML" if _is_mail(start) else None


def _is_mail(start: bytes) -> bool:
    """Tell a mail from a letter that begins with labels: its head has a message id or a MIME version, or is a server's."""
    position = 0
    while match := _HEAD_LINE.match(start, position):
        position = match.end()
    head = start[:position].lower()
    is_whole = position == len(start) or start[position : position + 1] in {b"\n", b"\r"}
    has_marks = b"message-id:" in head or b"mime-version:" in head or b"received:" in head
    return is_whole and has_marks and len(set(_MAIL_LINES.findall(head))) >= _FEWEST_MAIL_LINES
