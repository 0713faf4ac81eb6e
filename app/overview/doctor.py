"""What this installation has, what it lacks, and how to get that."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock, schema
from app.backups.queries import get_backup_state
from app.backups.rules import find_neglect
from app.campaigns.queries import list_open_slugs
from app.db import Database
from app.documents.extract.office import find_office
from app.documents.queries import get_store_state
from app.heartbeats.queries import list_heartbeats
from app.heartbeats.rules import is_silent
from app.intake.folder import list_left
from app.mail.archive import find_trouble
from app.search.checking import is_whole, list_untrue
from app.settings import Settings

_LEAST_DISK_BYTES = 500 * 1024 * 1024
_VERIFY = "Run: weerwoord document verify"
_MOST_LEFT = 10
_OCR_LANGUAGES = {"nld", "fra", "eng", "deu"}
# Records of each kind whose entry in the index is compared; a rebuild compares all by making them anew.
_NEWEST_LOOKED_AT = 100
# Before this program was written: a clock that says so is wrong, and so would be every deadline.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `is_fatal` when the main job cannot run without it."""

    name: str
    is_well: bool
    says: str
    mend: str = ""
    is_fatal: bool = False


def examine(app: Flask) -> list[Finding]:
    """Look at everything; nothing is changed."""
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    schema_found = _look_at_schema(database)
    return [
        schema_found,
        _look_at_folder(settings),
        _look_at_clock(),
        _look_at_mail_out(settings),
        _look_at_archive(settings),
        Finding("mail in", is_well=True, says="replies are logged by hand: paste or drop them"),
        _look_at_ocr(),
        _look_at_office(),
        _look_at_fonts(),
        *(_look_at_records(database, settings) if schema_found.is_well else []),
    ]


def _look_at_schema(database: Database) -> Finding:
    try:
        current, head = schema.current_revision(database), schema.head_revision()
    except SQLAlchemyError as error:
        says = f"cannot be reached: {type(error).__name__}"
        return Finding(
            "database", is_well=False, says=says, mend="Check WEERWOORD_DATABASE_URL.", is_fatal=True
        )
    if current == head:
        return Finding("database", is_well=True, says=f"at revision {current}", is_fatal=True)
    says = f"at revision {current or 'none'}, the program needs {head}"
    return Finding("database", is_well=False, says=says, mend="Run: weerwoord db upgrade", is_fatal=True)


def _look_at_folder(settings: Settings) -> Finding:
    home = settings.home
    if not home.is_dir():
        says = f"{home} is not there"
        return Finding("disk", is_well=False, says=says, mend="Run: weerwoord db upgrade", is_fatal=True)
    free = shutil.disk_usage(home).free
    says = f"{free // 1024 // 1024} MB free at {home}"
    is_well = free >= _LEAST_DISK_BYTES
    return Finding(
        "disk",
        is_well=is_well,
        says=says,
        mend="" if is_well else "Make room: below 500 MB letters may not fit.",
    )


def _look_at_clock() -> Finding:
    now = clock.now()
    is_well = now >= _EARLIEST
    mend = "" if is_well else "Set the machine's clock: every deadline is counted from it."
    return Finding("clock", is_well=is_well, says=now.isoformat(timespec="seconds"), mend=mend, is_fatal=True)


def _look_at_mail_out(settings: Settings) -> Finding:
    if not settings.has_mail_server:
        mend = (
            "Set WEERWOORD_MAIL_HOST, WEERWOORD_MAIL_PORT, WEERWOORD_MAIL_USER and WEERWOORD_MAIL_PASSWORD."
        )
        return Finding(
            "mail out", is_well=False, says="no server is set: mails are kept and shown", mend=mend
        )
    return Finding("mail out", is_well=True, says=f"{settings.mail_host}:{settings.mail_port}")


def _look_at_archive(settings: Settings) -> Finding:
    name = "mail archive"
    if not settings.has_mail_archive:
        says = "none is set: when a connection breaks after a mail was handed over, a person has to look whether it arrived"
        mend = "Set WEERWOORD_MAIL_ARCHIVE to a mailbox of your own, and WEERWOORD_MAIL_ARCHIVE_HOST, _USER and _PASSWORD."
        return Finding(name, is_well=False, says=says, mend=mend)
    trouble = find_trouble(settings)
    if trouble:
        return Finding(
            name, is_well=False, says="cannot be asked", mend=trouble[0].upper() + trouble[1:] + "."
        )
    return Finding(name, is_well=True, says=f"{settings.mail_archive} at {settings.mail_archive_host}")


