"""The project's own files, for the guards to look through."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.settings import ROOT
from tools.checkout import list_files

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
    for name in list_files():
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
