"""The file of an export: a zip that is the same, byte for byte, for the same content, and is trusted in nothing.

Members are stored, not packed: packing differs from one library to the next, and a file that holds no packed member
cannot be a bomb.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any, Self

from app.transfer.errors import ExportDamagedError, NotAnExportError, OtherFormatError
from app.transfer.values import FORMAT, MANIFEST, ORIGINALS, VERSION, Row

_CHUNK = 1024 * 1024
_LONGEST_MANIFEST = 64 * 1024 * 1024
_ROWS = ".jsonl"
_NAME = re.compile(r"[a-z_]+\.jsonl|originals/[0-9a-f]{64}")
# The first moment that a zip can name.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_ENCRYPTED = 1


class ExportWriter:
    """Writes the members one after the other, the manifest last; the zip is closed when the `with` block ends."""

    def __init__(self, file: IO[bytes]) -> None:
        """Write into an open file."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._zip.close()

    def write_rows(self, table: str, rows: Iterable[Row]) -> int:
        """Write the rows of one table, a line each; return how many there are."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in rows:
                count += 1
                yield to_json(row).encode() + b"\n"

        sha256 = self._write(table + _ROWS, lines())
        self._members[table + _ROWS] = {"rows": count, "sha256": sha256}
        return count

    def write_original(self, sha256: str, data: bytes) -> None:
        """Write the bytes of one original under their SHA-256."""
        written = self._write(ORIGINALS + sha256, [data])
        self._members[ORIGINALS + sha256] = {"bytes": len(data), "sha256": written}

    def write_manifest(self, revision: str) -> None:
        """Write what the file holds; without it, it is no export."""
        manifest = {"format": FORMAT, "version": VERSION, "revision": revision, "members": self._members}
        self._write(MANIFEST, [json.dumps(manifest, indent=1).encode() + b"\n"])

    def _write(self, name: str, chunks: Iterable[bytes]) -> str:
        info = zipfile.ZipInfo(name, date_time=_ALWAYS)
        info.create_system = _UNIX
        info.external_attr = 0o600 << 16
        digest = hashlib.sha256()
        # The long form of sizes throughout: which one is taken must not depend on how long a member becomes.
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                member.write(chunk)
        return digest.hexdigest()


class ExportReader:
    """Reads a file that may be anything."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        """Look at the list of members and the manifest, not yet at what they hold.

        Raises NotAnExportError, ExportDamagedError, OtherFormatError.
        """
        try:
            self._zip = zipfile.ZipFile(file)
        # A zip's directory that was meddled with ends in any of these.
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OverflowError) as error:
            raise NotAnExportError(path=name) from error
        self._size = file.seek(0, 2)
        names = self._check_directory()
        if MANIFEST not in names:
            raise NotAnExportError(path=name)
        manifest = self._read_manifest()
        self.revision = str(manifest.get("revision"))
        self._members: dict[str, dict[str, Any]] = manifest["members"]
        if set(self._members) != names - {MANIFEST}:
            raise ExportDamagedError(where=MANIFEST, problem="it lists other members than there are")

    def _check_directory(self) -> set[str]:
        infos = self._zip.infolist()
        names = {info.filename for info in infos}
        if len(names) != len(infos):
            raise ExportDamagedError(where="its directory", problem="a name occurs twice")
        for info in infos:
            if info.filename != MANIFEST and not _NAME.fullmatch(info.filename):
                problem = "a name that no export has"
                raise ExportDamagedError(where=repr(info.filename), problem=problem)
            is_plain = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
            if not is_plain or info.flag_bits & _ENCRYPTED:
                raise ExportDamagedError(where=info.filename, problem="it is packed, as no export is")
        if sum(info.file_size for info in infos) > self._size:
            raise ExportDamagedError(where="its directory", problem="members overlap")
        return names

    def _read_manifest(self) -> dict[str, Any]:
        if self._zip.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
            raise ExportDamagedError(where=MANIFEST, problem="it is too long")
        manifest = _parse(b"".join(self._read(MANIFEST)), MANIFEST)
        found = f"{manifest.get('format')} {manifest.get('version')}"
        known = f"{FORMAT} {VERSION}"
        if found != known:
            raise OtherFormatError(found=found, known=known)
        members = manifest.get("members")
        if not isinstance(members, dict) or not all(isinstance(one, dict) for one in members.values()):
            raise ExportDamagedError(where=MANIFEST, problem="it lists no members")
        return manifest

    @property
    def tables(self) -> set[str]:
        """Return the tables of which the file holds rows."""
        return {name.removesuffix(_ROWS) for name in self._members if name.endswith(_ROWS)}

    @property
    def originals(self) -> list[str]:
        """Return the SHA-256 of each original, in order."""
        return sorted(name.removeprefix(ORIGINALS) for name in self._members if name.startswith(ORIGINALS))

    def count_rows(self, table: str) -> int:
        """Return how many rows of a table the manifest promises."""
        count = self._members[table + _ROWS].get("rows")
        if type(count) is not int:
            raise ExportDamagedError(where=MANIFEST, problem=f"no number of rows for {table}")
        return count

    def size_of(self, sha256: str) -> int:
        """Return an original's size in bytes."""
        return self._zip.getinfo(ORIGINALS + sha256).file_size

    def check_hashes(self) -> None:
        """Read every member and compare its SHA-256; ExportDamagedError names the first that differs."""
        for name, told in self._members.items():
            digest = hashlib.sha256()
            for chunk in self._read(name):
                digest.update(chunk)
            is_named_by_hash = not name.startswith(ORIGINALS) or name == ORIGINALS + digest.hexdigest()
            if digest.hexdigest() != told.get("sha256") or not is_named_by_hash:
                raise ExportDamagedError(where=name, problem="its SHA-256 is another one")

    def read_rows(self, table: str) -> Iterator[Row]:
        """Give a table's rows, in order."""
        name = table + _ROWS
        try:
            with self._zip.open(name) as member:
                for line in member:
                    yield _parse(line, name)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise ExportDamagedError(where=name, problem="it cannot be read") from error

    def read_original(self, sha256: str) -> bytes:
        """Return an original's bytes."""
        return b"".join(self._read(ORIGINALS + sha256))

    def _read(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise ExportDamagedError(where=name, problem="it cannot be read") from error


def to_json(value: object) -> str:
    """Return one line of JSON in ASCII: no text holds a character that ends a line or that an editor changes."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _parse(line: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ExportDamagedError(where=name, problem="it is no JSON") from error
    if not isinstance(found, dict):
        raise ExportDamagedError(where=name, problem="a line is no record")
    return found
