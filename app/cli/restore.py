from functools import partial
from pathlib import Path

import click

from app import clock, schema
from app.backups.services import restore_backup
from app.backups.values import Restored
from app.cli.output import print_json
from app.db import Database
from app.reminders.services import hold_what_may_have_been_told
from app.settings import load_settings
from app.web.logs import configure_logging


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def restore(file: Path, *, as_json: bool) -> None:
    """Put a backup back into an empty home folder and database; sending waits until a person lets it go on."""
    settings = load_settings()
    configure_logging(settings.log_format, settings.log_level)
    now = clock.now()
    restored = restore_backup(
        settings, file, now=now, is_known=schema.is_known, upgrade=_upgrade,
        hold_due=partial(hold_what_may_have_been_told, at=now, mail_from=settings.mail_from),
    )  # fmt: skip
    if as_json:
        print_json(_as_dict(file, restored))
        return
    click.echo(
        f"{restored.rows} rows and {restored.originals} originals of {restored.made_at.isoformat()} are back"
    )
    click.echo("Sending is paused. Look under Outgoing mail at what waits, then let it go on there.")
    for name in (*restored.missing, *restored.damaged):
        click.echo(f"was missing or damaged when the backup was made: {name}", err=True)
    if restored.has_own_key:
        click.echo(
            "The secret key of the settings counts, not the backup's: everybody signs in anew.", err=True
        )


def _upgrade(database: Database) -> None:
    """Bring a backup of an older version to this one's revision; one of the same revision stays as it is."""
    if schema.current_revision(database) != schema.head_revision():
        schema.upgrade(database)


def _as_dict(file: Path, restored: Restored) -> dict[str, object]:
    return {
        "file": str(file),
        "database": restored.kind.value,
        "revision": restored.revision,
        "made_at": restored.made_at.isoformat(),
        "rows": restored.rows,
        "originals": restored.originals,
        "missing": list(restored.missing),
        "damaged": list(restored.damaged),
        "sending": "paused",
    }
