import click

from app.cli.output import print_json, read_file
from app.documents.reading import read_document


@click.group()
def document() -> None:
    """Files: what stands in them."""


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
