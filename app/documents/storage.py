"""Where original bytes are kept: under their SHA-256, outside the web root, overwritten only where damaged."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.documents.errors import OriginalMissingError
from app.documents.values import Flaw
from app.files import INCOMING, put_whole

# So old, what was written aside belongs to a process that was killed; nobody was told that it came in.
_LEFT_BEHIND = timedelta(days=1)
_NAME = re.compile(r"[0-9a-f]{64}")


def hash_of(data: bytes) -> str:
    """Return the SHA-256 under which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


class Originals:
    """A folder of original files: `<first two hex digits>/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first file comes in."""
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes with this hash lie, or would lie."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256; they are on disk, whole, when this returns.

        A file that is there and whole stays as it is; one that was damaged is replaced, which heals its documents.
        """
        sha256 = hash_of(data)
        if self.find_flaw(sha256) is not None:
            put_whole(self.path_of(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes with this hash; OriginalMissingError when they are gone or are not what they were."""
        try:
            data = self.path_of(sha256).read_bytes()
        except FileNotFoundError as error:
            raise OriginalMissingError from error
        if hash_of(data) != sha256:
            raise OriginalMissingError
        return data

    def find_flaw(self, sha256: str) -> Flaw | None:
        """Return what is wrong with the file of this hash; it is read piece by piece, however large it is."""
        try:
            with self.path_of(sha256).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return Flaw.MISSING
        except OSError:
            return Flaw.DAMAGED  # it is there, and the disk does not give it back
        return None if found == sha256 else Flaw.DAMAGED

    def list_after(self, sha256: str, now: datetime) -> list[str]:
        """Return the names of the files that follow this one in the order of hashes, up to the end of one folder.

        What a killed process left half written there a day ago or more is cleared away.
        """
        folders = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        for folder in folders:
            if folder.name < sha256[:2] or not folder.is_dir():
                continue
            self._clear(folder, now)
            names = sorted(path.name for path in folder.iterdir() if _NAME.fullmatch(path.name))
            following = [name for name in names if name > sha256]
            if following:
                return following
        return []

    def _clear(self, folder: Path, now: datetime) -> None:
        for path in folder.glob(f"{INCOMING}*"):
            if now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > _LEFT_BEHIND:
                path.unlink(missing_ok=True)
