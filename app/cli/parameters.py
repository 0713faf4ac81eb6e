"""Kinds of parameters that several commands take."""

from datetime import date
from typing import Any

import click

from app.text.typed_days import read_typed_day

LONGEST_NUMBER = 9  # beyond it lies what no database takes for a number


class LetterName(click.ParamType[tuple[str, int]]):
    """A letter as SLUG/NUMBER."""

    name = "SLUG/NUMBER"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """Split the name; the letter itself is looked up in a session."""
        slug, _, number = str(value).partition("/")
        if not slug or not number.isdecimal() or len(number) > LONGEST_NUMBER:
            self.fail(f"{value!r} is no letter's name: it reads like cuba/1.", parameter, context)
        return slug, int(number)


acting_for = click.option(
    "--as",
    "acting",
    metavar="EMAIL",
    help="The account whose act this is, for the log; without: the command line.",
)


class Day(click.ParamType[date]):
    """A day as 2026-06-05 or 5-6-2026."""

    name = "DATE"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """Read the day."""
        day = read_typed_day(str(value))
        if day is None:
            self.fail(f"{value!r} is no day: write it as 2026-06-05.", parameter, context)
        return day
