import click
from flask import current_app
from sqlalchemy import select

from app import clock
from app.accounts.values import Language
from app.campaigns.models import Campaign
from app.campaigns.services import add_campaign
from app.campaigns.values import CampaignSettings
from app.cli.context import find_actor, reading, writing
from app.cli.parameters import acting_for
from app.settings import Settings


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
