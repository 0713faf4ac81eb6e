"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

# What is written aside by `put_whole` begins with this; a process that was killed may leave one behind.
INCOMING = ".incoming-"


@contextmanager
def written_aside(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, for its owner alone; when the block ends well it stands on disk under its name.

    A block that fails leaves nothing behind. Raises OSError.
    """
    aside = target.with_name(f".{target.name}.part")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def put_whole(target: Path, data: bytes, *, is_durable: bool = True) -> None:
    """Write bytes aside and rename them: whoever looks meanwhile sees the whole file or none.

    On disk, whole, when this returns, unless `is_durable` is false. Any number may write the same file at once.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=INCOMING)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if is_durable:
        sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Let a file's content outlive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
