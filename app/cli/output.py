"""What all commands share: reading a file, JSON on standard output."""

import json
import sys
from pathlib import Path
from typing import Any

import click


def print_json(value: Any) -> None:
    """Print one JSON document on standard output, and nothing else there."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def read_file(path: str) -> tuple[str, bytes]:
    """Return a file's name and bytes; exit with a plain message when it cannot be read."""
    try:
        return Path(path).name, Path(path).read_bytes()
    except OSError as error:
        raise click.ClickException(
            f"{path}: {error.strerror}. Check the name and whether you may read it."
        ) from error
