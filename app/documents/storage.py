"""Where original bytes are kept: under their SHA-256, outside the web root, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path

from app.documents.errors import OriginalMissingError
from app.files import sync_folder


class Originals:
    """A folder of original files: `<first two hex digits>/<sha256>`."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first file comes in."""
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes with this hash lie, or would lie."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256; they are on disk, whole, when this returns."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path_of(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes with this hash; OriginalMissingError when they are gone or are not what they were."""
        try:
            data = self.path_of(sha256).read_bytes()
        except FileNotFoundError as error:
            raise OriginalMissingError from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OriginalMissingError
        return data
