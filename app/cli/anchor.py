import json
from typing import Any

import click

from app.cli.output import print_json, read_file
from app.errors import DomainError
from app.text.carry import Carried, carry_passages


@click.group()
def anchor() -> None:
    """Passages of texts, wherever the texts come from."""


@anchor.command()
@click.option("--old", required=True, type=click.Path(), help="The text in which the anchors stand; UTF-8.")
@click.option("--new", required=True, type=click.Path(), help="The text to carry them to; UTF-8.")
@click.option("--anchors", required=True, type=click.Path(), help='JSON: [{"id", "start", "end"}, ...].')
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def carry(old: str, new: str, anchors: str, *, as_json: bool) -> None:
    """Carry passages over to another text: same, moved, changed or lost. No database is used.

    Offsets count code points of the files as they are.
    """
    old_text, new_text = _read_text(old), _read_text(new)
    given = _read_anchors(anchors, len(old_text))
    try:
        found = carry_passages(old_text, new_text, [(one["start"], one["end"]) for one in given])
    except DomainError as error:
        raise click.ClickException(f"{anchors}: {error}") from error
    if as_json:
        print_json(
            {"anchors": [_described(one["id"], carried) for one, carried in zip(given, found, strict=True)]}
        )
        return
    for one, carried in zip(given, found, strict=True):
        click.echo(f"{one['id']}: {carried.state.value}{_words(carried)}")


def _read_text(path: str) -> str:
    _, data = read_file(path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path}: this is no UTF-8, at byte {error.start}. Save it as UTF-8."
        ) from error


def _read_anchors(path: str, length: int) -> list[dict[str, Any]]:
    _, data = read_file(path)
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path}: this is no JSON ({error}).") from error
    if not isinstance(given, list):
        raise click.ClickException(f'{path}: a list of {{"id", "start", "end"}} is expected.')
    for place, one in enumerate(given):
        _check(path, place, one, length)
    return given


def _check(path: str, place: int, one: object, length: int) -> None:
    if not isinstance(one, dict) or not {"id", "start", "end"} <= one.keys():
        raise click.ClickException(f'{path}: entry {place} lacks "id", "start" or "end".')
    start, end = one["start"], one["end"]
    if any(isinstance(offset, bool) or not isinstance(offset, int) for offset in (start, end)):
        raise click.ClickException(f'{path}: "start" and "end" of anchor {one["id"]} must be whole numbers.')
    if not 0 <= start < end <= length:
        raise click.ClickException(
            f"{path}: anchor {one['id']} ({start}-{end}) lies outside the old text of {length} characters, or is empty."
        )


def _described(name: object, carried: Carried) -> dict[str, Any]:
    """Return one anchor as in shape 2 of the command line's contract."""
    return {
        "id": name,
        "state": carried.state.value,
        "start": carried.start,
        "end": carried.end,
        "exact": carried.exact,
        "candidates": [
            {"start": one.start, "end": one.end, "similarity": one.similarity} for one in carried.candidates
        ],
        "changes": [change.as_dict() for change in carried.changes],
    }


def _words(carried: Carried) -> str:
    changes = "; ".join(f"{change.kind.value}: “{change.old}” → “{change.new}”" for change in carried.changes)
    return (f" {carried.start}-{carried.end}" if carried.exact is not None else "") + (
        f" ({changes})" if changes else ""
    )
