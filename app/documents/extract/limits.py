"""What the child process that reads documents may use. Only the child calls this: nothing here can be undone."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

try:
    import resource
except ImportError:  # Windows has none of this; time is limited by the parent everywhere
    resource = None  # type: ignore[assignment]

MEGABYTE = 1024 * 1024
# Reading print takes under 150 MB; a page of a scan as a picture, beside Tesseract, under 600 MB.
PRINT_BYTES = 500 * MEGABYTE
SCAN_BYTES = 1200 * MEGABYTE
# LibreOffice maps far more than it uses.
OFFICE_BYTES = 3000 * MEGABYTE
# Files that Tesseract and LibreOffice write aside.
_LARGEST_FILE = 200 * MEGABYTE
_OPEN_FILES = 128
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def shut_in() -> None:
    """Take from this process what no reading needs: the network, large files, core dumps, most of the memory."""
    _leave_the_network()
    sys.addaudithook(_refuse_sockets)
    if resource is not None:
        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, _LARGEST_FILE)
        _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
        _lower(resource.RLIMIT_AS, OFFICE_BYTES)


def begin_job(cpu_seconds: int) -> None:
    """Give the job that starts now its own memory and processor time; beyond it the system kills this process."""
    if resource is None:
        return
    _set_soft(resource.RLIMIT_AS, PRINT_BYTES)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set_soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds)


def room_for_scans() -> AbstractContextManager[None]:
    """Allow the memory that a scanned page takes."""
    return _room(SCAN_BYTES)


def room_for_office() -> AbstractContextManager[None]:
    """Allow the memory that LibreOffice asks for."""
    return _room(OFFICE_BYTES)


@contextmanager
def _room(most_bytes: int) -> Iterator[None]:
    if resource is None:
        yield
        return
    before, _ = resource.getrlimit(resource.RLIMIT_AS)
    _set_soft(resource.RLIMIT_AS, most_bytes)
    try:
        yield
    finally:
        _set_soft(resource.RLIMIT_AS, before)


def _lower(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (ceiling, ceiling))


def _set_soft(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _leave_the_network() -> None:
    """Move to a network name space without any interface, where the system lets us; programs we start are in it too."""
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        # Root may do it as it is; others as the root of a user name space of their own.
        if unshare(_CLONE_NEWNET) != 0 and os.getuid() != 0:
            unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse_sockets(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith("socket."):
        raise PermissionError("reading a document opens no connection")
