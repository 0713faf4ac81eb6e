"""The watched folder: files that a scanner or a person puts there come in by themselves.

Each campaign has a folder in it under its short name. A file whose bytes and row are on file is moved to `done/` beside
it, never deleted. A crash between the two leaves the file: it is then known by its place and its hash.
"""

import errno
import os
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import structlog

from app.campaigns.queries import get_open_campaign, list_open_slugs
from app.db import Database
from app.documents.queries import find_document_by_hash, find_provenance_by_path
from app.documents.storage import Originals, hash_of
from app.documents.uploads import media_type_of, safe_name
from app.documents.values import Way
from app.errors import DomainError
from app.files import sync_folder
from app.intake.services import Received, receive

log = structlog.get_logger()

DONE = "done"
_LONGEST_PATH = 400
# File systems without second names, and files of another account.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}


@dataclass(frozen=True)
class LeftFile:
    """Something that stays where it lies: `path` is its place below the watched folder, `why` the reason."""

    path: str
    why: str


@dataclass(frozen=True)
class _Found:
    path: Path
    slug: str
    is_fresh: bool  # it changed a moment ago, perhaps it is half written
    why: str  # it is left for; empty: it can be taken in
    stamp: tuple[int, int]

    @property
    def place(self) -> str:
        return f"{self.slug}/{self.path.name}" if self.slug else self.path.name


@dataclass
class WatchedFolder:
    """The folder, and what was said about it already: a file that is left is logged once, not at each look."""

    database: Database
    originals: Originals
    folder: Path
    settle: timedelta
    largest: int  # bytes
    said: set[tuple[str, str]] = field(default_factory=set)
    # On file, and not to be moved: not read again at each look.
    stuck: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take_in(self, now: datetime, keep_going: Callable[[], bool]) -> int:
        """Take in what lies there and has settled; return how many files that was. Nothing is read yet."""
        if not self.folder.is_dir():
            return 0
        with self.database.reading() as session:
            slugs = list_open_slugs(session)
        taken, left = 0, set()
        for found in _look_into(self.folder, slugs, now, settle=self.settle, largest=self.largest):
            if not keep_going():
                return taken
            why = found.why
            if not why and not found.is_fresh:
                why = self._take_in_one(found, now)
                taken += not why
            if why:
                left.add((found.place, why))
        for place, why in sorted(left - self.said):
            log.warning("left_in_watched_folder", path=_printable(place), why=why)
        self.said = left
        return taken

    def _take_in_one(self, found: _Found, now: datetime) -> str:
        """Take a file in and move it away; return why it is left, empty when it is done."""
        try:
            if self.stuck.get(found.place) != found.stamp:
                data = _read_whole(found.path, found.stamp)
                if data is None:
                    return ""  # it is being written: the next look finds it settled
                self._put_on_file(found, data, now)
                self.stuck[found.place] = found.stamp
            _move_to_done(found.path)
            del self.stuck[found.place]
        except FileNotFoundError:
            return ""  # another worker was faster
        except (OSError, DomainError) as error:
            return str(error)
        return ""

    def _put_on_file(self, found: _Found, data: bytes, now: datetime) -> None:
        with self.database.writing() as session:
            campaign = get_open_campaign(session, found.slug)
            document = find_document_by_hash(session, campaign, hash_of(data))
            if document is not None and find_provenance_by_path(session, document, found.place):
                return
            received = Received(
                name=safe_name(found.path.name),
                data=data,
                text="",
                media_type=media_type_of(data),
                way=Way.FOLDER,
                path=found.place,
            )
            receive(session, self.originals, campaign, received, actor=None, now=now)


def list_left(folder: Path, slugs: Collection[str], now: datetime, *, largest: int) -> list[LeftFile]:
    """Return what lies in the watched folder and will never be taken in as it is; nothing is changed."""
    found = _look_into(folder, slugs, now, settle=timedelta(0), largest=largest)
    return [LeftFile(_printable(one.place), one.why) for one in found if one.why]


def _look_into(
    folder: Path, slugs: Collection[str], now: datetime, *, settle: timedelta, largest: int
) -> Iterator[_Found]:
    known = set(slugs)
    for entry in _entries(folder):
        if entry.name in known and entry.is_dir(follow_symlinks=False):
            for file in _entries(Path(entry.path)):
                if file.name != DONE:
                    yield _judge(file, entry.name, now, settle, largest)
        else:
            yield _Found(Path(entry.path), "", False, _why_not_here(entry), (0, 0))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what lies in a folder by name. Names with a dot in front are for those who write into it."""
    with os.scandir(folder) as entries:
        return sorted((one for one in entries if not one.name.startswith(".")), key=lambda one: one.name)


def _why_not_here(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return "no campaign that is open has this short name"
    return "it lies beside the folders of the campaigns: put it into one of them"


def _judge(entry: os.DirEntry[str], slug: str, now: datetime, settle: timedelta, largest: int) -> _Found:
    path = Path(entry.path)
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return _Found(path, slug, False, f"it cannot be looked at: {error.strerror}", (0, 0))
    # The time of the last change of its row in the file system: no program that copies sets it back.
    age = now - datetime.fromtimestamp(status.st_ctime, UTC)
    why = _why_left(entry.name, slug, status, largest)
    is_fresh = timedelta(0) <= age < settle
    if is_fresh and why == _EMPTY:
        why = ""  # whoever writes it has only begun
    return _Found(path, slug, is_fresh, why, _stamp(status))


_EMPTY = "it is empty"


def _why_left(name: str, slug: str, status: os.stat_result, largest: int) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "it is a link to another file: put the file itself here"
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder: put its files here"
    if not stat.S_ISREG(status.st_mode):
        return "it is no file"
    if _printable(name) != name or len(f"{slug}/{name}") > _LONGEST_PATH:
        return "its name cannot be read: give it another"
    if status.st_size == 0:
        return _EMPTY
    if status.st_size > largest:
        return f"it is larger than {largest // 1024 // 1024} MB"
    return ""


def _printable(name: str) -> str:
    """Return a name without what is no UTF-8, as old discs and other systems leave it."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def _read_whole(path: Path, stamp: tuple[int, int]) -> bytes | None:
    """Return the bytes of a file; None if it changed since it was looked at. A link is not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(stamp[0] + 1)
        status = os.fstat(file.fileno())
    return data if _stamp(status) == stamp and len(data) == stamp[0] else None


def _move_to_done(path: Path) -> None:
    """Move a file to `done/` beside it under its own name, with a number where that is taken; never over another."""
    done = path.parent / DONE
    done.mkdir(exist_ok=True)
    for number in count(1):
        target = done / (path.name if number == 1 else f"{path.stem} ({number}){path.suffix}")
        if _takes_name(path, target):
            break
    sync_folder(done)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _takes_name(path: Path, target: Path) -> bool:
    """Give a file a second name; False where another file has it."""
    try:
        # A name that is taken is refused; a rename would put the other file out of the world.
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        return path.samefile(target)  # a crash came between the second name and the end of the first
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            return False
        path.rename(target)
    return True
