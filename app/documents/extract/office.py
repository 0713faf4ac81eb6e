"""DOC and RTF: turned into DOCX by LibreOffice, where it is installed."""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from app.documents.extract.docx import read_docx
from app.documents.extract.errors import DamagedFileError, OfficeMissingError, ReadingTakesTooLongError
from app.documents.extract.formats import MEDIA_TYPES
from app.documents.extract.limits import room_for_office
from app.documents.values import CanonicalText

PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 45


def find_office() -> str | None:
    """Return where LibreOffice is, None when it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def read_office(file_format: str, data: bytes, language: str | None = None) -> CanonicalText:
    """Return the text of a file in the format DOC or RTF.

    Raises OfficeMissingError, ReadingTakesTooLongError, DamagedFileError, and what reading a DOCX raises.
    """
    program = find_office()
    if program is None:
        raise OfficeMissingError(format=file_format)
    with tempfile.TemporaryDirectory(prefix="weerwoord-") as folder:
        converted = _convert(program, Path(folder), file_format, data)
    text = read_docx(converted, language)
    return replace(text, extractor="libreoffice", media_type=MEDIA_TYPES[file_format])


def _convert(program: str, folder: Path, file_format: str, data: bytes) -> bytes:
    source = folder / f"letter.{file_format.lower()}"
    source.write_bytes(data)
    # A profile of its own: one that is in use, or holds macros, is never touched.
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder),
        str(source),
    ]
    try:
        with room_for_office():
            subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS, cwd=folder)  # noqa: S603
        return (folder / "letter.docx").read_bytes()
    except subprocess.TimeoutExpired as error:
        raise ReadingTakesTooLongError from error
    except (subprocess.CalledProcessError, FileNotFoundError) as error:
        raise DamagedFileError(format=file_format) from error
