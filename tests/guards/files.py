"""The project's own files, for the guards to look through."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from app.settings import ROOT

APP = ROOT / "app"
TEMPLATES = ROOT / "templates"


def list_modules() -> list[Path]:
    """Return the Python files of the program."""
    return sorted(APP.rglob("*.py"))


def parse(module: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def name_of(file: Path) -> str:
    """Return a file's name as a developer writes it: from the project's root."""
    return file.relative_to(ROOT).as_posix()


def list_texts() -> Iterator[tuple[str, str]]:
    """Give each file that version control holds, or would take in, by name and text; not what is no text."""
    for name in _list_names():
        file = ROOT / name
        if not file.is_file():
            continue
        try:
            yield name, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _list_names() -> list[str]:
    if not (ROOT / ".git").exists():
        # An unpacked archive: everything that is not made by the Makefile.
        made = {".venv", "instance", "build", "__pycache__"}
        files = (file.relative_to(ROOT) for file in ROOT.rglob("*"))
        return sorted(file.as_posix() for file in files if not made & set(file.parts))
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603  as written above
    return [name for name in listed.stdout.split("\0") if name]
