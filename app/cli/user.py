from zoneinfo import available_timezones

import click
from flask import current_app

from app import clock
from app.accounts import entry
from app.accounts import services as accounts
from app.accounts.queries import get_user_by_address
from app.accounts.rules import normalise_address
from app.accounts.values import Language, Role
from app.campaigns import services as campaigns
from app.cli.context import find_actor, writing
from app.cli.parameters import acting_for
from app.settings import Settings


def _check_zone(_context: click.Context, _parameter: click.Parameter, zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        raise click.BadParameter(f"{zone} is no time zone; one reads like Europe/Brussels.")
    return zone


@click.group()
def user() -> None:
    """Accounts of people who sign in."""


@user.command()
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="administrator, or the role in every campaign.",
)
@click.option("--name", default="", help="How the person is called; asked for at the link otherwise.")
@click.option("--language", type=click.Choice([language.value for language in Language]), default=None)
@click.option("--zone", default=None, callback=_check_zone, help="Time zone, for instance Europe/Brussels.")
@acting_for
def create(
    email: str, role: str, name: str, language: str | None, zone: str | None, acting: str | None
) -> None:
    """Make an account and print a one-time link to set its password."""
    with writing() as session:
        settings: Settings = current_app.extensions["settings"]
        now = clock.now()
        person = accounts.create_user(
            session,
            email=email,
            role=Role(role),
            language=Language(language or settings.language),
            zone=zone or settings.zone,
            name=name,
            actor=find_actor(session, acting),
            now=now,
        )
        campaigns.join_standing(session, person, now)
        link = accounts.make_invitation_link(session, user=person, now=now)
    click.echo(f"{link.user.email} is {role}. Set the password within 14 days at:", err=True)
    click.echo(link.address)


@user.command()
@click.argument("email")
@acting_for
def link(email: str, acting: str | None) -> None:
    """Print a link that signs somebody in once."""
    with writing() as session:
        person = get_user_by_address(session, normalise_address(email))
        sign_in = entry.make_sign_in_link(
            session, user=person, actor=find_actor(session, acting), now=clock.now()
        )
    click.echo(f"Signs {sign_in.user.email} in once, within 15 minutes:", err=True)
    click.echo(sign_in.address)
