"""Reading what a browser sends as a file: a safe name, the bytes, and what the content really is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import puremagic

UNKNOWN_TYPE = "application/octet-stream"
_LONGEST_NAME = 200
# Characters that turn the direction of reading, break a line, steer a terminal, or that no file system takes.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Upload:
    """A file as it came; all empty where none was chosen."""

    name: str
    data: bytes
    media_type: str


def read_uploads(files: Iterable[Any]) -> list[Upload]:
    """Return the files that were chosen; a browser sends one without a name where none was."""
    return [read_upload(file) for file in files if getattr(file, "filename", "")]


def read_upload(file: Any) -> Upload:
    """Return what was uploaded. The media type is that of the content; what the browser claims is not believed."""
    if file is None or not getattr(file, "filename", ""):
        return Upload("", b"", UNKNOWN_TYPE)
    data = file.read()
    return Upload(safe_name(file.filename), data, media_type_of(data))


def safe_name(name: str) -> str:
    r"""Return a file name without path, control and direction-turning characters, its ending kept when it is cut.

    >>> safe_name("../../brief\u202etxt.exe")
    'brieftxt.exe'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = _UNSAFE.sub("", last).strip(" .") or "file"
    if len(clean) <= _LONGEST_NAME:
        return clean
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 20]}{dot}{ending[:15]}" if dot else clean[:_LONGEST_NAME]


def media_type_of(data: bytes) -> str:
    """Return the media type that the first bytes tell; plain text where they tell none and no NUL stands in them."""
    try:
        found = puremagic.from_string(data[:4096], mime=True) if data else ""
    except puremagic.PureError:
        found = ""
    if found:
        return str(found)
    return UNKNOWN_TYPE if b"\x00" in data[:4096] else "text/plain"
