"""Reading documents in a child process that is kept warm, and ended when a file takes more than it may.

A child is a fresh Python that speaks over two pipes, never a fork: the parent may run any number of threads. At most
a few live at a time, each reads one file after another, and none outlives its parent.
"""

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import structlog

from app.documents.extract import errors
from app.documents.extract.frames import BrokenFrameError, read_frame, write_frame
from app.documents.extract.limits import MEGABYTE
from app.documents.extract.packing import unpack_text
from app.documents.values import CanonicalText
from app.errors import DomainError
from app.text.errors import BinaryContentError, EmptyTextError

log = structlog.get_logger()

_ROOT = Path(__file__).resolve().parents[3]
_MOST_CHILDREN = 2
# A leak in a library is no reason to restart by hand.
_JOBS_OF_A_CHILD = 200
_LARGEST_ANSWER = 100 * MEGABYTE
# Nothing else of the parent's environment, which holds passwords, reaches a process that reads strangers' files.
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "TESSDATA_PREFIX", "FONTCONFIG_PATH")
_KNOWN_ERRORS: dict[str, type[DomainError]] = {
    one.__name__: one
    for one in (
        errors.ContentTooLargeError,
        errors.DamagedFileError,
        errors.EncryptedFileError,
        errors.NoSuchPageError,
        errors.NoWordsInPictureError,
        errors.OfficeMissingError,
        errors.ReadingTakesTooLongError,
        errors.ScanReaderMissingError,
        errors.UnreadableFormatError,
        BinaryContentError,
        EmptyTextError,
    )
}


@dataclass(frozen=True)
class Limits:
    """Processor time of the child itself, and time on the wall with all that it starts; in seconds."""

    cpu_seconds: int
    wall_seconds: float


PRINT = Limits(cpu_seconds=30, wall_seconds=60)
# A hundred scanned pages; Tesseract is a process of its own, with a limit for each page.
SCANS = Limits(cpu_seconds=120, wall_seconds=600)
PICTURE = Limits(cpu_seconds=20, wall_seconds=30)


def extract_in_child(
    file_format: str,
    data: bytes,
    language: str | None,
    limits: Limits = PRINT,
    *,
    from_pictures: bool = False,
) -> CanonicalText:
    """Return the canonical text of a file in a format of app.documents.extract.kinds.

    `from_pictures` reads the pages of a PDF as a scan, whatever text it holds.
    Raises the errors of app.documents.extract.errors and app.text.errors.
    """
    head = {
        "act": "extract",
        "format": file_format,
        "language": language,
        "from_pictures": from_pictures,
    }
    answer, _ = POOL.ask(head, data, limits)
    return unpack_text(answer["text"])


def picture_in_child(file_format: str, data: bytes, page: int, angle: float) -> bytes:
    """Return a page, counted from 1 and turned by `angle`, as a PNG; NoSuchPageError beyond the last."""
    head = {"act": "picture", "format": file_format, "page": page, "angle": angle}
    return POOL.ask(head, data, PICTURE)[1]


