"""`make demo` and `make test` on a machine that lacks what pip cannot bring; the machine is made of stand-ins."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT

SCRIPT = ROOT / "tools" / "prepare_system.sh"
BASH = shutil.which("bash") or ""
# What the script may use of any Debian; everything else is a stand-in or not there.
COMMON = ("env", "bash", "mktemp", "tail", "rm", "find", "id", "touch")
# A Python that can make virtual environments once python3-venv is installed.
PYTHON_WITHOUT_VENV = 'case "$2" in *ensurepip*) [ -e "$(dirname "$0")/installed" ];; *) exit 0;; esac'


class Machine:
    """A folder of commands that stands in for a whole system."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in (*COMMON, "dirname"):
            found = shutil.which(name)
            if found:
                (folder / name).symlink_to(found)

    def add(self, name: str, body: str) -> Path:
        """Add a command, or put another in its place."""
        command = self.folder / name
        command.unlink(missing_ok=True)
        command.write_text(f"#!{BASH}\n{body}\n", encoding="utf-8")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
        return command

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run the script with nothing but these commands."""
        return subprocess.run(  # noqa: S603  the project's own script
            [BASH, str(SCRIPT), *arguments],
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    @property
    def apt_calls(self) -> list[str]:
        """Return what apt-get was asked for, without its options."""
        log = self.folder / "apt.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [
            " ".join(word for word in line.split() if not word.startswith(("-", "DPkg"))) for line in lines
        ]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Debian on which we are root."""
    machine = Machine(tmp_path)
    machine.add("id", "echo 0")
    machine.add("apt-get", 'echo "$*" >> "$(dirname "$0")/apt.log"; touch "$(dirname "$0")/installed"')
    return machine


def test_nothing_is_done_where_nothing_is_missing(machine):
    result = machine.run("python", sys.executable)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert machine.apt_calls == []


def test_what_virtual_environments_need_is_installed(machine):
    python = machine.add("python3", PYTHON_WITHOUT_VENV)
    result = machine.run("python", str(python))
    assert result.returncode == 0, result.stderr
    assert machine.apt_calls[-1] == "install python3-venv"
    assert machine.apt_calls.count("update") <= 1


def test_who_is_not_root_is_told_what_to_install(machine):
    machine.add("id", "echo 1000")
    machine.add("sudo", "exit 1")
    python = machine.add("python3", PYTHON_WITHOUT_VENV)
    result = machine.run("python", str(python))
    assert result.returncode == 1
    assert "apt-get install python3-venv" in result.stderr
    assert machine.apt_calls == []


def test_who_may_use_sudo_without_a_question_is_not_asked(machine):
    machine.add("id", "echo 1000")
    machine.add("sudo", '[ "$1" = -n ] && shift; exec "$@"')
    machine.add("true", "exit 0")
    python = machine.add("python3", PYTHON_WITHOUT_VENV)
    assert machine.run("python", str(python)).returncode == 0
    assert machine.apt_calls[-1] == "install python3-venv"


def test_an_installation_that_fails_shows_why(machine):
    machine.add("apt-get", "echo 'no network' >&2; exit 100")
    python = machine.add("python3", PYTHON_WITHOUT_VENV)
    result = machine.run("python", str(python))
    assert result.returncode == 1
    assert "no network" in result.stderr
    assert "apt-get install python3-venv" in result.stderr


@pytest.mark.parametrize("python", ["", "old"])
def test_an_old_python_or_none_is_named(machine, python):
    machine.add("old", "exit 1")
    result = machine.run("python", python and str(machine.folder / python))
    assert result.returncode == 1
    assert "Python 3.11" in result.stderr


def test_a_missing_browser_is_installed(machine):
    assert machine.run("browser").returncode == 0
    assert machine.apt_calls[-1].startswith("install chromium")


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_tests_go_on_without_a_browser_but_not_in_ci(machine, ci, status):
    (machine.folder / "apt-get").unlink()
    result = machine.run("browser", CI=ci)
    assert result.returncode == status
    assert "apt-get install chromium" in result.stderr


def test_missing_node_is_installed(machine):
    assert machine.run("node").returncode == 0
    assert machine.apt_calls[-1] == "install nodejs npm"


def test_tests_go_on_without_node(machine):
    (machine.folder / "apt-get").unlink()
    result = machine.run("node", CI="true")
    assert result.returncode == 0
    assert "apt-get install nodejs npm" in result.stderr
