"""How parent and child talk over a pipe: a JSON head and bytes, each with its length before it.

JSON and not pickle: what a child says that read a booby-trapped file is not to be believed.
"""

import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">QQ")


class BrokenFrameError(Exception):
    """The other side ended, or says more than it may."""


def write_frame(pipe: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    packed = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    pipe.write(_LENGTHS.pack(len(packed), len(body)))
    pipe.write(packed)
    pipe.write(body)
    pipe.flush()


def read_frame(pipe: BinaryIO, most_bytes: int) -> tuple[dict[str, Any], bytes]:
    """Read one message; BrokenFrameError when it ends early or is longer than `most_bytes`."""
    head_length, body_length = _LENGTHS.unpack(_read(pipe, _LENGTHS.size))
    if head_length + body_length > most_bytes:
        raise BrokenFrameError
    head = json.loads(_read(pipe, head_length).decode("utf-8", "surrogatepass"))
    return head, _read(pipe, body_length)


def _read(pipe: BinaryIO, length: int) -> bytes:
    data = pipe.read(length)
    if len(data) != length:
        raise BrokenFrameError
    return data