class _Child:
    """One process, and how many files it has read."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "PYTHONPATH": str(_ROOT),
            "PYTHONIOENCODING": "utf-8",
            "LC_ALL": "C.UTF-8",
            # Two processors with four threads each read a page slower than two with one.
            "OMP_THREAD_LIMIT": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "app.documents.extract.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_ROOT,
            start_new_session=True,
        )
        self.jobs = 0
        self.is_late = False

    def ask(self, head: dict[str, Any], body: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
        """Send one request and wait for its answer; BrokenFrameError when the child died or was ended."""
        self.jobs += 1
        watch = threading.Timer(limits.wall_seconds, self._end_late)
        watch.daemon = True
        watch.start()
        try:
            write_frame(
                cast("BinaryIO", self.process.stdin), {**head, "cpu_seconds": limits.cpu_seconds}, body
            )
            return read_frame(cast("BinaryIO", self.process.stdout), _LARGEST_ANSWER)
        except (OSError, ValueError) as error:
            raise BrokenFrameError from error
        finally:
            watch.cancel()

    def _end_late(self) -> None:
        self.is_late = True
        self._kill()

    def _kill(self) -> None:
        """End the process with all that it started: Tesseract, LibreOffice."""
        if hasattr(os, "killpg"):
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
        else:
            self.process.kill()

    def end(self) -> int:
        """End the process and return how it ended: minus the signal, where a signal ended it by itself."""
        status = self.process.poll()
        if status is None and not self.is_late:
            # The pipe breaks a moment before the process is gone; its own end says why.
            try:
                status = self.process.wait(0.5)
            except subprocess.TimeoutExpired:
                status = None
        self._kill()
        self.process.wait(10)
        self.let_go()
        return self.process.returncode if status is None else status

    def let_go(self) -> None:
        """Close our ends of the pipes."""
        for pipe in (self.process.stdin, self.process.stdout):
            # The rest of a request that nobody read cannot be written any more.
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def close(self) -> None:
        """End a child that waits for work."""
        self._kill()
        self.end()


class _Pool:
    """The children that wait for work. A process that was forked from this one starts its own."""

    def __init__(self) -> None:
        self._waiting: list[_Child] = []
        self._of_the_parent: list[_Child] = []
        self._start_afresh()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_afresh)

    def _start_afresh(self) -> None:
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_MOST_CHILDREN)
        for child in self._waiting:
            child.let_go()
        # Kept, for they are not ours to wait for; let go, so that they end with their own parent.
        self._of_the_parent += self._waiting
        self._waiting = []

    def ask(self, head: dict[str, Any], body: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
        """Have one request answered; raises the DomainError that the answer names, or that its end amounts to."""
        if not self._turns.acquire(timeout=limits.wall_seconds):
            raise errors.ReadingTakesTooLongError
        try:
            answer = self._ask(self._take(), head, body, limits)
        finally:
            self._turns.release()
        if "error" in answer[0]:
            raise _error_of(answer[0])
        return answer

    def _ask(
        self, child: _Child, head: dict[str, Any], body: bytes, limits: Limits
    ) -> tuple[dict[str, Any], bytes]:
        try:
            answer = child.ask(head, body, limits)
        except BrokenFrameError as broken:
            status = child.end()
            log.warning("reading_ended_its_process", format=head["format"], status=status)
            raise _error_of_end(child, status, head["format"]) from broken
        except BaseException:
            child.close()
            raise
        if child.jobs >= _JOBS_OF_A_CHILD:
            child.close()
        else:
            with self._lock:
                self._waiting.append(child)
        return answer

    def _take(self) -> _Child:
        while True:
            with self._lock:
                if not self._waiting:
                    break
                child = self._waiting.pop()
            if child.process.poll() is None:
                return child
            child.close()
        return _Child()

    def idle_process(self) -> int:
        """Return the number of a process that waits for work; LookupError where none does."""
        with self._lock:
            return self._waiting[-1].process.pid

    def close(self) -> None:
        """End all children that wait for work."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for child in waiting:
            child.close()


def _error_of(answer: dict[str, Any]) -> DomainError:
    if "trace" in answer:
        log.warning("file_not_read", where=answer["trace"])
    known = _KNOWN_ERRORS.get(answer["error"], errors.DamagedFileError)
    return known(**answer["facts"])


def _error_of_end(child: _Child, status: int, file_format: str) -> DomainError:
    if child.is_late or status == -getattr(signal, "SIGXCPU", 0):
        return errors.ReadingTakesTooLongError()
    # Libraries in C end the process when they get no memory.
    if status in {-signal.SIGABRT, -signal.SIGKILL, -getattr(signal, "SIGTRAP", 0)}:
        return errors.ContentTooLargeError()
    return errors.DamagedFileError(format=file_format)


POOL = _Pool()
atexit.register(POOL.close)
