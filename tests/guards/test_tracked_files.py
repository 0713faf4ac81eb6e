"""What no file of the project may hold: where it was made, and where packages come from."""

import re
from pathlib import Path

import pytest

from app.settings import ROOT
from tests.guards.files import list_texts

# Somebody's home, on any system. The documentation writes ~ or $HOME.
HOMES = re.compile(r"(?<![\w./-])(?:/home/[a-z][\w.-]*/|/Users/\w+/|/r[o]ot/|[A-Z]:\\Users\\)")
# Whoever installs chooses where from; a lock file that names a host works in one place only.
HOSTS = re.compile(
    r"(?:index-url|find-links|trusted-host)[ =]+[\"']?(?:https?:/|file:/|/)|"
    r"(?:https?|file):/{2,3}[^\s\"'<>]*(?:pythonhosted\.|/simple/?(?![\w-])|/wheels\b)",
    re.IGNORECASE,
)


def _own_places() -> list[str]:
    """Return the folders of this very checkout, where their names are long enough to be no coincidence."""
    places = [ROOT, ROOT.parent / "shared", Path.home()]
    return [f"{place}/" for place in places if len(place.parts) > 2]


def _holds_place(text: str) -> bool:
    return bool(HOMES.search(text)) or any(place in text for place in _own_places())


def test_no_file_names_a_path_of_a_machine():
    assert [name for name, text in list_texts() if _holds_place(text) and name != _this_file()] == []


def test_no_file_names_a_package_host():
    assert [name for name, text in list_texts() if HOSTS.search(text) and name != _this_file()] == []


def _this_file() -> str:
    """Return this file's name: it alone holds what it looks for."""
    return Path(__file__).relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    ("line", "is_host"),
    [
        ("--index-url https://packages.example.org/simple", True),
        ("--find-links /srv/wheels", True),
        ("extra-index-url = file:///srv/simple", True),
        ("alembic @ https://files.python" + "hosted.org/packages/a.whl", True),
        ("uv pip compile --no-emit-index-url --no-header", False),
        ("https://docs.example.org/simple-rules", False),
    ],
)
def test_a_package_host_is_seen(line: str, is_host: bool):  # noqa: FBT001  a column of the table
    assert bool(HOSTS.search(line)) is is_host


@pytest.mark.parametrize(
    ("line", "is_place"),
    [
        ("/home/ann/weerwoord/app", True),
        (r"C:\Users\ann", True),
        ("cd /" + "root/weerwoord", True),
        ("/opt/weerwoord/instance", False),
        ("weerwoord/home/today.html", False),
        ("~/weerwoord", False),
    ],
)
def test_a_path_of_a_machine_is_seen(line: str, is_place: bool):  # noqa: FBT001  a column of the table
    assert bool(HOMES.search(line)) is is_place
