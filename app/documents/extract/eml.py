"""Mails as files: the text, then each attachment that can be read, with a start of its own."""

import email
import email.policy
from collections.abc import Callable, Iterator
from email.message import MIMEPart
from typing import TYPE_CHECKING, Any, TypeAlias

from app.documents.extract.blocks import Block, text_of_blocks
from app.documents.extract.errors import DamagedFileError
from app.documents.extract.formats import MEDIA_TYPES, format_of
from app.documents.extract.html import html_blocks
from app.documents.extract.plain import read_plain
from app.documents.extract.sheets import Origin
from app.documents.values import CanonicalText
from app.errors import N_, DomainError

ORIGIN = Origin("email", "1", "message/rfc822")
ATTACHMENT_UNREAD = N_("an attachment of this mail could not be read: open it by itself")
TOO_MANY_ATTACHMENTS = N_("more than 50 attachments or mails within mails: the others were left out")
_HEADS = ("Subject", "From", "To", "Cc", "Date")
_MOST_PARTS = 50
_DEEPEST = 10
_LONGEST_NAME = 200
_LONGEST_HEAD = 2000

if TYPE_CHECKING:
    Part: TypeAlias = MIMEPart[Any, Any]
else:  # the class takes types in its stubs only
    Part = MIMEPart
Extract = Callable[[str, bytes, str | None], CanonicalText]


def read_mail(data: bytes, language: str | None, extract: Extract) -> CanonicalText:
    """Return the text of a mail; `extract` reads its attachments. Nothing that a mail points to is fetched.

    Raises DamagedFileError for mails nested beyond all reason, and EmptyTextError.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        reading = _Reading(language, extract)
        blocks = list(reading.message(message, 0))
    except RecursionError as error:
        raise DamagedFileError(format="EML") from error
    return text_of_blocks(blocks, ORIGIN, language=language, warnings=tuple(dict.fromkeys(reading.warnings)))


class _Reading:
    """One mail with all that is in it."""

    def __init__(self, language: str | None, extract: Extract) -> None:
        self._language = language
        self._extract = extract
        self._parts = 0
        self.warnings: list[str] = []

    def message(self, message: Part, depth: int) -> Iterator[Block]:
        """Yield the head lines, the text, the names of attachments, and then their texts."""
        for name in _HEADS:
            if value := _head(message, name):
                yield Block(f"{name}: {value}")
        yield Block("")
        body = message.get_body(("plain", "html"))
        if body is not None:
            yield from self._body(body)
        others = [part for part in _leaves(message) if part is not body and _is_attached(part, body)]
        for place, part in enumerate(others):
            yield Block(f"Attachment: {_name_of(part)}", is_set_off=place == 0)
        for part in others:
            yield from self._attachment(part, depth)

    def _body(self, body: Part) -> Iterator[Block]:
        if body.get_content_subtype() == "html":
            yield from html_blocks(_text_of(body))
            return
        yield from self._plain(_text_of(body).encode("utf-8", "replace"))

    def _plain(self, data: bytes) -> Iterator[Block]:
        try:
            text = read_plain(data, self._language)
        except DomainError:  # a mail of attachments alone
            return
        yield from _blocks_of(text.content)

    def _attachment(self, part: Part, depth: int) -> Iterator[Block]:
        self._parts += 1
        if self._parts > _MOST_PARTS or depth >= _DEEPEST:
            self.warnings.append(TOO_MANY_ATTACHMENTS)
            return
        yield Block("", starts_part=True)
        if part.get_content_type() == "message/rfc822":
            for inner in part.iter_parts():
                yield from self.message(inner, depth + 1)
            return
        yield from self._file(_bytes_of(part), part.get_content_maintype() == "text")

    def _file(self, data: bytes, is_text: bool) -> Iterator[Block]:  # noqa: FBT001  one call, beside it
        found = format_of(data)
        if found is None and is_text:
            yield from self._plain(data)
            return
        if found not in MEDIA_TYPES or found == "EML":
            self.warnings.append(ATTACHMENT_UNREAD)
            return
        try:
            text = self._extract(found, data, self._language)
        except DomainError:
            self.warnings.append(ATTACHMENT_UNREAD)
            return
        self.warnings += text.warnings
        yield from _blocks_of(text.content)


def _blocks_of(content: str) -> Iterator[Block]:
    """Yield the lines of a canonical text, blank ones included."""
    return (Block(line, is_item=True) for line in content.split("\n"))


def _head(message: Part, name: str) -> str:
    try:
        value = message[name]
        if name == "Date" and value is not None and value.datetime is not None:
            day = value.datetime
            return f"{day.day} {day:%B %Y}, {day:%H:%M}"
        return " ".join(str(value or "").split())[:_LONGEST_HEAD]
    except (ValueError, IndexError, AttributeError):  # the library's parser of addresses gives up on some
        return ""


def _text_of(part: Part) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):
        return _bytes_of(part).decode("cp1252", "replace")


def _bytes_of(part: Part) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _leaves(message: Part) -> Iterator[Part]:
    """Yield the parts that hold something, mails in the mail whole."""
    waiting: list[Part] = [message]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting[:0] = list(part.iter_parts())
        else:
            yield part


def _is_attached(part: Part, body: Part | None) -> bool:
    """Leave out the other form of the text, and pictures that only adorn it."""
    if body is None:
        return True
    if part.is_attachment() or part.get_filename() or part.get_content_type() == "message/rfc822":
        return part.get_content_disposition() != "inline" or part.get_content_maintype() != "image"
    return part.get_content_type() not in {"text/plain", "text/html"}


def _name_of(part: Part) -> str:
    return " ".join((part.get_filename() or part.get_content_type()).split())[:_LONGEST_NAME]
