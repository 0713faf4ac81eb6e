import click

from app import clock
from app.cli.context import get_ready_database, make_cli_app
from app.cli.output import print_json, read_file
from app.documents.reading import read_document
from app.documents.storage import Originals
from app.documents.verification import check_all


@click.group()
def document() -> None:
    """Files: what stands in them, and whether they are what they were."""


@document.command()
@click.argument("file", type=click.Path())
@click.option(
    "--language", type=click.Choice(["nl", "fr", "en", "de"]), default=None, help="Overrules what is found."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def read(file: str, language: str | None, *, as_json: bool) -> None:
    """Extract, split and recognise a file: text, PDF, Word, ODT, HTML, mail, scan; no database is used."""
    name, data = read_file(file)
    reading = read_document(name, data, language)
    if as_json:
        print_json(reading.as_dict())
        return
    for found in reading.documents:
        day = found.date.iso if found.date else "no date"
        addressee = found.addressee.name if found.addressee else "no addressee"
        click.echo(f"{found.kind.value}: {found.title or '(no title)'}; {day}; {addressee}")
        for demand in found.demands:
            click.echo(f"  {demand.number or '-'}  {demand.text}")
    for warning in reading.warnings:
        click.echo(f"warning: {warning}", err=True)


@document.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def verify(*, as_json: bool) -> None:
    """Compare every original with its hash and every document with its file; exit 1 if one is not what it was."""
    app = make_cli_app()
    originals = Originals(app.extensions["settings"].originals_folder)
    check = check_all(get_ready_database(app), originals, clock.now())
    is_whole = not (check.missing or check.damaged)
    if as_json:
        names = ("documents", "files", "missing", "damaged", "flaws")
        print_json({"ok": is_whole, **{name: getattr(check, name) for name in names}})
    else:
        click.echo(f"{check.documents} documents and {check.files} other files compared with their hashes.")
        for flaw in check.flaws:
            whose = (
                f"document {flaw['document_id']}, {flaw['name']}" if flaw["document_id"] else "of no document"
            )
            click.echo(f"{flaw['flaw']}: {flaw['sha256']} ({whose})")
        click.echo("All are what they were." if is_whole else "Put these files back from a backup.")
    if not is_whole:
        raise SystemExit(1)