def _look_at_ocr() -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        mend = "Debian: apt-get install tesseract-ocr tesseract-ocr-nld tesseract-ocr-fra tesseract-ocr-deu"
        says = "tesseract is not installed: scans are filed without their text"
        return Finding("OCR languages", is_well=False, says=says, mend=mend)
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603  found on the PATH
    missing = _OCR_LANGUAGES - set(listed.stdout.split())
    says = f"missing {', '.join(sorted(missing))}" if missing else "nld, fra, eng, deu"
    mend = (
        "Debian: apt-get install " + " ".join(f"tesseract-ocr-{one}" for one in sorted(missing))
        if missing
        else ""
    )
    return Finding("OCR languages", is_well=not missing, says=says, mend=mend)


def _look_at_office() -> Finding:
    if find_office() is None:
        says = "not installed: DOC and RTF are filed without their text; DOCX, ODT and PDF need nothing"
        mend = "Debian: apt-get install --no-install-recommends libreoffice-writer-nogui"
        return Finding("LibreOffice", is_well=False, says=says, mend=mend)
    return Finding("LibreOffice", is_well=True, says="reads DOC and RTF")


def _look_at_fonts() -> Finding:
    if shutil.which("fc-list") is None:
        says = "fontconfig is not installed; printing is done by the browser"
        return Finding("PDF fonts", is_well=True, says=says)
    return Finding("PDF fonts", is_well=True, says="printing is done by the browser, with its own fonts")


def _look_at_records(database: Database, settings: Settings) -> list[Finding]:
    return [
        _look_at_backup(database),
        _look_at_search(database),
        _look_at_originals(database),
        _look_at_watched_folder(database, settings),
        *_look_at_heartbeats(database, settings),
    ]


def _look_at_originals(database: Database) -> Finding:
    name = "originals"
    with database.reading() as session:
        state = get_store_state(session, clock.now())
    if state.finished_at is None:
        return Finding(
            name, is_well=not state.is_overdue, says="never compared with their hashes yet", mend=_VERIFY
        )
    says = (
        f"{state.documents} documents and {state.files} other files compared, {state.missing} missing, "
        f"{state.damaged} damaged; last ended {state.finished_at.isoformat(timespec='seconds')}"
    )
    if state.has_flaws:
        return Finding(
            name,
            is_well=False,
            says=says,
            mend="Run: weerwoord document verify. Put the named files back from a backup.",
        )
    return Finding(name, is_well=not state.is_overdue, says=says, mend=_VERIFY if state.is_overdue else "")


def _look_at_watched_folder(database: Database, settings: Settings) -> Finding:
    name, folder = "watched folder", settings.watched_folder
    if not folder.is_dir():
        return Finding(name, is_well=True, says=f"none: {folder} is not there")
    with database.reading() as session:
        slugs = list_open_slugs(session)
    left = list_left(folder, slugs, clock.now(), largest=settings.upload_limit_mb * 1024 * 1024)
    if not left:
        return Finding(name, is_well=True, says=f"{folder}: nothing is left lying")
    says = "; ".join(f"{one.path}: {one.why}" for one in left[:_MOST_LEFT])
    more = f"; and {len(left) - _MOST_LEFT} more" if len(left) > _MOST_LEFT else ""
    return Finding(
        name,
        is_well=False,
        says=f"left lying: {says}{more}",
        mend=f"Mend or take away what lies in {folder}.",
    )


def _look_at_backup(database: Database) -> Finding:
    now = clock.now()
    with database.reading() as session:
        state = get_backup_state(session)
    neglect = find_neglect(state.last_at, now, has_own_records=state.has_own_records)
    if state.last_at is None:
        says = "none yet" if state.has_own_records else "none yet, and nothing to lose"
    else:
        says = (
            f"last made {state.last_at.isoformat(timespec='seconds')}, {(now - state.last_at).days} days ago"
        )
    mend = "" if neglect is None else "Run, every day: weerwoord backup FILE"
    return Finding("backup", is_well=neglect is None, says=says, mend=mend)


def _look_at_search(database: Database) -> Finding:
    with database.reading() as session:
        untrue = list_untrue(session, newest=_NEWEST_LOOKED_AT)
        is_well = is_whole(session) and not untrue
    says = (
        "finds what is on file"
        if is_well
        else f"is not what is on file ({len(untrue)} of the newest records)"
    )
    return Finding(
        "search", is_well=is_well, says=says, mend="" if is_well else "Run: weerwoord search rebuild"
    )


def _look_at_heartbeats(database: Database, settings: Settings) -> list[Finding]:
    with database.reading() as session:
        beats = _beats(session)
    findings = []
    for name, pause in settings.pauses.items():
        beat = beats.get(name)
        is_well = not is_silent(beat, clock.now(), pause)
        says = f"last heard {beat.isoformat(timespec='seconds')}" if beat else "never heard"
        mend = "" if is_well else "Start weerwoord serve, or weerwoord worker."
        findings.append(Finding(f"heartbeat {name}", is_well=is_well, says=says, mend=mend))
    return findings


def _beats(session: Session) -> dict[str, datetime]:
    return {row.name: row.beat_at for row in list_heartbeats(session)}
