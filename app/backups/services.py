"""Writing a backup of the whole installation while it runs, and putting one back into an empty place."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts.ended import end_all_sign_ins
from app.backups.archive import DATABASE, ORIGINALS, SECRET_KEY, BackupReader, BackupWriter, Manifest
from app.backups.digests import digest_file
from app.backups.errors import (
    BackupNotWrittenError,
    BackupThereError,
    NewerBackupError,
    NotEmptyError,
    OtherDatabaseError,
)
from app.backups.models import BackupMade
from app.backups.postgresql import PostgreSQLStore
from app.backups.snapshots import Snapshot, Store
from app.backups.sqlite import SQLiteStore
from app.backups.values import BackupMadeFacts, Proof, Restored
from app.db import Database
from app.documents.storage import Originals
from app.errors import N_
from app.files import written_aside
from app.mail.restored import call_back_after_restore
from app.mail.services import pause_channel
from app.settings import Settings

# What left between the backup and the loss of the machine would leave once more.
RESTORED = N_(
    "This installation was put back from a backup: mails that wait here may have left since. Look at them, then"
    " let sending go on."
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE_NAME_LENGTH = 300


def store_of(settings: Settings) -> Store:
    """Return the installation's database as backups see it."""
    address = settings.database_address
    return (
        SQLiteStore(address) if address.startswith("sqlite") else PostgreSQLStore(address, settings.pg_tools)
    )


# ---- Writing


def write_backup(settings: Settings, path: Path, *, now: datetime) -> BackupMadeFacts:
    """Write a backup into a new file, for its owner alone, then put it back into a fresh place and compare.

    The database is taken first and the originals after it: they are on disk before their row and never deleted, so each row's
    is there. One that is missing or damaged all the same is named, and the backup is kept.
    Raises BackupThereError, BackupNotWrittenError, ToolMissingError, ToolFailedError, BackupDamagedError.
    """
    if path.exists():
        raise BackupThereError(path=path)
    try:
        with _workplace(path) as folder:
            store = store_of(settings)
            manifest = _write(store.take(folder), store, settings, path, now)
            proof = _prove(store, path, folder)
    except OSError as error:
        raise BackupNotWrittenError(path=path, reason=error.strerror or error) from error
    return BackupMadeFacts(
        path=str(path),
        file=digest_file(path),
        kind=manifest.kind,
        revision=manifest.revision,
        made_at=now,
        tables=manifest.tables,
        originals=len(manifest.originals),
        missing=manifest.missing,
        damaged=manifest.damaged,
        proof=proof,
    )


@contextmanager
def _workplace(path: Path) -> Iterator[Path]:
    """Give an empty folder beside the backup, where there is room for it; what a killed run left there goes."""
    folder = path.with_name(f".{path.name}.work")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(snapshot: Snapshot, store: Store, settings: Settings, path: Path, now: datetime) -> Manifest:
    with written_aside(path) as file, BackupWriter(file) as writer:
        # A dump is packed already.
        writer.add_file(DATABASE, snapshot.file, is_packed=isinstance(store, SQLiteStore))
        snapshot.file.unlink()
        damaged = [
            sha256
            for sha256, original in _list_originals(settings.originals_folder)
            if writer.add_file(ORIGINALS + sha256, original).sha256 != sha256
        ]
        writer.add_bytes(SECRET_KEY, settings.get_secret_key().encode())
        missing = [sha256 for sha256 in sorted(snapshot.documents) if ORIGINALS + sha256 not in writer.files]
        manifest = Manifest(
            kind=store.kind,
            revision=snapshot.revision,
            made_at=now,
            tables=snapshot.tables,
            files=writer.files,
            missing=_called(missing, snapshot),
            damaged=_called(damaged, snapshot),
        )
        writer.write_manifest(manifest)
    return manifest


