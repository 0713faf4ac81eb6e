from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import select

from app.activity.values import INSTALLATION, ChainReport, Fault, Head
from app.activity.verification import list_never_sealed, verify_log
from app.campaigns.models import Campaign
from app.cli.context import reading
from app.cli.output import print_json

_PARTS_OF_A_HEAD = 3
_SEAL_LENGTH = 64


class NotedHead(click.ParamType[tuple[int, Head]]):
    """Where a chain ended when somebody noted it: CHAIN:SEQUENCE:HASH, as `log verify` prints it."""

    name = "CHAIN:SEQUENCE:HASH"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        """Split what was noted."""
        parts = str(value).strip().split(":")
        if len(parts) != _PARTS_OF_A_HEAD or not all(part.isdecimal() for part in parts[:2]):
            self.fail(
                f"{value!r} is no head: copy it as it was printed, like 3:120:9f86d0...", parameter, context
            )
        chain, sequence, digest = parts
        if len(digest) != _SEAL_LENGTH or not int(sequence):
            self.fail(f"{value!r} is not a whole head: its last part has 64 signs.", parameter, context)
        return int(chain), Head(int(sequence), digest.lower())


@click.group()
def log() -> None:
    """Who did what: the log that nobody can change."""


@log.command()
@click.option(
    "--head", "heads", multiple=True, type=NotedHead(), help="A head that was noted earlier, repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def verify(heads: tuple[tuple[int, Head], ...], *, as_json: bool) -> None:
    """Look whether the log is whole: nothing changed, removed or put in; exit 1 if it is not."""
    noted: dict[int, list[Head]] = defaultdict(list)
    for chain, head in heads:
        noted[chain].append(head)
    with reading() as session:
        reports = verify_log(session, noted)
        strays = list_never_sealed(session)
        slugs = {row.id: row.slug for row in session.execute(select(Campaign.id, Campaign.slug))}
    is_whole = not strays and not any(report.fault for report in reports)
    if as_json:
        chains = [_as_dict(report, slugs) for report in reports]
        print_json({"ok": is_whole, "chains": chains, "never_sealed": [_fault(stray) for stray in strays]})
    else:
        _print(reports, strays, slugs)
    if not is_whole:
        raise SystemExit(1)


def _as_dict(report: ChainReport, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "chain": report.chain,
        "name": _name_of(report, slugs),
        "entries": report.entries,
        "head": _head(report) or None,
        "fault": _fault(report.fault) if report.fault else None,
    }


def _name_of(report: ChainReport, slugs: dict[int, str]) -> str:
    return "installation" if report.chain == INSTALLATION else slugs.get(report.chain, "no such campaign")


def _head(report: ChainReport) -> str:
    """Return the end of a chain as it is to be noted; of one that is not whole nothing should be noted."""
    if report.head is None or report.fault is not None:
        return ""
    return f"{report.chain}:{report.head.sequence}:{report.head.hash}"


def _fault(fault: Fault) -> dict[str, Any]:
    return {"flaw": fault.flaw.value, "sequence": fault.sequence, "says": fault.says}


def _print(reports: Sequence[ChainReport], strays: Sequence[Fault], slugs: dict[int, str]) -> None:
    for report in reports:
        name, entries = _name_of(report, slugs), f"{report.entries} entries"
        if report.fault is None:
            click.echo(f"whole    {name}: {entries}")
        else:
            click.echo(f"BROKEN   {name}: {entries}. {report.fault.says}")
    for stray in strays:
        click.echo(f"BROKEN   {stray.says}")
    if any(_head(report) for report in reports):
        click.echo("To note elsewhere, and to give to --head later:")
        for report in reports:
            if _head(report):
                click.echo(f"  {_head(report)}")
