"""The file of a backup: one zip with the database, the originals, the secret key, and a manifest that tells all of it."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

from app.backups.errors import BackupDamagedError, NotABackupError
from app.backups.values import FileDigest, Kind, TableDigest

FORMAT = "weerwoord installation"
VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "database"
SECRET_KEY = "secret_key"  # noqa: S105  the member's name
ORIGINALS = "originals/"

_CHUNK = 1024 * 1024
_LONGEST_MANIFEST = 256 * 1024 * 1024
_NAME = re.compile(r"manifest\.json|database|secret_key|originals/[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    """What a backup says that it holds."""

    kind: Kind
    revision: str
    made_at: datetime
    tables: dict[str, TableDigest]
    files: dict[str, FileDigest]
    missing: tuple[str, ...]
    damaged: tuple[str, ...]

    @property
    def originals(self) -> list[str]:
        """Return the names of the originals, by the SHA-256 that they had."""
        return sorted(name.removeprefix(ORIGINALS) for name in self.files if name.startswith(ORIGINALS))

    def as_json(self) -> bytes:
        """Return the manifest as it stands in the file."""
        told = {"format": FORMAT, "version": VERSION, **asdict(self)}
        told |= {"kind": self.kind.value, "made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1, ensure_ascii=False).encode()


def _read_manifest(found: dict[str, Any]) -> Manifest:
    return Manifest(
        kind=Kind(found["kind"]),
        revision=str(found["revision"]),
        made_at=datetime.fromisoformat(found["made_at"]),
        tables={name: TableDigest(**one) for name, one in found["tables"].items()},
        files={name: FileDigest(**one) for name, one in found["files"].items()},
        missing=tuple(found["missing"]),
        damaged=tuple(found["damaged"]),
    )


class BackupWriter:
    """Writes the members one after the other, the manifest last."""

    def __init__(self, file: IO[bytes]) -> None:
        """Write into an open file."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self.files: dict[str, FileDigest] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._zip.close()

    def add_file(self, name: str, path: Path, *, is_packed: bool = False) -> FileDigest:
        """Copy a file into the zip; return what was copied."""
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._zip.open(info, "w", force_zip64=True) as member:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.files[name] = FileDigest(size, digest.hexdigest())
        return self.files[name]

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write a short member."""
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        self._zip.writestr(info, data)
        self.files[name] = FileDigest(len(data), hashlib.sha256(data).hexdigest())

    def write_manifest(self, manifest: Manifest) -> None:
        """Write what the file holds; without it, it is no backup."""
        self._zip.writestr(zipfile.ZipInfo(MANIFEST), manifest.as_json())


class BackupReader:
    """Reads a backup; hashes are compared by `check`, before anything is used."""

    def __init__(self, path: Path) -> None:
        """Read the manifest. Raises NotABackupError."""
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, NotImplementedError, EOFError, zipfile.BadZipFile) as error:
            raise NotABackupError(path=path) from error
        try:
            self.manifest = self._load(path)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._zip.close()

    def _load(self, path: Path) -> Manifest:
        infos = {info.filename: info for info in self._zip.infolist()}
        if len(infos) != len(self._zip.infolist()) or not all(_NAME.fullmatch(name) for name in infos):
            raise NotABackupError(path=path)
        try:
            if infos[MANIFEST].file_size > _LONGEST_MANIFEST:
                raise NotABackupError(path=path)
            found = json.loads(self._zip.read(MANIFEST))
            if (found["format"], found["version"]) != (FORMAT, VERSION):
                raise NotABackupError(path=path)
            manifest = _read_manifest(found)
        except (KeyError, TypeError, ValueError, AttributeError, OSError, zipfile.BadZipFile) as error:
            raise NotABackupError(path=path) from error
        if set(infos) - {MANIFEST} != set(manifest.files) or not {DATABASE, SECRET_KEY} <= set(infos):
            raise NotABackupError(path=path)
        return manifest

    def check(self) -> None:
        """Compare every member with the manifest; BackupDamagedError names the first that differs."""
        for name, told in self.manifest.files.items():
            digest, size = hashlib.sha256(), 0
            # Never more than what was promised is unpacked, whatever the member would grow to.
            for chunk in self._read(name):
                digest.update(chunk)
                size += len(chunk)
                if size > told.bytes:
                    break
            if FileDigest(size, digest.hexdigest()) != told:
                raise BackupDamagedError(where=name, problem="its SHA-256 is another one")

    def extract(self, name: str, target: Path) -> None:
        """Write a member that was checked to a file, for its owner alone."""
        target.touch(mode=0o600)
        with target.open("wb") as file:
            for chunk in self._read(name):
                file.write(chunk)

    def read(self, name: str) -> bytes:
        """Return a member that was checked."""
        return b"".join(self._read(name))

    def _read(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except (
            OSError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise BackupDamagedError(where=name, problem="it cannot be read") from error
