from pathlib import Path

import click

from app import clock, schema
from app.backups.services import record_backup, write_backup
from app.backups.values import BackupMadeFacts, Proof
from app.cli.context import get_ready_database, make_cli_app
from app.cli.output import print_json
from app.settings import Settings

_PROOFS = {
    Proof.RESTORED: "put back into a fresh place, every row and file compared: the same",
    Proof.LISTED: "every file compared; the database was only listed, for its role may make no other one",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def backup(file: Path, *, as_json: bool) -> None:
    """Write the whole installation into a new file while it runs, and prove that it can be put back."""
    app = make_cli_app()
    database = get_ready_database(app)
    settings: Settings = app.extensions["settings"]
    made = write_backup(settings, file, now=clock.now())
    # The table itself came with a later revision than some databases are at.
    if made.is_whole and schema.current_revision(database) == schema.head_revision():
        with database.writing() as session:
            record_backup(session, made)
    if as_json:
        print_json(_as_dict(made))
    else:
        click.echo(f"{file}: {made.rows} rows, {made.originals} originals, {made.file.bytes} bytes")
        click.echo(_PROOFS[made.proof])
    if not made.is_whole:
        _complain(made)
        raise SystemExit(1)


def _complain(made: BackupMadeFacts) -> None:
    for name in made.missing:
        click.echo(f"missing original: {name}", err=True)
    for name in made.damaged:
        click.echo(f"damaged original: {name}", err=True)
    click.echo(
        "The file is kept, but it is not whole. Put these originals back from an older backup.", err=True
    )


def _as_dict(made: BackupMadeFacts) -> dict[str, object]:
    return {
        "ok": made.is_whole,
        "file": made.path,
        "bytes": made.file.bytes,
        "sha256": made.file.sha256,
        "database": made.kind.value,
        "revision": made.revision,
        "made_at": made.made_at.isoformat(),
        "rows": made.rows,
        "tables": {name: table.rows for name, table in made.tables.items()},
        "originals": made.originals,
        "missing": list(made.missing),
        "damaged": list(made.damaged),
        "verified": made.proof.value,
    }