def _list_originals(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give every original that is whole on disk; names of other shapes are of files that are just coming in."""
    for path in sorted(folder.glob("??/*")):
        if _SHA256.fullmatch(path.name):
            yield path.name, path


def _called(hashes: list[str], snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(f"{sha256} ({snapshot.documents.get(sha256, 'of no document')})" for sha256 in hashes)


def _prove(store: Store, path: Path, folder: Path) -> Proof:
    with BackupReader(path) as reader:
        reader.check()
        database = folder / "from_backup"
        reader.extract(DATABASE, database)
        return store.prove(database, folder, reader.manifest.tables)


def record_backup(session: Session, made: BackupMadeFacts) -> None:
    """Write down that a whole backup was made, so that its age shows."""
    session.add(
        BackupMade(
            made_at=made.made_at,
            file_name=Path(made.path).name[:_FILE_NAME_LENGTH],
            bytes=made.file.bytes,
            sha256=made.file.sha256,
            is_verified=made.proof is Proof.RESTORED,
        )
    )


# ---- Putting back


def restore_backup(
    settings: Settings,
    path: Path,
    *,
    now: datetime,
    is_known: Callable[[str], bool],
    upgrade: Callable[[Database], None],
    hold_due: Callable[[Session], object],
) -> Restored:
    """Put a backup back into an empty home folder and database; sending is paused until a person lets it go on.

    Everybody signs in anew, and no one-time link works: see `end_all_sign_ins`.

    `is_known` tells whether this program knows a revision, `upgrade` brings a database that is behind to its own. `hold_due` is
    called once sending stands still: what is due by now may have been told after the backup was made, and waits for a person.
    Everything is checked before anything is written, and every row compared before it is used.
    Raises NotABackupError, BackupDamagedError, OtherDatabaseError, NewerBackupError, NotEmptyError, DatabaseInUseError,
    ToolMissingError, ToolFailedError, BackupNotWrittenError.
    """
    store = store_of(settings)

    def finish(database: Database) -> None:
        upgrade(database)
        with database.writing() as session:
            pause_channel(session, why=RESTORED, now=now)
            call_back_after_restore(session)
            end_all_sign_ins(session, now)
            hold_due(session)

    with BackupReader(path) as reader:
        manifest = reader.manifest
        _refuse_unfit(manifest, store, is_known)
        _refuse_unless_empty(settings, store, manifest)
        reader.check()
        try:
            kept = _put_originals_back(reader, Originals(settings.originals_folder))
            has_own_key = _put_key_back(reader, settings)
            with _workplace(settings.home.resolve() / "restore") as folder:
                database = folder / "from_backup"
                reader.extract(DATABASE, database)
                store.put_back(database, manifest.tables, finish)
        except OSError as error:
            raise BackupNotWrittenError(path=settings.home, reason=error.strerror or error) from error
    rows = sum(table.rows for table in manifest.tables.values())
    return Restored(
        kind=manifest.kind,
        revision=manifest.revision,
        made_at=manifest.made_at,
        rows=rows,
        originals=kept,
        missing=manifest.missing,
        damaged=manifest.damaged,
        has_own_key=has_own_key,
    )


def _refuse_unfit(manifest: Manifest, store: Store, is_known: Callable[[str], bool]) -> None:
    if manifest.kind is not store.kind:
        raise OtherDatabaseError(found=manifest.kind.value, known=store.kind.value)
    if not is_known(manifest.revision):
        raise NewerBackupError(revision=manifest.revision)


def _refuse_unless_empty(settings: Settings, store: Store, manifest: Manifest) -> None:
    """Refuse a place with other originals; those of this very backup are of a restore that was broken off."""
    ours = set(manifest.originals)
    if any(sha256 not in ours for sha256, _path in _list_originals(settings.originals_folder)):
        raise NotEmptyError(where=settings.originals_folder)
    store.refuse_unless_empty()


def _put_originals_back(reader: BackupReader, originals: Originals) -> int:
    """Store every original under the SHA-256 that it has; one that was damaged before is not what its row names."""
    kept = 0
    for sha256 in reader.manifest.originals:
        if reader.manifest.files[ORIGINALS + sha256].sha256 == sha256:
            originals.put(reader.read(ORIGINALS + sha256))
            kept += 1
    return kept


def _put_key_back(reader: BackupReader, settings: Settings) -> bool:
    """Put the secret key into the home folder; return whether the settings name another one, which then counts."""
    settings.home.mkdir(parents=True, exist_ok=True)
    key = reader.read(SECRET_KEY)
    with written_aside(settings.home / SECRET_KEY) as file:
        file.write(key)
    own = settings.secret_key.get_secret_value()
    return bool(own) and own.encode() != key
