"""The process that reads documents: one request after another from standard input, until it ends."""

import logging
import os
import sys
import traceback
from typing import Any, BinaryIO

from app.documents.extract.errors import ContentTooLargeError, DamagedFileError
from app.documents.extract.frames import BrokenFrameError, read_frame, write_frame
from app.documents.extract.limits import MEGABYTE, begin_job, shut_in
from app.documents.extract.packing import pack_text
from app.errors import DomainError

_LARGEST_REQUEST = 300 * MEGABYTE


def main() -> None:
    """Answer requests; errors are answers too. Ends when the parent closes the pipe."""
    requests, answers = _own_pipes()
    shut_in()
    _warm_up()
    while True:
        try:
            head, body = read_frame(requests, _LARGEST_REQUEST)
        except BrokenFrameError:
            return
        begin_job(head["cpu_seconds"])
        write_frame(answers, *_answer(head, body))


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep standard output for answers: what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.disable()
    return sys.stdin.buffer, answers


def _warm_up() -> None:
    """Load what nearly every document needs, so that no document pays for it."""
    import pypdfium2  # noqa: F401, PLC0415

    from app.documents.extract import kinds  # noqa: F401, PLC0415


def _answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return _do(head, body)
    except DomainError as error:
        return {"error": type(error).__name__, "facts": error.facts}, b""
    except (MemoryError, OverflowError):
        return {"error": ContentTooLargeError.__name__, "facts": {}}, b""
    except Exception as error:  # noqa: BLE001  libraries raise anything for a broken file; the child lives on
        # Where it was raised, and not what it says: that may quote a letter.
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {
            "error": DamagedFileError.__name__,
            "facts": {"format": head["format"]},
            "trace": f"{type(error).__name__} in {os.path.basename(last.filename)}:{last.lineno}",  # noqa: PTH119
        }, b""


def _do(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    from app.documents.extract.kinds import extract, picture_of  # noqa: PLC0415  loaded in _warm_up

    if head["act"] == "picture":
        return {}, picture_of(head["format"], body, head["page"], head["angle"])
    return {
        "text": pack_text(
            extract(head["format"], body, head["language"], from_pictures=head["from_pictures"])
        )
    }, b""


if __name__ == "__main__":
    main()
