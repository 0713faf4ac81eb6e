from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from app import clock, schema
from app.accounts.values import Language
from app.campaigns.models import Campaign
from app.campaigns.services import add_campaign
from app.campaigns.values import CampaignSettings
from app.cli.context import find_actor, get_ready_database, make_cli_app, reading, writing
from app.cli.parameters import acting_for
from app.db import Database
from app.documents.storage import Originals
from app.settings import Settings
from app.transfer.errors import SchemaNotCurrentError
from app.transfer.importing import choose_slug, read_campaign, store_originals
from app.transfer.services import checked_export, export_campaign
from app.transfer.values import Imported


@click.group()
def campaign() -> None:
    """Campaigns: the scope of letters, replies and people."""


@campaign.command()
@click.argument("slug")
@click.option("--title", required=True, help="What the campaign is about.")
@click.option("--language", type=click.Choice([language.value for language in Language]), default=None)
@click.option("--zone", default=None, help="Time zone of deadlines, for instance Europe/Brussels.")
@acting_for
def add(slug: str, title: str, language: str | None, zone: str | None, acting: str | None) -> None:
    """Add a campaign and print its short name. With --as that person coordinates it."""
    with writing() as session:
        installation: Settings = current_app.extensions["settings"]
        settings = CampaignSettings(
            title=title,
            language=Language(language or installation.language),
            zone=zone or installation.zone,
        )
        added = add_campaign(session, settings, slug=slug, actor=find_actor(session, acting), now=clock.now())
    click.echo(added.slug)


@campaign.command("list")
def list_all() -> None:
    """Print each campaign's short name and title, those not archived first."""
    query = select(Campaign).order_by(Campaign.archived_at.is_not(None), Campaign.slug)
    with reading() as session:
        for one in session.scalars(query):
            click.echo(f"{one.slug}\t{one.title}{' (archived)' if one.archived_at else ''}")


@campaign.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
def export_to(slug: str, file: Path) -> None:
    """Write everything of a campaign into a zip file, to be imported elsewhere."""
    app = make_cli_app()
    database = get_ready_database(app)
    settings: Settings = app.extensions["settings"]
    originals = Originals(settings.originals_folder)
    exported = export_campaign(database, originals, slug, file, revision=_current_revision(database))
    click.echo(
        f"{slug}: {_told(exported.rows)}, {exported.originals} originals, {exported.bytes} bytes in {file}",
        err=True,
    )


@campaign.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "slug", default=None, help="Another short name than the one in the file.")
def import_from(file: Path, slug: str | None) -> None:
    """Import a campaign from a zip file and print its short name."""
    app = make_cli_app()
    database = get_ready_database(app)
    settings: Settings = app.extensions["settings"]
    with checked_export(file, revision=_current_revision(database)) as export:
        with database.reading() as session:
            chosen = choose_slug(session, export, slug)
        store_originals(Originals(settings.originals_folder), export)
        with database.writing() as session:
            chosen = choose_slug(session, export, slug)
            imported = read_campaign(session, export, slug=chosen, now=clock.now())
    _tell(imported)


def _current_revision(database: Database) -> str:
    """Return the revision that database and program share; SchemaNotCurrentError where they differ."""
    current, head = schema.current_revision(database), schema.head_revision()
    if current is None or current != head:
        raise SchemaNotCurrentError(current=current or "none", head=head)
    return current


def _tell(imported: Imported) -> None:
    click.echo(f"{_told(imported.rows)}, {imported.originals} originals", err=True)
    for address in imported.known_accounts:
        click.echo(f"{address} has an account here already: used, not changed.", err=True)
    for address in imported.new_accounts:
        click.echo(
            f"{address} has no password yet. Let this person in: weerwoord user link {address}", err=True
        )
    click.echo(imported.slug)


def _told(rows: dict[str, int]) -> str:
    counted = {"letter": "letters", "demand": "demands", "reply": "replies", "document": "documents"}
    return ", ".join(f"{rows[table]} {name}" for table, name in counted.items())
