"""The command line: `weerwoord`. Sub-commands are loaded when they are called, so that each starts quickly."""

import importlib
import sys

import click

from app.errors import DomainError

# name -> (module, attribute)
COMMANDS = {
    "anchor": ("app.cli.anchor", "anchor"),
    "backup": ("app.cli.backup", "backup"),
    "campaign": ("app.cli.campaign", "campaign"),
    "compare": ("app.cli.compare", "compare"),
    "db": ("app.cli.database", "db"),
    "demo": ("app.cli.demo", "demo"),
    "doctor": ("app.cli.doctor", "doctor"),
    "document": ("app.cli.document", "document"),
    "letter": ("app.cli.letter", "letter"),
    "log": ("app.cli.log", "log"),
    "passage": ("app.cli.passage", "passage"),
    "reply": ("app.cli.reply", "reply"),
    "restore": ("app.cli.restore", "restore"),
    "search": ("app.cli.search", "search"),
    "serve": ("app.cli.serve", "serve"),
    "term": ("app.cli.term", "term"),
    "tick": ("app.cli.tick", "tick"),
    "user": ("app.cli.user", "user"),
    "verdict": ("app.cli.verdict", "verdict"),
    "worker": ("app.cli.worker", "worker"),
}


class LazyGroup(click.Group):
    """A group that imports a sub-command when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all sub-commands."""
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import and return a sub-command; None for an unknown name."""
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="weerwoord")
def weerwoord() -> None:
    """Correspondence tracker for advocacy campaigns."""


def main() -> None:
    """Run the command line: exit 0 done, 1 the work failed, 2 wrong use."""
    try:
        weerwoord()
    except DomainError as error:
        click.echo(f"weerwoord: {error}", err=True)
        sys.exit(1)
