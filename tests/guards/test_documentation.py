"""What an administrator can set or type is documented, and nothing else is."""

import re
import tomllib
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from app.cli import weerwoord
from app.settings import DEFAULTS, ROOT, Settings

SETTINGS = (ROOT / "docs" / "admin" / "settings.md").read_text(encoding="utf-8")
COMMANDS_PAGE = (ROOT / "docs" / "admin" / "commands.md").read_text(encoding="utf-8")
CONTRACT = ROOT.parent / "shared" / "CONTRACT.md"


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command)
    for part in command.list_commands(context):
        found = command.get_command(context, part)
        assert found is not None, f"{name} {part} is listed, but not there"
        yield from _walk(found, f"{name} {part}")


COMMANDS = dict(_walk(weerwoord, "weerwoord"))
SECTIONS = dict(re.findall(r"^### (weerwoord .+)\n((?:(?!#).*\n?)*)", COMMANDS_PAGE, re.MULTILINE))


def test_every_command_is_documented_and_every_documented_one_exists():
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_of_a_command_is_documented(name: str):
    options = {option for one in COMMANDS[name].params for option in one.opts if option.startswith("--")}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", SECTIONS.get(name, ""))) - {"--help"} == options


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str):
    result = CliRunner().invoke(weerwoord, [*name.split()[1:], "--help"])
    assert result.exit_code == 0
    assert COMMANDS[name].help


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_refuses_what_it_does_not_know(name: str):
    result = CliRunner().invoke(weerwoord, [*name.split()[1:], "--no-such-option"])
    assert result.exit_code == 2


# Options of the contract, by command; the test skips commands that a later issue brings.
def _promised() -> dict[str, set[str]]:
    table = re.findall(r"^\| (.*?) \|", CONTRACT.read_text(encoding="utf-8"), re.MULTILINE)
    promised: dict[str, set[str]] = {}
    for usage in re.findall(r"`(weerwoord [^`]+)`", "\n".join(table)):
        name = re.match(r"weerwoord( [a-z]+)+", usage)[0]
        promised[name] = set(re.findall(r"--[a-z-]+", usage))
    return promised


@pytest.mark.skipif(not CONTRACT.exists(), reason="the stable interface's own text (../shared) is not here")
def test_options_of_the_stable_interface_are_there():
    promised = {name: options for name, options in _promised().items() if name in COMMANDS}
    assert len(promised) > 10, "the table of commands is no longer recognised"
    there = {name: {option for one in COMMANDS[name].params for option in one.opts} for name in promised}
    assert {name: options - there[name] for name, options in promised.items() if options - there[name]} == {}


def _shown(value: object) -> str:
    return f"`{value}`" if value != "" else "empty"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str):
    default = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))[name]
    meaning = Settings.model_fields[name].description or ""
    row = f"| `WEERWOORD_{name.upper()}` | {_shown(default)} | {meaning.rstrip('.')}"
    assert row in SETTINGS, f"docs/admin/settings.md lacks the row: {row}"


def test_no_setting_is_documented_that_does_not_exist():
    rows = re.findall(r"^\| `WEERWOORD_(\w+)`", SETTINGS, re.MULTILINE)
    assert sorted(rows) == sorted(name.upper() for name in Settings.model_fields)


def test_no_default_is_for_nothing():
    assert set(tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))) == set(Settings.model_fields)


def test_links_between_pages_lead_somewhere():
    pages = sorted((ROOT / "docs").rglob("*.md"))
    links = [
        (page, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:")
    ]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []
