"""The files that belong to the project, whether it was cloned or unpacked."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the Makefile and the tools make, for where no git tells.
_MADE = {"instance", "build", "__pycache__", "test-results"}


def list_files() -> list[str]:
    """Return the names, from the project's root, of tracked files and of new ones that git would take in."""
    git = shutil.which("git")
    if git is not None and (ROOT / ".git").exists():
        command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        # Git refuses a checkout that belongs to somebody else.
        if listed.returncode == 0:
            return [name for name in listed.stdout.split("\0") if (ROOT / name).is_file()]
    return sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if _belongs(path))


def _belongs(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    is_made = any(part in _MADE or part.endswith(".egg-info") for part in parts) or path.suffix == ".mo"
    is_hidden = parts[0].startswith(".") and parts[0] not in (".ci", ".gitignore")
    return path.is_file() and not is_made and not is_hidden
